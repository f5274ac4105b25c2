# What Terraform leaves alone after the first day. Applies to mocks: nothing is made.

mock_provider "aws" {
  # No override_during here: at apply the mock would make up other values than at plan, and Terraform would refuse them.
  source = "./tests/mocks"
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

run "first_day" {
  command = apply

  assert {
    condition     = aws_ecs_service.this.desired_count == 3
    error_message = "The service must begin with the minimum."
  }
}

run "autoscaling_owns_the_number_of_tasks" {
  command = plan

  variables {
    autoscaling = { min = 5, max = 20 }
  }

  assert {
    condition     = aws_ecs_service.this.desired_count == 3
    error_message = "A new minimum must not reset the number of tasks that autoscaling has set."
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 5 && aws_appautoscaling_target.this.max_capacity == 20
    error_message = "The new bounds must reach autoscaling."
  }
}
