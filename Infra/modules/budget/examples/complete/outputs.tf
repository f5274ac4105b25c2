output "budget_name" {
  description = "Name of the budget."
  value       = module.budget.budget_name
}

output "anomaly_threshold_usd" {
  description = "From where on anomalies are reported."
  value       = module.budget.anomaly_threshold_usd
}
