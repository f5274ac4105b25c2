locals {
  shortest_retention_days = min([for rule in values(var.rules) : rule.delete_after_days]...)

  # The controls say the same as the rules above, so that a change made outside Terraform is noticed.
  framework_controls = merge(
    {
      BACKUP_RECOVERY_POINT_ENCRYPTED                   = {}
      BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK     = { requiredRetentionDays = local.shortest_retention_days }
      BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK = { requiredFrequencyUnit = "days", requiredFrequencyValue = 1, requiredRetentionDays = local.shortest_retention_days }
      BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN         = {}
      BACKUP_LAST_RECOVERY_POINT_CREATED                = { recoveryPointAgeUnit = "days", recoveryPointAgeValue = 2 }
    },
    var.deny_delete ? { BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED = {} } : {},
    var.vault_lock.mode == "none" ? {} : {
      BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK = { minRetentionDays = var.vault_lock.min_retention_days, maxRetentionDays = var.vault_lock.max_retention_days }
    },
    var.copy_region == null ? {} : { BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION = { crossRegionList = var.copy_region } },
  )
}

resource "aws_backup_framework" "this" {
  count = var.audit_framework_enabled ? 1 : 0

  name        = local.name_with_underscores
  description = "What the backups of ${var.name} must keep to"

  dynamic "control" {
    for_each = local.framework_controls

    content {
      name = control.key

      dynamic "input_parameter" {
        for_each = control.value

        content {
          name  = input_parameter.key
          value = tostring(input_parameter.value)
        }
      }

      dynamic "scope" {
        for_each = startswith(control.key, "BACKUP_RESOURCES_") || control.key == "BACKUP_LAST_RECOVERY_POINT_CREATED" ? [true] : []

        content {
          compliance_resource_types = ["RDS", "S3"]
        }
      }
    }
  }
}

resource "aws_backup_report_plan" "this" {
  for_each = var.reports_enabled ? toset(["BACKUP_JOB_REPORT", "COPY_JOB_REPORT", "RESTORE_JOB_REPORT"]) : toset([])

  name        = "${local.name_with_underscores}_${lower(each.value)}"
  description = "Daily report of jobs in ${local.region}"

  report_delivery_channel {
    formats        = ["CSV", "JSON"]
    s3_bucket_name = var.report_bucket_name
    s3_key_prefix  = "backup/${var.name}"
  }

  report_setting {
    report_template = each.value
  }
}
