# A static bucket with a replica in a second region, and the log buckets that a web stack needs.

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

module "access_logs" {
  source = "../.."

  name = "${var.service}-${var.environment}-s3-logs"
  kind = "s3-access-logs"
}

module "alb_logs" {
  source = "../.."

  name        = "${var.service}-${var.environment}-alb-logs"
  kind        = "alb-logs"
  access_log  = { bucket = module.access_logs.bucket_name }
  transitions = [{ days = 30, storage_class = "STANDARD_IA" }]
}

module "static" {
  source = "../.."

  name           = "${var.service}-${var.environment}-static"
  access_log     = { bucket = module.access_logs.bucket_name }
  replica_region = var.replica_region
  eventbridge    = true

  # From the edge module: module.edge.static_bucket_statement_json
  cloudfront_read_statement = null
}

output "static_bucket" {
  description = "Name of the static bucket."
  value       = module.static.bucket_name
}

output "alb_log_bucket" {
  description = "Name of the bucket for load balancer logs."
  value       = module.alb_logs.bucket_name
}
