# Second region: a replica that can be promoted (minutes), and copies of the automated backups (an hour or more). The replica follows every
# mistake within seconds; only the backups can go back before it.

locals {
  replica_name   = "${var.name}-replica"
  replica_count  = var.replica_region == null ? 0 : 1
  replica_arn    = "arn:${local.partition}:rds:${coalesce(var.replica_region, local.region)}:${local.account_id}:db:${local.replica_name}"
  replica_key_id = var.replica_region == null ? null : aws_kms_key.copy[var.replica_region].arn
}

resource "aws_db_parameter_group" "replica" {
  count  = local.replica_count
  region = var.replica_region

  name        = "${local.replica_name}-postgres${var.engine_version}"
  family      = "postgres${var.engine_version}"
  description = "PostgreSQL ${var.engine_version} of ${local.replica_name}"

  # Equal to the primary: a hot standby does not start with fewer connections than its primary allows.
  dynamic "parameter" {
    for_each = local.parameters

    content {
      name         = parameter.key
      value        = parameter.value.value
      apply_method = parameter.value.apply_method
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "replica" {
  count  = local.replica_count
  region = var.replica_region

  identifier          = local.replica_name
  replicate_source_db = aws_db_instance.this.arn # an ARN, because the source is in another region

  # Engine, version, user, password and database come from the primary and cannot be given.
  engine_lifecycle_support   = "open-source-rds-extended-support-disabled"
  auto_minor_version_upgrade = true
  instance_class             = coalesce(var.replica_instance_class, var.instance_class)
  parameter_group_name       = aws_db_parameter_group.replica[0].name
  ca_cert_identifier         = var.ca_cert_identifier

  storage_type          = "gp3"
  max_allocated_storage = var.max_allocated_storage
  iops                  = var.storage_iops
  storage_throughput    = var.storage_throughput
  storage_encrypted     = true
  kms_key_id            = local.replica_key_id

  multi_az               = var.replica_multi_az
  db_subnet_group_name   = var.replica_subnet_group_name
  vpc_security_group_ids = var.replica_security_group_ids
  port                   = var.port
  publicly_accessible    = false

  iam_database_authentication_enabled = true

  # Backups of its own: without them a promoted replica would begin without point-in-time recovery.
  backup_retention_period  = var.backup_retention_days
  backup_window            = var.backup_window
  copy_tags_to_snapshot    = true
  delete_automated_backups = var.delete_automated_backups
  deletion_protection      = var.deletion_protection
  skip_final_snapshot      = true # RDS takes no final snapshot of a replica; the data is in the primary's

  maintenance_window = var.maintenance_window
  apply_immediately  = false

  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]
  monitoring_interval                   = var.monitoring_interval
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  database_insights_mode                = var.database_insights_mode
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = local.replica_key_id
  performance_insights_retention_period = var.database_insights_mode == "advanced" ? 465 : 7

  depends_on = [aws_cloudwatch_log_group.replica, aws_iam_role_policy_attachment.monitoring]
}

resource "aws_db_instance_automated_backups_replication" "this" {
  count  = var.backup_replication_region == null ? 0 : 1
  region = var.backup_replication_region # the order is given in the region that receives

  source_db_instance_arn = aws_db_instance.this.arn
  kms_key_id             = aws_kms_key.copy[var.backup_replication_region].arn
  retention_period       = var.backup_replication_retention_days
}
