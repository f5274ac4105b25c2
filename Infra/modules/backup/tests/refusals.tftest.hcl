# Every rule refuses at least one bad value of its kind.

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

run "name_malformed" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "nothing_selected" {
  command = plan

  variables {
    resource_arns = []
  }

  expect_failures = [var.resource_tags]
}

run "arn_with_wildcard" {
  command = plan

  variables {
    resource_arns = ["arn:aws:rds:us-east-1:123456789012:db:*"]
  }

  expect_failures = [var.resource_arns]
}

run "reserved_tag" {
  command = plan

  variables {
    resource_tags = { "aws:name" = "x" }
  }

  expect_failures = [var.resource_tags]
}

run "no_rules" {
  command = plan

  variables {
    rules = {}
  }

  expect_failures = [var.rules]
}

run "schedule_malformed" {
  command = plan

  variables {
    rules = { daily = { schedule = "every day", delete_after_days = 30 } }
  }

  expect_failures = [var.rules]
}

run "recovery_point_for_ever" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", delete_after_days = 0 } }
  }

  expect_failures = [var.rules]
}

run "continuous_longer_than_35_days" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", continuous = true, delete_after_days = 36 } }
  }

  expect_failures = [var.rules]
}

run "continuous_in_cold_storage" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", continuous = true, delete_after_days = 35, cold_storage_after_days = 1 } }
  }

  expect_failures = [var.rules]
}

run "two_continuous_rules" {
  command = plan

  variables {
    rules = { a = { schedule = "cron(0 5 * * ? *)", continuous = true, delete_after_days = 35 }, b = { schedule = "cron(0 5 * * ? *)", continuous = true, delete_after_days = 14 } }
  }

  expect_failures = [var.rules]
}

run "cold_storage_shorter_than_90_days" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", delete_after_days = 100, cold_storage_after_days = 30 } }
  }

  expect_failures = [var.rules]
}

run "cold_copy_shorter_than_90_days" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", delete_after_days = 365, copy_delete_after_days = 60, copy_cold_storage_after_days = 30 } }
  }

  expect_failures = [var.rules]
}

run "completion_before_start" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", delete_after_days = 30, start_window_minutes = 120, completion_window_minutes = 120 } }
  }

  expect_failures = [var.rules]
}

run "start_window_too_short" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", delete_after_days = 30, start_window_minutes = 10 } }
  }

  expect_failures = [var.rules]
}

run "copy_region_misspelt" {
  command = plan

  variables {
    copy_region = "oregon"
  }

  expect_failures = [var.copy_region]
}

run "copy_into_the_same_region" {
  command = plan

  variables {
    copy_region = "us-east-1"
  }

  expect_failures = [aws_backup_vault.this]
}

run "lock_mode_unknown" {
  command = plan

  variables {
    vault_lock = { mode = "strict" }
  }

  expect_failures = [var.vault_lock]
}

run "lock_off_without_reason" {
  command = plan

  variables {
    vault_lock = { mode = "none" }
  }

  expect_failures = [var.vault_lock]
}

run "lock_with_swapped_limits" {
  command = plan

  variables {
    vault_lock = { min_retention_days = 30, max_retention_days = 20 }
  }

  expect_failures = [var.vault_lock]
}

run "lock_that_makes_jobs_fail" {
  command = plan

  variables {
    vault_lock = { min_retention_days = 60 }
  }

  expect_failures = [var.vault_lock]
}

run "lock_that_makes_copies_fail" {
  command = plan

  variables {
    rules = { daily = { schedule = "cron(0 5 * * ? *)", delete_after_days = 30, copy_delete_after_days = 3 } }
  }

  expect_failures = [var.vault_lock]
}

run "compliance_without_acknowledgement" {
  command = plan

  variables {
    vault_lock = { mode = "compliance" }
  }

  expect_failures = [var.compliance_lock_acknowledgement]
}

run "compliance_with_another_sentence" {
  command = plan

  variables {
    vault_lock                      = { mode = "compliance" }
    compliance_lock_acknowledgement = "yes"
  }

  expect_failures = [var.compliance_lock_acknowledgement]
}

run "compliance_that_can_never_be_lifted" {
  command = plan

  variables {
    vault_lock                      = { mode = "compliance", changeable_for_days = 1 }
    compliance_lock_acknowledgement = "This lock cannot be lifted by anyone, not even by AWS."
  }

  expect_failures = [var.vault_lock]
}

run "deletion_allowed_without_reason" {
  command = plan

  variables {
    deny_delete = false
  }

  expect_failures = [var.deny_delete]
}

run "break_glass_for_everybody" {
  command = plan

  variables {
    break_glass_role_arns = ["arn:aws:iam::123456789012:role/*"]
  }

  expect_failures = [var.break_glass_role_arns]
}

run "key_deleted_at_once" {
  command = plan

  variables {
    kms_key_deletion_window_days = 1
  }

  expect_failures = [var.kms_key_deletion_window_days]
}

run "no_restore_test_without_reason" {
  command = plan

  variables {
    restore_tests = {}
  }

  expect_failures = [var.restore_tests]
}

run "restore_test_with_hyphen" {
  command = plan

  variables {
    restore_tests = { my-bucket = { resource_type = "S3" } }
  }

  expect_failures = [var.restore_tests]
}

run "restore_test_of_unknown_type" {
  command = plan

  variables {
    restore_tests = { queue = { resource_type = "SQS" } }
  }

  expect_failures = [var.restore_tests]
}

run "restore_test_without_validation" {
  command = plan

  variables {
    restore_tests = { bucket = { resource_type = "S3", validation_window_hours = 0 } }
  }

  expect_failures = [var.restore_tests]
}

run "restore_into_the_default_vpc" {
  command = plan

  variables {
    restore_tests = { database = { resource_type = "RDS" } }
  }

  expect_failures = [var.restore_tests]
}

run "restore_with_security_groups_that_are_no_list" {
  command = plan

  variables {
    restore_tests = { database = { resource_type = "RDS", metadata_overrides = { dbSubnetGroupName = "x", vpcSecurityGroupIds = "sg-1" } } }
  }

  expect_failures = [var.restore_tests]
}

run "restore_schedule_malformed" {
  command = plan

  variables {
    restore_test_schedule = "weekly"
  }

  expect_failures = [var.restore_test_schedule]
}

run "restore_window_too_long" {
  command = plan

  variables {
    restore_test_selection_window_days = 400
  }

  expect_failures = [var.restore_test_selection_window_days]
}

run "restore_algorithm_unknown" {
  command = plan

  variables {
    restore_test_algorithm = "OLDEST"
  }

  expect_failures = [var.restore_test_algorithm]
}

run "no_notifications_without_reason" {
  command = plan

  variables {
    notifications_enabled = false
  }

  expect_failures = [var.notifications_enabled]
}

run "notifications_without_topic" {
  command = plan

  variables {
    notification_topic_arn = null
  }

  expect_failures = [var.notification_topic_arn]
}

run "topic_is_no_arn" {
  command = plan

  variables {
    notification_topic_arn = "warning"
  }

  expect_failures = [var.notification_topic_arn]
}

run "runbooks_without_tls" {
  command = plan

  variables {
    runbook_base_url = "http://runbooks.example.org"
  }

  expect_failures = [var.runbook_base_url]
}

run "reports_without_bucket" {
  command = plan

  variables {
    reports_enabled = true
  }

  expect_failures = [var.reports_enabled]
}

run "report_bucket_malformed" {
  command = plan

  variables {
    report_bucket_name = "My Bucket"
  }

  expect_failures = [var.report_bucket_name]
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
    unsafe = { vault_lock = "because" }
  }

  expect_failures = [var.unsafe]
}
