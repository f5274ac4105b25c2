output "secret_arns" {
  description = "ARNs of the secrets, by name. In a task definition: valueFrom."
  value       = { for k, s in aws_secretsmanager_secret.this : k => s.arn }
}

output "secret_names" {
  description = "Full names of the secrets (NAME/KEY), by name."
  value       = { for k, s in aws_secretsmanager_secret.this : k => s.name }
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the secrets in their own region."
  value       = aws_kms_key.this["primary"].arn
}

output "replica_kms_key_arns" {
  description = "ARNs of the keys of the copies, by region."
  value       = { for k, key in aws_kms_key.this : k => key.arn if k != "primary" }
}

output "reader_policy_json" {
  description = "By secret: identity policy (JSON) that lets a role read it. The role must also be in reader_role_arns of the secret."
  value       = { for k, p in local.reader_policies : k => jsonencode(p) }
}

output "rotator_policy_json" {
  description = "By secret: identity policy (JSON) that lets a role write new values. The role must also be rotation_role_arn of the secret."
  value       = { for k, p in local.rotator_policies : k => jsonencode(p) }
}

output "rotate_days" {
  description = "Days after which each secret is rotated, by name: what Steady keeps for those with rotation \"steady\" and checks for all."
  value       = { for k, s in var.secrets : k => s.rotate_days }
}

output "steady_rotates" {
  description = "Names of the secrets that the control plane rotates."
  value       = [for k, s in var.secrets : k if s.rotation == "steady"]
}

output "event_rule_arns" {
  description = "ARNs of the EventBridge rules: what the topic's policy names as aws:SourceArn for events.amazonaws.com."
  value       = { for k, r in aws_cloudwatch_event_rule.this : k => r.arn }
}
