# How releases come out.

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

override_resource {
  target          = aws_lb_listener_rule.production
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/shop-test/1/2/production" }
}

override_resource {
  target          = aws_lb_listener_rule.test
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/shop-test/1/3/test" }
}

override_resource {
  target          = aws_iam_role.load_balancer
  override_during = plan
  values          = { arn = "arn:aws:iam::111122223333:role/load-balancer" }
}

run "linear_by_default" {
  command = plan

  assert {
    condition     = one(aws_ecs_service.this.deployment_configuration).strategy == "LINEAR" && one(aws_ecs_service.this.deployment_configuration).bake_time_in_minutes == "15" && one(one(aws_ecs_service.this.deployment_configuration).linear_configuration).step_percent == 20 && one(one(aws_ecs_service.this.deployment_configuration).linear_configuration).step_bake_time_in_minutes == "5" && length(one(aws_ecs_service.this.deployment_configuration).canary_configuration) == 0
    error_message = "Traffic must shift in five steps and be watched."
  }

  assert {
    condition     = one(aws_ecs_service.this.load_balancer).target_group_arn == "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/blue/1" && one(one(aws_ecs_service.this.load_balancer).advanced_configuration).alternate_target_group_arn == "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/green/2"
    error_message = "Blue must be the first group, green the other."
  }

  assert {
    condition     = endswith(one(one(aws_ecs_service.this.load_balancer).advanced_configuration).production_listener_rule, "/production") && endswith(one(one(aws_ecs_service.this.load_balancer).advanced_configuration).test_listener_rule, "/test") && one(one(aws_ecs_service.this.load_balancer).advanced_configuration).role_arn == "arn:aws:iam::111122223333:role/load-balancer"
    error_message = "ECS must be told both rules and the role."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_minimum_healthy_percent == 100 && aws_ecs_service.this.deployment_maximum_percent == 200 && aws_ecs_service.this.availability_zone_rebalancing == "ENABLED" && aws_ecs_service.this.launch_type == "FARGATE"
    error_message = "A release must never take capacity away, and tasks must stay spread over zones."
  }

  assert {
    condition     = one(aws_ecs_service.this.alarms).enable && one(aws_ecs_service.this.alarms).rollback && one(aws_ecs_service.this.alarms).alarm_names == toset(["shop-failed-requests"])
    error_message = "Alarms must take traffic back."
  }

  assert {
    condition     = length(aws_ecs_service.this.deployment_circuit_breaker) == 0
    error_message = "ECS offers the circuit breaker for ROLLING only."
  }

  assert {
    condition     = aws_ecs_service.this.propagate_tags == "SERVICE" && aws_ecs_service.this.enable_ecs_managed_tags && one(aws_ecs_service.this.deployment_controller).type == "ECS"
    error_message = "Tasks must carry the tags of the service."
  }

  assert {
    condition     = one(aws_ecs_cluster.this.setting).name == "containerInsights" && one(aws_ecs_cluster.this.setting).value == "enhanced"
    error_message = "Container insights must be on."
  }
}

run "canary" {
  command = plan

  variables {
    deployment = { strategy = "CANARY", canary_percent = 2.5, canary_minutes = 30 }
  }

  assert {
    condition     = one(aws_ecs_service.this.deployment_configuration).strategy == "CANARY" && one(one(aws_ecs_service.this.deployment_configuration).canary_configuration).canary_percent == 2.5 && one(one(aws_ecs_service.this.deployment_configuration).canary_configuration).canary_bake_time_in_minutes == "30" && length(one(aws_ecs_service.this.deployment_configuration).linear_configuration) == 0
    error_message = "The canary must be as given."
  }

  assert {
    condition     = length(one(aws_ecs_service.this.load_balancer).advanced_configuration) == 1
    error_message = "A canary shifts traffic between two groups."
  }
}

run "blue_green" {
  command = plan

  variables {
    deployment = { strategy = "BLUE_GREEN", bake_minutes = 60 }
  }

  assert {
    condition     = one(aws_ecs_service.this.deployment_configuration).strategy == "BLUE_GREEN" && one(aws_ecs_service.this.deployment_configuration).bake_time_in_minutes == "60" && length(one(aws_ecs_service.this.deployment_configuration).linear_configuration) + length(one(aws_ecs_service.this.deployment_configuration).canary_configuration) == 0
    error_message = "All traffic must shift at once, with the given bake time."
  }
}

run "rolling" {
  command = plan

  variables {
    deployment = { strategy = "ROLLING" }
  }

  assert {
    condition     = one(aws_ecs_service.this.deployment_circuit_breaker).enable && one(aws_ecs_service.this.deployment_circuit_breaker).rollback
    error_message = "A rolling release must stop and go back when tasks fail."
  }

  assert {
    condition     = length(one(aws_ecs_service.this.load_balancer).advanced_configuration) == 0 && length(one(aws_ecs_service.this.deployment_configuration).linear_configuration) == 0
    error_message = "A rolling release stays in one group."
  }

  assert {
    condition     = length(output.release.lifecycle_hooks) == 0
    error_message = "PAUSE hooks belong to strategies that shift traffic."
  }
}

run "hooks_for_the_release" {
  command = plan

  variables {
    deployment = { hook_timeout_minutes = 7 }
  }

  assert {
    condition     = output.release.lifecycle_hooks[0].timeoutConfiguration.timeoutInMinutes == 7 && output.release.lifecycle_hooks[0].timeoutConfiguration.action == "ROLLBACK"
    error_message = "If nobody answers, traffic must go home."
  }

  assert {
    condition     = !contains(output.release.lifecycle_hooks[0].lifecycleStages, "PRODUCTION_TRAFFIC_SHIFT") && !contains(output.release.lifecycle_hooks[0].lifecycleStages, "TEST_TRAFFIC_SHIFT")
    error_message = "ECS refuses PAUSE at these stages."
  }
}

run "warns_of_unguarded_releases" {
  command = plan

  variables {
    rollback_alarm_names = []
  }

  expect_failures = [check.guarded_releases]
}

run "names_without_waiting" {
  command = plan

  assert {
    condition     = output.cluster_name == "shop-test" && output.service_name == "shop-test" && output.log_group_name == "/ecs/shop-test"
    error_message = "Alarms need the names."
  }

  assert {
    condition     = output.target_group_arn_suffixes.blue == "targetgroup/blue/1" && output.target_group_arn_suffixes.green == "targetgroup/green/2" && output.load_balancer_arn_suffix == "app/shop-test/0123456789abcdef"
    error_message = "Alarms need the dimensions, of both groups."
  }
}

run "refuses_an_unknown_strategy" {
  command = plan

  variables {
    deployment = { strategy = "RECREATE" }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_step_below_3_percent" {
  command = plan

  variables {
    deployment = { step_percent = 2 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_step_that_is_too_fine" {
  command = plan

  variables {
    deployment = { step_percent = 12.34 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_canary_of_nothing" {
  command = plan

  variables {
    deployment = { strategy = "CANARY", canary_percent = 0 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_bake_time_above_a_day" {
  command = plan

  variables {
    deployment = { bake_minutes = 1441 }
  }

  expect_failures = [var.deployment]
}

run "refuses_a_hook_that_waits_for_a_day" {
  command = plan

  variables {
    deployment = { hook_timeout_minutes = 1440 }
  }

  expect_failures = [var.deployment]
}

run "refuses_an_alarm_without_name" {
  command = plan

  variables {
    rollback_alarm_names = [""]
  }

  expect_failures = [var.rollback_alarm_names]
}
