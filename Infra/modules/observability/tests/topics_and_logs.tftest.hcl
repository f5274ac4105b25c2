# Topics, keys, subscriptions, logs.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
}

override_resource {
  target          = aws_kms_key.this
  override_during = plan
  values          = { arn = "arn:aws:kms:eu-west-1:123456789012:key/own", key_id = "own" }
}

variables {
  name             = "donations-production"
  runbook_base_url = "https://runbooks.example.org"
  subscriptions = {
    warning  = [{ protocol = "email", endpoint = "team@example.org" }]
    critical = [{ protocol = "https", endpoint = "https://pages.example.org/sns" }]
  }
  load_balancer = {
    arn_suffix    = "app/donations/0123456789abcdef"
    target_groups = { blue = "targetgroup/blue/0123456789abcdef", green = "targetgroup/green/0123456789abcdef" }
  }
  services   = { api = { cluster_name = "main", service_name = "donations", log_group = "api" } }
  log_groups = { api = {} }
  flows = {
    donate = { log_group = "api", success_pattern = "{ $.outcome = \"success\" }", failure_pattern = "{ $.outcome = \"failure\" }", latency_value = "$.duration_ms" }
  }
}

run "two_topics_encrypted_with_an_own_key" {
  command = plan

  assert {
    condition     = toset([for t in aws_sns_topic.this : t.name]) == toset(["donations-production-warning", "donations-production-critical"]) && length(aws_kms_key.this) == 1
    error_message = "Without an edge there must be two topics and one key, in this region."
  }

  assert {
    condition     = alltrue([for t in aws_sns_topic.this : t.kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/own"]) && alltrue([for k in aws_kms_key.this : k.enable_key_rotation])
    error_message = "Topics must be encrypted with the module's key, which rotates."
  }

  assert {
    condition = (
      aws_sns_topic_subscription.this["eu-west-1/critical/https/https://pages.example.org/sns"].protocol == "https" &&
      aws_sns_topic_subscription.this["eu-west-1/warning/email/team@example.org"].endpoint == "team@example.org" && length(aws_sns_topic_subscription.this) == 2
    )
    error_message = "Each subscription must be made on its own topic and on no other."
  }
}

run "services_publish_only_for_this_account" {
  command = plan

  assert {
    condition = alltrue([
      for text in [aws_sns_topic_policy.this["eu-west-1/critical"].policy, aws_kms_key.this["eu-west-1"].policy] : alltrue([
        for service in ["cloudwatch.amazonaws.com", "backup.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com", "events.rds.amazonaws.com"] :
        one([for s in jsondecode(text).Statement : s if try(s.Principal.Service, "") == service]).Condition.StringEquals["aws:SourceAccount"] == "123456789012"
      ])
    ])
    error_message = "Topic and key must admit each service for this account only (confused deputy)."
  }

  assert {
    condition = alltrue([
      for text in [aws_sns_topic_policy.this["eu-west-1/critical"].policy, aws_kms_key.this["eu-west-1"].policy] :
      !can(one([for s in jsondecode(text).Statement : s if try(s.Principal.Service, "") == "events.amazonaws.com"]).Condition)
    ])
    error_message = "EventBridge names no account when it publishes; with a condition its events would be lost."
  }

  assert {
    condition     = jsondecode(aws_sns_topic_policy.this["eu-west-1/warning"].policy).Statement[0].Resource == "arn:aws:sns:eu-west-1:123456789012:donations-production-warning"
    error_message = "A topic's policy must name this topic."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_kms_key.this["eu-west-1"].policy).Statement : alltrue([for a in s.Action : !strcontains(a, "*")])])
    error_message = "The key policy must list its actions."
  }
}

run "the_edge_gets_topics_where_its_metrics_are" {
  command = plan

  variables {
    cdn     = { distribution_id = "E1A2B3C4D5E6F7" }
    web_acl = { metric_name = "donations" }
  }

  assert {
    condition     = aws_sns_topic.this["us-east-1/critical"].region == "us-east-1" && aws_kms_key.this["us-east-1"].region == "us-east-1" && length(aws_sns_topic_subscription.this) == 4
    error_message = "CloudFront reports to us-east-1: topics, key and subscriptions are needed there, too."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["cdn-5xx-critical"].region == "us-east-1" &&
      aws_cloudwatch_metric_alarm.this["cdn-5xx-critical"].alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:donations-production-critical"]) &&
      aws_cloudwatch_metric_alarm.this["waf-blocked-warning"].region == "us-east-1" &&
      aws_cloudwatch_metric_alarm.this["cdn-origin-latency-critical"].threshold == 8000
    )
    error_message = "Edge alarms must live in us-east-1 and call topics there; OriginLatency is in milliseconds."
  }
}

run "the_edge_needs_no_second_topics_in_us_east_1" {
  command = plan

  variables {
    cdn = { distribution_id = "E1A2B3C4D5E6F7" }
  }

  override_data {
    target          = data.aws_region.current
    override_during = plan
    values          = { region = "us-east-1" }
  }

  assert {
    condition     = length(aws_sns_topic.this) == 2 && aws_cloudwatch_metric_alarm.this["cdn-5xx-warning"].region == "us-east-1"
    error_message = "In us-east-1 the topics serve the edge as well."
  }
}

run "a_regional_web_acl_is_watched_here" {
  command = plan

  variables {
    web_acl = { metric_name = "donations", cloudfront = false }
  }

  assert {
    condition = (
      length(aws_sns_topic.this) == 2 && aws_cloudwatch_metric_alarm.this["waf-blocked-critical"].region == "eu-west-1" &&
      one(one(aws_cloudwatch_metric_alarm.this["waf-blocked-critical"].metric_query).metric).dimensions == tomap({ WebACL = "donations", Rule = "ALL", Region = "eu-west-1" })
    )
    error_message = "A regional web ACL reports to its own region, with the dimension Region."
  }
}

run "logs_are_encrypted_and_end" {
  command = plan

  variables {
    log_groups = { api = {}, audit = { retention_days = 400, name = "/audit", infrequent_access = true } }
  }

  assert {
    condition = (
      aws_cloudwatch_log_group.this["api"].name == "/donations-production/api" && aws_cloudwatch_log_group.this["api"].retention_in_days == 90 &&
      aws_cloudwatch_log_group.this["audit"].name == "/audit" && aws_cloudwatch_log_group.this["audit"].log_group_class == "INFREQUENT_ACCESS" &&
      alltrue([for g in aws_cloudwatch_log_group.this : g.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/own"])
    )
    error_message = "Log groups must have names, a retention, and the module's key."
  }

  assert {
    condition = toset(one([for s in jsondecode(aws_kms_key.this["eu-west-1"].policy).Statement : s if s.Sid == "Logs"]).Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"]) == toset([
      "arn:aws:logs:eu-west-1:123456789012:log-group:/donations-production/api", "arn:aws:logs:eu-west-1:123456789012:log-group:/audit",
    ])
    error_message = "CloudWatch Logs may use the key for these log groups only."
  }
}

run "flows_and_filters_become_metrics" {
  command = plan

  variables {
    metric_filters = {
      payments = { log_group = "api", pattern = "{ $.event = \"payment\" }", metric = "payments", dimensions = { Outcome = "$.outcome" } }
    }
  }

  assert {
    condition = (
      aws_cloudwatch_log_metric_filter.this["donate-success"].metric_transformation[0].default_value == "0" &&
      aws_cloudwatch_log_metric_filter.this["donate-failure"].pattern == var.flows.donate.failure_pattern &&
      aws_cloudwatch_log_metric_filter.this["donate-latency"].metric_transformation[0].value == "$.duration_ms" &&
      aws_cloudwatch_log_metric_filter.this["payments"].metric_transformation[0].dimensions.Outcome == "$.outcome" &&
      alltrue([for f in aws_cloudwatch_log_metric_filter.this : f.metric_transformation[0].namespace == "Steady/donations-production"])
    )
    error_message = "A flow must give success, failure and latency, a filter its metric with dimensions, all in one namespace."
  }
}

run "an_endpoint_with_a_key_is_warned_about" {
  command = plan

  variables {
    subscriptions = { critical = [{ protocol = "https", endpoint = "https://events.example.com/integration/0123456789abcdef0123456789abcdef/enqueue" }] }
  }

  expect_failures = [check.endpoints_are_no_secrets]
}
