# Each refusal, with one bad value a kind.

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

run "refuses_name" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "refuses_no_domain" {
  command = plan

  variables {
    domain_names = []
  }

  expect_failures = [var.domain_names]
}

run "refuses_domain_with_scheme" {
  command = plan

  variables {
    domain_names = ["https://give.example.org"]
  }

  expect_failures = [var.domain_names]
}

run "refuses_domain_twice" {
  command = plan

  variables {
    domain_names = ["a.example.org", "a.example.org"]
  }

  expect_failures = [var.domain_names]
}

run "refuses_certificate_of_another_region" {
  command = plan

  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [var.certificate_arn]
}

run "refuses_old_tls" {
  command = plan

  variables {
    minimum_tls = "TLSv1.1_2016"
  }

  expect_failures = [var.minimum_tls]
}

run "refuses_zone" {
  command = plan

  variables {
    dns_zone = { zone_id = "example.org" }
  }

  expect_failures = [var.dns_zone]
}

run "refuses_website_endpoint" {
  command = plan

  variables {
    static_origin = { bucket_regional_domain_name = "b.s3-website-eu-west-1.amazonaws.com", bucket_arn = "arn:aws:s3:::donations-static" }
  }

  expect_failures = [var.static_origin]
}

run "refuses_bucket_name_for_arn" {
  command = plan

  variables {
    static_origin = { bucket_regional_domain_name = "donations-static.s3.eu-west-1.amazonaws.com", bucket_arn = "donations-static" }
  }

  expect_failures = [var.static_origin]
}

run "refuses_origin_with_scheme" {
  command = plan

  variables {
    app_origin = {
      domain_name       = "https://origin.example.org"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
    }
  }

  expect_failures = [var.app_origin]
}

run "refuses_neither_private_nor_public" {
  command = plan

  variables {
    app_origin = {
      domain_name = "origin.example.org"
    }
  }

  expect_failures = [var.app_origin]
}

run "refuses_network_load_balancer" {
  command = plan

  variables {
    app_origin = {
      domain_name       = "origin.example.org"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/donations/0123456789abcdef"
    }
  }

  expect_failures = [var.app_origin]
}

run "refuses_public_without_reason" {
  command = plan

  variables {
    app_origin = {
      domain_name = "origin.example.org"
      public      = true
    }
  }

  expect_failures = [var.app_origin]
}

run "refuses_secret_header_without_reason" {
  command = plan

  variables {
    app_origin = {
      domain_name   = "origin.example.org"
      public        = true
      secret_header = { name = "X-Origin-Verify", secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:origin-AbCdEf" }
    }
    unsafe = { public_load_balancer = "the load balancer is shared with a partner" }
  }

  expect_failures = [var.app_origin]
}

run "refuses_secret_header_on_a_vpc_origin" {
  command = plan

  variables {
    app_origin = {
      domain_name       = "origin.example.org"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
      secret_header     = { name = "X-Origin-Verify", secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:origin-AbCdEf" }
    }
    unsafe = { secret_in_state = "we are used to this header" }
  }

  expect_failures = [var.app_origin]
}

run "refuses_reserved_header" {
  command = plan

  variables {
    app_origin = {
      domain_name   = "origin.example.org"
      public        = true
      secret_header = { name = "X-Amz-Verify", secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:origin-AbCdEf" }
    }
    unsafe = { public_load_balancer = "shared with a partner", secret_in_state = "we are used to this header" }
  }

  expect_failures = [var.app_origin]
}

run "refuses_timeout" {
  command = plan

  variables {
    app_origin = {
      domain_name          = "origin.example.org"
      load_balancer_arn    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
      read_timeout_seconds = 61
    }
  }

  expect_failures = [var.app_origin]
}

run "refuses_standby_without_application" {
  command = plan

  variables {
    app_origin       = null
    behaviors        = []
    default_behavior = { origin = "static", methods = "read" }
    standby_origin = {
      domain_name       = "internal-standby-1.eu-central-1.elb.amazonaws.com"
      load_balancer_arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/standby/0123456789abcdef"
    }
  }

  expect_failures = [var.standby_origin]
}

run "refuses_standby_arn" {
  command = plan

  variables {
    standby_origin = { domain_name = "a.example.org", load_balancer_arn = "standby" }
  }

  expect_failures = [var.standby_origin]
}

run "refuses_active_origin" {
  command = plan

  variables {
    active_origin = "primary"
  }

  expect_failures = [var.active_origin]
}

run "refuses_active_standby_that_is_not_there" {
  command = plan

  variables {
    active_origin = "standby"
  }

  expect_failures = [var.active_origin]
}

run "refuses_path_twice" {
  command = plan

  variables {
    behaviors = [{ path = "/a", origin = "app" }, { path = "/a", origin = "static" }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_path_without_slash" {
  command = plan

  variables {
    behaviors = [{ path = "a/*", origin = "app" }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_origin_name" {
  command = plan

  variables {
    behaviors = [{ path = "/a", origin = "s3" }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_flow_that_is_cached" {
  command = plan

  variables {
    behaviors = [{ path = "/donate", origin = "app", cache = "origin", flow = true }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_flow_behind_a_cached_pattern" {
  command = plan

  variables {
    behaviors = [{ path = "/d*", origin = "app", cache = "origin" }, { path = "/donate", origin = "app", flow = true }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_application_cached_by_path_alone" {
  command = plan

  variables {
    behaviors = [{ path = "/a", origin = "app", cache = "static" }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_writes_to_the_bucket" {
  command = plan

  variables {
    behaviors = [{ path = "/a", origin = "static", methods = "all" }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_behaviour_without_its_origin" {
  command = plan

  variables {
    static_origin = null
  }

  expect_failures = [var.behaviors]
}

run "refuses_lambda_at_edge" {
  command = plan

  variables {
    behaviors = [{ path = "/a", origin = "app", viewer_request_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f:1" }]
  }

  expect_failures = [var.behaviors]
}

run "refuses_default_to_the_bucket_with_writes" {
  command = plan

  variables {
    default_behavior = { origin = "static" }
  }

  expect_failures = [var.default_behavior]
}

run "refuses_root_object_with_slash" {
  command = plan

  variables {
    default_root_object = "/index.html"
  }

  expect_failures = [var.default_root_object]
}

run "refuses_error_code" {
  command = plan

  variables {
    custom_error_pages = [{ error_code = 418, page = "/errors/418.html" }]
  }

  expect_failures = [var.custom_error_pages]
}

run "refuses_error_page_path" {
  command = plan

  variables {
    custom_error_pages = [{ error_code = 404, page = "errors/404.html" }]
  }

  expect_failures = [var.custom_error_pages]
}

run "refuses_outage_shown_as_success" {
  command = plan

  variables {
    custom_error_pages = [{ error_code = 503, page = "/errors/503.html", response_code = 200 }]
  }

  expect_failures = [var.custom_error_pages]
}

run "refuses_content_policy_without_default" {
  command = plan

  variables {
    content_security_policy = "script-src 'self'"
  }

  expect_failures = [var.content_security_policy]
}

run "refuses_frame_option" {
  command = plan

  variables {
    frame_option = "ALLOW"
  }

  expect_failures = [var.frame_option]
}

run "refuses_referrer_policy" {
  command = plan

  variables {
    referrer_policy = "unsafe-url"
  }

  expect_failures = [var.referrer_policy]
}

run "refuses_permissions_policy" {
  command = plan

  variables {
    permissions_policy = ""
  }

  expect_failures = [var.permissions_policy]
}

run "refuses_short_hsts" {
  command = plan

  variables {
    hsts = { max_age_days = 1 }
  }

  expect_failures = [var.hsts]
}

run "refuses_preload_without_subdomains" {
  command = plan

  variables {
    hsts = { include_subdomains = false, preload = true }
  }

  expect_failures = [var.hsts]
}

run "refuses_price_class" {
  command = plan

  variables {
    price_class = "PriceClass_300"
  }

  expect_failures = [var.price_class]
}

run "refuses_whitelist_of_nobody" {
  command = plan

  variables {
    geo_restriction = { type = "whitelist" }
  }

  expect_failures = [var.geo_restriction]
}

run "refuses_country" {
  command = plan

  variables {
    geo_restriction = { type = "blacklist", countries = ["Utopia"] }
  }

  expect_failures = [var.geo_restriction]
}

run "refuses_log_destination" {
  command = plan

  variables {
    access_log_destination = "firehose"
  }

  expect_failures = [var.access_log_destination]
}

run "refuses_s3_without_bucket" {
  command = plan

  variables {
    access_log_destination = "s3"
  }

  expect_failures = [var.access_log_bucket]
}

run "refuses_bucket_without_s3" {
  command = plan

  variables {
    access_log_bucket = { arn = "arn:aws:s3:::logs" }
  }

  expect_failures = [var.access_log_bucket]
}

run "refuses_retention" {
  command = plan

  variables {
    log_retention_days = 30
  }

  expect_failures = [var.log_retention_days]
}

run "refuses_log_key_of_another_region" {
  command = plan

  variables {
    logs_kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
  }

  expect_failures = [var.logs_kms_key_arn]
}

run "refuses_rate_name_twice" {
  command = plan

  variables {
    rate_limits = [{ name = "a", path_prefix = "/", limit = 100 }, { name = "a", path_prefix = "/b", limit = 100 }]
  }

  expect_failures = [var.rate_limits]
}

run "refuses_rate_prefix" {
  command = plan

  variables {
    rate_limits = [{ name = "a", path_prefix = "/*", limit = 100 }]
  }

  expect_failures = [var.rate_limits]
}

run "refuses_rate_limit" {
  command = plan

  variables {
    rate_limits = [{ name = "a", path_prefix = "/", limit = 9 }]
  }

  expect_failures = [var.rate_limits]
}

run "refuses_rate_action" {
  command = plan

  variables {
    rate_limits = [{ name = "a", path_prefix = "/", limit = 100, action = "captcha" }]
  }

  expect_failures = [var.rate_limits]
}

run "refuses_counting_without_reason" {
  command = plan

  variables {
    rate_limits = [{ name = "a", path_prefix = "/", limit = 100, action = "count" }]
  }

  expect_failures = [var.rate_limits]
}

run "refuses_managed_group" {
  command = plan

  variables {
    managed_rules_counted = { AWSManagedRulesBotControlRuleSet = ["X"] }
    unsafe                = { waf_count = "measuring for a week before blocking" }
  }

  expect_failures = [var.managed_rules_counted]
}

run "refuses_managed_rule_counted_without_reason" {
  command = plan

  variables {
    managed_rules_counted = { AWSManagedRulesCommonRuleSet = ["NoUserAgent_HEADER"] }
  }

  expect_failures = [var.managed_rules_counted]
}

run "refuses_body_limit_lifted_everywhere" {
  command = plan

  variables {
    managed_rules_counted = { AWSManagedRulesCommonRuleSet = ["SizeRestrictions_BODY"] }
    unsafe                = { waf_count = "measuring for a week before blocking" }
  }

  expect_failures = [var.managed_rules_counted]
}

run "refuses_large_bodies_everywhere" {
  command = plan

  variables {
    large_body_paths = ["/"]
  }

  expect_failures = [var.large_body_paths]
}

run "refuses_blocked_page_type" {
  command = plan

  variables {
    blocked_page = { content = "no", content_type = "text/html" }
  }

  expect_failures = [var.blocked_page]
}

run "refuses_waf_log" {
  command = plan

  variables {
    waf_log = "none"
  }

  expect_failures = [var.waf_log]
}

run "refuses_unknown_unsafe_key" {
  command = plan

  variables {
    unsafe = { no_waf = "we do not want any firewall" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_unsafe_reason_too_short" {
  command = plan

  variables {
    unsafe = { waf_count = "test" }
  }

  expect_failures = [var.unsafe]
}

run "a_site_of_static_files_only" {
  command = plan

  variables {
    app_origin          = null
    behaviors           = []
    default_behavior    = { origin = "static", cache = "static", methods = "read" }
    default_root_object = "index.html"
  }

  assert {
    condition     = [for o in aws_cloudfront_distribution.this.origin : o.origin_id] == ["static"] && aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "static"
    error_message = "works without an application"
  }
}
