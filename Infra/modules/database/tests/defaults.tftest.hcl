# What a caller gets who asks for nothing special: everything safe.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "us-east-1" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:123456789012:key/primary", key_id = "primary" }
  }
  mock_resource "aws_security_group" {
    defaults = { id = "sg-00000000000database" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/monitoring" }
  }
  mock_resource "aws_db_instance" {
    defaults = {
      resource_id        = "db-ABC"
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1", kms_key_id = "k", secret_status = "active" }]
    }
  }
}

variables {
  name                   = "donations-production"
  instance_class         = "db.m7g.large"
  database_name          = "donations"
  vpc_id                 = "vpc-0a1b2c3d"
  subnet_group_name      = "donations"
  client_security_groups = { service = "sg-0a1b2c3d", jobs = "sg-0b1b2c3d" }
  event_topic_arn        = "arn:aws:sns:us-east-1:123456789012:warning"
  alarm_actions = {
    warning  = ["arn:aws:sns:us-east-1:123456789012:warning"]
    critical = ["arn:aws:sns:us-east-1:123456789012:critical"]
  }
  runbook_base_url = "https://runbooks.example.org"
}

run "the_instance_is_protected_and_private" {
  command = plan

  assert {
    condition = (
      aws_db_instance.this.deletion_protection && !aws_db_instance.this.skip_final_snapshot && !aws_db_instance.this.delete_automated_backups &&
      aws_db_instance.this.final_snapshot_identifier == "donations-production-final-1" && aws_db_instance.this.copy_tags_to_snapshot
    )
    error_message = "By default the instance must not be deletable, and a deletion must leave snapshot and backups."
  }

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == 35 && !aws_db_instance.this.publicly_accessible
    error_message = "By default: two zones, 35 days of point-in-time recovery, not public."
  }

  assert {
    condition = (
      aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == aws_kms_key.this.arn &&
      aws_db_instance.this.performance_insights_kms_key_id == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation &&
      alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == aws_kms_key.this.arn])
    )
    error_message = "Storage, performance data and logs must be encrypted with the module's own, rotating key."
  }

  assert {
    condition = (
      aws_db_instance.this.engine_lifecycle_support == "open-source-rds-extended-support-disabled" &&
      aws_db_instance.this.auto_minor_version_upgrade && !aws_db_instance.this.apply_immediately && !aws_db_instance.this.allow_major_version_upgrade
    )
    error_message = "Extended support must be off, minor upgrades on, and changes wait for the window."
  }
}

run "the_master_password_is_managed_and_rotates" {
  command = plan

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.master_user_secret_kms_key_id == aws_kms_key.this.arn
    error_message = "RDS must manage the master password, under the module's key."
  }

  assert {
    condition = (
      aws_secretsmanager_secret_rotation.master[0].rotation_rules[0].automatically_after_days == 30 &&
      aws_secretsmanager_secret_rotation.master[0].secret_id == output.master_secret_arn
    )
    error_message = "The managed secret itself must rotate, after 30 days by default."
  }

  assert {
    condition     = aws_db_instance.this.iam_database_authentication_enabled && output.iam_connect_arn_prefix == "arn:aws:rds-db:us-east-1:123456789012:dbuser:db-ABC/"
    error_message = "IAM authentication must be on, and the output must lead to the right resource for rds-db:connect."
  }
}

run "only_named_security_groups_reach_the_port" {
  command = plan

  assert {
    condition = (
      toset([for rule in aws_vpc_security_group_ingress_rule.clients : rule.referenced_security_group_id]) == toset(["sg-0a1b2c3d", "sg-0b1b2c3d"]) &&
      alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : rule.cidr_ipv4 == null && rule.from_port == 5432 && rule.to_port == 5432]) &&
      alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : rule.security_group_id == aws_security_group.this.id])
    )
    error_message = "Ingress must come from the given security groups on the database port and from nowhere else."
  }

  assert {
    condition     = aws_db_instance.this.vpc_security_group_ids == toset([aws_security_group.this.id])
    error_message = "The instance must carry the module's security group and no other."
  }
}

run "parameters_force_tls_limits_and_logging" {
  command = plan

  assert {
    condition = alltrue([
      for name, value in {
        "rds.force_ssl"                       = "1", "log_connections" = "1", "log_min_duration_statement" = "500", "statement_timeout" = "30000",
        "idle_in_transaction_session_timeout" = "60000", "max_connections" = "400",
      } : anytrue([for p in aws_db_parameter_group.this.parameter : p.name == name && p.value == value])
    ])
    error_message = "The parameter group must force TLS, log connections and slow statements, and limit statements, idle transactions and connections."
  }

  assert {
    condition = anytrue([
      for p in aws_db_parameter_group.this.parameter :
      p.name == "shared_preload_libraries" && p.value == "pg_stat_statements" && p.apply_method == "pending-reboot"
    ])
    error_message = "pg_stat_statements must be loaded; the parameter is static and takes effect at a reboot."
  }

  assert {
    condition     = aws_db_instance.this.parameter_group_name == "donations-production-postgres17" && aws_db_parameter_group.this.family == "postgres17"
    error_message = "The instance must use the module's parameter group, whose name carries the family."
  }
}

run "it_is_observed" {
  command = plan

  assert {
    condition = (
      toset(aws_db_instance.this.enabled_cloudwatch_logs_exports) == toset(["postgresql", "upgrade"]) &&
      toset([for group in aws_cloudwatch_log_group.this : group.name]) == toset(["/aws/rds/instance/donations-production/postgresql", "/aws/rds/instance/donations-production/upgrade"]) &&
      alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 90])
    )
    error_message = "Both logs must be exported to log groups with the names RDS uses and with a retention."
  }

  assert {
    condition = (
      aws_db_instance.this.monitoring_interval == 60 && aws_db_instance.this.monitoring_role_arn == aws_iam_role.monitoring.arn &&
      aws_db_instance.this.performance_insights_enabled && aws_db_instance.this.performance_insights_retention_period == 7
    )
    error_message = "Enhanced monitoring and performance insights must be on."
  }

  assert {
    condition     = aws_db_event_subscription.this[0].sns_topic == var.event_topic_arn && contains(aws_db_event_subscription.this[0].event_categories, "failover")
    error_message = "Failovers must be reported to the topic."
  }

  assert {
    condition     = jsondecode(aws_iam_role.monitoring.assume_role_policy).Statement[0].Condition.ArnEquals["aws:SourceArn"] == ["arn:aws:rds:us-east-1:123456789012:db:donations-production"]
    error_message = "The monitoring role must be assumable for this instance only (confused deputy)."
  }
}

run "advanced_insights_keep_465_days" {
  command = plan

  variables {
    database_insights_mode = "advanced"
  }

  assert {
    condition     = aws_db_instance.this.performance_insights_retention_period == 465 && aws_db_instance.this.database_insights_mode == "advanced"
    error_message = "RDS accepts the advanced mode only with a retention of 465 days."
  }
}

run "no_policy_has_a_wildcard_action" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : alltrue([for action in statement.Action : !strcontains(action, "*")])
    ])
    error_message = "The key policy must list its actions."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.this.policy).Statement : can(statement.Condition) || statement.Sid == "Administer"
    ])
    error_message = "Every use of the key must be bound to a condition; only its administration is not."
  }
}

run "nothing_is_made_in_a_second_region" {
  command = plan

  assert {
    condition = (
      length(aws_kms_key.copy) == 0 && length(aws_db_instance.replica) == 0 && length(aws_db_instance_automated_backups_replication.this) == 0 &&
      output.replica_endpoint == null
    )
    error_message = "Without a second region nothing must be made there."
  }
}
