# Off by default. It takes away the right to create more, never what runs: a budget must not cause an outage.

locals {
  action_count      = var.action == null ? 0 : 1
  action_role_arns  = var.action == null ? [] : [for role in var.action.role_names : "arn:${local.partition}:iam::${local.account_id}:role/${role}"]
  denial_policy_arn = "arn:${local.partition}:iam::${local.account_id}:policy/${var.name}-over-budget"
}

resource "aws_iam_policy" "denial" {
  count = local.action_count

  name        = "${var.name}-over-budget"
  description = "Attached by AWS Budgets while ${var.name} is over its budget: nothing new that costs"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "NothingNewThatCosts"
      Effect   = "Deny"
      Action   = var.action.denied_actions
      Resource = "*"
    }]
  })
}

resource "aws_iam_role" "action" {
  count = local.action_count

  name        = "${var.name}-budget-action"
  description = "AWS Budgets attaches ${var.name}-over-budget with it, and nothing else"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "budgets.amazonaws.com" }
      Action    = ["sts:AssumeRole"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:budgets::${local.account_id}:budget/${var.name}" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "action" {
  count = local.action_count

  name = "attach-over-budget"
  role = aws_iam_role.action[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AttachThisPolicyToTheseRoles"
      Effect    = "Allow"
      Action    = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"]
      Resource  = local.action_role_arns
      Condition = { ArnEquals = { "iam:PolicyARN" = local.denial_policy_arn } }
    }]
  })
}

resource "aws_budgets_budget_action" "this" {
  count = local.action_count

  budget_name        = aws_budgets_budget.this.name
  action_type        = "APPLY_IAM_POLICY"
  approval_model     = var.action.automatic ? "AUTOMATIC" : "MANUAL"
  notification_type  = "ACTUAL"
  execution_role_arn = aws_iam_role.action[0].arn

  action_threshold {
    action_threshold_type  = "PERCENTAGE"
    action_threshold_value = var.action.threshold_percent
  }

  definition {
    iam_action_definition {
      policy_arn = aws_iam_policy.denial[0].arn
      roles      = var.action.role_names
    }
  }

  subscriber {
    subscription_type = "SNS"
    address           = var.topic_arn
  }

  dynamic "subscriber" {
    for_each = var.email_addresses

    content {
      subscription_type = "EMAIL"
      address           = subscriber.value
    }
  }

  depends_on = [aws_iam_role_policy.action]
}
