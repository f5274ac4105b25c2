# Access log (standard logging v2) and WAF log. All of it lives in us-east-1, with CloudFront.

locals {
  log_groups = merge(
    { waf = "aws-waf-logs-${var.name}" }, # WAF writes to groups with this prefix only
    var.access_log_destination == "cloudwatch" ? { access = "/aws/cloudfront/${var.name}" } : {},
  )

  # No cookies, ever. Query strings and referrers (which carry query strings) only when asked for.
  record_fields = concat(
    [
      "timestamp(ms)", "DistributionId", "x-edge-location", "x-edge-request-id", "c-ip", "c-country", "cs-method",
      "x-host-header", "cs-uri-stem", "sc-status", "x-edge-result-type", "x-edge-response-result-type",
      "x-edge-detailed-result-type", "time-taken", "time-to-first-byte", "origin-fbl", "origin-lbl",
      "cs-protocol", "cs-protocol-version", "ssl-protocol", "ssl-cipher", "cs-bytes", "sc-bytes", "sc-content-type",
      "cs(User-Agent)", "cache-behavior-path-pattern",
    ],
    var.log_query_strings ? ["cs-uri-query", "cs(Referer)"] : [],
  )
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups

  region            = "us-east-1"
  name              = each.value
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_kms_key_arn
}

# AWS writes this policy by itself for callers that may; stated here it is reviewed, and goes with the module.
resource "aws_cloudwatch_log_resource_policy" "delivery" {
  region      = "us-east-1"
  policy_name = "${var.name}-edge-log-delivery"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "LogDeliveryWrites"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = [for g in values(local.log_groups) : "arn:${local.partition}:logs:us-east-1:${local.account}:log-group:${g}:log-stream:*"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:logs:us-east-1:${local.account}:*" }
      }
    }]
  })
}

resource "aws_cloudwatch_log_delivery_source" "access" {
  region       = "us-east-1"
  name         = "${var.name}-access"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this.arn
}

resource "aws_cloudwatch_log_delivery_destination" "access" {
  region        = "us-east-1"
  name          = "${var.name}-access-${var.access_log_destination}"
  output_format = "json"

  delivery_destination_configuration {
    destination_resource_arn = var.access_log_destination == "s3" ? var.access_log_bucket.arn : aws_cloudwatch_log_group.this["access"].arn
  }
}

resource "aws_cloudwatch_log_delivery" "access" {
  region                   = "us-east-1"
  delivery_source_name     = aws_cloudwatch_log_delivery_source.access.name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.access.arn
  record_fields            = local.record_fields

  depends_on = [aws_cloudwatch_log_resource_policy.delivery]
}
