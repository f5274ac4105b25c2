output "budget_name" {
  description = "Name of the budget."
  value       = aws_budgets_budget.this.name
}

output "budget_arn" {
  description = "ARN of the budget."
  value       = aws_budgets_budget.this.arn
}

output "monthly_limit_usd" {
  description = "The limit in US dollars, for whoever compares estimates with it."
  value       = var.monthly_limit_usd
}

output "anomaly_monitor_arn" {
  description = "ARN of the anomaly monitor in use, null without detection."
  value       = one(local.monitor_arns)
}

output "anomaly_subscription_arns" {
  description = "Kind of subscription (immediate, daily) => ARN."
  value       = { for kind, subscription in aws_ce_anomaly_subscription.this : kind => subscription.arn }
}

output "anomaly_threshold_usd" {
  description = "Total impact from which an anomaly is reported, in US dollars."
  value       = local.anomaly_threshold_usd
}

output "action_id" {
  description = "Id of the budget action, null without one."
  value       = one(aws_budgets_budget_action.this[*].action_id)
}

output "denial_policy_arn" {
  description = "ARN of the policy that the action attaches, null without one."
  value       = one(aws_iam_policy.denial[*].arn)
}
