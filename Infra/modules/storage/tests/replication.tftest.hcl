# The replica in a second region.

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

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made-up" }
  }
}

variables {
  name           = "donations-production-static"
  replica_region = "eu-central-1"
}

run "the_replica_is_as_safe_as_the_bucket" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this["replica"].region == "eu-central-1" && aws_s3_bucket.this["replica"].bucket == "donations-production-static-123456789012-eu-central-1"
    error_message = "the replica is in the other region"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_versioning.this["replica"].versioning_configuration[0].status == "Enabled",
      aws_s3_bucket_public_access_block.this["replica"].block_public_policy,
      aws_s3_bucket_ownership_controls.this["replica"].rule[0].object_ownership == "BucketOwnerEnforced",
      one(aws_s3_bucket_server_side_encryption_configuration.this["replica"].rule).apply_server_side_encryption_by_default[0].kms_master_key_id == aws_kms_key.this["replica"].arn,
      aws_kms_key.this["replica"].region == "eu-central-1",
      aws_kms_key.this["replica"].enable_key_rotation,
      aws_s3_bucket_lifecycle_configuration.this["replica"].rule[0].noncurrent_version_expiration[0].noncurrent_days == 90,
    ])
    error_message = "versioning, public access, ownership, encryption with a key of its region, lifecycle"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.replica[0].policy).Statement : s.Sid if s.Effect == "Deny"] == ["DenyPlainHttp", "DenyOldTls", "DenyOtherEncryption", "DenyOtherKeys"]
    error_message = "the replica denies the same"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_s3_bucket_policy.replica[0].policy).Statement : strcontains(jsonencode(s.Resource), "eu-central-1")])
    error_message = "the replica's policy names the replica"
  }
}

run "everything_is_replicated_also_what_kms_encrypts" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_replication_configuration.this[0].rule[0].status == "Enabled",
      aws_s3_bucket_replication_configuration.this[0].rule[0].source_selection_criteria[0].sse_kms_encrypted_objects[0].status == "Enabled",
      aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].encryption_configuration[0].replica_kms_key_id == aws_kms_key.this["replica"].arn,
      aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].metrics[0].status == "Enabled",
      aws_s3_bucket_replication_configuration.this[0].rule[0].delete_marker_replication[0].status == "Enabled",
      length(aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].replication_time) == 0,
    ])
    error_message = "replication of KMS objects, with metrics and delete markers, without the charged time control"
  }
}

run "the_role_serves_this_bucket_only" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.replication[0].assume_role_policy).Statement[0].Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" }, ArnEquals = { "aws:SourceArn" = "arn:aws:s3:::donations-production-static-123456789012-eu-west-1" } }
    error_message = "S3 can use the role for this bucket only"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_iam_role_policy.replication[0].policy).Statement : s.Resource != "*" && !strcontains(jsonencode(s.Action), "*")])
    error_message = "named actions on named resources"
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.replication[0].policy).Statement : s.Resource if s.Sid == "WriteReplicas"] == ["arn:aws:s3:::donations-production-static-123456789012-eu-central-1/*"]
    error_message = "the role writes to the replica only"
  }
}

run "choices" {
  command = plan

  variables {
    replicate_delete_markers = false
    replication_time_control = true
    object_lock              = { mode = "COMPLIANCE", days = 10 }
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].delete_marker_replication[0].status == "Disabled" && !strcontains(aws_iam_role_policy.replication[0].policy, "ReplicateDelete")
    error_message = "delete markers stay behind"
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].replication_time[0].time[0].minutes == 15 && aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].metrics[0].event_threshold[0].minutes == 15
    error_message = "time control and its metric both at 15 minutes"
  }

  assert {
    condition     = length(aws_s3_bucket_object_lock_configuration.this) == 2 && strcontains(aws_iam_role_policy.replication[0].policy, "s3:GetObjectRetention")
    error_message = "the lock holds on both sides and is replicated"
  }
}

run "a_given_key_does_not_serve_the_replica" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"
  }

  assert {
    condition     = keys(aws_kms_key.this) == ["replica"] && strcontains(aws_iam_role_policy.replication[0].policy, "99999999-2222")
    error_message = "the replica gets a key in its region; the role may decrypt with the given one"
  }
}

run "the_same_region_is_refused" {
  command = plan

  variables {
    replica_region = "eu-west-1"
  }

  expect_failures = [aws_s3_bucket.this["primary"], aws_s3_bucket.this["replica"]]
}
