# Who may take the roles.

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

run "github" {
  command = plan

  assert {
    condition     = alltrue([for role in concat([aws_iam_role.build, aws_iam_role.plan], values(aws_iam_role.deploy)) : jsondecode(role.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"])
    error_message = "Every role must check the audience exactly."
  }

  assert {
    condition     = join(" ", jsondecode(aws_iam_role.build.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]) == "repo:example-org/shop:ref:refs/heads/main"
    error_message = "Only the branch may build."
  }

  assert {
    condition     = join(" ", jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]) == "repo:example-org/shop:pull_request repo:example-org/shop:ref:refs/heads/main"
    error_message = "Pull requests and the branch may plan."
  }

  assert {
    condition     = join(" ", jsondecode(aws_iam_role.deploy["staging"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]) == "repo:example-org/shop:environment:staging" && join(" ", jsondecode(aws_iam_role.deploy["production"].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]) == "repo:example-org/shop:environment:production"
    error_message = "Each environment must have its own role."
  }

  assert {
    condition     = alltrue([for role in concat([aws_iam_role.build, aws_iam_role.plan], values(aws_iam_role.deploy)) : !can(jsondecode(role.assume_role_policy).Statement[0].Condition.StringLike) && jsondecode(role.assume_role_policy).Statement[0].Action == "sts:AssumeRoleWithWebIdentity"])
    error_message = "No role may trust a pattern."
  }

  assert {
    condition     = alltrue([for role in concat([aws_iam_role.build, aws_iam_role.plan], values(aws_iam_role.deploy)) : role.max_session_duration == 3600 && role.permissions_boundary == "arn:aws:iam::111122223333:policy/shop-pipeline-boundary"])
    error_message = "Sessions must end after an hour, inside the boundary."
  }

  assert {
    condition     = aws_iam_openid_connect_provider.this[0].url == "https://token.actions.githubusercontent.com" && aws_iam_openid_connect_provider.this[0].client_id_list == toset(["sts.amazonaws.com"])
    error_message = "The provider must be GitHub's."
  }
}

run "gitlab" {
  command = plan

  variables {
    identity_provider = { kind = "gitlab", audience = "https://gitlab.example.org", host = "gitlab.example.org" }
    repository        = "group/team/shop"
    environments      = { production = { cluster_name = "shop", service_name = "shop", task_definition_family = "shop", task_role_arns = ["arn:aws:iam::111122223333:role/shop-task"], branch = "release" } }
  }

  assert {
    condition     = join(" ", jsondecode(aws_iam_role.build.assume_role_policy).Statement[0].Condition.StringEquals["gitlab.example.org:sub"]) == "project_path:group/team/shop:ref_type:branch:ref:main"
    error_message = "Only the branch may build."
  }

  assert {
    condition     = join(" ", jsondecode(aws_iam_role.deploy["production"].assume_role_policy).Statement[0].Condition.StringEquals["gitlab.example.org:sub"]) == "project_path:group/team/shop:ref_type:branch:ref:release"
    error_message = "Only the protected branch may deploy."
  }

  assert {
    condition     = join(" ", jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Condition.StringLike["gitlab.example.org:sub"]) == "project_path:group/team/shop:ref_type:branch:ref:*" && jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Condition.StringEquals["gitlab.example.org:aud"] == "https://gitlab.example.org"
    error_message = "Every branch of this project may plan, no other project."
  }
}

run "existing_provider" {
  command = plan

  variables {
    identity_provider = { kind = "github", create = false }
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.this) == 0 && jsondecode(aws_iam_role.build.assume_role_policy).Statement[0].Principal.Federated == "arn:aws:iam::111122223333:oidc-provider/existing"
    error_message = "The existing provider must be trusted."
  }

  assert {
    condition     = data.aws_iam_openid_connect_provider.this[0].url == "https://token.actions.githubusercontent.com"
    error_message = "It must be looked up by address."
  }
}

run "one_branch_with_its_reason" {
  command = plan

  variables {
    identity_provider = { kind = "gitlab" }
    unsafe            = { shared_branch = "preview environment, thrown away every night" }
  }

  assert {
    condition     = jsondecode(aws_iam_role.deploy["staging"].assume_role_policy).Statement[0].Condition.StringEquals["gitlab.com:sub"][0] == "project_path:example-org/shop:ref_type:branch:ref:main"
    error_message = "The branch must decide."
  }
}

run "own_boundary" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/organisation"
  }

  assert {
    condition     = alltrue([for role in concat([aws_iam_role.build, aws_iam_role.plan], values(aws_iam_role.deploy)) : role.permissions_boundary == "arn:aws:iam::111122223333:policy/organisation"])
    error_message = "The given boundary must hold for all roles."
  }
}

run "refuses_one_branch_for_two_environments" {
  command = plan

  variables {
    identity_provider = { kind = "gitlab" }
  }

  expect_failures = [var.environments]
}

run "refuses_an_unknown_kind" {
  command = plan

  variables {
    identity_provider = { kind = "jenkins" }
  }

  expect_failures = [var.identity_provider]
}

run "refuses_a_host_with_scheme" {
  command = plan

  variables {
    identity_provider = { kind = "gitlab", host = "https://gitlab.example.org" }
    unsafe            = { shared_branch = "preview environment, thrown away every night" }
  }

  expect_failures = [var.identity_provider]
}

run "refuses_an_audience_with_wildcard" {
  command = plan

  variables {
    identity_provider = { kind = "github", audience = "*" }
  }

  expect_failures = [var.identity_provider]
}

run "refuses_a_short_thumbprint" {
  command = plan

  variables {
    identity_provider = { kind = "github", thumbprints = ["abc"] }
  }

  expect_failures = [var.identity_provider]
}

run "refuses_a_whole_organisation" {
  command = plan

  variables {
    repository = "example-org/*"
  }

  expect_failures = [var.repository]
}

run "refuses_a_repository_without_organisation" {
  command = plan

  variables {
    repository = "shop"
  }

  expect_failures = [var.repository]
}

run "refuses_a_nested_repository_on_github" {
  command = plan

  variables {
    repository = "example-org/team/shop"
  }

  expect_failures = [var.repository]
}

run "refuses_every_branch" {
  command = plan

  variables {
    branch = "*"
  }

  expect_failures = [var.branch]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:role/boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}
