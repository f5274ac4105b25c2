# What the roles may do.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name              = "shop"
  identity_provider = { kind = "github" }
  repository        = "example-org/shop"

  environments = {
    staging = {
      cluster_name           = "shop-staging"
      service_name           = "shop-staging"
      task_definition_family = "shop-staging"
      task_role_arns         = ["arn:aws:iam::111122223333:role/shop-staging-execution", "arn:aws:iam::111122223333:role/shop-staging-task"]
    }

    production = {
      cluster_name           = "shop-production"
      service_name           = "shop"
      task_definition_family = "shop-production"
      task_role_arns         = ["arn:aws:iam::111122223333:role/shop-production-execution", "arn:aws:iam::111122223333:role/shop-production-task"]
      load_balancer_role_arn = "arn:aws:iam::111122223333:role/shop-production-load-balancer"
    }
  }
}

run "build_pushes_to_this_repository" {
  command = plan

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.build.policy).Statement : statement.Resource if statement.Sid == "PushToThisRepository"][0] == "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
    error_message = "Build may push to this repository only."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.build.policy, "ecs:") && !strcontains(aws_iam_role_policy.build.policy, "iam:") && !strcontains(aws_iam_role_policy.build.policy, "BatchDeleteImage")
    error_message = "Build may neither deploy nor pass roles nor delete."
  }

  assert {
    condition     = aws_iam_role_policy.build.role == "shop-build" && aws_iam_role_policy.plan.role == "shop-plan"
    error_message = "Policies must not be mixed up."
  }
}

run "deploy_releases_this_service" {
  command = plan

  assert {
    condition     = join(" ", [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Resource if statement.Sid == "ReleaseThisService"][0]) == "arn:aws:ecs:eu-west-1:111122223333:service/shop-production/shop arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop-production/shop/* arn:aws:ecs:eu-west-1:111122223333:service-revision/shop-production/shop/*"
    error_message = "Production may release its own service only."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Resource[0] if statement.Sid == "RegisterTaskDefinition"][0] == "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop-production:*"
    error_message = "It may register its own task definitions only."
  }

  assert {
    condition     = contains([for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Action if statement.Sid == "ReleaseThisService"][0], "ecs:StopServiceDeployment") && contains([for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Action if statement.Sid == "ReleaseThisService"][0], "ecs:ContinueServiceDeployment")
    error_message = "It must be able to continue and to take back."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.deploy["staging"].policy, "shop-production") && !strcontains(aws_iam_role_policy.deploy["production"].policy, "shop-staging")
    error_message = "Neither environment may touch the other."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.deploy["production"].policy, "ecs:RunTask") && !strcontains(aws_iam_role_policy.deploy["production"].policy, "ecs:ExecuteCommand") && !strcontains(aws_iam_role_policy.deploy["production"].policy, "ecr:PutImage") && !strcontains(aws_iam_role_policy.deploy["production"].policy, "ModifyRule")
    error_message = "Deploy may not run tasks of its own, open shells, push images or move traffic past ECS."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Condition.ArnEquals["ecs:cluster"] if statement.Sid == "SeeTasks"][0] == "arn:aws:ecs:eu-west-1:111122223333:cluster/shop-production"
    error_message = "It may look at tasks of its own cluster only."
  }
}

run "passes_exactly_its_roles" {
  command = plan

  assert {
    condition     = join(" ", [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Resource if statement.Sid == "PassTaskRoles"][0]) == "arn:aws:iam::111122223333:role/shop-production-execution arn:aws:iam::111122223333:role/shop-production-task" && [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : jsonencode(statement.Condition) if statement.Sid == "PassTaskRoles"][0] == jsonencode({ StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } })
    error_message = "Task roles may be passed to tasks only."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : statement.Resource[0] if statement.Sid == "PassLoadBalancerRole"][0] == "arn:aws:iam::111122223333:role/shop-production-load-balancer" && [for statement in jsondecode(aws_iam_role_policy.deploy["production"].policy).Statement : jsonencode(statement.Condition) if statement.Sid == "PassLoadBalancerRole"][0] == jsonencode({ StringEquals = { "iam:PassedToService" = "ecs.amazonaws.com" } })
    error_message = "The load balancer role may be passed to ECS only."
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.deploy["staging"].policy, "PassLoadBalancerRole")
    error_message = "Without such a role there must be no statement."
  }
}

run "plan_reads_settings_never_content" {
  command = plan

  assert {
    condition     = alltrue([for action in jsondecode(aws_iam_role_policy.plan.policy).Statement[0].Action : can(regex("^[a-z0-9-]+:(Describe|Get|List|View)", action))])
    error_message = "Plan may read only."
  }

  assert {
    condition     = alltrue([for action in jsondecode(aws_iam_role_policy.plan.policy).Statement[0].Action : !can(regex("(:\\*|Get\\*|GetSecretValue|GetParameter|GetObject|GetLogEvents|Decrypt)", replace(action, "/^(cloudfront|route53|wafv2):Get/", "")))])
    error_message = "Plan may not read secrets, objects or logs."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.plan.policy).Statement) == 1
    error_message = "Without state there must be no access to any bucket."
  }
}

run "plan_reads_its_state" {
  command = plan

  variables {
    state = { bucket_arn = "arn:aws:s3:::state", key_prefix = "shop/production", kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555" }
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.plan.policy).Statement : statement.Resource if statement.Sid == "ReadState"][0] == "arn:aws:s3:::state/shop/production/*" && join(" ", [for statement in jsondecode(aws_iam_role_policy.plan.policy).Statement : statement.Action if statement.Sid == "ReadState"][0]) == "s3:GetObject"
    error_message = "Plan may read its part of the state, and not write it."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_role_policy.plan.policy).Statement : statement.Resource if statement.Sid == "DecryptState"][0] == "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
    error_message = "Plan may decrypt with the state's key only."
  }

  assert {
    condition     = [for statement in jsondecode(aws_iam_policy.boundary.policy).Statement : statement.Resource if statement.Sid == "DecryptState"][0] == "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
    error_message = "The boundary must let it."
  }
}

run "boundary" {
  command = plan

  assert {
    condition     = length(aws_iam_policy.boundary.policy) < 6144
    error_message = "AWS allows 6144 characters."
  }

  assert {
    condition     = alltrue(flatten([for statement in jsondecode(aws_iam_policy.boundary.policy).Statement : [for action in statement.Action : !can(regex("^(\\*|[a-z0-9-]+:\\*)$", action)) && (!startswith(action, "iam:") || can(regex("^iam:(Get|List|PassRole)", action)))]]))
    error_message = "No stage may ever change permissions."
  }

  assert {
    condition     = length(jsondecode(aws_iam_policy.boundary.policy).Statement[4].Resource) == 5 && jsondecode(aws_iam_policy.boundary.policy).Statement[4].Sid == "PassRole"
    error_message = "Only the roles of the services may be passed."
  }

  assert {
    condition = alltrue(flatten([for policy in concat([aws_iam_role_policy.build.policy], [for deploy in aws_iam_role_policy.deploy : deploy.policy]) : [for statement in jsondecode(policy).Statement : [for action in statement.Action :
      anytrue(flatten([for ceiling in jsondecode(aws_iam_policy.boundary.policy).Statement : [for allowed in ceiling.Action : can(regex("^${replace(allowed, "*", ".*")}$", action))]]))
    ]]]))
    error_message = "The boundary must let every stage do its work."
  }
}

run "no_environments" {
  command = plan

  variables {
    environments = {}
  }

  assert {
    condition     = length(aws_iam_role.deploy) == 0 && !strcontains(aws_iam_policy.boundary.policy, "iam:PassRole")
    error_message = "Without environments there must be nothing to deploy with."
  }
}

run "refuses_any_role" {
  command = plan

  variables {
    environments = { production = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/*"] } }
  }

  expect_failures = [var.environments]
}

run "refuses_no_role" {
  command = plan

  variables {
    environments = { production = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = [] } }
  }

  expect_failures = [var.environments]
}

run "refuses_any_service" {
  command = plan

  variables {
    environments = { production = { cluster_name = "shop", service_name = "*", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/shop-task"] } }
  }

  expect_failures = [var.environments]
}

run "refuses_a_long_environment" {
  command = plan

  variables {
    environments = { production-in-frankfurt = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/shop-task"] } }
  }

  expect_failures = [var.environments]
}

run "refuses_a_branch_pattern" {
  command = plan

  variables {
    environments = { production = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/shop-task"], branch = "release/*" } }
  }

  expect_failures = [var.environments]
}

run "refuses_two_environments_of_one_service" {
  command = plan

  variables {
    environments = {
      staging    = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/shop-task"] }
      production = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/shop-task"] }
    }
  }

  expect_failures = [var.environments]
}

run "refuses_a_bucket_by_name" {
  command = plan

  variables {
    state = { bucket_arn = "state", key_prefix = "shop" }
  }

  expect_failures = [var.state]
}

run "refuses_the_whole_state" {
  command = plan

  variables {
    state = { bucket_arn = "arn:aws:s3:::state", key_prefix = "*" }
  }

  expect_failures = [var.state]
}

run "refuses_a_state_key_alias" {
  command = plan

  variables {
    state = { bucket_arn = "arn:aws:s3:::state", key_prefix = "shop", kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/state" }
  }

  expect_failures = [var.state]
}
