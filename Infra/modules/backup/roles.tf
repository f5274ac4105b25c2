# Two roles: what takes backups cannot restore (and so cannot read data into a new place), what restores cannot take backups.

locals {
  assume_by_backup = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
    }]
  })

  # Made from the names, not taken from the resources: policies that hold them can be read in the plan, and so reviewed before the apply.
  backup_role_arn  = "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-backup"
  restore_role_arn = "arn:${local.partition}:iam::${local.account_id}:role/${var.name}-restore"

  managed_policy_prefix = "arn:${local.partition}:iam::aws:policy"

  backup_policy_arns = merge(
    { service = "${local.managed_policy_prefix}/service-role/AWSBackupServiceRolePolicyForBackup" },
    var.protect_s3 ? { s3 = "${local.managed_policy_prefix}/AWSBackupServiceRolePolicyForS3Backup" } : {},
  )
  restore_policy_arns = merge(
    { service = "${local.managed_policy_prefix}/service-role/AWSBackupServiceRolePolicyForRestores" },
    var.protect_s3 ? { s3 = "${local.managed_policy_prefix}/AWSBackupServiceRolePolicyForS3Restore" } : {},
  )
}

resource "aws_iam_role" "backup" {
  name               = "${var.name}-backup"
  description        = "AWS Backup takes and copies backups of ${var.name}"
  assume_role_policy = local.assume_by_backup
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = local.backup_policy_arns

  role       = aws_iam_role.backup.name
  policy_arn = each.value
}

resource "aws_iam_role" "restore" {
  name               = "${var.name}-restore"
  description        = "AWS Backup restores ${var.name}, on trial and in earnest"
  assume_role_policy = local.assume_by_backup
}

resource "aws_iam_role_policy_attachment" "restore" {
  for_each = local.restore_policy_arns

  role       = aws_iam_role.restore.name
  policy_arn = each.value
}
