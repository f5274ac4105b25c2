# A second region: replica and copies of the backups.

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

run "the_replica_stands_on_its_own" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "a-long-enough-password"
    master_password_version     = 3
    replica_region              = "us-west-2"
    replica_subnet_group_name   = "donations-west"
    replica_security_group_ids  = ["sg-0c1b2c3d"]
    replica_alarm_actions = {
      warning  = ["arn:aws:sns:us-west-2:123456789012:warning"]
      critical = ["arn:aws:sns:us-west-2:123456789012:critical"]
    }
  }

  override_resource {
    target          = aws_kms_key.copy
    override_during = plan
    values          = { arn = "arn:aws:kms:us-west-2:123456789012:key/copy", key_id = "copy" }
  }

  assert {
    condition = (
      aws_db_instance.replica[0].region == "us-west-2" && aws_db_instance.replica[0].replicate_source_db == aws_db_instance.this.arn &&
      aws_db_instance.replica[0].kms_key_id == "arn:aws:kms:us-west-2:123456789012:key/copy" && aws_kms_key.copy["us-west-2"].region == "us-west-2"
    )
    error_message = "The replica must follow the primary from the other region, with a key of that region."
  }

  assert {
    condition = (
      aws_db_instance.replica[0].multi_az && aws_db_instance.replica[0].deletion_protection && aws_db_instance.replica[0].backup_retention_period == 35 &&
      aws_db_instance.replica[0].db_subnet_group_name == "donations-west" && aws_db_instance.replica[0].vpc_security_group_ids == toset(["sg-0c1b2c3d"]) &&
      !aws_db_instance.replica[0].publicly_accessible && aws_db_instance.replica[0].instance_class == "db.m7g.large"
    )
    error_message = "After a promotion the replica must be as safe and as large as the primary."
  }

  assert {
    condition     = aws_db_parameter_group.replica[0].region == "us-west-2" && aws_db_parameter_group.replica[0].parameter == aws_db_parameter_group.this.parameter
    error_message = "The replica needs the same parameters, in its region: with a smaller max_connections it would not start."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password == null && aws_db_instance.this.password_wo_version == 3 && length(aws_secretsmanager_secret_rotation.master) == 0
    error_message = "With a replica the password is write-only and not managed by RDS."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.replica["replica-lag-critical"].region == "us-west-2" &&
      aws_cloudwatch_metric_alarm.replica["replica-lag-critical"].treat_missing_data == "breaching" &&
      aws_cloudwatch_metric_alarm.replica["replica-lag-critical"].alarm_actions == toset(["arn:aws:sns:us-west-2:123456789012:critical"])
    )
    error_message = "The lag alarm must live in the replica's region, call a topic there, and take silence for a fault."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role.monitoring.assume_role_policy).Statement[0].Condition.ArnEquals["aws:SourceArn"]) == 2
    error_message = "The monitoring role must be usable for the replica, too."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_kms_key.copy["us-west-2"].policy).Statement : !strcontains(jsonencode(s), "us-east-1")])
    error_message = "The key of the second region must name the services of that region."
  }
}

run "automated_backups_are_copied" {
  command = plan

  variables {
    backup_replication_region = "us-west-2"
  }

  assert {
    condition = (
      aws_db_instance_automated_backups_replication.this[0].region == "us-west-2" &&
      aws_db_instance_automated_backups_replication.this[0].source_db_instance_arn == aws_db_instance.this.arn &&
      aws_db_instance_automated_backups_replication.this[0].kms_key_id == aws_kms_key.copy["us-west-2"].arn &&
      aws_db_instance_automated_backups_replication.this[0].retention_period == 14
    )
    error_message = "The copies must be ordered in the receiving region, encrypted with a key there."
  }

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && length(aws_db_instance.replica) == 0
    error_message = "Copied backups need no replica and keep the managed password."
  }
}

run "one_region_for_both_needs_one_key" {
  command = plan

  variables {
    manage_master_user_password = false
    master_password             = "a-long-enough-password"
    master_password_version     = 1
    replica_region              = "us-west-2"
    replica_subnet_group_name   = "donations-west"
    replica_security_group_ids  = ["sg-0c1b2c3d"]
    replica_alarm_actions       = var.alarm_actions
    backup_replication_region   = "us-west-2"
  }

  assert {
    condition     = length(aws_kms_key.copy) == 1 && length(aws_kms_alias.copy) == 1
    error_message = "Replica and copied backups in one region must share a key."
  }
}
