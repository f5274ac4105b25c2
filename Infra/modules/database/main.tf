data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.region

  primary_arn = "arn:${local.partition}:rds:${local.region}:${local.account_id}:db:${var.name}"

  # Both windows as arcs on a circle of 10,080 minutes, to see whether they touch on any day.
  week         = 7 * 24 * 60
  day_number   = { mon = 0, tue = 1, wed = 2, thu = 3, fri = 4, sat = 5, sun = 6 }
  backup_times = [for t in split("-", var.backup_window) : tonumber(split(":", t)[0]) * 60 + tonumber(split(":", t)[1])]
  maintenance_times = [
    for t in split("-", var.maintenance_window) :
    local.day_number[split(":", t)[0]] * 1440 + tonumber(split(":", t)[1]) * 60 + tonumber(split(":", t)[2])
  ]
  backup_minutes      = (local.backup_times[1] - local.backup_times[0] + 1440) % 1440
  maintenance_minutes = (local.maintenance_times[1] - local.maintenance_times[0] + local.week) % local.week
  windows_overlap = anytrue([
    for day in range(7) : (
      (local.maintenance_times[0] - day * 1440 - local.backup_times[0] + 2 * local.week) % local.week < local.backup_minutes ||
      (day * 1440 + local.backup_times[0] - local.maintenance_times[0] + 2 * local.week) % local.week < local.maintenance_minutes
    )
  ])

  parameters = merge(
    {
      "rds.force_ssl"              = { value = "1", apply_method = "immediate" }
      "log_connections"            = { value = "1", apply_method = "immediate" }
      "log_disconnections"         = { value = "1", apply_method = "immediate" }
      "log_lock_waits"             = { value = "1", apply_method = "immediate" }
      "log_min_duration_statement" = { value = tostring(var.log_min_duration_statement), apply_method = "immediate" }
      "statement_timeout"          = { value = tostring(var.statement_timeout), apply_method = "immediate" }
      "idle_in_transaction_session_timeout" = {
        value = tostring(var.idle_in_transaction_session_timeout), apply_method = "immediate"
      }
      "shared_preload_libraries" = { value = "pg_stat_statements", apply_method = "pending-reboot" }
      "pg_stat_statements.track" = { value = "ALL", apply_method = "immediate" }
      "track_io_timing"          = { value = "1", apply_method = "immediate" }
      "max_connections"          = { value = tostring(var.max_connections), apply_method = "pending-reboot" }
    },
    var.parameters,
  )
}

resource "aws_security_group" "this" {
  name        = "${var.name}-database"
  description = "PostgreSQL of ${var.name}: reached only from the security groups named in Terraform"
  vpc_id      = var.vpc_id

  # No egress: a database calls nobody. Replies to clients pass, because security groups are stateful.

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = var.client_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

resource "aws_db_parameter_group" "this" {
  # The family is part of the name, so that a new major version gets its group before the old one goes.
  name        = "${var.name}-postgres${var.engine_version}"
  family      = "postgres${var.engine_version}"
  description = "PostgreSQL ${var.engine_version} of ${var.name}"

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

resource "aws_db_instance" "this" {
  identifier = var.name

  engine                      = "postgres"
  engine_version              = var.engine_version
  engine_lifecycle_support    = "open-source-rds-extended-support-disabled" # RDS enrols by default, and charges per vCPU-hour
  allow_major_version_upgrade = var.allow_major_version_upgrade
  auto_minor_version_upgrade  = true
  instance_class              = var.instance_class
  parameter_group_name        = aws_db_parameter_group.this.name
  ca_cert_identifier          = var.ca_cert_identifier

  # Storage
  storage_type          = "gp3"
  allocated_storage     = var.allocated_storage
  max_allocated_storage = var.max_allocated_storage
  iops                  = var.storage_iops
  storage_throughput    = var.storage_throughput
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.this.arn

  # Place
  multi_az               = var.multi_az
  db_subnet_group_name   = var.subnet_group_name
  vpc_security_group_ids = [aws_security_group.this.id]
  port                   = var.port
  publicly_accessible    = false

  # Access
  db_name                             = var.database_name
  username                            = var.master_username
  manage_master_user_password         = var.manage_master_user_password ? true : null # the provider knows true and absent only
  master_user_secret_kms_key_id       = var.manage_master_user_password ? aws_kms_key.this.arn : null
  password_wo                         = var.master_password
  password_wo_version                 = var.master_password_version
  iam_database_authentication_enabled = true

  # Backups and protection
  backup_retention_period   = var.backup_retention_days # above 0 = point-in-time recovery is on
  backup_window             = var.backup_window
  copy_tags_to_snapshot     = true
  delete_automated_backups  = var.delete_automated_backups
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = var.skip_final_snapshot
  final_snapshot_identifier = var.skip_final_snapshot ? null : "${var.name}-final-${var.final_snapshot_suffix}"

  # Change
  maintenance_window = var.maintenance_window
  apply_immediately  = false

  dynamic "blue_green_update" {
    for_each = var.blue_green_update ? [true] : []

    content {
      enabled = true
    }
  }

  # Insight
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]
  monitoring_interval                   = var.monitoring_interval
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  database_insights_mode                = var.database_insights_mode
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.this.arn
  performance_insights_retention_period = var.database_insights_mode == "advanced" ? 465 : 7

  lifecycle {
    precondition {
      condition     = local.backup_minutes >= 30
      error_message = "backup_window is \"${var.backup_window}\", ${local.backup_minutes} minutes; RDS needs at least 30."
    }

    precondition {
      condition     = local.maintenance_minutes >= 30 && local.maintenance_minutes < 1440
      error_message = "maintenance_window is \"${var.maintenance_window}\", ${local.maintenance_minutes} minutes; RDS needs at least 30 and less than 24 hours."
    }

    precondition {
      condition     = !local.windows_overlap
      error_message = "backup_window \"${var.backup_window}\" and maintenance_window \"${var.maintenance_window}\" overlap; RDS refuses that, because a backup must not be cut off by a restart."
    }

    precondition {
      condition     = !contains([var.replica_region, var.backup_replication_region], local.region)
      error_message = "replica_region or backup_replication_region is ${local.region}, the region of the primary; the loss of that region would take both."
    }
  }

  # RDS would make the log groups itself, without retention and without our key.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}

# RDS rotates a managed secret every 7 days by default; this makes the period ours to choose. There is no Lambda function: RDS does it.
resource "aws_secretsmanager_secret_rotation" "master" {
  count = var.manage_master_user_password ? 1 : 0

  secret_id = one(aws_db_instance.this.master_user_secret[*].secret_arn)

  rotation_rules {
    automatically_after_days = var.master_password_rotation_days
  }
}
