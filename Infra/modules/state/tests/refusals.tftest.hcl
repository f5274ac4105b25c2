# Each refusal, with one bad value a kind.

# No account, no network: everything computed is made up here, and known already in the plan.
mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { id = "made-up-bucket" }
  }

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key_id = "11111111-2222-3333-4444-555555555555"
    }
  }
}

variables {
  name                  = "donations"
  stacks                = ["bootstrap", "donations/production"]
  break_glass_role_arns = ["arn:aws:iam::123456789012:role/break-glass"]
}

run "refuses_name" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "refuses_no_stack" {
  command = plan

  variables {
    stacks = []
  }

  expect_failures = [var.stacks]
}

run "refuses_stack_name" {
  command = plan

  variables {
    stacks = ["Donations"]
  }

  expect_failures = [var.stacks]
}

run "refuses_stack_with_slash_at_the_end" {
  command = plan

  variables {
    stacks = ["donations/"]
  }

  expect_failures = [var.stacks]
}

run "refuses_stack_below_another" {
  command = plan

  variables {
    stacks = ["donations", "donations/production"]
  }

  expect_failures = [var.stacks]
}

run "refuses_no_break_glass" {
  command = plan

  variables {
    break_glass_role_arns = []
  }

  expect_failures = [var.break_glass_role_arns]
}

run "refuses_break_glass_user" {
  command = plan

  variables {
    break_glass_role_arns = ["arn:aws:iam::123456789012:user/root"]
  }

  expect_failures = [var.break_glass_role_arns]
}

run "refuses_break_glass_wildcard" {
  command = plan

  variables {
    break_glass_role_arns = ["arn:aws:iam::123456789012:role/*"]
  }

  expect_failures = [var.break_glass_role_arns]
}

run "refuses_short_history" {
  command = plan

  variables {
    noncurrent_version_days = 30
  }

  expect_failures = [var.noncurrent_version_days]
}

run "refuses_no_versions_kept" {
  command = plan

  variables {
    noncurrent_versions_kept = 0
  }

  expect_failures = [var.noncurrent_versions_kept]
}

run "refuses_short_logs" {
  command = plan

  variables {
    log_days = 30
  }

  expect_failures = [var.log_days]
}

run "refuses_kms_window" {
  command = plan

  variables {
    kms_deletion_window_days = 6
  }

  expect_failures = [var.kms_deletion_window_days]
}

run "refuses_object_lock_mode" {
  command = plan

  variables {
    object_lock = { mode = "LEGAL", days = 30 }
  }

  expect_failures = [var.object_lock]
}

run "refuses_object_lock_days" {
  command = plan

  variables {
    object_lock = { mode = "GOVERNANCE", days = 0 }
  }

  expect_failures = [var.object_lock]
}
