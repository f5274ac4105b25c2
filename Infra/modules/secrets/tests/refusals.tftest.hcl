# Each refusal, with one bad value a kind.

# No account, no network: everything computed is made up here, and known already in the plan.
mock_provider "aws" {
  override_during = plan

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      key_id = "11111111-2222-3333-4444-555555555555"
    }
  }

  mock_resource "aws_secretsmanager_secret" {
    defaults = {
      id  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:donations-production/made-up-AbCdEf"
      arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:donations-production/made-up-AbCdEf"
    }
  }
}

variables {
  name            = "donations-production"
  admin_role_arns = ["arn:aws:iam::123456789012:role/terraform-apply"]
  alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms"

  secrets = {
    payment-key = {
      description       = "API key of the payment provider"
      rotate_days       = 90
      rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      reader_role_arns  = ["arn:aws:iam::123456789012:role/execution"]
    }

    database-url = {
      description         = "Connection string of the application"
      rotate_days         = 30
      rotation            = "lambda"
      rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"
      rotation_role_arn   = "arn:aws:iam::123456789012:role/rotate"
      reader_role_arns    = ["arn:aws:iam::123456789012:role/execution", "arn:aws:iam::123456789012:role/reporting"]
    }
  }
}

run "refuses_name" {
  command = plan

  variables {
    name = "Donations"
  }

  expect_failures = [var.name]
}

run "refuses_no_secret" {
  command = plan

  variables {
    secrets = {}
  }

  expect_failures = [var.secrets]
}

run "refuses_secret_name" {
  command = plan

  variables {
    secrets = {
      Payment = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_secret_name_like_a_suffix" {
  command = plan

  variables {
    secrets = {
      payment-abc123 = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_description" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "key"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_rotation_after_91_days" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 91
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_rotation_every_0_days" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 0
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_rotation_by_somebody" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
        rotation          = "cron"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_lambda_without_function" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
        rotation          = "lambda"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_function_without_lambda" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description         = "API key of the payment provider"
        rotate_days         = 90
        rotation_role_arn   = "arn:aws:iam::123456789012:role/steady"
        rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_function_alias" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description         = "API key of the payment provider"
        rotate_days         = 90
        rotation_role_arn   = "arn:aws:iam::123456789012:role/steady"
        rotation            = "lambda"
        rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate:live"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_reader_that_is_a_user" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
        reader_role_arns  = ["arn:aws:iam::123456789012:user/eve"]
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_reader_with_wildcard" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "arn:aws:iam::123456789012:role/steady"
        reader_role_arns  = ["arn:aws:iam::123456789012:role/*"]
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_rotation_role" {
  command = plan

  variables {
    secrets = {
      payment-key = {
        description       = "API key of the payment provider"
        rotate_days       = 90
        rotation_role_arn = "steady"
      }
    }
  }

  expect_failures = [var.secrets]
}

run "refuses_no_administrator" {
  command = plan

  variables {
    admin_role_arns = []
  }

  expect_failures = [var.admin_role_arns]
}

run "refuses_administrator_root" {
  command = plan

  variables {
    admin_role_arns = ["arn:aws:iam::123456789012:root"]
  }

  expect_failures = [var.admin_role_arns]
}

run "refuses_fifo_topic" {
  command = plan

  variables {
    alarm_topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms.fifo"
  }

  expect_failures = [var.alarm_topic_arn]
}

run "refuses_recovery_window" {
  command = plan

  variables {
    recovery_window_days = 6
  }

  expect_failures = [var.recovery_window_days]
}

run "refuses_no_recovery_window_without_reason" {
  command = plan

  variables {
    recovery_window_days = 0
  }

  expect_failures = [var.recovery_window_days]
}

run "refuses_kms_window" {
  command = plan

  variables {
    kms_deletion_window_days = 31
  }

  expect_failures = [var.kms_deletion_window_days]
}

run "refuses_rotation_window" {
  command = plan

  variables {
    rotation_window_hours = 25
  }

  expect_failures = [var.rotation_window_hours]
}

run "refuses_region" {
  command = plan

  variables {
    region = "Ireland"
  }

  expect_failures = [var.region]
}

run "refuses_replica_region" {
  command = plan

  variables {
    replica_regions = ["frankfurt"]
  }

  expect_failures = [var.replica_regions]
}

run "refuses_unknown_unsafe_key" {
  command = plan

  variables {
    unsafe = { public = "everybody should read this one" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_unsafe_reason_too_short" {
  command = plan

  variables {
    unsafe = { no_recovery_window = "test" }
  }

  expect_failures = [var.unsafe]
}

run "refuses_a_copy_in_the_same_region" {
  command = plan

  variables {
    replica_regions = ["eu-west-1"]
  }

  expect_failures = [aws_secretsmanager_secret.this["payment-key"], aws_secretsmanager_secret.this["database-url"]]
}

run "no_recovery_window_with_a_reason" {
  command = plan

  variables {
    recovery_window_days = 0
    unsafe               = { no_recovery_window = "preview environment, thrown away every night" }
  }

  assert {
    condition     = alltrue([for s in aws_secretsmanager_secret.this : s.recovery_window_in_days == 0])
    error_message = "a reason opens what it names"
  }
}
