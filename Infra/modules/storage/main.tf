# One bucket, or two: "primary" and, when replica_region is set, "replica". Everything that makes
# a bucket safe is written once and holds for both.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  region = var.region
}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  dns       = data.aws_partition.current.dns_suffix

  regions = merge(
    { primary = data.aws_region.current.region },
    var.replica_region == null ? {} : { replica = var.replica_region },
  )

  # The names are known before anything exists, so policies are complete in the first plan.
  names = { for k, region in local.regions : k => "${var.name}-${local.account}-${region}" }
  arns  = { for k, name in local.names : k => "arn:${local.partition}:s3:::${name}" }

  is_log = var.kind != "data"
  # The load balancer and S3 server access logging cannot write with SSE-KMS.
  uses_kms        = contains(["data", "cloudfront-logs"], var.kind)
  expiration_days = var.expiration_days != null ? var.expiration_days : local.is_log ? 400 : null
}

resource "aws_s3_bucket" "this" {
  for_each = local.regions

  region        = each.value
  bucket        = local.names[each.key]
  force_destroy = var.force_destroy
  # object_lock_enabled stays out: changing it replaces the bucket, while the lock configuration below
  # turns the lock on in place.

  lifecycle {
    precondition {
      condition     = var.replica_region != data.aws_region.current.region
      error_message = "replica_region is ${coalesce(var.replica_region, "null")}, the region of the bucket itself: a replica there is lost together with it. Choose another region."
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.regions

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = var.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.regions

  region                  = each.value
  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.regions

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced" # ACLs are off; the policy alone decides
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.regions

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    # One data key per bucket and hour instead of one per object: a hundredth of the KMS requests.
    bucket_key_enabled = local.uses_kms

    apply_server_side_encryption_by_default {
      sse_algorithm     = local.uses_kms ? "aws:kms" : "AES256"
      kms_master_key_id = local.uses_kms ? local.kms_key_arns[each.key] : null
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.regions

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "keep-and-expire"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = var.abort_multipart_days
    }

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_version_days
    }

    # Days for objects, or else the tidying of delete markers that hide no version any more:
    # S3 allows only one of them in a rule, and expiry by days does the tidying by itself.
    expiration {
      days                         = local.expiration_days
      expired_object_delete_marker = local.expiration_days == null ? true : null
    }

    dynamic "transition" {
      for_each = var.transitions

      content {
        days          = transition.value.days
        storage_class = transition.value.storage_class
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this] # S3 rejects noncurrent rules on an unversioned bucket
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  for_each = var.object_lock == null ? {} : local.regions

  region = each.value
  bucket = aws_s3_bucket.this[each.key].id

  rule {
    default_retention {
      mode = var.object_lock.mode
      days = var.object_lock.days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

# Server access logs must stay in the bucket's region: the replica has none of its own.
resource "aws_s3_bucket_logging" "this" {
  count = var.access_log == null ? 0 : 1

  region        = local.regions.primary
  bucket        = aws_s3_bucket.this["primary"].id
  target_bucket = var.access_log.bucket
  target_prefix = "${var.name}/"
}

resource "aws_s3_bucket_notification" "this" {
  count = var.eventbridge ? 1 : 0

  region      = local.regions.primary
  bucket      = aws_s3_bucket.this["primary"].id
  eventbridge = true
}
