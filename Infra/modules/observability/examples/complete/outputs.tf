output "topic_arns" {
  description = "Topics for the alarms of the other modules."
  value       = module.observability.topic_arns
}

output "dashboard_urls" {
  description = "Where to look."
  value       = module.observability.dashboard_urls
}
