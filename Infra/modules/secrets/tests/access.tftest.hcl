# Safe defaults, and who may do what.

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

run "secrets_are_encrypted_restorable_and_without_value" {
  command = plan

  assert {
    condition     = sort([for s in aws_secretsmanager_secret.this : s.name]) == tolist(["donations-production/database-url", "donations-production/payment-key"])
    error_message = "secrets are called NAME/KEY"
  }

  assert {
    condition     = alltrue([for s in aws_secretsmanager_secret.this : s.recovery_window_in_days == 30 && s.kms_key_id == aws_kms_key.this["primary"].arn && length(s.replica) == 0])
    error_message = "30 days to restore, the module's key, no copies unless asked for"
  }

  assert {
    condition     = aws_kms_key.this["primary"].enable_key_rotation && length(aws_kms_key.this) == 1 && !strcontains(aws_kms_key.this["primary"].policy, "kms:*")
    error_message = "one key that rotates, with named actions"
  }

  assert {
    condition     = alltrue([for p in aws_secretsmanager_secret_policy.this : p.block_public_policy])
    error_message = "public policies are blocked"
  }
}

run "only_named_roles_read_and_change" {
  command = plan

  assert {
    condition     = alltrue([for s in jsondecode(aws_secretsmanager_secret_policy.this["payment-key"].policy).Statement : s.Effect == "Deny" && s.Principal == "*"])
    error_message = "the policy only draws lines; allowing is left to IAM"
  }

  assert {
    condition = [for s in jsondecode(aws_secretsmanager_secret_policy.this["payment-key"].policy).Statement : s.Condition.ArnNotEquals["aws:PrincipalArn"] if s.Sid == "DenyReadingToAllButNamedRoles"] == [[
    "arn:aws:iam::123456789012:role/execution", "arn:aws:iam::123456789012:role/steady", "arn:aws:iam::123456789012:role/terraform-apply"]]
    error_message = "readers, rotator and administrators of this secret read it; reporting, a reader of the other one, does not"
  }

  assert {
    condition     = [for s in jsondecode(aws_secretsmanager_secret_policy.this["payment-key"].policy).Statement : s.Condition.ArnNotEquals["aws:PrincipalArn"] if s.Sid == "DenyNewValuesToAllButRotation"] == [["arn:aws:iam::123456789012:role/steady", "arn:aws:iam::123456789012:role/terraform-apply", "arn:aws:iam::123456789012:root"]]
    error_message = "readers do not write"
  }

  assert {
    condition     = [for s in jsondecode(aws_secretsmanager_secret_policy.this["payment-key"].policy).Statement : s.Condition.ArnNotEquals["aws:PrincipalArn"] if s.Sid == "DenyChangesToAllButAdministrators"] == [["arn:aws:iam::123456789012:role/terraform-apply", "arn:aws:iam::123456789012:root"]]
    error_message = "administrators and, as the last way back, root"
  }

  assert {
    condition     = alltrue([for a in ["DeleteSecret", "PutResourcePolicy", "DeleteResourcePolicy", "CancelRotateSecret", "UpdateSecret"] : strcontains(aws_secretsmanager_secret_policy.this["payment-key"].policy, "secretsmanager:${a}")])
    error_message = "deleting, weakening and stopping rotation are behind the line"
  }

  assert {
    condition     = [for s in jsondecode(aws_secretsmanager_secret_policy.this["payment-key"].policy).Statement : s.Condition.Bool["aws:SecureTransport"] if s.Sid == "DenyPlainHttp"] == ["false"]
    error_message = "plain HTTP is denied"
  }

  assert {
    condition     = [for s in jsondecode(aws_kms_key.this["primary"].policy).Statement : [s.Condition.StringEquals["kms:ViaService"], length(s.Condition.ArnEquals["aws:PrincipalArn"])] if contains(s.Action, "kms:Decrypt")] == [["secretsmanager.eu-west-1.amazonaws.com", 5]]
    error_message = "the key decrypts through Secrets Manager, for the five named roles"
  }
}

run "policies_for_readers_name_one_secret" {
  command = plan

  assert {
    condition     = sort(keys(output.reader_policy_json)) == tolist(["database-url", "payment-key"]) && alltrue([for p in output.reader_policy_json : alltrue([for s in jsondecode(p).Statement : startswith(s.Resource, "arn:aws:")])])
    error_message = "named resources"
  }

  assert {
    condition     = !strcontains(jsonencode(output.reader_policy_json), "Put") && strcontains(jsonencode(output.rotator_policy_json), "secretsmanager:PutSecretValue")
    error_message = "readers read, rotators write"
  }

  assert {
    condition     = output.rotate_days == { payment-key = 90, database-url = 30 } && output.steady_rotates == ["payment-key"]
    error_message = "what Steady must rotate, and how often"
  }
}

run "copies_have_keys_of_their_own" {
  command = plan

  variables {
    replica_regions = ["eu-central-1"]
  }

  assert {
    condition     = aws_kms_key.this["eu-central-1"].region == "eu-central-1" && strcontains(aws_kms_key.this["eu-central-1"].policy, "secretsmanager.eu-central-1.amazonaws.com")
    error_message = "a key in the region of the copy, for its Secrets Manager"
  }

  assert {
    condition     = alltrue([for s in aws_secretsmanager_secret.this : [for r in s.replica : r.region] == ["eu-central-1"]])
    error_message = "every secret is copied"
  }
}
