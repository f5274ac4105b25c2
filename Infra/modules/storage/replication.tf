# Replication to the bucket in replica_region, under a role that can read this bucket and write that one.

resource "aws_iam_role" "replication" {
  count = var.replica_region == null ? 0 : 1

  name        = "${var.name}-replication"
  description = "S3 replicates ${local.names.primary} under this role"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
      # Only this bucket of this account can make S3 use the role.
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnEquals    = { "aws:SourceArn" = local.arns.primary }
      }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  count = var.replica_region == null ? 0 : 1

  name = "replicate"
  role = aws_iam_role.replication[0].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadSourceConfiguration"
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = local.arns.primary
      },
      {
        Sid    = "ReadSourceVersions"
        Effect = "Allow"
        Action = concat(
          ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
          var.object_lock == null ? [] : ["s3:GetObjectRetention", "s3:GetObjectLegalHold"],
        )
        Resource = "${local.arns.primary}/*"
      },
      {
        Sid      = "WriteReplicas"
        Effect   = "Allow"
        Action   = concat(["s3:ReplicateObject", "s3:ReplicateTags"], var.replicate_delete_markers ? ["s3:ReplicateDelete"] : [])
        Resource = "${local.arns.replica}/*"
      },
      {
        Sid       = "DecryptSource"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = local.kms_key_arns.primary
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.regions.primary}.${local.dns}" } }
      },
      {
        Sid    = "EncryptReplicas"
        Effect = "Allow"
        # GenerateDataKey: with bucket keys S3 asks for a bucket-level key instead of encrypting each object's.
        Action    = ["kms:Encrypt", "kms:GenerateDataKey"]
        Resource  = local.kms_key_arns.replica
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.regions.replica}.${local.dns}" } }
      },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = var.replica_region == null ? 0 : 1

  region = local.regions.primary
  bucket = aws_s3_bucket.this["primary"].id
  role   = aws_iam_role.replication[0].arn

  rule {
    id       = "all-objects"
    priority = 1
    status   = "Enabled"
    filter {}

    delete_marker_replication {
      status = var.replicate_delete_markers ? "Enabled" : "Disabled"
    }

    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled" # without it S3 skips objects encrypted with KMS: all of them, here
      }
    }

    destination {
      bucket        = aws_s3_bucket.this["replica"].arn
      storage_class = "STANDARD"

      encryption_configuration {
        replica_kms_key_id = local.kms_key_arns.replica
      }

      # Pending bytes, pending operations and latency in CloudWatch: how far the replica is behind.
      metrics {
        status = "Enabled"

        dynamic "event_threshold" {
          for_each = var.replication_time_control ? [15] : []

          content {
            minutes = event_threshold.value # the only value S3 accepts
          }
        }
      }

      dynamic "replication_time" {
        for_each = var.replication_time_control ? [15] : []

        content {
          status = "Enabled"

          time {
            minutes = replication_time.value
          }
        }
      }
    }
  }

  # Both sides must be versioned, and the role able to write, before S3 accepts the configuration.
  depends_on = [aws_s3_bucket_versioning.this, aws_iam_role_policy.replication]
}
