# A key of its own per bucket and region: a replica must not depend on a key in the lost region.

locals {
  make_keys = local.uses_kms && var.create_kms_key ? local.regions : {}

  # A given key serves the bucket; the replica, in another region, always gets a key of the module.
  given_keys   = local.uses_kms && !var.create_kms_key ? { primary = var.kms_key_arn } : {}
  replica_keys = local.uses_kms && !var.create_kms_key ? { for k, r in local.regions : k => r if k == "replica" } : {}

  kms_key_arns = merge({ for k, key in aws_kms_key.this : k => key.arn }, local.given_keys)

  # The account decides by IAM who administers the key. Named actions, and no CreateGrant: a grant would
  # decrypt past the condition on S3 below.
  key_administration = [
    "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
    "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus",
    "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant",
    "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
  ]

  key_policies = { for k, region in local.regions : k => {
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "AccountAdministersByIam"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
          Action    = local.key_administration
          Resource  = "*" # in a key policy: this key
        },
        {
          Sid       = "UseThroughS3ByIam"
          Effect    = "Allow"
          Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
          Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
          Resource  = "*"
          Condition = { StringEquals = { "kms:ViaService" = "s3.${region}.${local.dns}", "kms:CallerAccount" = local.account } }
        },
      ],
      # CloudFront reads under its own name, so IAM cannot let it in; the condition is that of the bucket statement.
      var.cloudfront_read_statement == null || k != "primary" ? [] : [{
        Sid       = "CloudFrontReads"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = ["kms:Decrypt"]
        Resource  = "*"
        Condition = jsondecode(var.cloudfront_read_statement).Condition
      }],
      var.kind != "cloudfront-logs" ? [] : [{
        Sid       = "LogDeliveryWrites"
        Effect    = "Allow"
        Principal = { Service = "delivery.logs.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = local.log_delivery_condition
      }],
    )
  } }
}

resource "aws_kms_key" "this" {
  for_each = merge(local.make_keys, local.replica_keys)

  region                  = each.value
  description             = "Objects of the bucket ${local.names[each.key]}"
  enable_key_rotation     = true
  deletion_window_in_days = var.kms_deletion_window_days
  policy                  = jsonencode(local.key_policies[each.key])
}

resource "aws_kms_alias" "this" {
  for_each = merge(local.make_keys, local.replica_keys)

  region        = each.value
  name          = "alias/${local.names[each.key]}"
  target_key_id = aws_kms_key.this[each.key].key_id
}
