output "vault_arn" {
  description = "First vault."
  value       = module.backup.vault_arn
}

output "copy_vault_arn" {
  description = "Vault in the second region."
  value       = module.backup.copy_vault_arn
}

output "restore_testing_plan_name" {
  description = "Restore testing plan, for steady drill."
  value       = module.backup.restore_testing_plan_name
}
