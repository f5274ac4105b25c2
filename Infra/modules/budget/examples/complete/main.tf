# The budget of one service in one environment, with anomaly detection and an action that waits for approval.

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
      Service     = "donations"
      Owner       = "platform"
      CostCenter  = "fundraising"
    }
  }
}

module "budget" {
  source = "../.."

  name              = "donations-${var.environment}"
  monthly_limit_usd = var.monthly_limit_usd
  tag_filters       = { Service = "donations", Environment = var.environment }
  topic_arn         = var.topic_arn
  email_addresses   = var.email_addresses

  action = {
    role_names        = var.pipeline_role_names
    threshold_percent = 120
  }
}
