# Every rule refuses at least one bad value of its kind.

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

run "name_malformed" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "limit_zero" {
  command = plan

  variables {
    monthly_limit_usd = 0
  }

  expect_failures = [var.monthly_limit_usd]
}

run "limit_with_fractions_of_a_cent" {
  command = plan

  variables {
    monthly_limit_usd = 10.005
  }

  expect_failures = [var.monthly_limit_usd]
}

run "whole_account_without_reason" {
  command = plan

  variables {
    tag_filters     = {}
    anomaly_monitor = "service"
  }

  expect_failures = [var.tag_filters]
}

run "tag_with_prefix" {
  command = plan

  variables {
    tag_filters     = { "user:Service" = "donations" }
    anomaly_monitor = "service"
  }

  expect_failures = [var.tag_filters]
}

run "tag_value_with_dollar" {
  command = plan

  variables {
    tag_filters = { Service = "a$b" }
  }

  expect_failures = [var.tag_filters]
}

run "no_notification" {
  command = plan

  variables {
    notifications = []
  }

  expect_failures = [var.notifications]
}

run "six_notifications" {
  command = plan

  variables {
    notifications = [for t in [50, 60, 70, 80, 90, 100] : { type = "FORECASTED", threshold = t }]
  }

  expect_failures = [var.notifications]
}

run "notification_of_unknown_type" {
  command = plan

  variables {
    notifications = [{ type = "FORECAST", threshold = 100 }]
  }

  expect_failures = [var.notifications]
}

run "notification_threshold_zero" {
  command = plan

  variables {
    notifications = [{ type = "FORECASTED", threshold = 0 }]
  }

  expect_failures = [var.notifications]
}

run "notification_twice" {
  command = plan

  variables {
    notifications = [{ type = "FORECASTED", threshold = 100 }, { type = "FORECASTED", threshold = 100 }]
  }

  expect_failures = [var.notifications]
}

run "no_forecast_without_reason" {
  command = plan

  variables {
    notifications = [{ type = "ACTUAL", threshold = 100 }]
  }

  expect_failures = [var.notifications]
}

run "topic_is_no_arn" {
  command = plan

  variables {
    topic_arn = "warning"
  }

  expect_failures = [var.topic_arn]
}

run "no_address" {
  command = plan

  variables {
    email_addresses = []
  }

  expect_failures = [var.email_addresses]
}

run "address_malformed" {
  command = plan

  variables {
    email_addresses = ["fundraising"]
  }

  expect_failures = [var.email_addresses]
}

run "no_anomaly_detection_without_reason" {
  command = plan

  variables {
    anomaly_detection_enabled = false
  }

  expect_failures = [var.anomaly_detection_enabled]
}

run "monitor_of_unknown_kind" {
  command = plan

  variables {
    anomaly_monitor = "all"
  }

  expect_failures = [var.anomaly_monitor]
}

run "monitor_of_a_tag_that_is_not_filtered" {
  command = plan

  variables {
    anomaly_tag_key = "Owner"
  }

  expect_failures = [var.anomaly_tag_key]
}

run "existing_monitor_without_arn" {
  command = plan

  variables {
    anomaly_monitor = "existing"
  }

  expect_failures = [var.existing_anomaly_monitor_arn]
}

run "existing_monitor_is_no_arn" {
  command = plan

  variables {
    anomaly_monitor              = "existing"
    existing_anomaly_monitor_arn = "monitor"
  }

  expect_failures = [var.existing_anomaly_monitor_arn]
}

run "anomaly_threshold_zero" {
  command = plan

  variables {
    anomaly_threshold_usd = 0
  }

  expect_failures = [var.anomaly_threshold_usd]
}

run "action_without_roles" {
  command = plan

  variables {
    action = { role_names = [] }
  }

  expect_failures = [var.action]
}

run "action_on_an_arn" {
  command = plan

  variables {
    action = { role_names = ["arn:aws:iam::123456789012:role/deploy"] }
  }

  expect_failures = [var.action]
}

run "action_before_the_budget_is_spent" {
  command = plan

  variables {
    action = { role_names = ["deploy"], threshold_percent = 80 }
  }

  expect_failures = [var.action]
}

run "automatic_action_without_reason" {
  command = plan

  variables {
    action = { role_names = ["deploy"], automatic = true }
  }

  expect_failures = [var.action]
}

run "action_that_denies_everything" {
  command = plan

  variables {
    action = { role_names = ["deploy"], denied_actions = ["ec2:*"] }
  }

  expect_failures = [var.action]
}

run "action_that_denies_the_repair" {
  command = plan

  variables {
    action = { role_names = ["deploy"], denied_actions = ["ecs:UpdateService"] }
  }

  expect_failures = [var.action]
}

run "unsafe_with_unknown_key" {
  command = plan

  variables {
    unsafe = { budget = "we have enough money, honestly" }
  }

  expect_failures = [var.unsafe]
}

run "unsafe_without_a_real_reason" {
  command = plan

  variables {
    unsafe = { forecast = "because" }
  }

  expect_failures = [var.unsafe]
}
