data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
}

resource "aws_budgets_budget" "this" {
  name         = var.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = format("%.2f", var.monthly_limit_usd)
  limit_unit   = "USD"

  # AWS writes a user-defined tag as user:KEY$VALUE; different keys must all match.
  dynamic "cost_filter" {
    for_each = length(var.tag_filters) > 0 ? [true] : []

    content {
      name   = "TagKeyValue"
      values = [for key, value in var.tag_filters : format("user:%s$%s", key, value)]
    }
  }

  cost_types {
    include_credit             = var.cost_types.include_credit
    include_discount           = true
    include_other_subscription = true
    include_recurring          = true
    include_refund             = var.cost_types.include_refund
    include_subscription       = true
    include_support            = true
    include_tax                = var.cost_types.include_tax
    include_upfront            = true
    use_amortized              = var.cost_types.use_amortized
    use_blended                = false
  }

  dynamic "notification" {
    for_each = var.notifications

    content {
      notification_type          = notification.value.type
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value.threshold
      threshold_type             = "PERCENTAGE"
      subscriber_sns_topic_arns  = [var.topic_arn]
      subscriber_email_addresses = var.email_addresses
    }
  }
}
