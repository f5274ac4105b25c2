output "topic_arns" {
  description = "Level (warning, critical) => ARN of the SNS topic in this region; input of the other modules' alarm_actions."
  value       = { for level in local.levels : level => aws_sns_topic.this["${local.region}/${level}"].arn }
}

output "edge_topic_arns" {
  description = "Level => ARN of the SNS topic in us-east-1 for CloudFront and WAF; empty without them."
  value       = local.edge_used ? { for level in local.levels : level => aws_sns_topic.this["${local.edge_region}/${level}"].arn } : {}
}

output "kms_key_arns" {
  description = "Region => ARN of the KMS key of topics and logs."
  value       = { for region, key in aws_kms_key.this : region => key.arn }
}

output "log_group_names" {
  description = "Label => name of the log group."
  value       = { for label, group in aws_cloudwatch_log_group.this : label => group.name }
}

output "log_group_arns" {
  description = "Label => ARN of the log group."
  value       = { for label, group in aws_cloudwatch_log_group.this : label => group.arn }
}

output "metric_namespace" {
  description = "Namespace of the metrics made from logs."
  value       = local.metric_namespace
}

output "alarm_names" {
  description = "Alarm => name; for deployments that roll back on alarms, take the errors and latency ones."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "alarm_arns" {
  description = "Alarm => ARN."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "page_alarm_name" {
  description = "Name of the one composite alarm that pages, null without anything to page for."
  value       = one(aws_cloudwatch_composite_alarm.page[*].alarm_name)
}

output "page_alarm_arn" {
  description = "ARN of the one composite alarm that pages, null without anything to page for."
  value       = one(aws_cloudwatch_composite_alarm.page[*].arn)
}

output "slo_alarm_names" {
  description = "SLO => names of its composite alarms, page and ticket."
  value = {
    for name in keys(var.slos) : name => {
      page   = aws_cloudwatch_composite_alarm.slo_page[name].alarm_name
      ticket = aws_cloudwatch_composite_alarm.slo_ticket[name].alarm_name
    }
  }
}

output "dashboard_names" {
  description = "Dashboard (overview, slo, service-LABEL) => name."
  value       = { for key, dashboard in aws_cloudwatch_dashboard.this : key => dashboard.dashboard_name }
}

output "dashboard_urls" {
  description = "Dashboard => address in the console."
  value       = { for key, name in local.dashboard_names : key => "${local.dashboard_base_url}${name}" }
}
