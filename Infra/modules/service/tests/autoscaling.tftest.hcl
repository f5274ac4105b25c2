# Number of tasks.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                     = "shop-test"
  vpc_id                   = "vpc-0123456789abcdef0"
  load_balancer_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
  task_subnet_ids          = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
  image                    = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  repository_arn           = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
  certificate_arn          = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
  access_logs              = { bucket = "shop-logs" }
  internal                 = true # otherwise the check on CloudFront warns, and a warning fails a run
  rollback_alarm_names     = ["shop-failed-requests"]
}

override_resource {
  target          = aws_lb_target_group.blue
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/blue/1", arn_suffix = "targetgroup/blue/1" }
}

override_resource {
  target          = aws_lb_target_group.green
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/green/2", arn_suffix = "targetgroup/green/2" }
}

run "cpu_and_memory_by_default" {
  command = plan

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 3 && aws_appautoscaling_target.this.max_capacity == 12 && aws_ecs_service.this.desired_count == 3
    error_message = "The service must begin with the minimum."
  }

  assert {
    condition     = aws_appautoscaling_target.this.resource_id == "service/shop-test/shop-test" && aws_appautoscaling_target.this.scalable_dimension == "ecs:service:DesiredCount"
    error_message = "Autoscaling must be that of this service."
  }

  assert {
    condition     = one(one(aws_appautoscaling_policy.cpu[0].target_tracking_scaling_policy_configuration).predefined_metric_specification).predefined_metric_type == "ECSServiceAverageCPUUtilization" && one(aws_appautoscaling_policy.cpu[0].target_tracking_scaling_policy_configuration).target_value == 60
    error_message = "CPU must be tracked."
  }

  assert {
    condition     = one(one(aws_appautoscaling_policy.memory[0].target_tracking_scaling_policy_configuration).predefined_metric_specification).predefined_metric_type == "ECSServiceAverageMemoryUtilization" && one(aws_appautoscaling_policy.memory[0].target_tracking_scaling_policy_configuration).target_value == 75
    error_message = "Memory must be tracked."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.cpu[0].target_tracking_scaling_policy_configuration).scale_out_cooldown == 60 && one(aws_appautoscaling_policy.cpu[0].target_tracking_scaling_policy_configuration).scale_in_cooldown == 300
    error_message = "Capacity must come fast and go slowly."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.requests) == 0 && length(aws_appautoscaling_policy.custom) == 0 && length(aws_appautoscaling_scheduled_action.floor) == 0
    error_message = "Nothing else without being asked."
  }
}

run "requests_over_both_groups" {
  command = plan

  variables {
    autoscaling = { requests_per_target = 1200 }
  }

  assert {
    condition     = length(one(aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration).predefined_metric_specification) == 0
    error_message = "The predefined metric sees one group only."
  }

  assert {
    condition     = toset(flatten([for metric in one(one(aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration).customized_metric_specification).metrics : [for stat in metric.metric_stat : [for inner in stat.metric : [for dimension in inner.dimensions : dimension.value]]]])) == toset(["targetgroup/blue/1", "targetgroup/green/2"])
    error_message = "Both groups must be watched: either may be the one that serves."
  }

  assert {
    condition     = [for metric in one(one(aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration).customized_metric_specification).metrics : metric.expression if metric.return_data == true][0] == "FILL(blue, 0) + FILL(green, 0)"
    error_message = "Exactly the sum must be tracked; the idle group has no data."
  }

  assert {
    condition     = one(aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration).target_value == 1200
    error_message = "The target must be as given."
  }
}

run "requests_of_a_rolling_service" {
  command = plan

  variables {
    autoscaling = { requests_per_target = 1200 }
    deployment  = { strategy = "ROLLING" }
  }

  assert {
    condition     = one(one(aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration).predefined_metric_specification).resource_label == "app/shop-test/0123456789abcdef/targetgroup/blue/1" && length(one(aws_appautoscaling_policy.requests[0].target_tracking_scaling_policy_configuration).customized_metric_specification) == 0
    error_message = "A rolling service stays in one group, and the predefined metric fits."
  }
}

run "custom_metric" {
  command = plan

  variables {
    custom_metric = { namespace = "Shop", metric_name = "QueueLengthPerTask", dimensions = { Environment = "test" }, statistic = "Maximum", target = 50 }
  }

  assert {
    condition     = one(one(aws_appautoscaling_policy.custom[0].target_tracking_scaling_policy_configuration).customized_metric_specification).metric_name == "QueueLengthPerTask" && one(one(aws_appautoscaling_policy.custom[0].target_tracking_scaling_policy_configuration).customized_metric_specification).statistic == "Maximum" && one(one(one(aws_appautoscaling_policy.custom[0].target_tracking_scaling_policy_configuration).customized_metric_specification).dimensions).value == "test" && one(aws_appautoscaling_policy.custom[0].target_tracking_scaling_policy_configuration).target_value == 50
    error_message = "The metric must be as given."
  }
}

run "scheduled_floors" {
  command = plan

  variables {
    scheduled_floors = [
      { name = "evening", schedule = "cron(0 17 ? 12 * *)", min = 10, max = 40, timezone = "Europe/Zurich" },
      { name = "night", schedule = "cron(0 23 ? 12 * *)", min = 3, max = 12 },
    ]
  }

  assert {
    condition     = one(aws_appautoscaling_scheduled_action.floor["evening"].scalable_target_action).min_capacity == "10" && one(aws_appautoscaling_scheduled_action.floor["evening"].scalable_target_action).max_capacity == "40" && aws_appautoscaling_scheduled_action.floor["evening"].timezone == "Europe/Zurich"
    error_message = "The raise must be as given."
  }

  assert {
    condition     = aws_appautoscaling_scheduled_action.floor["night"].timezone == "UTC" && aws_appautoscaling_scheduled_action.floor["night"].resource_id == "service/shop-test/shop-test"
    error_message = "The end of the raise must be there too."
  }
}

run "one_task_with_its_reason" {
  command = plan

  variables {
    autoscaling = { min = 1, max = 2 }
    unsafe      = { single_task = "preview environment, thrown away every night" }
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 1
    error_message = "The minimum must be as given."
  }
}

run "only_requests" {
  command = plan

  variables {
    autoscaling = { cpu_target = 0, memory_target = 0, requests_per_target = 500 }
  }

  assert {
    condition     = length(aws_appautoscaling_policy.cpu) == 0 && length(aws_appautoscaling_policy.memory) == 0 && length(aws_appautoscaling_policy.requests) == 1
    error_message = "Targets can be left out one by one."
  }
}

run "refuses_one_task" {
  command = plan

  variables {
    autoscaling = { min = 1 }
  }

  expect_failures = [var.autoscaling]
}

run "refuses_a_minimum_above_the_maximum" {
  command = plan

  variables {
    autoscaling = { min = 5, max = 4 }
  }

  expect_failures = [var.autoscaling]
}

run "refuses_a_cpu_target_of_100" {
  command = plan

  variables {
    autoscaling = { cpu_target = 100 }
  }

  expect_failures = [var.autoscaling]
}

run "refuses_a_request_target_below_one" {
  command = plan

  variables {
    autoscaling = { requests_per_target = 0.5 }
  }

  expect_failures = [var.autoscaling]
}

run "refuses_a_negative_cooldown" {
  command = plan

  variables {
    autoscaling = { scale_in_cooldown = -1 }
  }

  expect_failures = [var.autoscaling]
}

run "refuses_no_target_at_all" {
  command = plan

  variables {
    autoscaling = { cpu_target = 0, memory_target = 0 }
  }

  expect_failures = [var.autoscaling]
}

run "refuses_an_unknown_statistic" {
  command = plan

  variables {
    custom_metric = { namespace = "Shop", metric_name = "Queue", statistic = "p95", target = 1 }
  }

  expect_failures = [var.custom_metric]
}

run "refuses_a_floor_below_the_minimum" {
  command = plan

  variables {
    scheduled_floors = [{ name = "night", schedule = "cron(0 23 ? 12 * *)", min = 2, max = 12 }]
  }

  expect_failures = [var.scheduled_floors]
}

run "refuses_a_schedule_of_five_fields" {
  command = plan

  variables {
    scheduled_floors = [{ name = "night", schedule = "cron(0 23 * * *)", min = 3, max = 12 }]
  }

  expect_failures = [var.scheduled_floors]
}

run "refuses_an_unknown_form_of_schedule" {
  command = plan

  variables {
    scheduled_floors = [{ name = "night", schedule = "every evening", min = 3, max = 12 }]
  }

  expect_failures = [var.scheduled_floors]
}

run "refuses_a_time_zone_by_offset" {
  command = plan

  variables {
    scheduled_floors = [{ name = "night", schedule = "cron(0 23 ? 12 * *)", min = 3, max = 12, timezone = "+01:00" }]
  }

  expect_failures = [var.scheduled_floors]
}

run "refuses_two_floors_of_one_name" {
  command = plan

  variables {
    scheduled_floors = [{ name = "a", schedule = "rate(1 day)", min = 3, max = 12 }, { name = "a", schedule = "rate(2 days)", min = 3, max = 12 }]
  }

  expect_failures = [var.scheduled_floors]
}
