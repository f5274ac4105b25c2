# Who may do what. Identity policies allow; these policies draw the line that no identity policy of the
# account can cross, however wide it is: readers read, the rotator writes, administrators change.

locals {
  # The account's root user stays outside the lines: the last way back when every listed role is gone.
  exempt_from_change = concat(sort(tolist(var.admin_role_arns)), [local.root_arn])

  value_access = { for k, s in var.secrets : k => sort(distinct(concat(tolist(s.reader_role_arns), [s.rotation_role_arn], tolist(var.admin_role_arns)))) }
  value_change = { for k, s in var.secrets : k => distinct(concat([s.rotation_role_arn], local.exempt_from_change)) }

  secret_policies = { for k, s in var.secrets : k => {
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "secretsmanager:*"
        Resource  = "*" # in a secret's policy: this secret
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "DenyReadingToAllButNamedRoles"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["secretsmanager:GetSecretValue"]
        Resource  = "*"
        Condition = {
          ArnNotEquals = { "aws:PrincipalArn" = local.value_access[k] }
          Bool         = { "aws:PrincipalIsAWSService" = "false" } # Secrets Manager itself copies to replicas
        }
      },
      {
        Sid       = "DenyNewValuesToAllButRotation"
        Effect    = "Deny"
        Principal = "*"
        # RotateSecret too: it can name another function, which would then write the values.
        Action   = ["secretsmanager:PutSecretValue", "secretsmanager:RotateSecret", "secretsmanager:UpdateSecretVersionStage"]
        Resource = "*"
        Condition = {
          ArnNotEquals = { "aws:PrincipalArn" = local.value_change[k] }
          Bool         = { "aws:PrincipalIsAWSService" = "false" }
        }
      },
      {
        Sid       = "DenyChangesToAllButAdministrators"
        Effect    = "Deny"
        Principal = "*"
        Action = [
          "secretsmanager:CancelRotateSecret", "secretsmanager:DeleteResourcePolicy", "secretsmanager:DeleteSecret",
          "secretsmanager:PutResourcePolicy", "secretsmanager:RemoveRegionsFromReplication",
          "secretsmanager:ReplicateSecretToRegions", "secretsmanager:StopReplicationToReplica",
          "secretsmanager:TagResource", "secretsmanager:UntagResource", "secretsmanager:UpdateSecret",
        ]
        Resource = "*"
        Condition = {
          ArnNotEquals = { "aws:PrincipalArn" = local.exempt_from_change }
          Bool         = { "aws:PrincipalIsAWSService" = "false" }
        }
      },
    ]
  } }

  reader_policies = { for k, s in var.secrets : k => {
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadSecret"
        Effect   = "Allow"
        Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource = aws_secretsmanager_secret.this[k].arn
      },
      {
        Sid       = "DecryptSecret"
        Effect    = "Allow"
        Action    = ["kms:Decrypt"]
        Resource  = aws_kms_key.this["primary"].arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.${local.dns}" } }
      },
    ]
  } }

  rotator_policies = { for k, s in var.secrets : k => {
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "RotateSecret"
        Effect   = "Allow"
        Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"]
        Resource = aws_secretsmanager_secret.this[k].arn
      },
      {
        Sid       = "UseKey"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = aws_kms_key.this["primary"].arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.${local.dns}" } }
      },
    ]
  } }
}

resource "aws_secretsmanager_secret_policy" "this" {
  for_each = var.secrets

  region              = local.region
  secret_arn          = aws_secretsmanager_secret.this[each.key].arn
  policy              = jsonencode(local.secret_policies[each.key])
  block_public_policy = true
}
