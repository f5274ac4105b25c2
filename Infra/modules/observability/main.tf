data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.region

  # CloudFront and its WAF report to us-east-1, and an alarm calls only topics of its own region.
  edge_region = "us-east-1"
  edge_used   = var.cdn != null || try(var.web_acl.cloudfront, false)
  regions     = toset(concat([local.region], local.edge_used ? [local.edge_region] : []))

  levels = ["warning", "critical"]

  metric_namespace = coalesce(var.metric_namespace, "Steady/${var.name}")

  # ARNs and addresses are made from names, so that descriptions, policies and dashboards can be read in the plan.
  alarm_arn_prefix = "arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:"

  console = lookup(
    { "aws-cn" = "console.amazonaws.cn", "aws-us-gov" = "console.amazonaws-us-gov.com" }, local.partition, "console.aws.amazon.com"
  )
  dashboard_base_url = "https://${local.region}.${local.console}/cloudwatch/home?region=${local.region}#dashboards/dashboard/"
  dashboard_names = merge(
    { overview = "${var.name}-overview", slo = "${var.name}-slo" },
    { for label in keys(var.services) : "service-${label}" => "${var.name}-service-${label}" },
  )
}
