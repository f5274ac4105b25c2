# What a caller gets who asks for nothing special.

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
}

override_resource {
  target          = aws_iam_role.backup
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/backup" }
}

override_resource {
  target          = aws_iam_role.restore
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/restore" }
}

override_resource {
  target          = aws_kms_key.this
  override_during = plan
  values          = { arn = "arn:aws:kms:us-east-1:123456789012:key/first", key_id = "first" }
}

override_resource {
  target          = aws_kms_key.copy
  override_during = plan
  values          = { arn = "arn:aws:kms:us-west-2:123456789012:key/second", key_id = "second" }
}

override_resource {
  target          = aws_backup_vault.this
  override_during = plan
  values          = { arn = "arn:aws:backup:us-east-1:123456789012:backup-vault:first" }
}

override_resource {
  target          = aws_backup_vault.copy
  override_during = plan
  values          = { arn = "arn:aws:backup:us-west-2:123456789012:backup-vault:second" }
}

variables {
  name                   = "donations-production"
  copy_region            = "us-west-2"
  resource_arns          = ["arn:aws:rds:us-east-1:123456789012:db:donations"]
  notification_topic_arn = "arn:aws:sns:us-east-1:123456789012:warning"
  runbook_base_url       = "https://runbooks.example.org"
  restore_tests = {
    database = {
      resource_type      = "RDS"
      metadata_overrides = { dbSubnetGroupName = "restore", vpcSecurityGroupIds = "[\"sg-0a1b2c3d\"]" }
    }
  }
}

run "the_default_rules_keep_35_days_to_the_second" {
  command = plan

  assert {
    condition = anytrue([
      for rule in aws_backup_plan.this.rule :
      rule.rule_name == "continuous" && rule.enable_continuous_backup && one(rule.lifecycle).delete_after == 35
    ])
    error_message = "One rule must give point-in-time recovery for 35 days."
  }

  assert {
    condition     = { for rule in aws_backup_plan.this.rule : rule.rule_name => one(rule.lifecycle).delete_after } == { continuous = 35, weekly = 90, monthly = 400 }
    error_message = "The default rules are continuous, weekly and monthly with 35, 90 and 400 days."
  }

  assert {
    condition     = alltrue([for rule in aws_backup_plan.this.rule : rule.target_vault_name == aws_backup_vault.this.name])
    error_message = "Every rule must write to the module's vault."
  }
}

run "every_recovery_point_is_copied_to_the_second_region" {
  command = plan

  assert {
    condition = alltrue([
      for rule in aws_backup_plan.this.rule : one(rule.copy_action).destination_vault_arn == "arn:aws:backup:us-west-2:123456789012:backup-vault:second" &&
      one(one(rule.copy_action).lifecycle).delete_after == one(rule.lifecycle).delete_after
    ])
    error_message = "Every rule must copy to the second vault, by default for as long as the original is kept."
  }

  assert {
    condition = (
      aws_backup_vault.copy["us-west-2"].region == "us-west-2" && aws_backup_vault.copy["us-west-2"].kms_key_arn == aws_kms_key.copy["us-west-2"].arn &&
      aws_kms_key.copy["us-west-2"].region == "us-west-2" && aws_backup_vault_policy.copy["us-west-2"].region == "us-west-2" &&
      aws_backup_vault_lock_configuration.copy["us-west-2"].region == "us-west-2"
    )
    error_message = "The second vault needs key, policy and lock in its own region."
  }
}

run "both_vaults_are_encrypted_locked_and_deny_deletion" {
  command = plan

  assert {
    condition     = aws_backup_vault.this.kms_key_arn == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation && aws_kms_key.copy["us-west-2"].enable_key_rotation
    error_message = "The vaults must have keys of their own that rotate."
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].changeable_for_days == null && aws_backup_vault_lock_configuration.this[0].min_retention_days == 7
    error_message = "The default lock is governance: without changeable_for_days, which would make it final."
  }

  assert {
    condition = (
      jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Effect == "Deny" &&
      jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Principal.AWS == "*" &&
      contains(jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Action, "backup:DeleteRecoveryPoint") &&
      contains(jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Action, "backup:UpdateRecoveryPointLifecycle") &&
      !can(jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Condition) &&
      aws_backup_vault_policy.this[0].policy == aws_backup_vault_policy.copy["us-west-2"].policy
    )
    error_message = "Nobody may delete recovery points or shorten their life, in either vault, without exception."
  }

  assert {
    condition     = !strcontains(aws_backup_vault_policy.this[0].policy, "BackupVaultAccessPolicy")
    error_message = "The policy must not deny its own change: that would lock out Terraform and the root user."
  }
}

run "roles_are_separate_and_only_for_this_account" {
  command = plan

  assert {
    condition = (
      aws_backup_selection.arns[0].iam_role_arn == aws_iam_role.backup.arn &&
      aws_backup_restore_testing_selection.this["database"].iam_role_arn == aws_iam_role.restore.arn
    )
    error_message = "Backups and restores must use different roles."
  }

  assert {
    condition = alltrue([
      for role in [aws_iam_role.backup, aws_iam_role.restore] :
      jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    ])
    error_message = "AWS Backup may assume the roles only on behalf of this account (confused deputy)."
  }

  assert {
    condition     = !anytrue([for attachment in aws_iam_role_policy_attachment.backup : strcontains(attachment.policy_arn, "Restore")])
    error_message = "The role that takes backups must not be able to restore."
  }
}

run "restores_are_tested_every_week" {
  command = plan

  assert {
    condition = (
      aws_backup_restore_testing_plan.this[0].name == "donations_production" && aws_backup_restore_testing_plan.this[0].schedule_expression == "cron(0 9 ? * MON *)" &&
      aws_backup_restore_testing_plan.this[0].recovery_point_selection[0].include_vaults == toset([aws_backup_vault.this.arn])
    )
    error_message = "The plan must run weekly, on our vault only, under a name without hyphens."
  }

  assert {
    condition = (
      aws_backup_restore_testing_selection.this["database"].validation_window_hours == 4 &&
      aws_backup_restore_testing_selection.this["database"].restore_metadata_overrides["dbSubnetGroupName"] == "restore"
    )
    error_message = "The restored database must stay for validation, in the given subnet group."
  }
}

run "failures_and_silence_are_reported" {
  command = plan

  assert {
    condition = (
      toset(jsondecode(aws_cloudwatch_event_rule.failed_jobs[0].event_pattern).detail.iamRoleArn) == toset(["arn:aws:iam::123456789012:role/donations-production-backup", "arn:aws:iam::123456789012:role/donations-production-restore"]) &&
      contains(jsondecode(aws_cloudwatch_event_rule.failed_jobs[0].event_pattern).detail["$or"][0].state, "EXPIRED") &&
      contains(jsondecode(aws_cloudwatch_event_rule.failed_jobs[0].event_pattern).detail["$or"][1].status, "FAILED") &&
      aws_cloudwatch_event_target.failed_jobs[0].arn == var.notification_topic_arn
    )
    error_message = "Failed and expired jobs of our roles, restores included, must reach the topic."
  }

  assert {
    condition = (
      aws_cloudwatch_metric_alarm.missing[0].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.missing[0].dimensions.BackupVaultName == "donations-production" &&
      aws_cloudwatch_metric_alarm.missing[0].alarm_actions == toset([var.notification_topic_arn]) &&
      aws_cloudwatch_metric_alarm.missing[0].period * aws_cloudwatch_metric_alarm.missing[0].evaluation_periods <= 604800
    )
    error_message = "No backup for two days must raise an alarm, and missing data are exactly that. CloudWatch looks back seven days at most."
  }
}

run "nothing_optional_is_made" {
  command = plan

  assert {
    condition     = length(aws_backup_framework.this) == 0 && length(aws_backup_report_plan.this) == 0 && length(aws_backup_selection.tags) == 0
    error_message = "Framework and reports are made only on demand."
  }
}
