# What the budget counts, whom it tells, and what it does.

mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

override_resource {
  target          = aws_ce_anomaly_monitor.this
  override_during = plan
  values          = { arn = "arn:aws:ce::123456789012:anomalymonitor/own" }
}

override_resource {
  target          = aws_iam_policy.denial
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:policy/donations-production-over-budget" }
}

override_resource {
  target          = aws_iam_role.action
  override_during = plan
  values          = { arn = "arn:aws:iam::123456789012:role/donations-production-budget-action" }
}

variables {
  name              = "donations-production"
  monthly_limit_usd = 1500
  tag_filters       = { Service = "donations", Environment = "production" }
  topic_arn         = "arn:aws:sns:us-east-1:123456789012:warning"
  email_addresses   = ["fundraising@example.org"]
}

run "it_counts_the_tags_of_the_service" {
  command = plan

  assert {
    condition = (
      one(aws_budgets_budget.this.cost_filter).name == "TagKeyValue" &&
      toset(one(aws_budgets_budget.this.cost_filter).values) == toset(["user:Environment$production", "user:Service$donations"])
    )
    error_message = "The filter must have the format user:KEY$VALUE for every tag."
  }

  assert {
    condition     = aws_budgets_budget.this.limit_amount == "1500.00" && aws_budgets_budget.this.limit_unit == "USD" && aws_budgets_budget.this.time_unit == "MONTHLY"
    error_message = "The limit must be 1500.00 USD a month."
  }

  assert {
    condition     = !aws_budgets_budget.this.cost_types[0].include_credit && !aws_budgets_budget.this.cost_types[0].include_refund && aws_budgets_budget.this.cost_types[0].include_tax
    error_message = "Credits and refunds must not hide what the service costs; taxes count."
  }
}

run "it_tells_before_and_when_the_money_is_gone" {
  command = plan

  assert {
    condition = toset([for n in aws_budgets_budget.this.notification : "${n.notification_type} ${n.threshold}"]) == toset([
      "ACTUAL 80", "FORECASTED 100", "ACTUAL 100",
    ])
    error_message = "By default: 80 % spent, 100 % forecast, 100 % spent."
  }

  assert {
    condition = alltrue([
      for n in aws_budgets_budget.this.notification :
      n.subscriber_sns_topic_arns == toset([var.topic_arn]) && n.subscriber_email_addresses == toset(var.email_addresses) && n.threshold_type == "PERCENTAGE"
    ])
    error_message = "Every notification must reach the topic and the addresses."
  }
}

run "anomalies_are_watched_by_tag" {
  command = plan

  assert {
    condition = (
      aws_ce_anomaly_monitor.this[0].monitor_type == "CUSTOM" && aws_ce_anomaly_monitor.this[0].monitor_dimension == null &&
      jsondecode(aws_ce_anomaly_monitor.this[0].monitor_specification).Tags.Key == "user:Service" &&
      jsondecode(aws_ce_anomaly_monitor.this[0].monitor_specification).Tags.Values == ["donations"]
    )
    error_message = "The monitor must watch the tag of the service."
  }

  assert {
    condition = (
      aws_ce_anomaly_subscription.this["immediate"].frequency == "IMMEDIATE" && alltrue([for s in aws_ce_anomaly_subscription.this["immediate"].subscriber : s.type == "SNS"]) &&
      aws_ce_anomaly_subscription.this["daily"].frequency == "DAILY" && alltrue([for s in aws_ce_anomaly_subscription.this["daily"].subscriber : s.type == "EMAIL"])
    )
    error_message = "AWS allows SNS at once and mail as a summary, not the reverse."
  }

  assert {
    condition = alltrue([
      for s in aws_ce_anomaly_subscription.this : s.monitor_arn_list == tolist(["arn:aws:ce::123456789012:anomalymonitor/own"]) &&
      one(one(s.threshold_expression).dimension).key == "ANOMALY_TOTAL_IMPACT_ABSOLUTE" && one(one(s.threshold_expression).dimension).values == toset(["75"])
    ])
    error_message = "Both subscriptions must follow the monitor, from 5 % of the budget (75 USD) on."
  }
}

run "one_service_monitor_per_account" {
  command = plan

  variables {
    anomaly_monitor       = "service"
    anomaly_threshold_usd = 20
  }

  assert {
    condition     = aws_ce_anomaly_monitor.this[0].monitor_type == "DIMENSIONAL" && aws_ce_anomaly_monitor.this[0].monitor_dimension == "SERVICE" && aws_ce_anomaly_monitor.this[0].monitor_specification == null
    error_message = "A dimensional monitor has a dimension and no specification: AWS takes one or the other."
  }

  assert {
    condition     = output.anomaly_threshold_usd == 20
    error_message = "A given threshold must win over the share of the budget."
  }
}

run "an_existing_monitor_is_used" {
  command = plan

  variables {
    anomaly_monitor              = "existing"
    existing_anomaly_monitor_arn = "arn:aws:ce::123456789012:anomalymonitor/theirs"
  }

  assert {
    condition     = length(aws_ce_anomaly_monitor.this) == 0 && output.anomaly_monitor_arn == "arn:aws:ce::123456789012:anomalymonitor/theirs"
    error_message = "The existing monitor must be used, and none made."
  }
}

run "no_action_by_default" {
  command = plan

  assert {
    condition     = length(aws_budgets_budget_action.this) == 0 && length(aws_iam_policy.denial) == 0 && length(aws_iam_role.action) == 0
    error_message = "An action must be asked for."
  }
}

run "an_action_waits_for_approval_and_can_do_one_thing" {
  command = plan

  variables {
    action = { role_names = ["deploy"] }
  }

  assert {
    condition     = aws_budgets_budget_action.this[0].approval_model == "MANUAL" && aws_budgets_budget_action.this[0].notification_type == "ACTUAL" && one(aws_budgets_budget_action.this[0].action_threshold).action_threshold_value == 120
    error_message = "By default the action waits for approval, at 120 % of actual cost."
  }

  assert {
    condition = (
      jsondecode(aws_iam_role_policy.action[0].policy).Statement[0].Resource == ["arn:aws:iam::123456789012:role/deploy"] &&
      jsondecode(aws_iam_role_policy.action[0].policy).Statement[0].Condition.ArnEquals["iam:PolicyARN"] == aws_iam_policy.denial[0].arn
    )
    error_message = "The role may attach this one policy to these roles only."
  }

  assert {
    condition     = jsondecode(aws_iam_role.action[0].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "AWS Budgets may assume the role only on behalf of this account (confused deputy)."
  }

  assert {
    condition = (
      jsondecode(aws_iam_policy.denial[0].policy).Statement[0].Effect == "Deny" &&
      alltrue([for a in jsondecode(aws_iam_policy.denial[0].policy).Statement[0].Action : !strcontains(a, "*")]) &&
      aws_budgets_budget_action.this[0].definition[0].iam_action_definition[0].policy_arn == aws_iam_policy.denial[0].arn
    )
    error_message = "The action must attach the module's deny policy, which lists single actions."
  }
}

run "unsafe_values_are_accepted_with_a_reason" {
  command = plan

  variables {
    tag_filters               = {}
    anomaly_detection_enabled = false
    notifications             = [{ type = "ACTUAL", threshold = 100 }]
    action                    = { role_names = ["sandbox"], automatic = true }
    unsafe = {
      tag_filters       = "sandbox account that belongs to one person"
      anomaly_detection = "the payer account has a monitor for all of us"
      forecast          = "the account is younger than five weeks"
      automatic_action  = "sandbox account, nothing in it is needed"
    }
  }

  assert {
    condition     = length(aws_budgets_budget.this.cost_filter) == 0 && length(aws_ce_anomaly_subscription.this) == 0 && aws_budgets_budget_action.this[0].approval_model == "AUTOMATIC"
    error_message = "With reasons the unsafe values must take effect."
  }
}
