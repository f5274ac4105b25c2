# Two vaults with the same protection, each under a key of its own region.

locals {
  copy_regions = toset(compact([var.copy_region]))

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
          Sid       = "UseByBackup"
          Effect    = "Allow"
          Principal = { AWS = [local.backup_role_arn, local.restore_role_arn] }
          Action = [
            "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext",
            "kms:ReEncryptFrom", "kms:ReEncryptTo",
          ]
          Resource  = "*"
          Condition = { StringEquals = { "kms:CallerAccount" = local.account_id } }
        },
        {
          # People who restore by hand do so through these services.
          Sid       = "UseThroughServices"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
          Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
          Resource  = "*"
          Condition = { StringEquals = { "kms:ViaService" = [for service in ["backup", "rds"] : "${service}.${region}.amazonaws.com"] } }
        },
        {
          Sid       = "GrantToServices"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
          Action    = ["kms:CreateGrant"]
          Resource  = "*"
          Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
        },
      ]
    })
  }

  # Changing the policy itself is not denied: that would lock out Terraform, and the root user with it. Against an administrator who turns
  # on you only the vault lock helps.
  deny_delete_statement = merge(
    {
      Sid       = "NobodyDeletes"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action = [
        "backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:DisassociateRecoveryPoint", "backup:UpdateRecoveryPointLifecycle",
      ]
      Resource = "*" # this vault and its recovery points
    },
    length(var.break_glass_role_arns) > 0 ? {
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = var.break_glass_role_arns } }
    } : {},
  )
  vault_policy = jsonencode({ Version = "2012-10-17", Statement = [local.deny_delete_statement] })
}

resource "aws_kms_key" "this" {
  description             = "Backup vault ${var.name}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.kms_key_deletion_window_days
  policy                  = local.key_policies[local.region]

  depends_on = [aws_iam_role.backup, aws_iam_role.restore] # a key policy cannot name a principal that does not exist yet
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}-backup"
  target_key_id = aws_kms_key.this.key_id
}

resource "aws_backup_vault" "this" {
  name        = var.name
  kms_key_arn = aws_kms_key.this.arn

  lifecycle {
    precondition {
      condition     = var.copy_region != local.region
      error_message = "copy_region is ${local.region}, the region of the first vault; the loss of that region would take both."
    }
  }
}

resource "aws_backup_vault_policy" "this" {
  count = var.deny_delete ? 1 : 0

  backup_vault_name = aws_backup_vault.this.name
  policy            = local.vault_policy
}

resource "aws_backup_vault_lock_configuration" "this" {
  count = var.vault_lock.mode == "none" ? 0 : 1

  backup_vault_name   = aws_backup_vault.this.name
  min_retention_days  = var.vault_lock.min_retention_days
  max_retention_days  = var.vault_lock.max_retention_days
  changeable_for_days = var.vault_lock.mode == "compliance" ? var.vault_lock.changeable_for_days : null # present = compliance
}

# Second region ------------------------------------------------------------------------------------

resource "aws_kms_key" "copy" {
  for_each = local.copy_regions
  region   = each.value

  description             = "Backup vault ${var.name}: copies of ${local.region}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.kms_key_deletion_window_days
  policy                  = local.key_policies[each.value]

  depends_on = [aws_iam_role.backup, aws_iam_role.restore]
}

resource "aws_kms_alias" "copy" {
  for_each = local.copy_regions
  region   = each.value

  name          = "alias/${var.name}-backup"
  target_key_id = aws_kms_key.copy[each.value].key_id
}

resource "aws_backup_vault" "copy" {
  for_each = local.copy_regions
  region   = each.value

  name        = "${var.name}-copy"
  kms_key_arn = aws_kms_key.copy[each.value].arn
}

resource "aws_backup_vault_policy" "copy" {
  for_each = var.deny_delete ? local.copy_regions : toset([])
  region   = each.value

  backup_vault_name = aws_backup_vault.copy[each.value].name
  policy            = local.vault_policy
}

resource "aws_backup_vault_lock_configuration" "copy" {
  for_each = var.vault_lock.mode == "none" ? toset([]) : local.copy_regions
  region   = each.value

  backup_vault_name   = aws_backup_vault.copy[each.value].name
  min_retention_days  = var.vault_lock.min_retention_days
  max_retention_days  = var.vault_lock.max_retention_days
  changeable_for_days = var.vault_lock.mode == "compliance" ? var.vault_lock.changeable_for_days : null
}
