# The budget knows the month; the monitor knows what is usual, and speaks after a day.

locals {
  anomaly_threshold_usd = coalesce(var.anomaly_threshold_usd, max(1, floor(var.monthly_limit_usd * 0.05)))

  own_monitor = var.anomaly_detection_enabled && var.anomaly_monitor != "existing"
  monitor_arns = var.anomaly_detection_enabled ? compact([
    var.anomaly_monitor == "existing" ? var.existing_anomaly_monitor_arn : one(aws_ce_anomaly_monitor.this[*].arn)
  ]) : []

  # Mail comes as a daily summary, SNS at once: AWS allows no other combination.
  anomaly_subscriptions = var.anomaly_detection_enabled ? {
    immediate = { frequency = "IMMEDIATE", subscribers = [{ type = "SNS", address = var.topic_arn }] }
    daily     = { frequency = "DAILY", subscribers = [for address in var.email_addresses : { type = "EMAIL", address = address }] }
  } : {}
}

resource "aws_ce_anomaly_monitor" "this" {
  count = local.own_monitor ? 1 : 0

  name              = var.name
  monitor_type      = var.anomaly_monitor == "service" ? "DIMENSIONAL" : "CUSTOM"
  monitor_dimension = var.anomaly_monitor == "service" ? "SERVICE" : null

  # The keys with null are what AWS sends back; without them every plan would show a change.
  monitor_specification = var.anomaly_monitor == "tag" ? jsonencode({
    And            = null
    CostCategories = null
    Dimensions     = null
    Not            = null
    Or             = null
    Tags = {
      Key          = "user:${var.anomaly_tag_key}"
      MatchOptions = null
      Values       = [var.tag_filters[var.anomaly_tag_key]]
    }
  }) : null
}

resource "aws_ce_anomaly_subscription" "this" {
  for_each = local.anomaly_subscriptions

  name             = "${var.name}-${each.key}"
  frequency        = each.value.frequency
  monitor_arn_list = local.monitor_arns

  dynamic "subscriber" {
    for_each = each.value.subscribers

    content {
      type    = subscriber.value.type
      address = subscriber.value.address
    }
  }

  threshold_expression {
    dimension {
      key           = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"
      match_options = ["GREATER_THAN_OR_EQUAL"]
      values        = [tostring(local.anomaly_threshold_usd)]
    }
  }
}
