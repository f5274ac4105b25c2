# What the roles of a stack may do.

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

run "each_level_contains_the_one_before" {
  command = plan

  assert {
    condition     = sort(flatten([for s in jsondecode(output.reader_policy_json["donations/production"]).Statement : s.Action])) == tolist(["kms:Decrypt", "s3:GetObject", "s3:ListBucket"])
    error_message = "readers read"
  }

  assert {
    condition     = [for s in jsondecode(output.planner_policy_json["donations/production"]).Statement : s.Resource if contains(s.Action, "s3:PutObject")] == ["arn:aws:s3:::donations-123456789012-state/donations/production/terraform.tfstate.tflock"]
    error_message = "planners write the lock and nothing else"
  }

  assert {
    condition     = [for s in jsondecode(output.writer_policy_json["donations/production"]).Statement : s.Resource if contains(s.Action, "s3:PutObject")] == ["arn:aws:s3:::donations-123456789012-state/donations/production/terraform.tfstate.tflock", "arn:aws:s3:::donations-123456789012-state/donations/production/terraform.tfstate"]
    error_message = "writers write the lock and the state of their stack"
  }

  assert {
    condition     = [for s in jsondecode(output.writer_policy_json["donations/production"]).Statement : s.Resource if contains(s.Action, "s3:DeleteObject")] == ["arn:aws:s3:::donations-123456789012-state/donations/production/terraform.tfstate.tflock"]
    error_message = "writers delete the lock only"
  }

  assert {
    condition     = length([for s in jsondecode(output.writer_policy_json["donations/production"]).Statement : s if can(regex("bootstrap", jsonencode(s)))]) == 0
    error_message = "a stack's roles do not reach another stack"
  }
}

run "the_backend_locks_natively_and_encrypts" {
  command = plan

  assert {
    condition     = alltrue([for line in ["use_lockfile = true", "encrypt      = true", "key          = \"donations/production/terraform.tfstate\"", "region       = \"eu-west-1\"", "kms_key_id   = \"arn:aws:kms:", "bucket       = \"made-up-bucket\""] : strcontains(output.backend["donations/production"], line)])
    error_message = "the snippet is complete"
  }

  assert {
    condition     = !strcontains(output.backend["donations/production"], "dynamodb")
    error_message = "no DynamoDB table"
  }

  assert {
    condition     = sort(keys(output.backend)) == tolist(["bootstrap", "donations/production"])
    error_message = "one snippet a stack"
  }
}
