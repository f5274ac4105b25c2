# Composite alarms: two windows make a burn-rate alarm, and one alarm pages, when users are hurt or nobody gets through at all.

locals {
  slo_page_rules = {
    for name in keys(var.slos) : name => join(" OR ", [
      for row in ["page-fast", "page-slow"] :
      "(ALARM(\"${aws_cloudwatch_metric_alarm.this["slo-${name}-${row}-long"].alarm_name}\") AND ALARM(\"${aws_cloudwatch_metric_alarm.this["slo-${name}-${row}-short"].alarm_name}\"))"
    ])
  }
  slo_ticket_rules = {
    for name in keys(var.slos) : name => join("", [
      "(ALARM(\"${aws_cloudwatch_metric_alarm.this["slo-${name}-ticket-long"].alarm_name}\") OR ALARM(\"${aws_cloudwatch_metric_alarm.this["slo-${name}-ticket-day-long"].alarm_name}\"))",
      " AND ALARM(\"${aws_cloudwatch_metric_alarm.this["slo-${name}-ticket-any-short"].alarm_name}\")",
    ])
  }

  # Without an SLO the symptoms themselves have to page.
  page_children = concat(
    [for name in keys(var.slos) : aws_cloudwatch_composite_alarm.slo_page[name].alarm_name],
    length(var.slos) > 0 || var.load_balancer == null ? [] : [
      for key in ["errors-critical", "latency-critical", "healthy-hosts-critical"] : aws_cloudwatch_metric_alarm.this[key].alarm_name
    ],
    var.load_balancer == null || var.no_traffic == null ? [] : [aws_cloudwatch_metric_alarm.this["no-traffic-critical"].alarm_name],
    values(var.paging_alarm_arns),
  )
  # Known without looking into the list, which may hold names that are not known yet.
  page_exists = length(var.slos) > 0 || var.load_balancer != null || length(var.paging_alarm_arns) > 0
}

resource "aws_cloudwatch_composite_alarm" "slo_page" {
  for_each = var.slos

  alarm_name        = "${var.name}-slo-${each.key}-page"
  alarm_description = "SLO ${each.key} (${each.value.target} %) burns its budget so fast that it must be stopped now; part of ${var.name}-page. Dashboard: ${local.dashboard_base_url}${local.dashboard_names.slo} Runbook: ${var.runbook_base_url}/slo-${each.key}"
  alarm_rule        = local.slo_page_rules[each.key]
}

resource "aws_cloudwatch_composite_alarm" "slo_ticket" {
  for_each = var.slos

  alarm_name        = "${var.name}-slo-${each.key}-ticket"
  alarm_description = "SLO ${each.key} (${each.value.target} %) will miss its target if this goes on. Dashboard: ${local.dashboard_base_url}${local.dashboard_names.slo} Runbook: ${var.runbook_base_url}/slo-${each.key}"
  alarm_rule        = local.slo_ticket_rules[each.key]
  alarm_actions     = [local.topic_arns[local.region]["warning"]]
  ok_actions        = [local.topic_arns[local.region]["warning"]]

  depends_on = [aws_sns_topic.this]
}

resource "aws_cloudwatch_composite_alarm" "page" {
  count = local.page_exists ? 1 : 0

  alarm_name        = "${var.name}-page"
  alarm_description = "Users of ${var.name} are hurt, or nobody gets through. Dashboard: ${local.dashboard_base_url}${local.dashboard_names.overview} Runbook: ${var.runbook_base_url}/page"
  alarm_rule        = join(" OR ", [for child in local.page_children : "ALARM(\"${child}\")"])
  alarm_actions     = [local.topic_arns[local.region]["critical"]]
  ok_actions        = [local.topic_arns[local.region]["critical"]]

  dynamic "actions_suppressor" {
    for_each = var.deployment_suppressor == null ? [] : [var.deployment_suppressor]

    content {
      alarm            = actions_suppressor.value.alarm_arn
      wait_period      = actions_suppressor.value.wait_seconds
      extension_period = actions_suppressor.value.extension_seconds
    }
  }

  depends_on = [aws_sns_topic.this]
}
