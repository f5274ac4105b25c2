# Security headers and logs.

# No account, no network: everything computed is made up here, and known already in the plan.
mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_secretsmanager_secret_version" {
    defaults = { secret_string = "made-up-value" }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      id             = "E1"
      arn            = "arn:aws:cloudfront::123456789012:distribution/E1"
      domain_name    = "d1.cloudfront.net"
      hosted_zone_id = "Z2FDTNDATAQYW2"
    }
  }

  mock_resource "aws_cloudfront_vpc_origin" {
    defaults = { id = "vo_1" }
  }

  mock_resource "aws_cloudfront_origin_access_control" {
    defaults = { id = "OAC1" }
  }

  mock_resource "aws_cloudfront_response_headers_policy" {
    defaults = { id = "headers" }
  }

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/donations-production/1" }
  }

  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:made-up" }
  }

  mock_resource "aws_cloudwatch_log_delivery_destination" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-destination:made-up" }
  }
}

override_module {
  target = module.managed_policies

  outputs = {
    cache      = { never = "caching-disabled", static = "caching-optimized", origin = "origin-cache-control" }
    all_viewer = "all-viewer"
  }
}

variables {
  name            = "donations-production"
  domain_names    = ["give.example.org"]
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

  app_origin = {
    domain_name       = "internal-donations-1.eu-west-1.elb.amazonaws.com"
    load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
  }

  static_origin = {
    bucket_regional_domain_name = "donations-static.s3.eu-west-1.amazonaws.com"
    bucket_arn                  = "arn:aws:s3:::donations-static"
  }

  behaviors = [
    { path = "/donate", origin = "app", flow = true },
    { path = "/donations", origin = "app", methods = "all", flow = true },
    { path = "/assets/*", origin = "static", cache = "static" },
    { path = "/errors/*", origin = "static", cache = "static" },
  ]
}

run "headers_are_strict" {
  command = plan

  assert {
    condition     = aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security[0].access_control_max_age_sec == 63072000 && aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security[0].include_subdomains && aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security[0].preload == false && aws_cloudfront_response_headers_policy.this.security_headers_config[0].strict_transport_security[0].override
    error_message = "HSTS for two years"
  }

  assert {
    condition     = strcontains(aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_security_policy[0].content_security_policy, "default-src 'self'") && aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_security_policy[0].override == false
    error_message = "a policy of its own from the application wins"
  }

  assert {
    condition     = aws_cloudfront_response_headers_policy.this.security_headers_config[0].frame_options[0].frame_option == "DENY" && aws_cloudfront_response_headers_policy.this.security_headers_config[0].content_type_options[0].override && aws_cloudfront_response_headers_policy.this.security_headers_config[0].referrer_policy[0].referrer_policy == "strict-origin-when-cross-origin"
    error_message = "frames, nosniff, referrer"
  }
}

run "the_access_log_goes_to_cloudwatch_without_personal_data" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_delivery_source.access.resource_arn == "arn:aws:cloudfront::123456789012:distribution/E1" && aws_cloudwatch_log_delivery_source.access.log_type == "ACCESS_LOGS" && aws_cloudwatch_log_delivery.access.delivery_destination_arn == aws_cloudwatch_log_delivery_destination.access.arn
    error_message = "from the distribution to the group"
  }

  assert {
    condition     = length(setintersection(toset(aws_cloudwatch_log_delivery.access.record_fields), toset(["cs(Cookie)", "cs-uri-query", "cs(Referer)"]))) == 0 && contains(aws_cloudwatch_log_delivery.access.record_fields, "time-taken")
    error_message = "no cookies, query strings or referrers"
  }

  assert {
    condition     = sort([for g in aws_cloudwatch_log_group.this : g.name]) == tolist(["/aws/cloudfront/donations-production", "aws-waf-logs-donations-production"]) && alltrue([for g in aws_cloudwatch_log_group.this : g.retention_in_days == 400 && g.region == "us-east-1"])
    error_message = "two groups in us-east-1, kept 400 days"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_cloudwatch_log_resource_policy.delivery.policy_document).Statement : s.Principal.Service == "delivery.logs.amazonaws.com" && s.Condition.StringEquals["aws:SourceAccount"] == "123456789012" && length(s.Resource) == 2])
    error_message = "log delivery for this account writes to these two groups"
  }

  assert {
    condition     = aws_cloudwatch_log_delivery_source.access.region == "us-east-1" && aws_cloudwatch_log_delivery.access.region == "us-east-1" && aws_cloudwatch_log_delivery_destination.access.region == "us-east-1"
    error_message = "all of it in us-east-1"
  }
}

run "the_access_log_goes_to_a_bucket" {
  command = plan

  variables {
    access_log_destination = "s3"
    access_log_bucket      = { arn = "arn:aws:s3:::logs-of-donations" }
    log_query_strings      = true
  }

  assert {
    condition     = aws_cloudwatch_log_delivery_destination.access.delivery_destination_configuration[0].destination_resource_arn == "arn:aws:s3:::logs-of-donations" && keys(aws_cloudwatch_log_group.this) == ["waf"]
    error_message = "the bucket takes the place of the group"
  }

  assert {
    condition     = contains(aws_cloudwatch_log_delivery.access.record_fields, "cs-uri-query") && !contains(aws_cloudwatch_log_delivery.access.record_fields, "cs(Cookie)")
    error_message = "query strings when asked for, cookies never"
  }
}
