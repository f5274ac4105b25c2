# The key of the states. Who deletes it deletes all of them.

resource "aws_kms_key" "state" {
  description             = "Terraform states in ${local.names.state}"
  enable_key_rotation     = true
  deletion_window_in_days = var.kms_deletion_window_days

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministersByIam"
        Effect    = "Allow"
        Principal = { AWS = local.root_arn }
        Action = [
          "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:EnableKey", "kms:EnableKeyRotation",
          "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations",
          "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:RotateKeyOnDemand", "kms:TagResource",
          "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
        ]
        Resource = "*" # in a key policy: this key
      },
      {
        Sid       = "UseThroughS3ByIam"
        Effect    = "Allow"
        Principal = { AWS = local.root_arn }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.${local.dns}", "kms:CallerAccount" = local.account } }
      },
      {
        # Deleting the key deletes every state. IAM must allow it as well.
        Sid       = "BreakGlassMayDisableAndDelete"
        Effect    = "Allow"
        Principal = { AWS = local.root_arn }
        Action    = ["kms:DisableKey", "kms:DisableKeyRotation", "kms:ScheduleKeyDeletion"]
        Resource  = "*"
        Condition = { ArnEquals = { "aws:PrincipalArn" = sort(tolist(var.break_glass_role_arns)) } }
      },
    ]
  })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "state" {
  name          = "alias/${local.names.state}"
  target_key_id = aws_kms_key.state.key_id
}
