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

run "refuses_name" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "refuses_name_with_trailing_hyphen" {
  command = plan

  variables {
    name = "donations-"
  }

  expect_failures = [var.name]
}

run "refuses_name_too_long" {
  command = plan

  variables {
    name = "donations-production-static-bucket"
  }

  expect_failures = [var.name]
}

run "refuses_kind" {
  command = plan

  variables {
    kind = "logs"
  }

  expect_failures = [var.kind]
}

run "refuses_region" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

run "refuses_kms_key_without_arn" {
  command = plan

  variables {
    create_kms_key = false
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_kms_key_arn_beside_own_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_kms_deletion_window" {
  command = plan

  variables {
    kms_deletion_window_days = 6
  }

  expect_failures = [var.kms_deletion_window_days]
}

run "refuses_no_versioning_without_reason" {
  command = plan

  variables {
    versioning = false
  }

  expect_failures = [var.versioning]
}

run "refuses_noncurrent_days" {
  command = plan

  variables {
    noncurrent_version_days = 0
  }

  expect_failures = [var.noncurrent_version_days]
}

run "refuses_expiration_days" {
  command = plan

  variables {
    expiration_days = 0
  }

  expect_failures = [var.expiration_days]
}

run "refuses_abort_days" {
  command = plan

  variables {
    abort_multipart_days = 31
  }

  expect_failures = [var.abort_multipart_days]
}

run "refuses_storage_class" {
  command = plan

  variables {
    transitions = [{ days = 30, storage_class = "REDUCED_REDUNDANCY" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_infrequent_access_before_30_days" {
  command = plan

  variables {
    transitions = [{ days = 29, storage_class = "STANDARD_IA" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_moves_out_of_order_in_days" {
  command = plan

  variables {
    transitions = [{ days = 90, storage_class = "STANDARD_IA" }, { days = 100, storage_class = "GLACIER_IR" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_moves_upwards" {
  command = plan

  variables {
    transitions = [{ days = 30, storage_class = "GLACIER_IR" }, { days = 90, storage_class = "STANDARD_IA" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_one_zone_without_reason" {
  command = plan

  variables {
    transitions = [{ days = 30, storage_class = "ONEZONE_IA" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_object_lock_mode" {
  command = plan

  variables {
    object_lock = { mode = "LEGAL", days = 30 }
  }

  expect_failures = [var.object_lock]
}

run "refuses_force_destroy_without_reason" {
  command = plan

  variables {
    force_destroy = true
  }

  expect_failures = [var.force_destroy]
}

run "refuses_replica_region" {
  command = plan

  variables {
    replica_region = "oregon"
  }

  expect_failures = [var.replica_region]
}

run "refuses_time_control_without_replica" {
  command = plan

  variables {
    replication_time_control = true
  }

  expect_failures = [var.replication_time_control]
}

run "refuses_access_log_arn" {
  command = plan

  variables {
    access_log = { bucket = "arn:aws:s3:::logs" }
  }

  expect_failures = [var.access_log]
}

run "refuses_log_prefix" {
  command = plan

  variables {
    log_prefix = "/logs/"
  }

  expect_failures = [var.log_prefix]
}

run "refuses_statement_for_every_distribution" {
  command = plan

  variables {
    cloudfront_read_statement = "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}"
  }

  expect_failures = [var.cloudfront_read_statement]
}

run "refuses_statement_for_everybody" {
  command = plan

  variables {
    cloudfront_read_statement = "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"AWS:SourceArn\":\"arn:aws:cloudfront::123456789012:distribution/E1\"}}}"
  }

  expect_failures = [var.cloudfront_read_statement]
}

run "refuses_unknown_unsafe_key" {
  command = plan

  variables {
    unsafe = { encryption = "we do not want any encryption" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_unsafe_reason_too_short" {
  command = plan

  variables {
    unsafe = { versioning = "because" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_expiry_before_move" {
  command = plan

  variables {
    transitions     = [{ days = 60, storage_class = "STANDARD_IA" }]
    expiration_days = 60
  }

  expect_failures = [var.transitions]
}

run "refuses_expiry_of_logs_before_move" {
  command = plan

  variables {
    kind        = "alb-logs"
    transitions = [{ days = 400, storage_class = "GLACIER" }]
  }

  expect_failures = [var.transitions]
}

run "refuses_object_lock_on_load_balancer_logs" {
  command = plan

  variables {
    kind        = "alb-logs"
    object_lock = { mode = "GOVERNANCE", days = 30 }
  }

  expect_failures = [var.object_lock]
}

run "refuses_replica_of_logs" {
  command = plan

  variables {
    kind           = "alb-logs"
    replica_region = "eu-central-1"
  }

  expect_failures = [var.replica_region]
}

run "refuses_log_of_the_log" {
  command = plan

  variables {
    kind       = "s3-access-logs"
    access_log = { bucket = "some-log-bucket" }
  }

  expect_failures = [var.access_log]
}

run "refuses_lock_without_versions" {
  command = plan

  variables {
    versioning  = false
    object_lock = { mode = "GOVERNANCE", days = 30 }
    unsafe      = { versioning = "a cache that can be filled again" }
  }

  expect_failures = [var.versioning]
}

run "refuses_cloudfront_on_logs" {
  command = plan

  variables {
    kind                      = "cloudfront-logs"
    cloudfront_read_statement = "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"},\"Action\":\"s3:GetObject\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"AWS:SourceArn\":\"arn:aws:cloudfront::123456789012:distribution/E1\"}}}"
  }

  expect_failures = [var.cloudfront_read_statement]
}

run "unsafe_settings_with_reasons_are_taken" {
  command = plan

  variables {
    versioning    = false
    force_destroy = true
    transitions   = [{ days = 30, storage_class = "ONEZONE_IA" }]
    unsafe = {
      versioning    = "preview environment, thrown away every night"
      force_destroy = "preview environment, thrown away every night"
      single_zone   = "preview environment, thrown away every night"
    }
  }

  assert {
    condition     = aws_s3_bucket.this["primary"].force_destroy && aws_s3_bucket_versioning.this["primary"].versioning_configuration[0].status == "Suspended"
    error_message = "a reason opens exactly what it names"
  }
}
