locals {
  log_group_names = { for label, g in var.log_groups : label => coalesce(g.name, "/${var.name}/${label}") }

  # Flows are three filters each; with those of the caller they are one table.
  flow_filters = merge([
    for flow, f in var.flows : merge(
      {
        "${flow}-success" = { log_group = f.log_group, pattern = f.success_pattern, metric = "${flow}-success", value = "1", default_value = 0, unit = "Count", dimensions = {} }
        "${flow}-failure" = { log_group = f.log_group, pattern = f.failure_pattern, metric = "${flow}-failure", value = "1", default_value = 0, unit = "Count", dimensions = {} }
      },
      f.latency_value == null ? {} : {
        "${flow}-latency" = {
          log_group = f.log_group, pattern = "{ ${f.latency_value} = * }", metric = "${flow}-latency", value = f.latency_value, default_value = null, unit = f.latency_unit, dimensions = {}
        }
      },
    )
  ]...)
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.log_groups

  name              = local.log_group_names[each.key]
  retention_in_days = each.value.retention_days
  log_group_class   = each.value.infrequent_access ? "INFREQUENT_ACCESS" : "STANDARD"
  kms_key_id        = aws_kms_key.this[local.region].arn
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = merge(var.metric_filters, local.flow_filters)

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.this[each.value.log_group].name
  pattern        = each.value.pattern

  metric_transformation {
    namespace     = local.metric_namespace
    name          = each.value.metric
    value         = each.value.value
    default_value = each.value.default_value
    unit          = each.value.unit
    dimensions    = length(each.value.dimensions) > 0 ? each.value.dimensions : null
  }
}
