# Alarms: what they watch, whom they call, what silence means.

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

run "every_alarm_explains_itself" {
  command = plan

  assert {
    condition = alltrue([
      for a in aws_cloudwatch_metric_alarm.this :
      can(regex("Dashboard: https://eu-west-1\\.console\\.aws\\.amazon\\.com/\\S+ Runbook: https://runbooks\\.example\\.org/\\S+$", a.alarm_description)) && length(a.alarm_description) <= 1024
    ])
    error_message = "Every alarm must end with the links to its dashboard and its runbook, in at most 1024 characters."
  }

  assert {
    condition     = alltrue([for a in aws_cloudwatch_metric_alarm.this : contains(["breaching", "notBreaching", "missing"], a.treat_missing_data)])
    error_message = "Every alarm must state what missing data mean."
  }

  assert {
    condition     = alltrue([for key, name in output.dashboard_names : can(regex("^[A-Za-z0-9_-]+$", name))])
    error_message = "Dashboards must have names that CloudWatch takes."
  }
}

run "every_alarm_acts_or_is_part_of_one_that_does" {
  command = plan

  assert {
    condition = alltrue([
      for key, a in aws_cloudwatch_metric_alarm.this : a.alarm_actions == a.ok_actions && (
        length(coalesce(a.alarm_actions, [])) > 0 ||
        anytrue([
          for c in concat(values(aws_cloudwatch_composite_alarm.slo_page), values(aws_cloudwatch_composite_alarm.slo_ticket)) : strcontains(c.alarm_rule, "ALARM(\"${a.alarm_name}\")")
        ])
      )
    ])
    error_message = "An alarm must call a topic, and report its end there, or be part of a composite alarm."
  }

  assert {
    condition = (
      alltrue([for c in aws_cloudwatch_composite_alarm.slo_page : strcontains(aws_cloudwatch_composite_alarm.page[0].alarm_rule, "ALARM(\"${c.alarm_name}\")")]) &&
      aws_cloudwatch_composite_alarm.page[0].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:donations-production-critical"])
    )
    error_message = "Every SLO must be part of the page, which calls the critical topic."
  }
}

run "only_users_pain_and_silence_page" {
  command = plan

  variables {
    paging_alarm_arns = { disk = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:disk" }
  }

  assert {
    condition     = !anytrue([for a in aws_cloudwatch_metric_alarm.this : contains(coalesce(a.alarm_actions, []), "arn:aws:sns:eu-west-1:123456789012:donations-production-critical")])
    error_message = "With page_on = slo no cause may call the critical topic."
  }

  assert {
    condition = aws_cloudwatch_composite_alarm.page[0].alarm_rule == join(" OR ", [
      "ALARM(\"donations-production-slo-availability-page\")", "ALARM(\"donations-production-no-traffic-critical\")", "ALARM(\"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:disk\")",
    ])
    error_message = "The page must follow the SLO, silence, and the alarms named for it."
  }
}

run "critical_causes_page_on_demand" {
  command = plan

  variables {
    page_on = "critical"
  }

  assert {
    condition = alltrue([
      for key, a in aws_cloudwatch_metric_alarm.this : endswith(key, "-critical") == contains(coalesce(a.alarm_actions, []), "arn:aws:sns:eu-west-1:123456789012:donations-production-critical")
    ])
    error_message = "With page_on = critical exactly the critical alarms call the critical topic."
  }
}

run "without_an_slo_symptoms_page" {
  command = plan

  variables {
    slos   = {}
    unsafe = { slos = "a prototype without any promise to its users" }
  }

  assert {
    condition     = alltrue([for key in ["errors-critical", "latency-critical", "healthy-hosts-critical"] : strcontains(aws_cloudwatch_composite_alarm.page[0].alarm_rule, "donations-production-${key}")])
    error_message = "Without an SLO the critical symptoms must be part of the page."
  }
}

run "a_deployment_may_hold_the_page_back" {
  command = plan

  variables {
    deployment_suppressor = { alarm_arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:deploying", wait_seconds = 120 }
  }

  assert {
    condition = (
      one(aws_cloudwatch_composite_alarm.page[0].actions_suppressor).alarm == var.deployment_suppressor.alarm_arn &&
      one(aws_cloudwatch_composite_alarm.page[0].actions_suppressor).wait_period == 120 && length(aws_cloudwatch_composite_alarm.slo_ticket["availability"].actions_suppressor) == 0
    )
    error_message = "The suppressor must hold back the page and nothing else."
  }
}

run "errors_and_latency_need_traffic" {
  command = plan

  assert {
    condition = alltrue([
      for key in ["errors-warning", "errors-critical", "latency-warning", "latency-critical"] :
      strcontains(one([for q in aws_cloudwatch_metric_alarm.this[key].metric_query : q.expression if q.return_data == true]), ">= 20")
    ])
    error_message = "Shares and percentiles of a handful of requests mean nothing: both must be guarded."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["latency-warning"].threshold == 6 && aws_cloudwatch_metric_alarm.this["latency-critical"].threshold == 8 &&
      aws_cloudwatch_metric_alarm.this["flow-donate-latency-critical"].threshold == 8000
    )
    error_message = "p95 must warn at 6 s and be critical at 8 s, also for a flow measured in milliseconds."
  }
}

run "silence_is_a_fault_where_it_means_one" {
  command = plan

  assert {
    condition = toset([for key, a in aws_cloudwatch_metric_alarm.this : key if a.treat_missing_data == "breaching"]) == toset([
      "no-traffic-critical", "healthy-hosts-critical", "service-api-tasks-critical",
    ])
    error_message = "Missing data are a fault for traffic, targets and tasks, and for nothing else."
  }
}

run "healthy_targets_are_added_up_over_both_target_groups" {
  command = plan

  assert {
    condition = (
      one([for q in aws_cloudwatch_metric_alarm.this["healthy-hosts-critical"].metric_query : q.expression if q.return_data == true]) == "FILL(h0, 0) + FILL(h1, 0)" &&
      length(aws_cloudwatch_metric_alarm.this["healthy-hosts-critical"].metric_query) == 3
    )
    error_message = "An idle target group between releases must not raise the alarm."
  }
}

run "anomaly_alarms_compare_with_a_band" {
  command = plan

  assert {
    condition = alltrue([
      for key in ["anomaly-requests-warning", "anomaly-latency-warning"] :
      aws_cloudwatch_metric_alarm.this[key].threshold_metric_id == "band" && aws_cloudwatch_metric_alarm.this[key].threshold == null &&
      toset([for q in aws_cloudwatch_metric_alarm.this[key].metric_query : q.id if q.return_data == true]) == toset(["m", "band"])
    ])
    error_message = "An anomaly alarm needs the band as threshold, no number, and both series returned."
  }
}

run "cloudwatch_can_evaluate_every_alarm" {
  command = plan

  assert {
    condition = alltrue([
      for a in aws_cloudwatch_metric_alarm.this : alltrue([
        for q in a.metric_query : alltrue([for m in q.metric : a.evaluation_periods * m.period <= (m.period >= 3600 ? 604800 : 86400)])
      ]) && length([for q in a.metric_query : q if length(q.metric) > 0]) <= 10
    ])
    error_message = "CloudWatch looks back a day, with periods of an hour or more seven days, and takes 10 metrics."
  }
}

run "without_a_load_balancer_nothing_refers_to_one" {
  command = plan

  variables {
    load_balancer = null
    slos          = { donate = { source = "flow", flow = "donate" } }
  }

  assert {
    condition     = !anytrue([for key in keys(aws_cloudwatch_metric_alarm.this) : strcontains(key, "hosts") || strcontains(key, "no-traffic")]) && !strcontains(aws_cloudwatch_dashboard.this["overview"].dashboard_body, "ApplicationELB")
    error_message = "Without a balancer there must be no alarms and graphs of one."
  }
}
