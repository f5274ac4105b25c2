output "endpoint" {
  description = "host:port of the donations database."
  value       = module.database.endpoint
}

output "master_secret_arn" {
  description = "Where its master password is."
  value       = module.database.master_secret_arn
}

output "ledger_replica_endpoint" {
  description = "host:port of the ledger's replica."
  value       = module.ledger.replica_endpoint
}
