# Every rule refuses at least one bad value of its kind, and every unsafe value is accepted with a reason.

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

run "name_too_long" {
  command = plan

  variables {
    name = "a-name-that-is-longer-than-thirty-two"
  }

  expect_failures = [var.name]
}

run "name_with_double_hyphen" {
  command = plan

  variables {
    name = "donations--production"
  }

  expect_failures = [var.name]
}

run "name_in_upper_case" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "engine_before_15" {
  command = plan

  variables {
    engine_version = "14"
  }

  expect_failures = [var.engine_version]
}

run "engine_with_minor_version" {
  command = plan

  variables {
    engine_version = "16.4"
  }

  expect_failures = [var.engine_version]
}

run "instance_class_of_ec2" {
  command = plan

  variables {
    instance_class = "m7g.large"
  }

  expect_failures = [var.instance_class]
}

run "storage_too_small" {
  command = plan

  variables {
    allocated_storage = 10
  }

  expect_failures = [var.allocated_storage]
}

run "storage_that_cannot_grow" {
  command = plan

  variables {
    allocated_storage     = 100
    max_allocated_storage = 105
  }

  expect_failures = [var.max_allocated_storage]
}

run "iops_below_400_gib" {
  command = plan

  variables {
    storage_iops = 12000
  }

  expect_failures = [var.storage_iops]
}

run "throughput_without_iops" {
  command = plan

  variables {
    storage_throughput = 500
  }

  expect_failures = [var.storage_throughput]
}

run "throughput_above_a_quarter_of_iops" {
  command = plan

  variables {
    allocated_storage  = 400
    storage_iops       = 12000
    storage_throughput = 3500
  }

  expect_failures = [var.storage_throughput]
}

run "database_name_reserved" {
  command = plan

  variables {
    database_name = "postgres"
  }

  expect_failures = [var.database_name]
}

run "database_name_with_hyphen" {
  command = plan

  variables {
    database_name = "my-data"
  }

  expect_failures = [var.database_name]
}

run "port_too_low" {
  command = plan

  variables {
    port = 80
  }

  expect_failures = [var.port]
}

run "master_username_reserved" {
  command = plan

  variables {
    master_username = "postgres"
  }

  expect_failures = [var.master_username]
}

run "rotation_later_than_90_days" {
  command = plan

  variables {
    master_password_rotation_days = 91
  }

  expect_failures = [var.master_password_rotation_days]
}

run "password_too_short" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "short"
    master_password_version     = 1
  }

  expect_failures = [var.master_password]
}

run "own_password_without_version" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "a-long-enough-password"
  }

  expect_failures = [var.master_password_version]
}

run "managed_password_with_version" {
  command = plan

  variables {
    master_password_version = 1
  }

  expect_failures = [var.master_password_version]
}

run "max_connections_zero" {
  command = plan

  variables {
    max_connections = 0
  }

  expect_failures = [var.max_connections]
}

run "statement_timeout_off" {
  command = plan

  variables {
    statement_timeout = 0
  }

  expect_failures = [var.statement_timeout]
}

run "idle_transaction_timeout_off" {
  command = plan

  variables {
    idle_in_transaction_session_timeout = 0
  }

  expect_failures = [var.idle_in_transaction_session_timeout]
}

run "slow_statement_log_off" {
  command = plan

  variables {
    log_min_duration_statement = -1
  }

  expect_failures = [var.log_min_duration_statement]
}

run "parameter_that_the_module_owns" {
  command = plan

  variables {
    parameters = { "rds.force_ssl" = { value = "0" } }
  }

  expect_failures = [var.parameters]
}

run "parameter_with_unknown_apply_method" {
  command = plan

  variables {
    parameters = { work_mem = { value = "8192", apply_method = "now" } }
  }

  expect_failures = [var.parameters]
}

run "expired_certificate_authority" {
  command = plan

  variables {
    ca_cert_identifier = "rds-ca-2019"
  }

  expect_failures = [var.ca_cert_identifier]
}

run "backups_off" {
  command = plan

  variables {
    backup_retention_days = 0
    unsafe                = { backup_retention = "a reason does not help with zero days" }
  }

  expect_failures = [var.backup_retention_days]
}

run "backups_too_long" {
  command = plan

  variables {
    backup_retention_days = 36
  }

  expect_failures = [var.backup_retention_days]
}

run "backups_shorter_than_a_week" {
  command = plan

  variables {
    backup_retention_days = 3
  }

  expect_failures = [var.backup_retention_days]
}

run "single_zone" {
  command = plan

  variables {
    multi_az = false
  }

  expect_failures = [var.multi_az]
}

run "no_deletion_protection" {
  command = plan

  variables {
    deletion_protection = false
  }

  expect_failures = [var.deletion_protection]
}

run "no_final_snapshot" {
  command = plan

  variables {
    skip_final_snapshot = true
  }

  expect_failures = [var.skip_final_snapshot]
}

run "automated_backups_deleted" {
  command = plan

  variables {
    delete_automated_backups = true
  }

  expect_failures = [var.delete_automated_backups]
}

run "final_snapshot_suffix_with_space" {
  command = plan

  variables {
    final_snapshot_suffix = "a b"
  }

  expect_failures = [var.final_snapshot_suffix]
}

run "backup_window_malformed" {
  command = plan

  variables {
    backup_window = "25:00-26:00"
  }

  expect_failures = [var.backup_window]
}

run "maintenance_window_malformed" {
  command = plan

  variables {
    maintenance_window = "Sunday:03:00-Sunday:04:00"
  }

  expect_failures = [var.maintenance_window]
}

run "backup_window_too_short" {
  command = plan

  variables {
    backup_window = "02:00-02:15"
  }

  expect_failures = [aws_db_instance.this]
}

run "maintenance_window_too_short" {
  command = plan

  variables {
    maintenance_window = "sun:05:00-sun:05:10"
  }

  expect_failures = [aws_db_instance.this]
}

run "maintenance_window_of_a_day" {
  command = plan

  variables {
    maintenance_window = "sun:05:00-mon:06:00"
  }

  expect_failures = [aws_db_instance.this]
}

run "windows_overlap" {
  command = plan

  variables {
    backup_window      = "03:00-04:00"
    maintenance_window = "wed:03:30-wed:05:00"
  }

  expect_failures = [aws_db_instance.this]
}

run "windows_overlap_across_midnight" {
  command = plan

  variables {
    backup_window      = "23:30-00:30"
    maintenance_window = "mon:00:00-mon:01:00"
  }

  expect_failures = [aws_db_instance.this]
}

run "windows_overlap_across_the_week" {
  command = plan

  variables {
    backup_window      = "00:15-00:45"
    maintenance_window = "sun:23:30-mon:00:30"
  }

  expect_failures = [aws_db_instance.this]
}

run "blue_green_with_managed_password" {
  command = plan

  variables {
    blue_green_update = true
  }

  expect_failures = [var.manage_master_user_password]
}

run "replica_with_managed_password" {
  command = plan

  variables {
    replica_region             = "us-west-2"
    replica_subnet_group_name  = "donations"
    replica_security_group_ids = ["sg-0a1b2c3d"]
    replica_alarm_actions      = var.alarm_actions
  }

  expect_failures = [var.manage_master_user_password]
}

run "replica_without_network" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "a-long-enough-password"
    master_password_version     = 1
    replica_region              = "us-west-2"
    replica_alarm_actions       = var.alarm_actions
  }

  expect_failures = [var.replica_subnet_group_name, var.replica_security_group_ids]
}

run "replica_with_silent_alarms" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "a-long-enough-password"
    master_password_version     = 1
    replica_region              = "us-west-2"
    replica_subnet_group_name   = "donations"
    replica_security_group_ids  = ["sg-0a1b2c3d"]
  }

  expect_failures = [var.replica_alarm_actions]
}

run "replica_and_blue_green" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "a-long-enough-password"
    master_password_version     = 1
    blue_green_update           = true
    replica_region              = "us-west-2"
    replica_subnet_group_name   = "donations"
    replica_security_group_ids  = ["sg-0a1b2c3d"]
    replica_alarm_actions       = var.alarm_actions
  }

  expect_failures = [var.blue_green_update]
}

run "copies_in_the_same_region" {
  command = plan

  variables {
    backup_replication_region = "us-east-1"
  }

  expect_failures = [aws_db_instance.this]
}

run "replica_region_misspelt" {
  command = plan

  variables {
    backup_replication_region = "oregon"
  }

  expect_failures = [var.backup_replication_region]
}

run "copies_kept_too_short" {
  command = plan

  variables {
    backup_replication_retention_days = 3
  }

  expect_failures = [var.backup_replication_retention_days]
}

run "logs_kept_a_week" {
  command = plan

  variables {
    log_retention_days = 7
  }

  expect_failures = [var.log_retention_days]
}

run "insights_mode_unknown" {
  command = plan

  variables {
    database_insights_mode = "off"
  }

  expect_failures = [var.database_insights_mode]
}

run "enhanced_monitoring_off" {
  command = plan

  variables {
    monitoring_interval = 0
  }

  expect_failures = [var.monitoring_interval]
}

run "event_topic_is_no_arn" {
  command = plan

  variables {
    event_topic_arn = "warning"
  }

  expect_failures = [var.event_topic_arn]
}

run "events_without_topic" {
  command = plan

  variables {
    event_topic_arn = null
  }

  expect_failures = [aws_db_event_subscription.this]
}

run "alarms_without_action" {
  command = plan

  variables {
    alarm_actions = { warning = [], critical = [] }
  }

  expect_failures = [var.alarm_actions]
}

run "alarm_action_is_no_arn" {
  command = plan

  variables {
    alarm_actions = { warning = ["a@example.org"], critical = ["a@example.org"] }
  }

  expect_failures = [var.alarm_actions]
}

run "runbooks_without_tls" {
  command = plan

  variables {
    runbook_base_url = "http://runbooks.example.org"
  }

  expect_failures = [var.runbook_base_url]
}

run "no_client" {
  command = plan

  variables {
    client_security_groups = {}
  }

  expect_failures = [var.client_security_groups]
}

run "client_is_a_network" {
  command = plan

  variables {
    client_security_groups = { all = "0.0.0.0/0" }
  }

  expect_failures = [var.client_security_groups]
}

run "default_subnet_group" {
  command = plan

  variables {
    subnet_group_name = "default"
  }

  expect_failures = [var.subnet_group_name]
}

run "vpc_id_malformed" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "key_deleted_at_once" {
  command = plan

  variables {
    kms_key_deletion_window_days = 1
  }

  expect_failures = [var.kms_key_deletion_window_days]
}

run "warning_after_critical" {
  command = plan

  variables {
    alarm_thresholds = { cpu_percent = { warning = 95, critical = 80 } }
  }

  expect_failures = [var.alarm_thresholds]
}

run "critical_before_warning_when_less_is_worse" {
  command = plan

  variables {
    alarm_thresholds = { free_storage_percent = { warning = 5, critical = 10 } }
  }

  expect_failures = [var.alarm_thresholds]
}

run "threshold_out_of_reach" {
  command = plan

  variables {
    alarm_thresholds = { connections_percent = { warning = 90, critical = 120 } }
  }

  expect_failures = [var.alarm_thresholds]
}

run "unsafe_with_unknown_key" {
  command = plan

  variables {
    unsafe = { encryption = "nobody needs encryption here, honestly" }
  }

  expect_failures = [var.unsafe]
}

run "unsafe_without_a_real_reason" {
  command = plan

  variables {
    unsafe = { multi_az = "because" }
  }

  expect_failures = [var.unsafe]
}

run "every_unsafe_value_is_accepted_with_a_reason" {
  command = plan

  variables {
    multi_az                 = false
    deletion_protection      = false
    skip_final_snapshot      = true
    delete_automated_backups = true
    backup_retention_days    = 1
    alarm_actions            = { warning = [], critical = [] }
    unsafe = {
      multi_az               = "preview environment, thrown away every night"
      deletion_protection    = "preview environment, thrown away every night"
      final_snapshot         = "preview environment, thrown away every night"
      keep_automated_backups = "preview environment, thrown away every night"
      backup_retention       = "preview environment, thrown away every night"
      alarm_actions          = "preview environment, nobody is to be paged"
    }
  }

  assert {
    condition     = !aws_db_instance.this.multi_az && !aws_db_instance.this.deletion_protection && aws_db_instance.this.final_snapshot_identifier == null && aws_db_instance.this.backup_retention_period == 1
    error_message = "With reasons the unsafe values must reach the instance."
  }
}

run "touching_windows_do_not_overlap" {
  command = plan

  variables {
    backup_window      = "23:00-00:00"
    maintenance_window = "mon:00:00-mon:01:00"
  }

  assert {
    condition     = aws_db_instance.this.backup_window == "23:00-00:00"
    error_message = "Windows that touch without overlapping are allowed."
  }
}
