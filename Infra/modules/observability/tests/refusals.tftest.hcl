# Every rule refuses at least one bad value of its kind.

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

run "name_malformed" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "runbooks_without_tls" {
  command = plan

  variables {
    runbook_base_url = "http://runbooks.example.org"
  }

  expect_failures = [var.runbook_base_url]
}

run "pages_to_nobody" {
  command = plan

  variables {
    subscriptions = {}
  }

  expect_failures = [var.subscriptions]
}

run "subscription_in_the_clear" {
  command = plan

  variables {
    subscriptions = { critical = [{ protocol = "http", endpoint = "http://pages.example.org" }] }
  }

  expect_failures = [var.subscriptions]
}

run "subscription_with_a_bad_address" {
  command = plan

  variables {
    subscriptions = { critical = [{ protocol = "email", endpoint = "team" }] }
  }

  expect_failures = [var.subscriptions]
}

run "page_on_anything" {
  command = plan

  variables {
    page_on = "warning"
  }

  expect_failures = [var.page_on]
}

run "paging_alarm_is_no_arn" {
  command = plan

  variables {
    paging_alarm_arns = { disk = "disk" }
  }

  expect_failures = [var.paging_alarm_arns]
}

run "related_alarm_is_no_arn" {
  command = plan

  variables {
    related_alarm_arns = { disk = "disk" }
  }

  expect_failures = [var.related_alarm_arns]
}

run "suppressor_for_hours" {
  command = plan

  variables {
    deployment_suppressor = { alarm_arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:x", wait_seconds = 7200 }
  }

  expect_failures = [var.deployment_suppressor]
}

run "suppressor_is_no_alarm" {
  command = plan

  variables {
    deployment_suppressor = { alarm_arn = "deploying" }
  }

  expect_failures = [var.deployment_suppressor]
}

run "balancer_is_an_arn" {
  command = plan

  variables {
    load_balancer = { arn_suffix = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/x/1", target_groups = { a = "targetgroup/a/1" } }
  }

  expect_failures = [var.load_balancer]
}

run "balancer_without_target_groups" {
  command = plan

  variables {
    load_balancer = { arn_suffix = "app/x/1", target_groups = {} }
  }

  expect_failures = [var.load_balancer]
}

run "no_healthy_host_needed" {
  command = plan

  variables {
    load_balancer = { arn_suffix = "app/x/1", target_groups = { a = "targetgroup/a/1" }, minimum_healthy_hosts = 0 }
  }

  expect_failures = [var.load_balancer]
}

run "service_label_malformed" {
  command = plan

  variables {
    services = { API = { cluster_name = "a", service_name = "b" } }
  }

  expect_failures = [var.services]
}

run "service_with_unknown_log_group" {
  command = plan

  variables {
    services = { api = { cluster_name = "a", service_name = "b", log_group = "none" } }
  }

  expect_failures = [var.services]
}

run "logs_for_ever" {
  command = plan

  variables {
    log_groups = { api = { retention_days = 0 } }
  }

  expect_failures = [var.log_groups]
}

run "logs_for_a_week_without_reason" {
  command = plan

  variables {
    log_groups = { api = { retention_days = 7 } }
  }

  expect_failures = [var.log_groups]
}

run "log_group_name_malformed" {
  command = plan

  variables {
    log_groups = { api = { name = "my logs" } }
  }

  expect_failures = [var.log_groups]
}

run "metrics_in_aws_s_namespace" {
  command = plan

  variables {
    metric_namespace = "AWS/ECS"
  }

  expect_failures = [var.metric_namespace]
}

run "filter_on_unknown_log_group" {
  command = plan

  variables {
    metric_filters = { a = { log_group = "none", pattern = "x", metric = "x" } }
  }

  expect_failures = [var.metric_filters]
}

run "filter_with_default_and_dimensions" {
  command = plan

  variables {
    metric_filters = { a = { log_group = "api", pattern = "x", metric = "x", default_value = 0, dimensions = { A = "$.a" } } }
  }

  expect_failures = [var.metric_filters]
}

run "filter_with_four_dimensions" {
  command = plan

  variables {
    metric_filters = { a = { log_group = "api", pattern = "x", metric = "x", dimensions = { A = "$.a", B = "$.b", C = "$.c", D = "$.d" } } }
  }

  expect_failures = [var.metric_filters]
}

run "filter_with_text_as_value" {
  command = plan

  variables {
    metric_filters = { a = { log_group = "api", pattern = "x", metric = "x", value = "duration" } }
  }

  expect_failures = [var.metric_filters]
}

run "filter_with_unknown_unit" {
  command = plan

  variables {
    metric_filters = { a = { log_group = "api", pattern = "x", metric = "x", unit = "ms" } }
  }

  expect_failures = [var.metric_filters]
}

run "flow_on_unknown_log_group" {
  command = plan

  variables {
    flows = { donate = { log_group = "none", success_pattern = "a", failure_pattern = "b" } }
  }

  expect_failures = [var.flows]
}

run "flow_with_unknown_unit" {
  command = plan

  variables {
    flows = { donate = { log_group = "api", success_pattern = "a", failure_pattern = "b", latency_unit = "ms" } }
  }

  expect_failures = [var.flows]
}

run "no_slo_without_reason" {
  command = plan

  variables {
    slos = {}
  }

  expect_failures = [var.slos]
}

run "slo_of_unknown_source" {
  command = plan

  variables {
    slos = { a = { source = "guess" } }
  }

  expect_failures = [var.slos]
}

run "slo_of_unknown_flow" {
  command = plan

  variables {
    slos = { a = { source = "flow", flow = "none" } }
  }

  expect_failures = [var.slos]
}

run "slo_of_latency_without_limit" {
  command = plan

  variables {
    slos = { a = { source = "latency", target = 95 } }
  }

  expect_failures = [var.slos]
}

run "slo_of_a_balancer_that_is_not_there" {
  command = plan

  variables {
    load_balancer = null
  }

  expect_failures = [var.slos]
}

run "slo_of_a_hundred_percent" {
  command = plan

  variables {
    slos = { a = { source = "load_balancer", target = 100 } }
  }

  expect_failures = [var.slos]
}

run "slo_whose_burn_rate_is_out_of_reach" {
  command = plan

  variables {
    slos = { a = { source = "load_balancer", target = 90 } }
  }

  expect_failures = [var.slos]
}

run "silence_ignored_without_reason" {
  command = plan

  variables {
    no_traffic = null
  }

  expect_failures = [var.no_traffic]
}

run "silence_of_zero_minutes" {
  command = plan

  variables {
    no_traffic = { minutes = 0 }
  }

  expect_failures = [var.no_traffic]
}

run "warning_after_critical" {
  command = plan

  variables {
    thresholds = { latency_p95_seconds = { warning = 8, critical = 6 } }
  }

  expect_failures = [var.thresholds]
}

run "percentage_out_of_reach" {
  command = plan

  variables {
    thresholds = { cpu_percent = { warning = 80, critical = 120 } }
  }

  expect_failures = [var.thresholds]
}

run "band_without_width" {
  command = plan

  variables {
    thresholds = { anomaly_deviations = 0 }
  }

  expect_failures = [var.thresholds]
}

run "key_deleted_at_once" {
  command = plan

  variables {
    kms_key_deletion_window_days = 1
  }

  expect_failures = [var.kms_key_deletion_window_days]
}

run "unsafe_with_unknown_key" {
  command = plan

  variables {
    unsafe = { encryption = "nobody needs encryption here, honestly" }
  }

  expect_failures = [var.unsafe]
}

run "unsafe_without_a_real_reason" {
  command = plan

  variables {
    unsafe = { slos = "because" }
  }

  expect_failures = [var.unsafe]
}

run "distribution_is_a_host_name" {
  command = plan

  variables {
    cdn = { distribution_id = "d111.cloudfront.net" }
  }

  expect_failures = [var.cdn]
}

run "web_acl_is_an_arn" {
  command = plan

  variables {
    web_acl = { metric_name = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1" }
  }

  expect_failures = [var.web_acl]
}

run "database_is_an_endpoint" {
  command = plan

  variables {
    databases = { primary = "db.example.org:5432" }
  }

  expect_failures = [var.databases]
}

run "unsafe_values_are_accepted_with_a_reason" {
  command = plan

  variables {
    subscriptions = {}
    no_traffic    = null
    log_groups    = { api = { retention_days = 7 } }
    unsafe = {
      critical_subscription = "Steady subscribes to the topic by itself"
      no_traffic            = "the service rests at night and on Sundays"
      log_retention         = "preview environment, thrown away every night"
    }
  }

  assert {
    condition     = length(aws_sns_topic_subscription.this) == 0 && !contains(keys(aws_cloudwatch_metric_alarm.this), "no-traffic-critical") && aws_cloudwatch_log_group.this["api"].retention_in_days == 7
    error_message = "With reasons the unsafe values must take effect."
  }
}
