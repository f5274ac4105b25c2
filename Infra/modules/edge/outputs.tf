output "distribution_id" {
  description = "Id of the distribution: for invalidations and for CloudWatch metrics (dimension DistributionId, region us-east-1)."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_arn" {
  description = "ARN of the distribution."
  value       = aws_cloudfront_distribution.this.arn
}

output "distribution_domain_name" {
  description = "Name of the distribution at cloudfront.net: what records made elsewhere must point to."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "distribution_hosted_zone_id" {
  description = "Route 53 zone id of CloudFront, for alias records made elsewhere."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}

output "domain_names" {
  description = "Names that visitors use."
  value       = var.domain_names
}

output "static_bucket_statement_json" {
  description = "Bucket policy statement (JSON) that lets this distribution, and no other, read the static files: the storage module's cloudfront_read_statement. null without static origin."
  value = var.static_origin == null ? null : jsonencode({
    Sid       = "CloudFrontReads"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = "${var.static_origin.bucket_arn}${var.static_origin.path}/*"
    Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this.arn } }
  })
}

output "origin_access_control_id" {
  description = "Id of the origin access control of the static bucket; null without static origin."
  value       = try(aws_cloudfront_origin_access_control.static[0].id, null)
}

output "vpc_origin_ids" {
  description = "Ids of the VPC origins, by origin (app, standby)."
  value       = { for k, o in aws_cloudfront_vpc_origin.this : k => o.id }
}

output "active_origin" {
  description = "Origin that writes go to: app or standby."
  value       = var.active_origin
}

output "response_headers_policy_id" {
  description = "Id of the response headers policy."
  value       = aws_cloudfront_response_headers_policy.this.id
}

output "web_acl_arn" {
  description = "ARN of the web ACL."
  value       = aws_wafv2_web_acl.this.arn
}

output "web_acl_name" {
  description = "Name of the web ACL: dimension WebACL of its metrics in us-east-1."
  value       = aws_wafv2_web_acl.this.name
}

output "rate_limit_metric_names" {
  description = "Metric names of the rate limits, by name: dimension Rule of AWS/WAFV2."
  value       = { for r in var.rate_limits : r.name => "${var.name}-rate-${r.name}" }
}

output "waf_log_group_name" {
  description = "Log group of the web ACL, in us-east-1."
  value       = aws_cloudwatch_log_group.this["waf"].name
}

output "access_log_group_name" {
  description = "Log group of the access log, in us-east-1; null when it goes to S3."
  value       = try(aws_cloudwatch_log_group.this["access"].name, null)
}

output "access_log_delivery_source_name" {
  description = "Name of the delivery source of the access log."
  value       = aws_cloudwatch_log_delivery_source.access.name
}
