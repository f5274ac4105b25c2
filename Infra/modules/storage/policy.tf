# Bucket policies: what nobody may do, then the one AWS service (if any) that may.

locals {
  log_path = join("/", compact([local.arns.primary, var.log_prefix, "AWSLogs", local.account, "*"]))

  # CloudFront's delivery sources live in us-east-1, wherever the bucket is.
  log_delivery_condition = {
    StringEquals = { "aws:SourceAccount" = local.account }
    ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:us-east-1:${local.account}:delivery-source:*" }
  }

  deny_statements = { for k, arn in local.arns : k => concat(
    [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [arn, "${arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "DenyOldTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [arn, "${arn}/*"]
        Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
      },
    ],
    # A writer who names no encryption gets the bucket's default. One who names another is refused
    # ("Null = false" limits both to requests that carry the header).
    var.kind != "data" ? [] : [
      {
        Sid       = "DenyOtherEncryption"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${arn}/*"
        Condition = {
          StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" }
          Null            = { "s3:x-amz-server-side-encryption" = "false" }
        }
      },
      {
        Sid       = "DenyOtherKeys"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${arn}/*"
        Condition = {
          StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = local.kms_key_arns[k] }
          Null            = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
        }
      },
    ],
  ) }

  # Exactly one of these applies, by kind.
  log_statements = {
    data = []

    alb-logs = [{
      Sid       = "LoadBalancersWriteLogs"
      Effect    = "Allow"
      Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = local.log_path
      # The account in the path is the guard: the service writes each load balancer's logs under its owner's
      # account id. No aws:SourceArn: with it, enabling logs has been seen to fail with "Access Denied for bucket".
    }]

    cloudfront-logs = [{
      Sid       = "LogDeliveryWrites"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = local.log_path
      Condition = merge(local.log_delivery_condition, {
        StringEquals = merge(local.log_delivery_condition.StringEquals, { "s3:x-amz-acl" = "bucket-owner-full-control" })
      })
    }]

    s3-access-logs = [{
      Sid       = "S3WritesAccessLogs"
      Effect    = "Allow"
      Principal = { Service = "logging.s3.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = "${local.arns.primary}/*"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:s3:::*" }
      }
    }]
  }
}

resource "aws_s3_bucket_policy" "primary" {
  region = local.regions.primary
  bucket = aws_s3_bucket.this["primary"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.deny_statements.primary,
      local.log_statements[var.kind],
      var.cloudfront_read_statement == null ? [] : [jsondecode(var.cloudfront_read_statement)],
    )
  })

  # S3 rejects two changes of a new bucket's access settings at the same time (OperationAborted).
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_policy" "replica" {
  count = var.replica_region == null ? 0 : 1

  region     = var.replica_region
  bucket     = aws_s3_bucket.this["replica"].id
  policy     = jsonencode({ Version = "2012-10-17", Statement = local.deny_statements.replica })
  depends_on = [aws_s3_bucket_public_access_block.this]
}
