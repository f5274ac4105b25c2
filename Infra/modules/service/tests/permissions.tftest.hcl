# Roles and their policies.

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

run "execution_role_without_secrets" {
  command = plan

  assert {
    condition     = join(" ", [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Sid]) == "WriteLogs PullImage LogInToRegistry"
    error_message = "The execution role must have nothing that this service does not need."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Resource[0] if statement.Sid == "PullImage"][0] == "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
    error_message = "It may pull from this repository only."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Resource[0] if statement.Sid == "WriteLogs"][0] == "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/shop-test:*"
    error_message = "It may write to this log group only."
  }
}

run "execution_role_with_secrets" {
  command = plan

  variables {
    secrets = {
      DATABASE_URL  = { arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf", key = "url" }
      DATABASE_USER = { arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf", key = "user" }
      FLAGS         = { arn = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/flags" }
    }
    secrets_kms_key_arns = ["arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"]
  }

  assert {
    condition     = join(" ", [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : join(" ", statement.Resource) if statement.Sid == "ReadSecrets"]) == "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf"
    error_message = "It may read exactly the secrets that are given, each once."
  }

  assert {
    condition     = join(" ", [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : join(" ", statement.Resource) if statement.Sid == "ReadParameters"]) == "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/flags"
    error_message = "It may read exactly the parameters that are given."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Condition.StringEquals["kms:ViaService"][0] if statement.Sid == "DecryptSecrets"][0] == "secretsmanager.eu-west-1.amazonaws.com"
    error_message = "It may decrypt through Secrets Manager only."
  }
}

run "trust_against_the_confused_deputy" {
  command = plan

  assert {
    condition     = alltrue([for role in [aws_iam_role.execution, aws_iam_role.task] : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "111122223333"])
    error_message = "Only tasks of this account may use the roles."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.execution, aws_iam_role.task] : jsondecode(role.assume_role_policy).Statement[0].Condition.ArnLike["aws:SourceArn"] == "arn:aws:ecs:eu-west-1:111122223333:*"])
    error_message = "Only tasks of this region may use the roles."
  }

  assert {
    condition     = jsondecode(aws_iam_role.load_balancer.assume_role_policy).Statement[0].Principal.Service == "ecs.amazonaws.com"
    error_message = "ECS itself shifts traffic."
  }
}

run "traffic_role_is_bound_to_this_service" {
  command = plan

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.load_balancer.policy).Statement : join(" ", [for arn in statement.Resource : basename(arn)]) if statement.Sid == "ShiftTraffic"][0] == "production test"
    error_message = "It may write this service's two rules only."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.load_balancer.policy).Statement : join(" ", statement.Resource) if statement.Sid == "RegisterTasks"][0] == "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/blue/1 arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/green/2"
    error_message = "It may register in this service's two groups only."
  }
}

run "no_wildcard_actions_anywhere" {
  command = plan

  variables {
    unsafe                 = { execute_command = "preview environment, thrown away every night" }
    enable_execute_command = true
  }

  assert {
    condition     = alltrue(flatten([for policy in concat([aws_iam_role_policy.execution.policy, aws_iam_role_policy.load_balancer.policy], aws_iam_role_policy.exec[*].policy) : [for statement in jsondecode(policy).Statement : [for action in statement.Action : !strcontains(action, "*")]]]))
    error_message = "Actions must be listed."
  }
}

run "execute_command_with_its_reason" {
  command = plan

  variables {
    unsafe                 = { execute_command = "preview environment, thrown away every night" }
    enable_execute_command = true
  }

  assert {
    condition     = aws_ecs_service.this.enable_execute_command && length(aws_iam_role_policy.exec) == 1 && length(aws_cloudwatch_log_group.exec) == 1
    error_message = "Sessions need permissions and a record."
  }

  assert {
    condition     = one(one(one(aws_ecs_cluster.this.configuration).execute_command_configuration).log_configuration).cloud_watch_log_group_name == "/ecs/shop-test/exec"
    error_message = "Sessions must be recorded."
  }
}

run "execute_command_is_off" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.enable_execute_command == false && length(aws_iam_role_policy.exec) == 0 && length(aws_ecs_cluster.this.configuration) == 0
    error_message = "Nobody may open a shell in a task by default."
  }
}

run "task_policies_and_boundary" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    task_policies = {
      queue = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sqs:SendMessage\",\"Resource\":\"arn:aws:sqs:eu-west-1:111122223333:shop\"}]}"
    }
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.task["queue"].policy).Statement[0].Action == "sqs:SendMessage" && aws_iam_role_policy.task["queue"].role == "shop-test-task"
    error_message = "A given policy must reach the task role."
  }

  assert {
    condition     = alltrue([for role in [aws_iam_role.execution, aws_iam_role.task, aws_iam_role.load_balancer] : role.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary"])
    error_message = "The boundary must hold for all roles."
  }
}

run "refuses_every_action" {
  command = plan

  variables {
    task_policies = { all = "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}" }
  }

  expect_failures = [var.task_policies]
}

run "refuses_every_action_of_a_service" {
  command = plan

  variables {
    task_policies = { all = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"s3:*\"],\"Resource\":\"*\"}}" }
  }

  expect_failures = [var.task_policies]
}

run "refuses_not_action" {
  command = plan

  variables {
    task_policies = { all = "{\"Statement\":[{\"Effect\":\"Allow\",\"NotAction\":\"iam:PassRole\",\"Resource\":\"*\"}]}" }
  }

  expect_failures = [var.task_policies]
}

run "refuses_a_policy_that_is_no_json" {
  command = plan

  variables {
    task_policies = { all = "s3:GetObject" }
  }

  expect_failures = [var.task_policies]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:role/boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "refuses_a_key_alias" {
  command = plan

  variables {
    secrets_kms_key_arns = ["arn:aws:kms:eu-west-1:111122223333:alias/secrets"]
  }

  expect_failures = [var.secrets_kms_key_arns]
}
