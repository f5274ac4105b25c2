# Logs, their key, and what is left of names and exceptions.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                     = "shop-test"
  vpc_id                   = "vpc-0123456789abcdef0"
  load_balancer_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
  task_subnet_ids          = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
  image                    = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  repository_arn           = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
  certificate_arn          = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
  access_logs              = { bucket = "shop-logs" }
  internal                 = true # otherwise the check on CloudFront warns, and a warning fails a run
  rollback_alarm_names     = ["shop-failed-requests"]
}

run "encrypted_with_an_end" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/ecs/shop-test" && aws_cloudwatch_log_group.this.retention_in_days == 90 && aws_cloudwatch_log_group.this.kms_key_id == aws_kms_key.logs[0].arn
    error_message = "The log group must have a retention and the module's key."
  }

  assert {
    condition     = aws_kms_key.logs[0].enable_key_rotation && aws_kms_key.logs[0].deletion_window_in_days == 30
    error_message = "The key must rotate and be hard to lose."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_kms_key.logs[0].policy).Statement : statement.Sid == "CloudWatchLogs" if contains(statement.Action, "kms:Decrypt")])
    error_message = "Nobody but CloudWatch Logs may decrypt with the key."
  }

  assert {
    condition     = contains([for statement in jsondecode(aws_kms_key.logs[0].policy).Statement : statement.Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"][0] if statement.Sid == "CloudWatchLogs"], "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/shop-test")
    error_message = "CloudWatch Logs may use the key for this service only."
  }

  assert {
    condition     = anytrue([for statement in jsondecode(aws_kms_key.logs[0].policy).Statement : contains(statement.Action, "kms:PutKeyPolicy") && can(regex(":root$", statement.Principal.AWS))])
    error_message = "The account must be able to administer its key."
  }
}

run "existing_key" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
  }

  assert {
    condition     = length(aws_kms_key.logs) == 0 && length(aws_kms_alias.logs) == 0 && aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
    error_message = "The given key must be used."
  }
}

run "refuses_endless_retention" {
  command = plan

  variables {
    log_retention_days = 0
  }

  expect_failures = [var.log_retention_days]
}

run "refuses_a_retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    log_retention_days = 100
  }

  expect_failures = [var.log_retention_days]
}

run "refuses_two_keys" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_no_key" {
  command = plan

  variables {
    create_kms_key = false
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_a_key_alias" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:111122223333:alias/logs"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Shop"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_of_33_characters" {
  command = plan

  variables {
    name = "abcdefghijklmnopqrstuvwxyz-123456"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_that_load_balancers_reserve" {
  command = plan

  variables {
    name = "internal-shop"
  }

  expect_failures = [var.name]
}

run "refuses_an_unknown_unsafe_key" {
  command = plan

  variables {
    unsafe = { no_encryption = "a reason that is long enough to pass" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_a_short_reason" {
  command = plan

  variables {
    deletion_protection = false
    unsafe              = { deletion_protection = "test" }
  }

  expect_failures = [var.unsafe]
}
