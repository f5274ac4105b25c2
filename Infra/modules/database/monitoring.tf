resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["postgresql", "upgrade"])

  name              = "/aws/rds/instance/${var.name}/${each.value}"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.this.arn
}

resource "aws_cloudwatch_log_group" "replica" {
  for_each = var.replica_region == null ? toset([]) : toset(["postgresql", "upgrade"])
  region   = var.replica_region

  name              = "/aws/rds/instance/${local.replica_name}/${each.value}"
  retention_in_days = var.log_retention_days
  kms_key_id        = local.replica_key_id
}

# Enhanced monitoring writes the host's figures to the log group RDSOSMetrics of the account.
resource "aws_iam_role" "monitoring" {
  name        = "${var.name}-database-monitoring"
  description = "Lets RDS write the enhanced monitoring of ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnEquals    = { "aws:SourceArn" = var.replica_region == null ? [local.primary_arn] : [local.primary_arn, local.replica_arn] }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_db_event_subscription" "this" {
  count = var.event_subscription_enabled ? 1 : 0

  name        = "${var.name}-database"
  sns_topic   = var.event_topic_arn
  source_type = "db-instance"
  source_ids  = [aws_db_instance.this.identifier]

  # Not `backup` and `creation`: they report routine, twice a day. A backup that fails is a `failure`.
  event_categories = [
    "availability", "configuration change", "deletion", "failover", "failure", "low storage", "maintenance", "notification",
    "read replica", "recovery",
  ]

  lifecycle {
    precondition {
      condition     = var.event_topic_arn != null
      error_message = "event_subscription_enabled is true but event_topic_arn is null. Give the topic, or set event_subscription_enabled = false: a failover that nobody hears of looks like a random error."
    }
  }
}
