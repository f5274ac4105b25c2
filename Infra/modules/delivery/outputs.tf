output "repository_url" {
  description = "Address of the repository: images are REPOSITORY_URL@sha256:DIGEST."
  value       = aws_ecr_repository.this.repository_url
}

output "repository_arn" {
  description = "ARN of the repository."
  value       = aws_ecr_repository.this.arn
}

output "repository_name" {
  description = "Name of the repository."
  value       = aws_ecr_repository.this.name
}

output "registry_id" {
  description = "Id of the registry (the account)."
  value       = aws_ecr_repository.this.registry_id
}

output "replica_repository_arn" {
  description = "ARN of the copy in replica_region; null without one."
  value       = one(aws_ecr_repository.replica[*].arn)
}

output "replica_repository_url" {
  description = "Address of the copy in replica_region; null without one."
  value       = one(aws_ecr_repository.replica[*].repository_url)
}

output "identity_provider_arn" {
  description = "ARN of the OIDC provider."
  value       = local.provider_arn
}

output "build_role_arn" {
  description = "ARN of the role of stage build."
  value       = aws_iam_role.build.arn
}

output "plan_role_arn" {
  description = "ARN of the role of stage plan."
  value       = aws_iam_role.plan.arn
}

output "deploy_role_arns" {
  description = "ARNs of the roles of stage deploy, by environment."
  value       = { for name, role in aws_iam_role.deploy : name => role.arn }
}

output "deploy_role_names" {
  description = "Names of the roles of stage deploy, by environment."
  value       = { for name, role in aws_iam_role.deploy : name => role.name }
}

output "permissions_boundary_arn" {
  description = "ARN of the boundary of these roles."
  value       = local.boundary_arn
}
