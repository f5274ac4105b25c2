# A repository with a copy in a second region, and the roles of a GitHub pipeline that deploys to staging and production.
# Plans without an account; see terraform.tfvars.example.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.19, < 7.0"
    }
  }
}

variable "region" {
  description = "AWS region of the repository and the services."
  type        = string
  default     = "us-east-1"
}

variable "replica_region" {
  description = "Region of the copy of the images; null: none."
  type        = string
  default     = "us-west-2"
}

variable "repository" {
  description = "Source repository: ORGANISATION/REPOSITORY."
  type        = string
  default     = "example-org/donations"
}

variable "account_id" {
  description = "AWS account of the services (only to write role ARNs in this example; with module service use its outputs)."
  type        = string
  default     = "123456789012"
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Environment = "shared"
      Service     = "donations"
      Owner       = "platform"
      CostCenter  = "fundraising"
    }
  }
}

module "delivery" {
  source = "../.."

  name              = "donations"
  replica_region    = var.replica_region
  identity_provider = { kind = "github" }
  repository        = var.repository

  environments = {
    for environment in ["staging", "production"] : environment => {
      cluster_name           = "donations-${environment}"
      service_name           = "donations-${environment}"
      task_definition_family = "donations-${environment}"
      task_role_arns = [
        "arn:aws:iam::${var.account_id}:role/donations-${environment}-execution",
        "arn:aws:iam::${var.account_id}:role/donations-${environment}-task",
      ]
      load_balancer_role_arn = "arn:aws:iam::${var.account_id}:role/donations-${environment}-load-balancer"
    }
  }

  state = {
    bucket_arn = "arn:aws:s3:::donations-terraform-state"
    key_prefix = "donations"
  }
}

output "repository_url" {
  description = "Where the pipeline pushes to."
  value       = module.delivery.repository_url
}

output "roles" {
  description = "Roles for the pipeline's configuration."
  value = {
    build  = module.delivery.build_role_arn
    plan   = module.delivery.plan_role_arn
    deploy = module.delivery.deploy_role_arns
  }
}
