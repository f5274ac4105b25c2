# One key in the region of the primary, one in every other region that holds a copy. A key cannot be used across regions, and a copy that
# depends on a key in a lost region is lost with it.

locals {
  copy_regions = toset(compact([var.replica_region, var.backup_replication_region]))

  key_policies = {
    for region in setunion([local.region], local.copy_regions) : region => jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          # In a key policy "Resource": "*" means this key. The account may administer it as far as its IAM policies say so.
          Sid       = "Administer"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
          Action = [
            "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey", "kms:EnableKey",
            "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies",
            "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RetireGrant", "kms:RevokeGrant",
            "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
            "kms:UpdateKeyDescription",
          ]
          Resource = "*"
        },
        {
          # Data is encrypted and decrypted only on the way through these services, never by a direct call. `pi` is Performance Insights.
          Sid       = "UseThroughServices"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
          Action = [
            "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext",
            "kms:ReEncryptFrom", "kms:ReEncryptTo",
          ]
          Resource = "*"
          Condition = {
            StringEquals = { "kms:ViaService" = [for service in ["backup", "pi", "rds", "secretsmanager"] : "${service}.${region}.amazonaws.com"] }
          }
        },
        {
          # RDS and AWS Backup hold grants for as long as an instance or snapshot exists.
          Sid       = "GrantToServices"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
          Action    = ["kms:CreateGrant"]
          Resource  = "*"
          Condition = {
            Bool = { "kms:GrantIsForAWSResource" = "true" }
          }
        },
        {
          Sid       = "Logs"
          Effect    = "Allow"
          Principal = { Service = "logs.${region}.amazonaws.com" }
          Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
          Resource  = "*"
          Condition = {
            ArnLike = {
              "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${region}:${local.account_id}:log-group:/aws/rds/instance/${var.name}*"
            }
          }
        },
      ]
    })
  }
}

resource "aws_kms_key" "this" {
  description             = "Database ${var.name}: storage, backups, logs, performance data, master secret"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.kms_key_deletion_window_days
  policy                  = local.key_policies[local.region]
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-database"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_kms_key" "copy" {
  for_each = local.copy_regions
  region   = each.value

  description             = "Database ${var.name}: copies of ${local.region} in ${each.value}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.kms_key_deletion_window_days
  policy                  = local.key_policies[each.value]
}

resource "aws_kms_alias" "copy" {
  for_each = local.copy_regions
  region   = each.value

  name          = "alias/${var.name}-database"
  target_key_id = aws_kms_key.copy[each.value].key_id
}
