# The buckets and what protects them.

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

run "both_buckets_are_private_and_versioned" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this["state"].bucket == "donations-123456789012-state" && aws_s3_bucket.this["logs"].bucket == "donations-123456789012-state-logs"
    error_message = "names"
  }

  assert {
    condition     = alltrue([for k in ["state", "logs"] : aws_s3_bucket_versioning.this[k].versioning_configuration[0].status == "Enabled" && aws_s3_bucket.this[k].force_destroy == false && aws_s3_bucket_ownership_controls.this[k].rule[0].object_ownership == "BucketOwnerEnforced"])
    error_message = "versioned, not force-destroyed, without ACLs"
  }

  assert {
    condition     = alltrue([for b in aws_s3_bucket_public_access_block.this : b.block_public_acls && b.block_public_policy && b.ignore_public_acls && b.restrict_public_buckets])
    error_message = "no public access"
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == aws_kms_key.state.arn && one(aws_s3_bucket_server_side_encryption_configuration.logs.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "states under the module's key, logs under SSE-S3"
  }

  assert {
    condition     = aws_kms_key.state.enable_key_rotation && aws_kms_key.state.deletion_window_in_days == 30 && !strcontains(aws_kms_key.state.policy, "kms:*")
    error_message = "the key rotates, can be brought back, and names its actions"
  }

  assert {
    condition     = aws_s3_bucket_logging.state.target_bucket == aws_s3_bucket.this["logs"].id && aws_s3_bucket_logging.state.target_prefix == "state/"
    error_message = "every access to a state is logged"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.state.rule[0].noncurrent_version_expiration[0].noncurrent_days == 365 && aws_s3_bucket_lifecycle_configuration.state.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions == 50 && aws_s3_bucket_lifecycle_configuration.logs.rule[0].expiration[0].days == 400
    error_message = "old states for a year and the last 50 for ever; logs for 400 days"
  }

  assert {
    condition     = length(aws_s3_bucket_object_lock_configuration.state) == 0
    error_message = "no lock unless asked for"
  }
}

run "state_is_deleted_under_the_break_glass_role_only" {
  command = plan

  assert {
    condition     = alltrue([for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : s.Effect == "Deny"])
    error_message = "the bucket policy lets nobody in"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : [s.Action, s.NotResource, s.Condition.ArnNotEquals["aws:PrincipalArn"]] if s.Sid == "DenyDeletingToAllButBreakGlass"] == [[["s3:DeleteObject"], ["arn:aws:s3:::donations-123456789012-state/*.tflock"], ["arn:aws:iam::123456789012:role/break-glass"]]]
    error_message = "everybody else deletes lock files only"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : [s.Action, s.Resource, s.Condition.ArnNotEquals["aws:PrincipalArn"]] if s.Sid == "DenyDeletingVersionsToAllButBreakGlass"] == [[["s3:DeleteObjectVersion"], "arn:aws:s3:::donations-123456789012-state/*", ["arn:aws:iam::123456789012:role/break-glass"]]]
    error_message = "and no versions"
  }

  assert {
    condition     = alltrue([for a in ["s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutBucketVersioning", "s3:BypassGovernanceRetention"] : contains(flatten([for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : s.Action if s.Sid == "DenyWeakeningToAllButBreakGlass"]), a)])
    error_message = "protection stays on"
  }

  assert {
    condition     = [for s in jsondecode(aws_kms_key.state.policy).Statement : s.Condition.ArnEquals["aws:PrincipalArn"] if contains(s.Action, "kms:ScheduleKeyDeletion")] == [["arn:aws:iam::123456789012:role/break-glass"]]
    error_message = "the key is deleted under the break-glass role only"
  }
}

run "tls_and_encryption" {
  command = plan

  assert {
    condition     = alltrue([for p in [aws_s3_bucket_policy.state.policy, aws_s3_bucket_policy.logs.policy] : strcontains(p, "aws:SecureTransport") && strcontains(p, "s3:TlsVersion")])
    error_message = "TLS 1.2 or newer on both buckets"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.state.policy).Statement : s.Condition.StringNotEquals["s3:x-amz-server-side-encryption-aws-kms-key-id"] if s.Sid == "DenyOtherKeys"] == [aws_kms_key.state.arn]
    error_message = "no state under another key"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.logs.policy).Statement : [s.Principal.Service, s.Condition.ArnEquals["aws:SourceArn"]] if s.Effect == "Allow"] == [["logging.s3.amazonaws.com", "arn:aws:s3:::donations-123456789012-state"]]
    error_message = "S3 logs the state bucket and no other"
  }
}

run "object_lock" {
  command = plan

  variables {
    object_lock = { mode = "GOVERNANCE", days = 30 }
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.state[0].rule[0].default_retention[0].mode == "GOVERNANCE" && aws_s3_bucket_object_lock_configuration.state[0].rule[0].default_retention[0].days == 30
    error_message = "retention by default"
  }
}
