# Burn rates by the formulas of the SRE Workbook, and dashboards that CloudWatch can read.

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

run "thirty_days_give_the_workbook_s_rates" {
  command = plan

  assert {
    condition = {
      for w in ["page-fast-long", "page-fast-short", "page-slow-long", "page-slow-short", "ticket-long", "ticket-day-long", "ticket-any-short"] :
      w => format("%.4f", aws_cloudwatch_metric_alarm.this["slo-availability-${w}"].threshold)
      } == {
      page-fast-long = "14.4000", page-fast-short = "14.4000", page-slow-long = "6.0000", page-slow-short = "6.0000", ticket-long = "1.0000", ticket-day-long = "3.0000", ticket-any-short = "1.0000"
    }
    error_message = "30 days: 14.4 over 1 h and 5 min, 6 over 6 h and 30 min, 1 over 3 days and 6 h, 3 over a day."
  }

  assert {
    condition = {
      for w in ["page-fast-long", "page-fast-short", "page-slow-long", "page-slow-short", "ticket-long", "ticket-any-short"] : w => one(distinct(flatten([
        for q in aws_cloudwatch_metric_alarm.this["slo-availability-${w}"].metric_query : [for m in q.metric : m.period * aws_cloudwatch_metric_alarm.this["slo-availability-${w}"].evaluation_periods]
      ])))
      } == {
      page-fast-long = 3600, page-fast-short = 300, page-slow-long = 21600, page-slow-short = 1800, ticket-long = 259200, ticket-any-short = 21600
    }
    error_message = "The windows must be 1 h and 5 min, 6 h and 30 min, 3 days and 6 h."
  }
}

run "twenty_eight_days_give_others" {
  command = plan

  variables {
    slos = { availability = { source = "load_balancer", window_days = 28 } }
  }

  assert {
    condition = (
      format("%.2f", aws_cloudwatch_metric_alarm.this["slo-availability-page-fast-long"].threshold) == "13.44" &&
      format("%.1f", aws_cloudwatch_metric_alarm.this["slo-availability-page-slow-long"].threshold) == "5.6"
    )
    error_message = "28 days with the same shares of the budget: 13.44 and 5.6."
  }
}

run "both_windows_of_a_row_must_burn" {
  command = plan

  assert {
    condition = aws_cloudwatch_composite_alarm.slo_page["availability"].alarm_rule == join("", [
      "(ALARM(\"donations-production-slo-availability-page-fast-long\") AND ALARM(\"donations-production-slo-availability-page-fast-short\")) OR ",
      "(ALARM(\"donations-production-slo-availability-page-slow-long\") AND ALARM(\"donations-production-slo-availability-page-slow-short\"))",
    ])
    error_message = "A page needs the long and the short window of one row."
  }

  assert {
    condition     = strcontains(aws_cloudwatch_composite_alarm.slo_ticket["availability"].alarm_rule, ") AND ALARM(\"donations-production-slo-availability-ticket-any-short\")")
    error_message = "A ticket ends when the last six hours are fine."
  }
}

run "a_balancer_s_own_errors_are_bad_requests" {
  command = plan

  assert {
    condition = one([for q in aws_cloudwatch_metric_alarm.this["slo-availability-page-fast-long"].metric_query : q.expression if q.return_data == true]) == join("", [
      "IF((FILL(t5, 0) + FILL(e5, 0)) >= 6, (FILL(t5, 0) + FILL(e5, 0)) / ",
      "(FILL(t2, 0) + FILL(t3, 0) + FILL(t4, 0) + FILL(t5, 0) + FILL(e5, 0)) / 0.000500, 0)",
    ])
    error_message = "Burn = bad / all / error budget (0.0005 for 99.95 %), with 5xx of balancer and targets, from six failures on."
  }
}

run "latency_and_flows_are_slos_too" {
  command = plan

  variables {
    slos = {
      latency = { source = "latency", latency_seconds = 8, target = 95 }
      donate  = { source = "flow", flow = "donate", target = 99.9, minimum_failures = 3 }
    }
  }

  assert {
    condition = (
      contains(flatten([for q in aws_cloudwatch_metric_alarm.this["slo-latency-page-fast-short"].metric_query : [for m in q.metric : m.stat]]), "PR(:8)") &&
      one([for q in aws_cloudwatch_metric_alarm.this["slo-latency-page-fast-short"].metric_query : q.expression if q.return_data == true]) == "IF(n > 0, (n * (100 - pr) / 100) / n / 0.050000, 0)"
    )
    error_message = "A latency SLO counts the share of requests up to its limit."
  }

  assert {
    condition = (
      one([for q in aws_cloudwatch_metric_alarm.this["slo-donate-page-slow-long"].metric_query : q.expression if q.return_data == true]) == "IF(FILL(ko, 0) >= 3, FILL(ko, 0) / (FILL(ok, 0) + FILL(ko, 0)) / 0.001000, 0)" &&
      toset(flatten([for q in aws_cloudwatch_metric_alarm.this["slo-donate-page-slow-long"].metric_query : [for m in q.metric : "${m.namespace} ${m.metric_name}"]])) == toset(["Steady/donations-production donate-success", "Steady/donations-production donate-failure"])
    )
    error_message = "A flow SLO counts the success and failure metrics of its flow."
  }
}

run "dashboards_are_valid" {
  command = plan

  variables {
    cdn       = { distribution_id = "E1A2B3C4D5E6F7" }
    databases = { primary = "donations-production" }
    services = {
      api  = { cluster_name = "main", service_name = "donations", log_group = "api" }
      jobs = { cluster_name = "main", service_name = "jobs" }
    }
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_dashboard.this)) == toset(["overview", "slo", "service-api", "service-jobs"])
    error_message = "One dashboard a service, one overall, one for the SLOs."
  }

  assert {
    condition = alltrue(flatten([
      for d in aws_cloudwatch_dashboard.this : [
        for w in jsondecode(d.dashboard_body).widgets : contains(["text", "alarm", "metric", "log"], w.type) && w.x >= 0 && w.x + w.width <= 24 && w.y >= 0 && w.height > 0 && can(w.properties)
      ]
    ]))
    error_message = "Every widget must have a known type and fit into 24 columns."
  }

  assert {
    condition = alltrue(flatten([
      for d in aws_cloudwatch_dashboard.this : [
        for w in jsondecode(d.dashboard_body).widgets : length(w.properties.metrics) > 0 && length(w.properties.metrics) <= 500 && contains(["eu-west-1", "us-east-1"], w.properties.region) if w.type == "metric"
      ]
    ]))
    error_message = "Every graph must have metrics and a region."
  }

  assert {
    condition = alltrue(flatten([
      for d in aws_cloudwatch_dashboard.this : [
        for pair in setproduct(range(length(jsondecode(d.dashboard_body).widgets)), range(length(jsondecode(d.dashboard_body).widgets))) : (
          pair[0] >= pair[1] ||
          jsondecode(d.dashboard_body).widgets[pair[0]].y + jsondecode(d.dashboard_body).widgets[pair[0]].height <= jsondecode(d.dashboard_body).widgets[pair[1]].y ||
          jsondecode(d.dashboard_body).widgets[pair[0]].x + jsondecode(d.dashboard_body).widgets[pair[0]].width <= jsondecode(d.dashboard_body).widgets[pair[1]].x
        )
      ]
    ]))
    error_message = "Widgets must not lie on each other."
  }

  assert {
    condition = (
      anytrue([for w in jsondecode(aws_cloudwatch_dashboard.this["slo"].dashboard_body).widgets : strcontains(jsonencode(w), "TIME_SERIES(100 * (1 - SUM(") && w.properties.view == "singleValue" if w.type == "metric"]) &&
      jsondecode(aws_cloudwatch_dashboard.this["slo"].dashboard_body).start == "-P30D"
    )
    error_message = "The SLO dashboard must show the budget left over 30 days."
  }

  assert {
    condition     = length([for w in jsondecode(aws_cloudwatch_dashboard.this["service-api"].dashboard_body).widgets : w if w.type == "log"]) == 1 && length([for w in jsondecode(aws_cloudwatch_dashboard.this["service-jobs"].dashboard_body).widgets : w if w.type == "log"]) == 0
    error_message = "A service with a log group must show its latest errors."
  }
}
