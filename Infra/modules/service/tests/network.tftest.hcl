# Who may talk to whom.

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
  target          = aws_security_group.load_balancer
  override_during = plan
  values          = { id = "sg-0111111111111111a" }
}

override_resource {
  target          = aws_security_group.tasks
  override_during = plan
  values          = { id = "sg-0222222222222222b" }
}

override_resource {
  target          = aws_security_group.test_listener
  override_during = plan
  values          = { id = "sg-0333333333333333c" }
}

run "cloudfront_only_by_default" {
  command = plan

  assert {
    condition     = aws_vpc_security_group_ingress_rule.cloudfront[0].prefix_list_id == "pl-0cccccccccccccccc" && aws_vpc_security_group_ingress_rule.cloudfront[0].from_port == 443 && aws_vpc_security_group_ingress_rule.cloudfront[0].to_port == 443
    error_message = "CloudFront must reach the load balancer by HTTPS."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.https_cidr) + length(aws_vpc_security_group_ingress_rule.https_group) + length(aws_vpc_security_group_ingress_rule.test_listener) + length(aws_vpc_security_group_ingress_rule.redirect) == 0
    error_message = "Nobody else may."
  }

  assert {
    condition     = data.aws_ec2_managed_prefix_list.cloudfront[0].name == "com.amazonaws.global.cloudfront.origin-facing"
    error_message = "The addresses must be those of CloudFront's origin side."
  }
}

run "tasks_only_from_the_load_balancer" {
  command = plan

  variables {
    container_port = 9000
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.tasks.referenced_security_group_id == "sg-0111111111111111a" && aws_vpc_security_group_ingress_rule.tasks.security_group_id == "sg-0222222222222222b" && aws_vpc_security_group_ingress_rule.tasks.from_port == 9000 && aws_vpc_security_group_ingress_rule.tasks.to_port == 9000
    error_message = "Tasks must admit the load balancer only, on their port only."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.load_balancer_to_tasks.referenced_security_group_id == "sg-0222222222222222b" && aws_vpc_security_group_egress_rule.load_balancer_to_tasks.from_port == 9000
    error_message = "The load balancer must reach tasks only."
  }

  assert {
    condition     = one(aws_ecs_service.this.network_configuration).assign_public_ip == false && one(aws_ecs_service.this.network_configuration).security_groups == toset(["sg-0222222222222222b"])
    error_message = "Tasks must have private addresses and the tasks' group."
  }

  assert {
    condition     = one(aws_ecs_service.this.network_configuration).subnets == toset(["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]) && aws_lb.this.subnets == toset(["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"])
    error_message = "Tasks and load balancer must not swap subnets."
  }
}

run "three_zones" {
  command = plan

  variables {
    load_balancer_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2", "subnet-0aaaaaaaaaaaaaaa3"]
    task_subnet_ids          = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2", "subnet-0bbbbbbbbbbbbbbb3"]
  }

  assert {
    condition     = length(one(aws_ecs_service.this.network_configuration).subnets) == 3 && length(aws_lb.this.subnets) == 3
    error_message = "Every zone must be used."
  }
}

run "https_out_and_the_database" {
  command = plan

  variables {
    database = { security_group_id = "sg-0444444444444444d" }
  }

  assert {
    condition     = join(" ", keys(aws_vpc_security_group_egress_rule.tasks)) == "https" && aws_vpc_security_group_egress_rule.tasks["https"].from_port == 443
    error_message = "By default tasks may leave by HTTPS only."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.database[0].referenced_security_group_id == "sg-0444444444444444d" && aws_vpc_security_group_egress_rule.database[0].from_port == 5432 && aws_vpc_security_group_egress_rule.database[0].security_group_id == "sg-0222222222222222b"
    error_message = "Tasks must reach the database on its port."
  }
}

run "no_database_by_default" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.database) == 0
    error_message = "No rule without a database."
  }
}

run "smoke_tests_from_a_range" {
  command = plan

  variables {
    test_ingress_cidrs = ["10.9.0.0/16"]
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.test_listener["10.9.0.0/16"].from_port == 8443 && aws_vpc_security_group_ingress_rule.test_listener["10.9.0.0/16"].security_group_id == "sg-0333333333333333c"
    error_message = "The test listener must be opened in its own group (CloudFront fills the other)."
  }
}

run "callers_inside_the_vpc" {
  command = plan

  variables {
    ingress_from_cloudfront    = false
    ingress_security_group_ids = { gateway = "sg-0555555555555555e" }
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.cloudfront) == 0 && aws_vpc_security_group_ingress_rule.https_group["gateway"].referenced_security_group_id == "sg-0555555555555555e"
    error_message = "Only the given group may call."
  }
}

run "redirect_for_direct_callers" {
  command = plan

  variables {
    ingress_from_cloudfront = false
    ingress_cidrs           = ["203.0.113.0/24"]
    http_redirect           = true
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.redirect["203.0.113.0/24"].from_port == 80 && length(aws_lb.this.security_groups) == 3
    error_message = "Port 80 must have its own group."
  }

  assert {
    condition     = one(one(aws_lb_listener.redirect[0].default_action).redirect).protocol == "HTTPS" && one(one(aws_lb_listener.redirect[0].default_action).redirect).status_code == "HTTP_301"
    error_message = "Port 80 must redirect to HTTPS and do nothing else."
  }
}

run "refuses_callers_from_nowhere" {
  command = plan

  variables {
    ingress_from_cloudfront = false
  }

  expect_failures = [var.ingress_from_cloudfront]
}

run "refuses_more_rules_than_a_group_holds" {
  command = plan

  variables {
    ingress_cidrs = ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "10.4.0.0/16", "10.5.0.0/16"]
  }

  expect_failures = [var.ingress_from_cloudfront]
}

run "refuses_the_whole_internet" {
  command = plan

  variables {
    ingress_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.ingress_cidrs]
}

run "refuses_half_of_the_internet" {
  command = plan

  variables {
    ingress_cidrs = ["0.0.0.0/1"]
  }

  expect_failures = [var.ingress_cidrs]
}

run "the_whole_internet_with_its_reason" {
  command = plan

  variables {
    ingress_cidrs = ["0.0.0.0/0"]
    unsafe        = { open_ingress = "preview environment, thrown away every night" }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.https_cidr["0.0.0.0/0"].from_port == 443
    error_message = "HTTPS only, even then."
  }
}

run "refuses_an_address_without_length" {
  command = plan

  variables {
    ingress_cidrs = ["203.0.113.7"]
  }

  expect_failures = [var.ingress_cidrs]
}

run "refuses_a_group_by_name" {
  command = plan

  variables {
    ingress_security_group_ids = { gateway = "gateway" }
  }

  expect_failures = [var.ingress_security_group_ids]
}

run "refuses_untested_builds_on_the_internet" {
  command = plan

  variables {
    test_ingress_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.test_ingress_cidrs]
}

run "refuses_an_open_database_port" {
  command = plan

  variables {
    egress = { db = { port = 5432, description = "database", cidr = "0.0.0.0/0" } }
  }

  expect_failures = [var.egress]
}

run "an_open_port_with_its_reason" {
  command = plan

  variables {
    egress = { smtp = { port = 587, description = "mail", cidr = "0.0.0.0/0" } }
    unsafe = { open_egress = "preview environment, thrown away every night" }
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.tasks["smtp"].from_port == 587
    error_message = "The given rule must be made."
  }
}

run "refuses_two_destinations_in_one_rule" {
  command = plan

  variables {
    egress = { db = { port = 5432, description = "database", cidr = "10.0.0.0/16", security_group_id = "sg-0444444444444444d" } }
  }

  expect_failures = [var.egress]
}

run "refuses_a_rule_without_destination" {
  command = plan

  variables {
    egress = { db = { port = 5432, description = "database" } }
  }

  expect_failures = [var.egress]
}

run "refuses_a_port_out_of_range" {
  command = plan

  variables {
    egress = { db = { port = 70000, description = "database", cidr = "10.0.0.0/16" } }
  }

  expect_failures = [var.egress]
}

run "refuses_a_database_without_group" {
  command = plan

  variables {
    database = { security_group_id = "db" }
  }

  expect_failures = [var.database]
}

run "refuses_a_redirect_that_nobody_reaches" {
  command = plan

  variables {
    http_redirect = true
  }

  expect_failures = [var.http_redirect]
}

run "refuses_one_load_balancer_subnet" {
  command = plan

  variables {
    load_balancer_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1"]
  }

  expect_failures = [var.load_balancer_subnet_ids]
}

run "refuses_the_same_task_subnet_twice" {
  command = plan

  variables {
    task_subnet_ids = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb1"]
  }

  expect_failures = [var.task_subnet_ids]
}

run "refuses_a_vpc_by_name" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}
