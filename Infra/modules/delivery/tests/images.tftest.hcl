# The repository: what is kept, who writes.

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

override_resource {
  target          = aws_iam_role.build
  override_during = plan
  values          = { arn = "arn:aws:iam::111122223333:role/shop-build" }
}

run "safe_by_default" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this.name == "shop" && aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.this.force_delete == false
    error_message = "Tags must not be movable, and the repository hard to delete."
  }

  assert {
    condition     = one(aws_ecr_repository.this.image_scanning_configuration).scan_on_push && one(aws_ecr_repository.this.encryption_configuration).encryption_type == "KMS"
    error_message = "Images must be scanned and encrypted with KMS."
  }

  assert {
    condition     = length(aws_ecr_repository.replica) == 0 && length(aws_ecr_replication_configuration.this) == 0
    error_message = "No copy without being asked."
  }
}

run "keeps_what_is_asked" {
  command = plan

  variables {
    keep_images        = 300
    keep_untagged_days = 3
  }

  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : rule.selection.countNumber if rule.selection.tagStatus == "tagged"][0] == 300 && [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : rule.selection.countType if rule.selection.tagStatus == "tagged"][0] == "imageCountMoreThan"
    error_message = "The newest images must be kept by number."
  }

  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : rule.selection.countNumber if rule.selection.tagStatus == "untagged"][0] == 3
    error_message = "Broken pushes must go by age."
  }

  assert {
    condition     = aws_ecr_lifecycle_policy.this.repository == "shop"
    error_message = "The rules must be those of the repository."
  }
}

run "only_the_pipeline_writes" {
  command = plan

  variables {
    push_exception_arns = ["arn:aws:iam::111122223333:role/break-glass"]
  }

  assert {
    condition     = jsondecode(aws_ecr_repository_policy.this.policy).Statement[0].Effect == "Deny" && contains(jsondecode(aws_ecr_repository_policy.this.policy).Statement[0].Action, "ecr:PutImage") && contains(jsondecode(aws_ecr_repository_policy.this.policy).Statement[0].Action, "ecr:BatchDeleteImage")
    error_message = "Writing must be denied."
  }

  assert {
    condition     = join(" ", jsondecode(aws_ecr_repository_policy.this.policy).Statement[0].Condition.ArnNotEquals["aws:PrincipalArn"]) == "arn:aws:iam::111122223333:role/shop-build arn:aws:iam::111122223333:role/break-glass"
    error_message = "Only the build role and the exceptions may write."
  }

  assert {
    condition     = length(jsondecode(aws_ecr_repository_policy.this.policy).Statement) == 1
    error_message = "Nobody else is let in."
  }
}

run "other_accounts_pull" {
  command = plan

  variables {
    pull_principal_arns = ["arn:aws:iam::444455556666:root"]
  }

  assert {
    condition     = jsondecode(aws_ecr_repository_policy.this.policy).Statement[1].Principal.AWS[0] == "arn:aws:iam::444455556666:root"
    error_message = "The given account must be let in."
  }

  assert {
    condition     = alltrue([for action in jsondecode(aws_ecr_repository_policy.this.policy).Statement[1].Action : contains(["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], action)])
    error_message = "It may pull and nothing else."
  }
}

run "copy_in_another_region" {
  command = plan

  variables {
    replica_region = "eu-central-1"
  }

  assert {
    condition     = aws_ecr_repository.replica[0].region == "eu-central-1" && aws_ecr_repository.replica[0].image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.replica[0].name == "shop"
    error_message = "The copy must be as strict, under the same name."
  }

  assert {
    condition     = aws_ecr_lifecycle_policy.replica[0].region == "eu-central-1" && aws_ecr_lifecycle_policy.replica[0].policy == aws_ecr_lifecycle_policy.this.policy
    error_message = "The copy must keep the same images."
  }

  assert {
    condition     = one(one(one(aws_ecr_replication_configuration.this[0].replication_configuration).rule).destination).region == "eu-central-1" && one(one(one(aws_ecr_replication_configuration.this[0].replication_configuration).rule).repository_filter).filter == "shop"
    error_message = "This repository must be copied there."
  }
}

run "own_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
  }

  assert {
    condition     = one(aws_ecr_repository.this.encryption_configuration).kms_key == "arn:aws:kms:eu-west-1:111122223333:key/99999999-8888-7777-6666-555555555555"
    error_message = "The given key must be used."
  }
}

run "deletable_with_its_reason" {
  command = plan

  variables {
    force_delete = true
    unsafe       = { force_delete = "preview environment, thrown away every night" }
  }

  assert {
    condition     = aws_ecr_repository.this.force_delete
    error_message = "The setting must reach the repository."
  }
}

run "refuses_a_copy_in_the_same_region" {
  command = plan

  variables {
    replica_region = "eu-west-1"
  }

  expect_failures = [aws_ecr_repository.replica]
}

run "refuses_a_zone_as_region" {
  command = plan

  variables {
    replica_region = "eu-west-1a"
  }

  expect_failures = [var.replica_region]
}

run "refuses_too_few_images" {
  command = plan

  variables {
    keep_images = 5
  }

  expect_failures = [var.keep_images]
}

run "refuses_untagged_images_for_ever" {
  command = plan

  variables {
    keep_untagged_days = 0
  }

  expect_failures = [var.keep_untagged_days]
}

run "refuses_a_key_alias" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:111122223333:alias/images"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_everybody_as_puller" {
  command = plan

  variables {
    pull_principal_arns = ["*"]
  }

  expect_failures = [var.pull_principal_arns]
}

run "refuses_a_user_as_pusher" {
  command = plan

  variables {
    push_exception_arns = ["arn:aws:iam::111122223333:user/me"]
  }

  expect_failures = [var.push_exception_arns]
}

run "refuses_force_delete" {
  command = plan

  variables {
    force_delete = true
  }

  expect_failures = [var.force_delete]
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Shop"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_with_a_slash" {
  command = plan

  variables {
    name = "team/shop"
  }

  expect_failures = [var.name]
}

run "refuses_an_unknown_unsafe_key" {
  command = plan

  variables {
    unsafe = { mutable_tags = "a reason that is long enough to pass" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_a_short_reason" {
  command = plan

  variables {
    force_delete = true
    unsafe       = { force_delete = "test" }
  }

  expect_failures = [var.unsafe]
}
