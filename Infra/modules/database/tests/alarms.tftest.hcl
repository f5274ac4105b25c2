# Alarms: thresholds follow from the size, each has both actions, a runbook, and a stated meaning of silence.

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

run "thresholds_follow_from_the_size" {
  command = plan

  variables {
    max_connections   = 200
    allocated_storage = 50
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["connections-warning"].threshold == 140 && aws_cloudwatch_metric_alarm.this["connections-critical"].threshold == 180
    error_message = "Connection alarms must be 70 % and 90 % of max_connections."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["free-storage-critical"].threshold == 4294967296 && aws_cloudwatch_metric_alarm.this["free-storage-critical"].comparison_operator == "LessThanOrEqualToThreshold"
    error_message = "The storage alarm must be 8 % of the allocated bytes, and fire when there is less."
  }
}

run "every_alarm_acts_and_explains" {
  command = plan

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.this :
      alarm.alarm_actions == toset(var.alarm_actions[endswith(key, "critical") ? "critical" : "warning"]) && alarm.ok_actions == alarm.alarm_actions
    ])
    error_message = "Warnings go to the warning topic, critical alarms to the critical one, and so does their end."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : can(regex("https://runbooks.example.org/database-[a-z-]+$", alarm.alarm_description)) && alarm.treat_missing_data == "missing"])
    error_message = "Every alarm must end with the link to its runbook and state what missing data mean."
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 12 && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.dimensions.DBInstanceIdentifier == "donations-production"])
    error_message = "Six metrics with two levels each, all of this instance."
  }
}

run "burstable_classes_watch_their_credits" {
  command = plan

  variables {
    instance_class = "db.t4g.medium"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cpu-credits-critical"].metric_name == "CPUCreditBalance" && length(aws_cloudwatch_metric_alarm.this) == 14
    error_message = "A burstable class must get alarms on its CPU credits."
  }
}
