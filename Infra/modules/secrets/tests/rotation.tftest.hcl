# Rotation, and the alarms on it.

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

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key_id = "11111111-2222-3333-4444-555555555555"
    }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = {
      id  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:donations-production/made-up-AbCdEf"
      arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:donations-production/made-up-AbCdEf"
    }
  }
}

variables {
  name            = "donations-production"
  admin_role_arns = ["arn:aws:iam::123456789012:role/terraform-apply"]
  alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms"

  secrets = {
    payment-key = {
      description       = "API key of the payment provider"
      rotate_days       = 90
      rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      reader_role_arns  = ["arn:aws:iam::123456789012:role/execution"]
    }

    database-url = {
      description         = "Connection string of the application"
      rotate_days         = 30
      rotation            = "lambda"
      rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"
      rotation_role_arn   = "arn:aws:iam::123456789012:role/rotate"
      reader_role_arns    = ["arn:aws:iam::123456789012:role/execution", "arn:aws:iam::123456789012:role/reporting"]
    }
  }
}

run "a_function_rotates_what_is_given_to_it" {
  command = plan

  assert {
    condition     = keys(aws_secretsmanager_secret_rotation.this) == ["database-url"]
    error_message = "what Steady rotates has no rotation in Secrets Manager"
  }

  assert {
    condition     = aws_secretsmanager_secret_rotation.this["database-url"].rotation_rules[0].automatically_after_days == 30 && aws_secretsmanager_secret_rotation.this["database-url"].rotation_rules[0].duration == "4h" && aws_secretsmanager_secret_rotation.this["database-url"].rotate_immediately == false
    error_message = "every 30 days, in a window, and not in the middle of an apply"
  }

  assert {
    condition     = aws_lambda_permission.rotation["database-url"].principal == "secretsmanager.amazonaws.com" && aws_lambda_permission.rotation["database-url"].source_account == "123456789012" && aws_lambda_permission.rotation["database-url"].action == "lambda:InvokeFunction"
    error_message = "only the Secrets Manager of this account may call the function"
  }
}

run "failures_and_tampering_are_told" {
  command = plan

  assert {
    condition     = keys(aws_cloudwatch_event_target.this) == ["rotation-failed", "tampering"] && alltrue([for t in aws_cloudwatch_event_target.this : t.arn == var.alarm_topic_arn])
    error_message = "both rules publish to the topic"
  }

  assert {
    condition     = contains(jsondecode(aws_cloudwatch_event_rule.this["rotation-failed"].event_pattern).detail.eventName, "RotationFailed") && jsondecode(aws_cloudwatch_event_rule.this["rotation-failed"].event_pattern)["detail-type"] == ["AWS Service Event via CloudTrail"]
    error_message = "failed rotations are service events"
  }

  assert {
    condition     = contains(jsondecode(aws_cloudwatch_event_rule.this["tampering"].event_pattern).detail.eventName, "DeleteSecret") && strcontains(aws_cloudwatch_event_rule.this["tampering"].event_pattern, "AccessDenied")
    error_message = "deletions, also refused ones"
  }

  assert {
    condition     = strcontains(aws_cloudwatch_event_rule.this["tampering"].event_pattern, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:donations-production/") && alltrue([for r in aws_cloudwatch_event_rule.this : length(r.event_pattern) < 2048])
    error_message = "by prefix of this stack's secrets, within EventBridge's limit of 2048 characters"
  }
}
