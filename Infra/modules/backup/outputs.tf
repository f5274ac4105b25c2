output "vault_name" {
  description = "Name of the vault."
  value       = aws_backup_vault.this.name
}

output "vault_arn" {
  description = "ARN of the vault."
  value       = aws_backup_vault.this.arn
}

output "copy_vault_arn" {
  description = "ARN of the vault in copy_region, null without one."
  value       = one([for vault in aws_backup_vault.copy : vault.arn])
}

output "kms_key_arn" {
  description = "ARN of the vault's KMS key."
  value       = aws_kms_key.this.arn
}

output "copy_kms_key_arn" {
  description = "ARN of the KMS key in copy_region, null without one."
  value       = one([for key in aws_kms_key.copy : key.arn])
}

output "plan_id" {
  description = "Id of the backup plan."
  value       = aws_backup_plan.this.id
}

output "plan_arn" {
  description = "ARN of the backup plan."
  value       = aws_backup_plan.this.arn
}

output "plan_version" {
  description = "Version of the backup plan; changes with every rule."
  value       = aws_backup_plan.this.version
}

output "backup_role_arn" {
  description = "ARN of the role that takes backups."
  value       = aws_iam_role.backup.arn
}

output "restore_role_arn" {
  description = "ARN of the role that restores; pass it to StartRestoreJob."
  value       = aws_iam_role.restore.arn
}

output "selection_ids" {
  description = "Kind of selection (by-arn, by-tag) => its id."
  value       = { for selection in concat(aws_backup_selection.arns, aws_backup_selection.tags) : selection.name => selection.id }
}

output "restore_testing_plan_name" {
  description = "Name of the restore testing plan, null without tests."
  value       = one(aws_backup_restore_testing_plan.this[*].name)
}

output "restore_testing_plan_arn" {
  description = "ARN of the restore testing plan, null without tests."
  value       = one(aws_backup_restore_testing_plan.this[*].arn)
}

output "failed_jobs_rule_arn" {
  description = "ARN of the EventBridge rule for failed jobs, null without notifications."
  value       = one(aws_cloudwatch_event_rule.failed_jobs[*].arn)
}

output "missing_backup_alarm_arn" {
  description = "ARN of the alarm on missing backups, null without notifications."
  value       = one(aws_cloudwatch_metric_alarm.missing[*].arn)
}

output "framework_arn" {
  description = "ARN of the audit framework, null without one."
  value       = one(aws_backup_framework.this[*].arn)
}

output "report_plan_arns" {
  description = "Template => ARN of the report plan."
  value       = { for template, plan in aws_backup_report_plan.this : template => plan.arn }
}
