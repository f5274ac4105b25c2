# Secrets without values. The value of a secret is put by its issuer, by Steady or by the rotation
# function, never by Terraform: even with a write-only argument the provider reads the current value
# at every refresh, so each role that plans would need to read each secret.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {
  region = var.region
}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  dns       = data.aws_partition.current.dns_suffix
  root_arn  = "arn:${local.partition}:iam::${local.account}:root"

  by_lambda = { for k, s in var.secrets : k => s if s.rotation == "lambda" }
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets

  region                  = local.region
  name                    = "${var.name}/${each.key}"
  description             = each.value.description
  kms_key_id              = aws_kms_key.this["primary"].arn
  recovery_window_in_days = var.recovery_window_days

  dynamic "replica" {
    for_each = var.replica_regions

    content {
      region     = replica.value
      kms_key_id = aws_kms_key.this[replica.value].arn
    }
  }

  lifecycle {
    precondition {
      condition     = !contains(var.replica_regions, local.region)
      error_message = "replica_regions contains ${local.region}, the region of the secrets themselves. Name other regions only."
    }
  }
}

# --- rotation by a Lambda function --------------------------------------------

# Anybody's Secrets Manager is the same principal; the account condition keeps others' secrets out.
resource "aws_lambda_permission" "rotation" {
  for_each = local.by_lambda

  region         = local.region
  statement_id   = "${var.name}-${each.key}-rotation"
  action         = "lambda:InvokeFunction"
  function_name  = each.value.rotation_lambda_arn
  principal      = "secretsmanager.amazonaws.com"
  source_account = local.account
}

resource "aws_secretsmanager_secret_rotation" "this" {
  for_each = local.by_lambda

  region              = local.region
  secret_id           = aws_secretsmanager_secret.this[each.key].id
  rotation_lambda_arn = each.value.rotation_lambda_arn
  # A rotation in the middle of an apply would change a secret while its readers are being changed
  # too, and a new secret has no value to rotate yet.
  rotate_immediately = false

  rotation_rules {
    automatically_after_days = each.value.rotate_days
    duration                 = "${var.rotation_window_hours}h"
  }

  # The function must be callable, and let through by the policies, before its first call.
  depends_on = [aws_lambda_permission.rotation, aws_secretsmanager_secret_policy.this]
}
