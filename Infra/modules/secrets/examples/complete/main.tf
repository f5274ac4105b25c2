# Two secrets: one that Steady rotates, one that a rotation function rotates; copies in a standby region.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.19, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Environment = var.environment
      Service     = var.service
      Owner       = var.owner
      CostCenter  = var.cost_center
    }
  }
}

module "secrets" {
  source = "../.."

  name            = "${var.service}-${var.environment}"
  admin_role_arns = var.admin_role_arns
  alarm_topic_arn = var.alarm_topic_arn
  replica_regions = var.replica_regions

  secrets = {
    payment-key = {
      description       = "API key of the payment provider, issued in its dashboard"
      rotate_days       = 90
      rotation          = "steady"
      rotation_role_arn = var.steady_role_arn
      reader_role_arns  = [var.execution_role_arn]
    }

    database-url = {
      description         = "PostgreSQL connection string of the application's user"
      rotate_days         = 30
      rotation            = "lambda"
      rotation_lambda_arn = var.rotation_lambda_arn
      rotation_role_arn   = var.rotation_lambda_role_arn
      reader_role_arns    = [var.execution_role_arn]
    }
  }
}

output "secret_arns" {
  description = "ARNs of the secrets."
  value       = module.secrets.secret_arns
}
