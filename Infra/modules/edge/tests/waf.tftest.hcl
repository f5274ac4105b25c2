# The web ACL.

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

run "managed_rules_block_and_come_after_rate_limits" {
  command = plan

  assert {
    condition     = aws_wafv2_web_acl.this.scope == "CLOUDFRONT" && aws_wafv2_web_acl.this.region == "us-east-1" && length(aws_wafv2_web_acl.this.default_action[0].allow) == 1
    error_message = "in front of CloudFront"
  }

  assert {
    condition     = [for p in sort([for r in aws_wafv2_web_acl.this.rule : format("%03d %s", r.priority, r.name)]) : p] == ["010 rate-all", "100 AWSManagedRulesAmazonIpReputationList", "120 AWSManagedRulesKnownBadInputsRuleSet", "130 AWSManagedRulesCommonRuleSet", "140 AWSManagedRulesSQLiRuleSet"]
    error_message = "five rules, in this order"
  }

  assert {
    condition     = alltrue([for r in aws_wafv2_web_acl.this.rule : length(r.override_action[0].none) == 1 && length(r.statement[0].managed_rule_group_statement[0].rule_action_override) == 0 if startswith(r.name, "AWS")])
    error_message = "no managed rule is weakened"
  }

  assert {
    condition     = alltrue([for r in aws_wafv2_web_acl.this.rule : r.visibility_config[0].cloudwatch_metrics_enabled])
    error_message = "each rule has a metric"
  }
}

run "rate_limits_answer_429" {
  command = plan

  variables {
    rate_limits = [{ name = "donations", path_prefix = "/donations", limit = 100 }, { name = "all", path_prefix = "/", limit = 2000 }]
  }

  assert {
    condition     = [for r in aws_wafv2_web_acl.this.rule : [r.priority, r.statement[0].rate_based_statement[0].limit, r.statement[0].rate_based_statement[0].evaluation_window_sec, r.statement[0].rate_based_statement[0].scope_down_statement[0].byte_match_statement[0].search_string] if r.name == "rate-donations"] == [[10, 100, 300, "/donations"]]
    error_message = "100 in five minutes below /donations"
  }

  assert {
    condition     = alltrue([for r in aws_wafv2_web_acl.this.rule : r.action[0].block[0].custom_response[0].response_code == 429 && r.action[0].block[0].custom_response[0].custom_response_body_key == "too-many-requests" && length(r.action[0].count) == 0 if startswith(r.name, "rate-")])
    error_message = "blocked with 429 and a page"
  }

  assert {
    condition     = [for b in aws_wafv2_web_acl.this.custom_response_body : b.key] == ["too-many-requests"]
    error_message = "the page exists"
  }
}

run "counting_with_a_reason" {
  command = plan

  variables {
    rate_limits           = [{ name = "all", path_prefix = "/", limit = 2000, action = "count" }]
    managed_rules_counted = { AWSManagedRulesCommonRuleSet = ["NoUserAgent_HEADER"] }
    unsafe                = { waf_count = "measuring for a week before blocking" }
  }

  assert {
    condition     = alltrue([for r in aws_wafv2_web_acl.this.rule : length(r.action[0].count) == 1 && length(r.action[0].block) == 0 if startswith(r.name, "rate-")])
    error_message = "it counts"
  }

  assert {
    condition     = [for r in aws_wafv2_web_acl.this.rule : [for o in r.statement[0].managed_rule_group_statement[0].rule_action_override : o.name] if r.name == "AWSManagedRulesCommonRuleSet"] == [["NoUserAgent_HEADER"]]
    error_message = "the named rule only"
  }
}

run "large_bodies_only_where_excepted" {
  command = plan

  variables {
    large_body_paths = ["/upload", "/webhooks"]
  }

  assert {
    condition     = [for r in aws_wafv2_web_acl.this.rule : [for o in r.statement[0].managed_rule_group_statement[0].rule_action_override : o.name] if r.name == "AWSManagedRulesCommonRuleSet"] == [["SizeRestrictions_BODY"]]
    error_message = "the group labels"
  }

  assert {
    condition     = [for r in aws_wafv2_web_acl.this.rule : [r.priority > 130, length(r.action[0].block), length(r.statement[0].and_statement[0].statement), r.statement[0].and_statement[0].statement[0].label_match_statement[0].key] if r.name == "large-body"] == [[true, 1, 3, "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body"]]
    error_message = "and a rule after it blocks what is labelled and not excepted"
  }
}

run "anonymous_addresses_when_asked_for" {
  command = plan

  variables {
    block_anonymous_ips = true
  }

  assert {
    condition     = length([for r in aws_wafv2_web_acl.this.rule : r if r.name == "AWSManagedRulesAnonymousIpList"]) == 1
    error_message = "the list is used"
  }
}

run "the_log_holds_no_credentials" {
  command = plan

  assert {
    condition     = sort(flatten([for f in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : [for h in f.single_header : h.name]])) == tolist(["authorization", "cookie"]) && length([for f in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : f if length(f.query_string) > 0]) == 1
    error_message = "authorization, cookie and query string are redacted"
  }

  assert {
    condition     = aws_wafv2_web_acl_logging_configuration.this.logging_filter[0].default_behavior == "DROP" && aws_wafv2_web_acl_logging_configuration.this.resource_arn == aws_wafv2_web_acl.this.arn && aws_wafv2_web_acl_logging_configuration.this.region == "us-east-1"
    error_message = "matched requests only, in us-east-1"
  }
}

run "the_log_holds_all_requests_when_asked_for" {
  command = plan

  variables {
    waf_log = "all"
  }

  assert {
    condition     = length(aws_wafv2_web_acl_logging_configuration.this.logging_filter) == 0
    error_message = "no filter"
  }
}
