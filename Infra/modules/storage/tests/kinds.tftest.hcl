# Log buckets: one writer each, with the encryption that it supports.

# No account, no network: everything computed is made up here, and known already in the plan.
mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key_id = "11111111-2222-3333-4444-555555555555"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made-up" }
  }
}

variables {
  name = "donations-production-logs"
}

run "load_balancer_logs" {
  command = plan

  variables {
    kind       = "alb-logs"
    log_prefix = "public"
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this["primary"].rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256" && length(aws_kms_key.this) == 0
    error_message = "load balancers cannot write with SSE-KMS"
  }

  assert {
    condition = [for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : [s.Principal.Service, s.Action, s.Resource] if s.Effect == "Allow"] == [[
      "logdelivery.elasticloadbalancing.amazonaws.com", "s3:PutObject",
    "arn:aws:s3:::donations-production-logs-123456789012-eu-west-1/public/AWSLogs/123456789012/*"]]
    error_message = "logs of load balancers of this account are written below the prefix, and nothing else"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].expiration[0].days == 400
    error_message = "logs expire after 400 days"
  }
}

run "cloudfront_logs" {
  command = plan

  variables {
    kind = "cloudfront-logs"
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this["primary"].rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms"
    error_message = "log delivery v2 can write with SSE-KMS"
  }

  assert {
    condition = [for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : [s.Principal.Service, s.Condition.StringEquals["aws:SourceAccount"], s.Condition.ArnLike["aws:SourceArn"]] if s.Effect == "Allow"] == [[
    "delivery.logs.amazonaws.com", "123456789012", "arn:aws:logs:us-east-1:123456789012:delivery-source:*"]]
    error_message = "log delivery for this account's sources"
  }

  assert {
    condition     = [for s in jsondecode(aws_kms_key.this["primary"].policy).Statement : s.Condition.StringEquals["aws:SourceAccount"] if s.Sid == "LogDeliveryWrites"] == ["123456789012"]
    error_message = "log delivery may use the key"
  }
}

run "access_logs" {
  command = plan

  variables {
    kind = "s3-access-logs"
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this["primary"].rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "S3 cannot write access logs with SSE-KMS"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : [s.Principal.Service, s.Condition.StringEquals["aws:SourceAccount"]] if s.Effect == "Allow"] == [["logging.s3.amazonaws.com", "123456789012"]]
    error_message = "S3 writes for buckets of this account"
  }
}

run "cloudfront_reads_with_the_statement_of_the_edge_module" {
  command = plan

  variables {
    cloudfront_read_statement = "{\"Sid\":\"CloudFrontReads\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::donations-production-logs-123456789012-eu-west-1/*\",\"Condition\":{\"StringEquals\":{\"AWS:SourceArn\":\"arn:aws:cloudfront::123456789012:distribution/E1\"}}}"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : s.Condition.StringEquals["AWS:SourceArn"] if s.Effect == "Allow"] == ["arn:aws:cloudfront::123456789012:distribution/E1"]
    error_message = "the distribution reads"
  }

  assert {
    condition     = [for s in jsondecode(aws_kms_key.this["primary"].policy).Statement : s.Condition.StringEquals["AWS:SourceArn"] if s.Sid == "CloudFrontReads"] == ["arn:aws:cloudfront::123456789012:distribution/E1"]
    error_message = "and may decrypt what it reads"
  }
}
