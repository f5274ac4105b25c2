# What can be chosen, and that it reaches AWS Backup.

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

run "tags_are_joined_with_and" {
  command = plan

  variables {
    resource_arns = []
    resource_tags = { Service = "donations", Backup = "yes" }
  }

  assert {
    condition = (
      length(aws_backup_selection.arns) == 0 && length(aws_backup_selection.tags[0].selection_tag) == 0 &&
      { for c in one(aws_backup_selection.tags[0].condition).string_equals : c.key => c.value } == { "aws:ResourceTag/Service" = "donations", "aws:ResourceTag/Backup" = "yes" }
    )
    error_message = "Tags must all match; selection_tag would take in whatever carries one of them."
  }
}

run "a_compliance_lock_is_final_in_both_regions" {
  command = plan

  variables {
    vault_lock                      = { mode = "compliance", changeable_for_days = 14, min_retention_days = 30 }
    compliance_lock_acknowledgement = "This lock cannot be lifted by anyone, not even by AWS."
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].changeable_for_days == 14 && aws_backup_vault_lock_configuration.copy["us-west-2"].changeable_for_days == 14
    error_message = "Compliance mode is made by changeable_for_days, and must hold for both vaults."
  }
}

run "break_glass_roles_are_the_only_exception" {
  command = plan

  variables {
    break_glass_role_arns = ["arn:aws:iam::123456789012:role/erasure"]
  }

  assert {
    condition     = jsondecode(aws_backup_vault_policy.this[0].policy).Statement[0].Condition == { ArnNotEquals = { "aws:PrincipalArn" = ["arn:aws:iam::123456789012:role/erasure"] } }
    error_message = "The deny must spare exactly the named roles."
  }
}

run "cold_storage_and_copies_have_their_own_life" {
  command = plan

  variables {
    rules = {
      daily = {
        schedule                     = "cron(0 5 * * ? *)"
        delete_after_days            = 365
        cold_storage_after_days      = 30
        copy_delete_after_days       = 200
        copy_cold_storage_after_days = 10
      }
      local = { schedule = "cron(0 6 * * ? *)", delete_after_days = 14, copy = false }
    }
  }

  assert {
    condition = alltrue([
      for rule in aws_backup_plan.this.rule : rule.rule_name == "local" ? length(rule.copy_action) == 0 : (
        one(rule.lifecycle).cold_storage_after == 30 && one(one(rule.copy_action).lifecycle).delete_after == 200 &&
        one(one(rule.copy_action).lifecycle).cold_storage_after == 10
      )
    ])
    error_message = "Lifecycle of original and copy must reach the plan, and copy = false must copy nothing."
  }

  assert {
    condition     = aws_backup_restore_testing_plan.this[0].recovery_point_selection[0].recovery_point_types == toset(["SNAPSHOT"])
    error_message = "Without a continuous rule there are only snapshots to test."
  }
}

run "one_region_only_is_warned_about" {
  command = plan

  variables {
    copy_region = null
  }

  expect_failures = [check.copies_in_a_second_region]
}

run "framework_and_reports_on_demand" {
  command = plan

  variables {
    audit_framework_enabled = true
    reports_enabled         = true
    report_bucket_name      = "donations-reports"
  }

  assert {
    condition = alltrue([
      for name in ["BACKUP_RECOVERY_POINT_ENCRYPTED", "BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED", "BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION", "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK"] :
      contains([for control in aws_backup_framework.this[0].control : control.name], name)
    ])
    error_message = "The framework must control what the module does: encryption, deny, copies, lock."
  }

  assert {
    condition     = alltrue([for plan in aws_backup_report_plan.this : can(regex("^[a-zA-Z][_a-zA-Z0-9]*$", plan.name)) && plan.report_delivery_channel[0].s3_bucket_name == "donations-reports"])
    error_message = "Report plans take no hyphens in their names, and must deliver to the bucket."
  }
}

run "every_unsafe_value_is_accepted_with_a_reason" {
  command = plan

  variables {
    vault_lock             = { mode = "none" }
    deny_delete            = false
    restore_tests          = {}
    notifications_enabled  = false
    notification_topic_arn = null
    unsafe = {
      vault_lock      = "preview environment, thrown away every night"
      deny_delete     = "preview environment, thrown away every night"
      restore_testing = "preview environment, thrown away every night"
      notifications   = "preview environment, nobody is to be paged"
    }
  }

  assert {
    condition = (
      length(aws_backup_vault_lock_configuration.this) == 0 && length(aws_backup_vault_policy.copy) == 0 &&
      length(aws_backup_restore_testing_plan.this) == 0 && length(aws_cloudwatch_metric_alarm.missing) == 0
    )
    error_message = "With reasons the safeties must be gone."
  }
}
