# Three ways to hear of trouble: a job that failed (EventBridge), a copy or object that failed (the vault itself), and no job at all (alarm).

# Jobs are told apart by their role: events of restore jobs name no vault, and the account may have other plans.
resource "aws_cloudwatch_event_rule" "failed_jobs" {
  count = var.notifications_enabled ? 1 : 0

  name        = "${var.name}-backup-failed-jobs"
  description = "Backup, copy and restore jobs of ${var.name} that did not succeed"

  event_pattern = jsonencode({
    source      = ["aws.backup"]
    detail-type = ["Backup Job State Change", "Copy Job State Change", "Restore Job State Change"]
    detail = {
      iamRoleArn = [local.backup_role_arn, local.restore_role_arn]
      # Restore jobs carry `status`, the others `state`.
      "$or" = [
        { state = ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"] },
        { status = ["FAILED", "ABORTED"] },
      ]
    }
  })
}

resource "aws_cloudwatch_event_target" "failed_jobs" {
  count = var.notifications_enabled ? 1 : 0

  rule = aws_cloudwatch_event_rule.failed_jobs[0].name
  arn  = var.notification_topic_arn
}

resource "aws_backup_vault_notifications" "this" {
  count = var.notifications_enabled ? 1 : 0

  backup_vault_name   = aws_backup_vault.this.name
  sns_topic_arn       = var.notification_topic_arn
  backup_vault_events = ["COPY_JOB_FAILED", "S3_BACKUP_OBJECT_FAILED", "S3_RESTORE_OBJECT_FAILED"]
}

resource "aws_cloudwatch_metric_alarm" "missing" {
  count = var.notifications_enabled ? 1 : 0

  alarm_name        = "${var.name}-backup-missing"
  alarm_description = "No backup job of ${var.name} has completed for two days; a plan that was disabled or selects nothing reports no failure. Runbook: ${var.runbook_base_url}/backup-missing"

  namespace           = "AWS/Backup"
  metric_name         = "NumberOfBackupJobsCompleted"
  dimensions          = { BackupVaultName = aws_backup_vault.this.name }
  statistic           = "Sum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 86400
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  treat_missing_data  = "breaching" # silence is what this alarm is about

  alarm_actions = [var.notification_topic_arn]
  ok_actions    = [var.notification_topic_arn]
}
