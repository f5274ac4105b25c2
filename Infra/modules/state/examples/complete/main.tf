# The bootstrap stack: made once per account, with local state first, then moved into its own bucket.

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

module "state" {
  source = "../.."

  name                  = var.service
  stacks                = var.stacks
  break_glass_role_arns = var.break_glass_role_arns
}

output "backend" {
  description = "Backend block of each stack."
  value       = module.state.backend
}
