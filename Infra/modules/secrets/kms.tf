# One key per region, of its own: a copy must be readable when the first region is gone.

locals {
  key_regions = merge({ primary = local.region }, { for r in var.replica_regions : r => r })

  all_roles = sort(distinct(concat(flatten(values(local.value_access)), tolist(var.admin_role_arns))))

  # Without CreateGrant: a grant would decrypt past the list of roles below.
  key_administration = [
    "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
    "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
    "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant",
    "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
  ]

  key_policies = { for k, region in local.key_regions : k => {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountAdministersByIam"
        Effect    = "Allow"
        Principal = { AWS = local.root_arn }
        Action    = local.key_administration
        Resource  = "*" # in a key policy: this key
      },
      {
        # Roles are named in a condition, not as principals: a role that is made again keeps its access,
        # and the policy is valid before the role exists. IAM must allow it as well.
        Sid       = "NamedRolesUseThroughSecretsManager"
        Effect    = "Allow"
        Principal = { AWS = local.root_arn }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = {
          StringEquals = { "kms:ViaService" = "secretsmanager.${region}.${local.dns}", "kms:CallerAccount" = local.account }
          ArnEquals    = { "aws:PrincipalArn" = local.all_roles }
        }
      },
    ]
  } }
}

resource "aws_kms_key" "this" {
  for_each = local.key_regions

  region                  = each.value
  description             = "Secrets of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.kms_deletion_window_days
  policy                  = jsonencode(local.key_policies[each.key])
}

resource "aws_kms_alias" "this" {
  for_each = local.key_regions

  region        = each.value
  name          = "alias/${var.name}-secrets"
  target_key_id = aws_kms_key.this[each.key].key_id
}
