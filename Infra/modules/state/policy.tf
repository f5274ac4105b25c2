# What nobody may do to the buckets, and what a stack's roles may do with its state.

locals {
  not_break_glass = { ArnNotEquals = { "aws:PrincipalArn" = sort(tolist(var.break_glass_role_arns)) } }

  transport_statements = { for k, arn in local.arns : k => [
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
  ] }

  # Lock files are deleted at the end of every run; their versions, and all else, only under the break-glass role.
  deletion_statements = { for k, arn in local.arns : k => [
    {
      Sid         = "DenyDeletingToAllButBreakGlass"
      Effect      = "Deny"
      Principal   = "*"
      Action      = ["s3:DeleteObject"]
      NotResource = ["${arn}/*.tflock"]
      Condition   = local.not_break_glass
    },
    {
      Sid       = "DenyDeletingVersionsToAllButBreakGlass"
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:DeleteObjectVersion"]
      Resource  = "${arn}/*"
      Condition = local.not_break_glass
    },
    {
      Sid       = "DenyWeakeningToAllButBreakGlass"
      Effect    = "Deny"
      Principal = "*"
      Action    = ["s3:BypassGovernanceRetention", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketVersioning"]
      Resource  = [arn, "${arn}/*"]
      Condition = local.not_break_glass
    },
  ] }
}

resource "aws_s3_bucket_policy" "state" {
  bucket = aws_s3_bucket.this["state"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.transport_statements.state,
      local.deletion_statements.state,
      [
        {
          Sid       = "DenyOtherKeys"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:PutObject"
          Resource  = "${local.arns.state}/*"
          Condition = {
            StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = aws_kms_key.state.arn }
            Null            = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
          }
        },
        {
          Sid       = "DenyOtherEncryption"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:PutObject"
          Resource  = "${local.arns.state}/*"
          Condition = {
            StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" }
            Null            = { "s3:x-amz-server-side-encryption" = "false" }
          }
        },
      ],
    )
  })

  # Versioning first: the policy denies changing it, also to the role that is creating the bucket.
  depends_on = [aws_s3_bucket_public_access_block.this, aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.this["logs"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.transport_statements.logs,
      local.deletion_statements.logs,
      [{
        Sid       = "S3WritesAccessLogs"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${local.arns.logs}/state/*"
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account }
          ArnEquals    = { "aws:SourceArn" = local.arns.state }
        }
      }],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.this, aws_s3_bucket_versioning.this]
}

locals {
  keys = { for s in var.stacks : s => "${s}/terraform.tfstate" }

  via_s3 = { StringEquals = { "kms:ViaService" = "s3.${local.region}.${local.dns}" } }

  # Three levels for each stack; each contains the one before.
  #   reader   reads the state (drift reports, steady review)
  #   planner  also takes the lock, so that a plan is not made while another run is writing
  #   writer   also writes the state
  # There is no s3:prefix condition on ListBucket where the header is absent: S3 asks for the permission
  # without it to answer "not found" instead of "forbidden" for a state that does not exist yet.
  reader = { for s, key in local.keys : s => [
    {
      Sid       = "ListState"
      Effect    = "Allow"
      Action    = ["s3:ListBucket"]
      Resource  = local.arns.state
      Condition = { StringLikeIfExists = { "s3:prefix" = [key, "${key}.tflock", "env:/*"] } }
    },
    { Sid = "ReadState", Effect = "Allow", Action = ["s3:GetObject"], Resource = "${local.arns.state}/${key}" },
    { Sid = "DecryptState", Effect = "Allow", Action = ["kms:Decrypt"], Resource = aws_kms_key.state.arn, Condition = local.via_s3 },
  ] }

  planner = { for s, key in local.keys : s => concat(local.reader[s], [
    { Sid = "Lock", Effect = "Allow", Action = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Resource = "${local.arns.state}/${key}.tflock" },
    { Sid = "EncryptLock", Effect = "Allow", Action = ["kms:GenerateDataKey"], Resource = aws_kms_key.state.arn, Condition = local.via_s3 },
  ]) }

  writer = { for s, key in local.keys : s => concat(local.planner[s], [
    { Sid = "WriteState", Effect = "Allow", Action = ["s3:PutObject"], Resource = "${local.arns.state}/${key}" },
  ]) }
}
