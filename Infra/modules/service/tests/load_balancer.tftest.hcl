# Load balancer, listeners, rules, target groups.

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
  target          = aws_lb_listener.production
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop-test/1/production" }
}

override_resource {
  target          = aws_lb_listener.test
  override_during = plan
  values          = { arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop-test/1/test" }
}

run "safe_by_default" {
  command = plan

  assert {
    condition     = aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields && aws_lb.this.enable_zonal_shift && aws_lb.this.desync_mitigation_mode == "defensive"
    error_message = "The load balancer must be protected."
  }

  assert {
    condition     = one(aws_lb.this.access_logs).enabled && one(aws_lb.this.access_logs).bucket == "shop-logs"
    error_message = "Access logs must be on."
  }

  assert {
    condition     = alltrue([for listener in [aws_lb_listener.production, aws_lb_listener.test] : listener.protocol == "HTTPS" && startswith(listener.ssl_policy, "ELBSecurityPolicy-TLS13-") && one(listener.default_action).type == "fixed-response"])
    error_message = "Both listeners must speak TLS 1.3, and answer nothing that no rule asks for."
  }

  assert {
    condition     = aws_lb_listener.production.port == 443 && aws_lb_listener.test.port == 8443 && length(aws_lb_listener.redirect) == 0
    error_message = "There must be no listener without TLS."
  }
}

run "two_equal_target_groups" {
  command = plan

  variables {
    health_check                 = { path = "/ready", matcher = "200-204", interval = 15, timeout = 6 }
    deregistration_delay_seconds = 30
    slow_start_seconds           = 45
  }

  assert {
    condition     = alltrue([for group in [aws_lb_target_group.blue, aws_lb_target_group.green] : one(group.health_check).path == "/ready" && one(group.health_check).matcher == "200-204" && one(group.health_check).interval == 15 && one(group.health_check).timeout == 6])
    error_message = "Both groups must be checked alike."
  }

  assert {
    condition     = alltrue([for group in [aws_lb_target_group.blue, aws_lb_target_group.green] : group.deregistration_delay == "30" && group.slow_start == 45 && one(group.stickiness).enabled == false && group.target_type == "ip"])
    error_message = "Both groups must drain and start alike, without stickiness."
  }

  assert {
    condition     = aws_lb_target_group.blue.name == "shop-test-blue" && aws_lb_target_group.green.name == "shop-test-green"
    error_message = "The groups must be told apart by name."
  }
}

run "weights_of_the_first_day" {
  command = plan

  assert {
    condition     = alltrue([for rule in [aws_lb_listener_rule.production, aws_lb_listener_rule.test] : { for group in one(one(rule.action).forward).target_group : group.arn => group.weight }["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/blue/1"] == 100])
    error_message = "Blue must serve first."
  }

  assert {
    condition     = alltrue([for rule in [aws_lb_listener_rule.production, aws_lb_listener_rule.test] : { for group in one(one(rule.action).forward).target_group : group.arn => group.weight }["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/green/2"] == 0])
    error_message = "Green must be known to the rule: ECS refuses a rule without it."
  }

  assert {
    condition     = endswith(aws_lb_listener_rule.production.listener_arn, "/production") && endswith(aws_lb_listener_rule.test.listener_arn, "/test")
    error_message = "Each rule must be on its listener."
  }
}

run "names_of_32_characters" {
  command = plan

  variables {
    name = "abcdefghijklmnopqrstuvwxyz-12345"
  }

  assert {
    condition     = length(aws_lb_target_group.green.name) <= 32 && length(aws_lb.this.name) <= 32
    error_message = "AWS allows 32 characters."
  }

  assert {
    condition     = aws_lb_target_group.blue.name != aws_lb_target_group.green.name && startswith(aws_lb_target_group.blue.name, "abcdefghijklmnopqrs-")
    error_message = "Long names must stay recognisable and different."
  }
}

run "host_names" {
  command = plan

  variables {
    host_names = ["shop.example.org"]
  }

  assert {
    condition     = contains(flatten([for condition in aws_lb_listener_rule.production.condition : [for host in condition.host_header : tolist(host.values)]]), "shop.example.org")
    error_message = "Other host names must not reach the program."
  }
}

run "origin_header_with_its_reason" {
  command = plan

  variables {
    internal      = false
    origin_header = { name = "X-Origin-Verify", values = ["abcdefghijklmnopqrstuvwxyz0123456789"] }
    unsafe        = { origin_header_in_state = "preview environment, thrown away every night" }
  }

  assert {
    condition     = length(nonsensitive(flatten([for condition in aws_lb_listener_rule.production.condition : [for header in condition.http_header : header.http_header_name]]))) == 1
    error_message = "Callers without the header must not reach the program."
  }

  assert {
    condition     = length(nonsensitive(flatten([for condition in aws_lb_listener_rule.test.condition : [for header in condition.http_header : header.http_header_name]]))) == 0
    error_message = "Smoke tests call without the header."
  }
}

run "unprotected_with_its_reason" {
  command = plan

  variables {
    deletion_protection = false
    unsafe              = { deletion_protection = "preview environment, thrown away every night" }
  }

  assert {
    condition     = aws_lb.this.enable_deletion_protection == false
    error_message = "The setting must reach the load balancer."
  }
}

run "without_access_logs_with_its_reason" {
  command = plan

  variables {
    access_logs = null
    unsafe      = { no_access_logs = "preview environment, thrown away every night" }
  }

  assert {
    condition     = length(aws_lb.this.access_logs) == 0
    error_message = "No bucket, no block."
  }
}

run "anomaly_mitigation" {
  command = plan

  variables {
    load_balancing_algorithm = "weighted_random"
  }

  assert {
    condition     = alltrue([for group in [aws_lb_target_group.blue, aws_lb_target_group.green] : group.load_balancing_algorithm_type == "weighted_random" && group.load_balancing_anomaly_mitigation == "on"])
    error_message = "weighted_random is there for its anomaly mitigation."
  }
}

run "warns_of_other_distributions" {
  command = plan

  variables {
    internal = false
  }

  expect_failures = [check.own_distribution_only]
}

run "refuses_no_deletion_protection" {
  command = plan

  variables {
    deletion_protection = false
  }

  expect_failures = [var.deletion_protection]
}

run "refuses_no_access_logs" {
  command = plan

  variables {
    access_logs = null
  }

  expect_failures = [var.access_logs]
}

run "refuses_a_prefix_that_aws_refuses" {
  command = plan

  variables {
    access_logs = { bucket = "shop-logs", prefix = "AWSLogs/alb" }
  }

  expect_failures = [var.access_logs]
}

run "refuses_an_old_tls_policy" {
  command = plan

  variables {
    ssl_policy = "ELBSecurityPolicy-2016-08"
  }

  expect_failures = [var.ssl_policy]
}

run "refuses_a_certificate_by_name" {
  command = plan

  variables {
    certificate_arn = "shop.example.org"
  }

  expect_failures = [var.certificate_arn]
}

run "refuses_an_origin_header_without_reason" {
  command = plan

  variables {
    origin_header = { name = "X-Origin-Verify", values = ["abcdefghijklmnopqrstuvwxyz0123456789"] }
  }

  expect_failures = [var.origin_header]
}

run "refuses_an_origin_header_that_can_be_guessed" {
  command = plan

  variables {
    origin_header = { name = "X-Origin-Verify", values = ["letmein"] }
    unsafe        = { origin_header_in_state = "preview environment, thrown away every night" }
  }

  expect_failures = [var.origin_header]
}

run "refuses_an_origin_header_with_wildcards" {
  command = plan

  variables {
    origin_header = { name = "X-Origin-Verify", values = ["********************************"] }
    unsafe        = { origin_header_in_state = "preview environment, thrown away every night" }
  }

  expect_failures = [var.origin_header]
}

run "refuses_three_host_names" {
  command = plan

  variables {
    host_names = ["a.example.org", "b.example.org", "c.example.org"]
  }

  expect_failures = [var.host_names]
}

run "refuses_a_test_port_of_production" {
  command = plan

  variables {
    test_listener_port = 443
  }

  expect_failures = [var.test_listener_port]
}

run "refuses_an_idle_timeout_of_zero" {
  command = plan

  variables {
    idle_timeout_seconds = 0
  }

  expect_failures = [var.idle_timeout_seconds]
}

run "refuses_a_path_without_slash" {
  command = plan

  variables {
    health_check = { path = "healthz" }
  }

  expect_failures = [var.health_check]
}

run "refuses_server_errors_as_healthy" {
  command = plan

  variables {
    health_check = { matcher = "200-599" }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_timeout_above_the_interval" {
  command = plan

  variables {
    health_check = { interval = 5, timeout = 5 }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_threshold_of_one" {
  command = plan

  variables {
    health_check = { unhealthy_threshold = 1 }
  }

  expect_failures = [var.health_check]
}

run "refuses_a_long_grace" {
  command = plan

  variables {
    health_check_grace_seconds = 3601
  }

  expect_failures = [var.health_check_grace_seconds]
}

run "refuses_no_draining" {
  command = plan

  variables {
    deregistration_delay_seconds = 0
  }

  expect_failures = [var.deregistration_delay_seconds]
}

run "refuses_a_slow_start_of_ten_seconds" {
  command = plan

  variables {
    slow_start_seconds = 10
  }

  expect_failures = [var.slow_start_seconds]
}

run "refuses_a_slow_start_that_aws_ignores" {
  command = plan

  variables {
    slow_start_seconds       = 30
    load_balancing_algorithm = "least_outstanding_requests"
  }

  expect_failures = [var.slow_start_seconds]
}

run "refuses_an_unknown_algorithm" {
  command = plan

  variables {
    load_balancing_algorithm = "random"
  }

  expect_failures = [var.load_balancing_algorithm]
}
