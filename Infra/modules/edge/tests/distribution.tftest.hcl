# The distribution: TLS, origins, paths, caching, failover.

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

run "visitors_come_by_tls_through_the_web_acl" {
  command = plan

  assert {
    condition     = aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && aws_cloudfront_distribution.this.viewer_certificate[0].ssl_support_method == "sni-only" && aws_cloudfront_distribution.this.viewer_certificate[0].acm_certificate_arn == var.certificate_arn
    error_message = "TLS 1.2 or newer with the given certificate"
  }

  assert {
    condition     = aws_cloudfront_distribution.this.web_acl_id == aws_wafv2_web_acl.this.arn
    error_message = "the web ACL is attached"
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" && alltrue([for b in aws_cloudfront_distribution.this.ordered_cache_behavior : b.viewer_protocol_policy == "redirect-to-https"])
    error_message = "no path answers in the clear"
  }

  assert {
    condition     = aws_cloudfront_distribution.this.is_ipv6_enabled && aws_cloudfront_distribution.this.http_version == "http2and3" && aws_cloudfront_distribution.this.enabled
    error_message = "IPv6 and HTTP/3"
  }

  assert {
    condition     = aws_cloudfront_distribution.this.price_class == "PriceClass_100" && aws_cloudfront_distribution.this.restrictions[0].geo_restriction[0].restriction_type == "none"
    error_message = "the cheapest price class, no country shut out"
  }

  assert {
    condition     = aws_cloudfront_monitoring_subscription.this[0].distribution_id == "E1"
    error_message = "metrics of origin latency and status codes"
  }
}

run "the_flow_is_never_cached" {
  command = plan

  assert {
    condition     = [for b in aws_cloudfront_distribution.this.ordered_cache_behavior : [b.path_pattern, b.target_origin_id, b.cache_policy_id]] == [["/donate", "app", "caching-disabled"], ["/donations", "app", "caching-disabled"], ["/assets/*", "static", "caching-optimized"], ["/errors/*", "static", "caching-optimized"]]
    error_message = "paths in the given order, with their origins and policies"
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].cache_policy_id == "caching-disabled" && aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "app"
    error_message = "all else goes to the application, uncached"
  }

  assert {
    condition     = [for b in aws_cloudfront_distribution.this.ordered_cache_behavior : length(b.allowed_methods)] == [3, 7, 3, 3]
    error_message = "writes only where they are asked for"
  }

  assert {
    condition     = [for b in aws_cloudfront_distribution.this.ordered_cache_behavior : b.origin_request_policy_id == "all-viewer"] == [true, true, false, false]
    error_message = "the application sees the Host header; S3 must not"
  }

  assert {
    condition     = alltrue([for e in aws_cloudfront_distribution.this.custom_error_response : e.error_caching_min_ttl == 0]) && length(aws_cloudfront_distribution.this.custom_error_response) == 11
    error_message = "errors are not cached, none of the eleven that CloudFront would cache"
  }

  assert {
    condition     = alltrue([for b in concat(aws_cloudfront_distribution.this.ordered_cache_behavior, aws_cloudfront_distribution.this.default_cache_behavior) : b.response_headers_policy_id == "headers"])
    error_message = "security headers on every path"
  }
}

run "origins_are_private" {
  command = plan

  assert {
    condition     = [for o in aws_cloudfront_distribution.this.origin : o.origin_access_control_id if o.origin_id == "static"] == ["OAC1"] && aws_cloudfront_origin_access_control.static[0].signing_behavior == "always"
    error_message = "the bucket is read with signed requests"
  }

  assert {
    condition     = [for o in aws_cloudfront_distribution.this.origin : o.vpc_origin_config[0].vpc_origin_id if o.origin_id == "app"] == ["vo_1"] && alltrue([for o in aws_cloudfront_distribution.this.origin : length(o.custom_header) == 0 && length(o.custom_origin_config) == 0])
    error_message = "the load balancer is reached through a VPC origin, without a secret header"
  }

  assert {
    condition     = aws_cloudfront_vpc_origin.this["app"].vpc_origin_endpoint_config[0].origin_protocol_policy == "https-only" && aws_cloudfront_vpc_origin.this["app"].vpc_origin_endpoint_config[0].arn == var.app_origin.load_balancer_arn && one(aws_cloudfront_vpc_origin.this["app"].vpc_origin_endpoint_config[0].origin_ssl_protocols).items == toset(["TLSv1.2"])
    error_message = "HTTPS with TLS 1.2 to the given load balancer"
  }

  assert {
    condition     = length(data.aws_secretsmanager_secret_version.origin) == 0
    error_message = "no secret is read"
  }

  assert {
    condition     = jsondecode(output.static_bucket_statement_json).Condition.StringEquals["AWS:SourceArn"] == "arn:aws:cloudfront::123456789012:distribution/E1" && jsondecode(output.static_bucket_statement_json).Resource == "arn:aws:s3:::donations-static/*" && jsondecode(output.static_bucket_statement_json).Action == "s3:GetObject"
    error_message = "the statement lets this distribution read this bucket"
  }
}

run "reads_fail_over_and_writes_do_not" {
  command = plan

  variables {
    standby_origin = {
      domain_name       = "internal-standby-1.eu-central-1.elb.amazonaws.com"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/standby/0123456789abcdef"
    }
  }

  assert {
    condition     = [for g in aws_cloudfront_distribution.this.origin_group : [for m in g.member : m.origin_id]] == [["app", "standby"]] && one(aws_cloudfront_distribution.this.origin_group).failover_criteria[0].status_codes == toset([500, 502, 503, 504])
    error_message = "first the application, then the standby"
  }

  assert {
    condition     = [for b in aws_cloudfront_distribution.this.ordered_cache_behavior : b.target_origin_id] == ["app-with-failover", "app", "static", "static"] && aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "app"
    error_message = "CloudFront refuses writes to an origin group"
  }

  assert {
    condition     = sort(keys(aws_cloudfront_vpc_origin.this)) == tolist(["app", "standby"])
    error_message = "a VPC origin each"
  }
}

run "the_standby_takes_over_by_one_setting" {
  command = plan

  variables {
    standby_origin = {
      domain_name       = "internal-standby-1.eu-central-1.elb.amazonaws.com"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/standby/0123456789abcdef"
    }
    active_origin = "standby"
  }

  assert {
    condition     = [for b in aws_cloudfront_distribution.this.ordered_cache_behavior : b.target_origin_id] == ["app-with-failover", "standby", "static", "static"] && aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "standby"
    error_message = "writes go to the standby"
  }

  assert {
    condition     = [for g in aws_cloudfront_distribution.this.origin_group : [for m in g.member : m.origin_id]] == [["standby", "app"]]
    error_message = "reads go to the standby first"
  }
}

run "a_public_load_balancer_with_a_header_for_a_reason" {
  command = plan

  variables {
    app_origin = {
      domain_name   = "origin.example.org"
      public        = true
      secret_header = { name = "X-Origin-Verify", secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:donations-production/origin-AbCdEf" }
    }
    unsafe = {
      public_load_balancer = "the load balancer is shared with a partner"
      secret_in_state      = "until the VPC origin is allowed by the network team"
    }
  }

  assert {
    condition     = length(aws_cloudfront_vpc_origin.this) == 0
    error_message = "no VPC origin"
  }

  assert {
    condition     = [for o in aws_cloudfront_distribution.this.origin : [o.custom_origin_config[0].origin_protocol_policy, o.custom_origin_config[0].origin_ssl_protocols] if o.origin_id == "app"] == [["https-only", toset(["TLSv1.2"])]]
    error_message = "still HTTPS with TLS 1.2"
  }

  assert {
    condition     = flatten([for o in aws_cloudfront_distribution.this.origin : [for h in o.custom_header : h.name]]) == ["X-Origin-Verify"]
    error_message = "the header is sent"
  }
}

run "error_pages_come_from_the_static_origin" {
  command = plan

  variables {
    custom_error_pages = [{ error_code = 503, page = "/errors/503.html", cache_seconds = 5 }]
  }

  assert {
    condition     = [for e in aws_cloudfront_distribution.this.custom_error_response : [e.response_code, e.response_page_path, e.error_caching_min_ttl] if e.error_code == 503] == [[503, "/errors/503.html", 5]]
    error_message = "the page keeps the status of the error"
  }
}

run "an_error_page_from_the_application_is_refused" {
  command = plan

  variables {
    custom_error_pages = [{ error_code = 503, page = "/donate" }]
  }

  expect_failures = [aws_cloudfront_distribution.this]
}

run "records_for_ipv4_and_ipv6" {
  command = plan

  variables {
    dns_zone     = { zone_id = "Z0123456789ABCDEFGHIJ" }
    domain_names = ["give.example.org", "*.give.example.org"]
  }

  assert {
    condition     = length(aws_route53_record.this) == 4 && aws_route53_record.this["give.example.org AAAA"].alias[0].name == "d1.cloudfront.net" && aws_route53_record.this["give.example.org A"].type == "A"
    error_message = "A and AAAA for each name"
  }
}

run "no_records_unless_asked_for" {
  command = plan

  assert {
    condition     = length(aws_route53_record.this) == 0
    error_message = "DNS stays elsewhere"
  }
}

run "functions_and_caching_by_the_application" {
  command = plan

  variables {
    behaviors = [{ path = "/pages/*", origin = "app", cache = "origin", viewer_request_function_arn = "arn:aws:cloudfront::123456789012:function/rewrite" }]
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.ordered_cache_behavior[0].function_association).event_type == "viewer-request" && aws_cloudfront_distribution.this.ordered_cache_behavior[0].cache_policy_id == "origin-cache-control"
    error_message = "the function runs, and Cache-Control decides"
  }
}
