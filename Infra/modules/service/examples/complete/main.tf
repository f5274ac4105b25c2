# A service with secrets, a database, autoscaling by four measures and a raised floor on campaign evenings.
# Plans without an account; the ids of what exists already are variables (see terraform.tfvars.example).

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.21, < 7.0"
    }
  }
}

variable "region" {
  description = "AWS region of the service."
  type        = string
  default     = "us-east-1"
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
  default     = "vpc-0123456789abcdef0"
}

variable "public_subnet_ids" {
  description = "Subnets of the load balancer."
  type        = list(string)
  default     = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2", "subnet-0aaaaaaaaaaaaaaa3"]
}

variable "private_subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
  default     = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2", "subnet-0bbbbbbbbbbbbbbb3"]
}

variable "image" {
  description = "Image of the first release, by digest."
  type        = string
  default     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/donations@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}

variable "certificate_arn" {
  description = "ARN of the certificate of the load balancer's name."
  type        = string
  default     = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
}

variable "database_url_arn" {
  description = "ARN of the secret that holds the database's address and password."
  type        = string
  default     = "arn:aws:secretsmanager:us-east-1:123456789012:secret:donations/database-url-AbCdEf"
}

variable "secrets_kms_key_arn" {
  description = "ARN of the KMS key of the secrets."
  type        = string
  default     = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"
}

variable "database_security_group_id" {
  description = "Security group of the database."
  type        = string
  default     = "sg-0ccccccccccccccc1"
}

variable "access_log_bucket" {
  description = "Bucket of the load balancer's access logs."
  type        = string
  default     = "donations-production-logs"
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Environment = "production"
      Service     = "donations"
      Owner       = "platform"
      CostCenter  = "fundraising"
    }
  }
}

module "service" {
  source = "../.."

  name                     = "donations-production"
  vpc_id                   = var.vpc_id
  load_balancer_subnet_ids = var.public_subnet_ids
  task_subnet_ids          = var.private_subnet_ids

  image          = var.image
  repository_arn = "arn:aws:ecr:us-east-1:123456789012:repository/donations"
  cpu            = 1024
  memory         = 2048

  environment = { LOG_LEVEL = "info" }

  secrets = {
    DATABASE_URL = { arn = var.database_url_arn, key = "url" }
  }

  secrets_kms_key_arns = [var.secrets_kms_key_arn]

  task_policies = {
    metrics = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = "*" # the only resource that this action knows
        Condition = { StringEquals = { "cloudwatch:namespace" = "Donations" } }
      }]
    })
  }

  database        = { security_group_id = var.database_security_group_id }
  certificate_arn = var.certificate_arn
  access_logs     = { bucket = var.access_log_bucket }

  # The CloudFront distribution reaches it as a VPC origin.
  internal = true

  health_check         = { path = "/healthz" }
  deployment           = { strategy = "LINEAR", step_percent = 20, step_minutes = 5, bake_minutes = 15 }
  rollback_alarm_names = ["donations-production-failed-requests", "donations-production-latency-p95"]

  autoscaling = { min = 3, max = 30, cpu_target = 60, memory_target = 75, requests_per_target = 1200 }

  custom_metric = {
    namespace   = "Donations"
    metric_name = "QueueLengthPerTask"
    dimensions  = { Environment = "production" }
    target      = 50
  }

  scheduled_floors = [
    { name = "campaign-evening", schedule = "cron(0 17 ? 12 * *)", min = 12, max = 40, timezone = "Europe/Zurich" },
    { name = "campaign-night", schedule = "cron(0 23 ? 12 * *)", min = 3, max = 30, timezone = "Europe/Zurich" },
  ]
}

output "load_balancer_dns_name" {
  description = "DNS name of the load balancer."
  value       = module.service.load_balancer_dns_name
}

output "release" {
  description = "What the release driver needs."
  value       = module.service.release
}
