# What a bucket is when nothing but its name is given.

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
  name = "donations-production-static"
}

run "a_bucket_is_private_versioned_and_encrypted" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this["primary"].bucket == "donations-production-static-123456789012-eu-west-1" && length(aws_s3_bucket.this) == 1
    error_message = "one bucket, named NAME-ACCOUNT-REGION"
  }

  assert {
    condition     = aws_s3_bucket.this["primary"].force_destroy == false
    error_message = "a destroy must not delete objects"
  }

  assert {
    condition     = aws_s3_bucket_versioning.this["primary"].versioning_configuration[0].status == "Enabled"
    error_message = "versioning is on"
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this["primary"].block_public_acls,
      aws_s3_bucket_public_access_block.this["primary"].block_public_policy,
      aws_s3_bucket_public_access_block.this["primary"].ignore_public_acls,
      aws_s3_bucket_public_access_block.this["primary"].restrict_public_buckets,
    ])
    error_message = "all four blocks against public access are on"
  }

  assert {
    condition     = aws_s3_bucket_ownership_controls.this["primary"].rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "ACLs are off"
  }

  assert {
    condition = alltrue([for r in aws_s3_bucket_server_side_encryption_configuration.this["primary"].rule :
    r.bucket_key_enabled && r.apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms" && r.apply_server_side_encryption_by_default[0].kms_master_key_id == aws_kms_key.this["primary"].arn])
    error_message = "SSE-KMS with the module's key and bucket keys"
  }

  assert {
    condition     = aws_kms_key.this["primary"].enable_key_rotation && aws_kms_key.this["primary"].deletion_window_in_days == 30
    error_message = "the key rotates and can be brought back for 30 days"
  }

  assert {
    condition     = !strcontains(aws_kms_key.this["primary"].policy, "kms:*") && !strcontains(aws_kms_key.this["primary"].policy, "CreateGrant")
    error_message = "the key policy names its actions, and grants cannot go around it"
  }

  assert {
    condition = alltrue([for s in jsondecode(aws_kms_key.this["primary"].policy).Statement :
    try(s.Condition.StringEquals["kms:ViaService"], "") == "s3.eu-west-1.amazonaws.com" if contains(s.Action, "kms:Decrypt")])
    error_message = "the key decrypts through S3 only"
  }
}

run "the_policy_denies_plain_http_old_tls_and_foreign_keys" {
  command = plan

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : s.Sid if s.Effect == "Deny"] == ["DenyPlainHttp", "DenyOldTls", "DenyOtherEncryption", "DenyOtherKeys"]
    error_message = "four denials"
  }

  assert {
    condition     = length([for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : s if s.Effect == "Allow"]) == 0
    error_message = "nobody is let in by the bucket policy"
  }

  assert {
    condition     = [for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : s.Condition.NumericLessThan["s3:TlsVersion"] if s.Sid == "DenyOldTls"] == ["1.2"]
    error_message = "TLS 1.2 is the minimum"
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_s3_bucket_policy.primary.policy).Statement : s.Condition.Null != null if startswith(s.Sid, "DenyOther")])
    error_message = "requests without an encryption header get the default and must not be denied"
  }
}

run "old_versions_expire_and_objects_stay" {
  command = plan

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].noncurrent_version_expiration[0].noncurrent_days == 90
    error_message = "noncurrent versions stay 90 days"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 7
    error_message = "unfinished uploads go after 7 days"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].expiration[0].expired_object_delete_marker == true
    error_message = "objects of kind data do not expire; lone delete markers are tidied"
  }
}

run "nothing_optional_is_made" {
  command = plan

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) + length(aws_iam_role.replication) + length(aws_s3_bucket_logging.this) + length(aws_s3_bucket_notification.this) + length(aws_s3_bucket_object_lock_configuration.this) + length(aws_s3_bucket_policy.replica) == 0
    error_message = "replica, access log, events and lock are only made when asked for"
  }
}

run "policies_for_readers_and_writers" {
  command = plan

  assert {
    condition     = sort(flatten([for s in jsondecode(output.reader_policy_json).Statement : s.Action])) == tolist(["kms:Decrypt", "s3:GetObject", "s3:ListBucket"])
    error_message = "readers read"
  }

  assert {
    condition     = alltrue([for s in jsondecode(output.writer_policy_json).Statement : startswith(s.Resource, "arn:aws:s3:::donations-production-static-") || s.Resource == aws_kms_key.this["primary"].arn])
    error_message = "writers reach this bucket and its key only"
  }

  assert {
    condition     = !strcontains(output.writer_policy_json, "DeleteObjectVersion")
    error_message = "writers cannot delete versions"
  }
}

run "options_reach_their_resources" {
  command = plan

  variables {
    eventbridge             = true
    access_log              = { bucket = "some-log-bucket" }
    object_lock             = { mode = "GOVERNANCE", days = 30 }
    noncurrent_version_days = 400
    expiration_days         = 1000
    transitions             = [{ days = 30, storage_class = "STANDARD_IA" }, { days = 90, storage_class = "GLACIER_IR" }]
  }

  assert {
    condition     = aws_s3_bucket_notification.this[0].eventbridge && aws_s3_bucket_logging.this[0].target_bucket == "some-log-bucket" && aws_s3_bucket_logging.this[0].target_prefix == "donations-production-static/"
    error_message = "events and access log"
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.this["primary"].rule[0].default_retention[0].mode == "GOVERNANCE" && aws_s3_bucket_object_lock_configuration.this["primary"].rule[0].default_retention[0].days == 30
    error_message = "object lock"
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].transition) == 2 && aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].expiration[0].days == 1000 && aws_s3_bucket_lifecycle_configuration.this["primary"].rule[0].noncurrent_version_expiration[0].noncurrent_days == 400
    error_message = "lifecycle"
  }
}

run "a_given_key_is_used_and_none_is_made" {
  command = plan

  variables {
    create_kms_key = false
    kms_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && one(aws_s3_bucket_server_side_encryption_configuration.this["primary"].rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.kms_key_arn
    error_message = "the given key encrypts"
  }
}
