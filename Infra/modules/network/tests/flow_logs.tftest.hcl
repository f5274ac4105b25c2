# Flow logs: on, encrypted, with an end.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name = "shop-test"
}

run "flow_logs_by_default" {
  command = plan

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_flow_log.this.vpc_id == "vpc-0123456789abcdef0" && aws_flow_log.this.max_aggregation_interval == 60
    error_message = "All traffic of the VPC must be logged by the minute."
  }

  assert {
    condition     = aws_flow_log.this.log_destination == aws_cloudwatch_log_group.flow_logs.arn && aws_flow_log.this.iam_role_arn == aws_iam_role.flow_logs.arn
    error_message = "The flow log must write to the module's log group with the module's role."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 90 && aws_cloudwatch_log_group.flow_logs.kms_key_id == aws_kms_key.flow_logs[0].arn
    error_message = "The log group must have a retention and the module's key."
  }

  assert {
    condition     = aws_kms_key.flow_logs[0].enable_key_rotation && aws_kms_key.flow_logs[0].deletion_window_in_days == 30
    error_message = "The key must rotate and be hard to lose."
  }
}

run "only_cloudwatch_logs_uses_the_key" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_kms_key.flow_logs[0].policy).Statement : statement.Sid == "CloudWatchLogs"
      if contains(statement.Action, "kms:Decrypt")
    ])
    error_message = "Nobody but CloudWatch Logs may decrypt with the key."
  }

  assert {
    condition = [
      for statement in jsondecode(aws_kms_key.flow_logs[0].policy).Statement : statement.Condition.ArnEquals["kms:EncryptionContext:aws:logs:arn"]
      if statement.Sid == "CloudWatchLogs"
    ] == ["arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vpc/shop-test/flow-logs"]
    error_message = "CloudWatch Logs may use the key for this log group only."
  }

  # PutKeyPolicy for the account: without it KMS refuses the policy, or nobody can mend it later.
  assert {
    condition     = anytrue([for statement in jsondecode(aws_kms_key.flow_logs[0].policy).Statement : contains(statement.Action, "kms:PutKeyPolicy") && can(regex(":root$", statement.Principal.AWS))])
    error_message = "The account must be able to administer its key."
  }
}

run "role_against_the_confused_deputy" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.flow_logs.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    error_message = "Only flow logs of this account may use the role."
  }

  assert {
    condition     = jsondecode(aws_iam_role.flow_logs.assume_role_policy).Statement[0].Principal.Service == "vpc-flow-logs.amazonaws.com"
    error_message = "Only the flow log service may use the role."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_iam_role_policy.flow_logs.policy).Statement : alltrue([for action in statement.Action : !strcontains(action, "*")])])
    error_message = "The role's actions must be listed."
  }
}

run "existing_key" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
  }

  assert {
    condition     = length(aws_kms_key.flow_logs) == 0 && length(aws_kms_alias.flow_logs) == 0
    error_message = "No key may be made when one is given."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.kms_key_id == "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
    error_message = "The given key must be used."
  }
}

run "default_security_group_has_no_rules" {
  command = plan

  assert {
    condition     = aws_default_security_group.this.vpc_id == "vpc-0123456789abcdef0"
    error_message = "The default security group of the VPC must be taken over (and thereby emptied)."
  }
}

run "refuses_endless_retention" {
  command = plan

  variables {
    flow_log_retention_days = 0
  }

  expect_failures = [var.flow_log_retention_days]
}

run "refuses_a_retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    flow_log_retention_days = 45
  }

  expect_failures = [var.flow_log_retention_days]
}

run "refuses_a_partial_log_without_reason" {
  command = plan

  variables {
    flow_log_traffic = "REJECT"
  }

  expect_failures = [var.flow_log_traffic]
}

run "partial_log_with_its_reason" {
  command = plan

  variables {
    flow_log_traffic = "REJECT"
    unsafe           = { partial_flow_log = "load test environment with 10 TB of traffic a day" }
  }

  assert {
    condition     = aws_flow_log.this.traffic_type == "REJECT"
    error_message = "The given traffic type must reach the flow log."
  }
}

run "refuses_unknown_traffic" {
  command = plan

  variables {
    flow_log_traffic = "SOME"
    unsafe           = { partial_flow_log = "a reason that is long enough to pass" }
  }

  expect_failures = [var.flow_log_traffic]
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

run "refuses_an_alias" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:111122223333:alias/logs"
  }

  expect_failures = [var.kms_key_arn]
}
