data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.region

  # Restore testing, reports and frameworks take no hyphens in names.
  name_with_underscores = replace(var.name, "-", "_")
}

resource "aws_backup_plan" "this" {
  name = var.name

  dynamic "rule" {
    for_each = var.rules

    content {
      rule_name                = rule.key
      target_vault_name        = aws_backup_vault.this.name
      schedule                 = rule.value.schedule
      enable_continuous_backup = rule.value.continuous
      start_window             = rule.value.start_window_minutes
      completion_window        = rule.value.completion_window_minutes

      lifecycle {
        cold_storage_after = rule.value.cold_storage_after_days
        delete_after       = rule.value.delete_after_days
      }

      # A copy of a continuous recovery point is a snapshot: point-in-time recovery exists in the first vault only.
      dynamic "copy_action" {
        for_each = rule.value.copy ? local.copy_regions : toset([])

        content {
          destination_vault_arn = aws_backup_vault.copy[copy_action.value].arn

          lifecycle {
            cold_storage_after = rule.value.copy_cold_storage_after_days
            delete_after       = coalesce(rule.value.copy_delete_after_days, rule.value.delete_after_days)
          }
        }
      }
    }
  }

  # A plan must not run before its vaults refuse deletion.
  depends_on = [
    aws_backup_vault_policy.this, aws_backup_vault_policy.copy,
    aws_backup_vault_lock_configuration.this, aws_backup_vault_lock_configuration.copy,
  ]
}

resource "aws_backup_selection" "arns" {
  count = length(var.resource_arns) > 0 ? 1 : 0

  name         = "by-arn"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = var.resource_arns
}

# `condition` joins the tags with AND; `selection_tag` would join them with OR and take in what belongs to others.
resource "aws_backup_selection" "tags" {
  count = length(var.resource_tags) > 0 ? 1 : 0

  name         = "by-tag"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = ["*"]

  condition {
    dynamic "string_equals" {
      for_each = var.resource_tags

      content {
        key   = "aws:ResourceTag/${string_equals.key}"
        value = string_equals.value
      }
    }
  }
}

check "copies_in_a_second_region" {
  assert {
    condition     = var.copy_region != null
    error_message = "copy_region is null: all recovery points of ${var.name} are in ${local.region}. Whatever takes the region takes them, too."
  }
}
