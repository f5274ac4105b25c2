# Logs of the program, one JSON object a line; encrypted, and with an end.

locals {
  log_group      = "/ecs/${var.name}"
  log_arn_prefix = "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:"
  log_key_arn    = var.create_kms_key ? aws_kms_key.logs[0].arn : var.kms_key_arn
}

resource "aws_kms_key" "logs" {
  count = var.create_kms_key ? 1 : 0

  description             = "Logs of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # IAM decides who in this account administers the key; without this statement nobody could any more. Use of the
        # key is not among the actions: only CloudWatch Logs encrypts and decrypts.
        Sid       = "Administration"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action = [
          "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey", "kms:EnableKey", "kms:EnableKeyRotation",
          "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations",
          "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource",
          "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
        ]
        Resource = "*"
      },
      {
        Sid       = "CloudWatchLogs"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
        Resource  = "*"
        Condition = {
          ArnEquals = {
            "kms:EncryptionContext:aws:logs:arn" = ["${local.log_arn_prefix}${local.log_group}", "${local.log_arn_prefix}${local.log_group}/exec"]
          }
        }
      },
    ]
  })

  tags = { Name = "${var.name}-logs" }
}

resource "aws_kms_alias" "logs" {
  count = var.create_kms_key ? 1 : 0

  name          = "alias/${var.name}-logs"
  target_key_id = aws_kms_key.logs[0].key_id
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = local.log_key_arn
}

# What people typed into running tasks, if they can at all.
resource "aws_cloudwatch_log_group" "exec" {
  count = var.enable_execute_command ? 1 : 0

  name              = "${local.log_group}/exec"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.log_key_arn
}
