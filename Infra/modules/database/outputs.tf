output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "identifier" {
  description = "Identifier of the instance, the dimension DBInstanceIdentifier of its metrics."
  value       = aws_db_instance.this.identifier
}

output "resource_id" {
  description = "Immutable resource id (db-…): the subject of IAM policies for rds-db:connect, and the source of a point-in-time restore after deletion."
  value       = aws_db_instance.this.resource_id
}

output "endpoint" {
  description = "host:port of the primary."
  value       = aws_db_instance.this.endpoint
}

output "address" {
  description = "Host name of the primary."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "TCP port."
  value       = var.port
}

output "hosted_zone_id" {
  description = "Route 53 zone id of the endpoint, for alias records."
  value       = aws_db_instance.this.hosted_zone_id
}

output "database_name" {
  description = "Name of the first database."
  value       = var.database_name
}

output "iam_connect_arn_prefix" {
  description = "Prefix of the resource in a policy for rds-db:connect; append the name of the database role."
  value       = "arn:${local.partition}:rds-db:${local.region}:${local.account_id}:dbuser:${aws_db_instance.this.resource_id}/"
}

output "master_secret_arn" {
  description = "ARN of the managed secret with the master password, null without manage_master_user_password."
  value       = var.manage_master_user_password ? one(aws_db_instance.this.master_user_secret[*].secret_arn) : null
}

output "security_group_id" {
  description = "Id of the security group of the primary."
  value       = aws_security_group.this.id
}

output "parameter_group_name" {
  description = "Name of the parameter group of the primary; a restored instance needs it, RDS would give it the default one."
  value       = aws_db_parameter_group.this.name
}

output "kms_key_arn" {
  description = "ARN of the KMS key of the primary."
  value       = aws_kms_key.this.arn
}

output "copy_kms_key_arns" {
  description = "Region => ARN of the KMS key of the copies there."
  value       = { for region, key in aws_kms_key.copy : region => key.arn }
}

output "monitoring_role_arn" {
  description = "ARN of the role of enhanced monitoring."
  value       = aws_iam_role.monitoring.arn
}

output "log_group_names" {
  description = "Kind of log => name of the log group of the primary."
  value       = { for kind, group in aws_cloudwatch_log_group.this : kind => group.name }
}

output "event_subscription_arn" {
  description = "ARN of the subscription to RDS events, null without one."
  value       = one(aws_db_event_subscription.this[*].arn)
}

output "replica_arn" {
  description = "ARN of the replica, null without one."
  value       = one(aws_db_instance.replica[*].arn)
}

output "replica_identifier" {
  description = "Identifier of the replica, null without one."
  value       = one(aws_db_instance.replica[*].identifier)
}

output "replica_endpoint" {
  description = "host:port of the replica, null without one."
  value       = one(aws_db_instance.replica[*].endpoint)
}

output "replicated_backups_id" {
  description = "ARN of the automated backups in backup_replication_region, null without them."
  value       = one(aws_db_instance_automated_backups_replication.this[*].id)
}

output "alarm_names" {
  description = "Alarm => name, of the primary."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "alarm_arns" {
  description = "Alarm => ARN, of the primary; input of the observability module."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "replica_alarm_arns" {
  description = "Alarm => ARN, of the replica, in replica_region."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.replica : key => alarm.arn }
}
