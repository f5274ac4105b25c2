# A donation page behind CloudFront: the flow's routes never cached, static files from S3, an internal
# load balancer through a VPC origin, and the storage module wired to the distribution.

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

module "edge" {
  source = "../.."

  name            = "${var.service}-${var.environment}"
  domain_names    = var.domain_names
  certificate_arn = var.certificate_arn
  dns_zone        = var.zone_id == null ? null : { zone_id = var.zone_id }

  app_origin     = var.app_origin
  standby_origin = var.standby_origin
  active_origin  = var.active_origin

  static_origin = {
    bucket_regional_domain_name = module.static.bucket_regional_domain_name
    bucket_arn                  = module.static.bucket_arn
  }

  behaviors = [
    { path = "/donate", origin = "app", flow = true },
    { path = "/donations", origin = "app", methods = "all", flow = true },
    { path = "/webhooks/payment", origin = "app", methods = "all", flow = true },
    { path = "/assets/*", origin = "static", cache = "static" },
    { path = "/errors/*", origin = "static", cache = "static" },
  ]

  custom_error_pages = [
    { error_code = 502, page = "/errors/unavailable.html" },
    { error_code = 503, page = "/errors/unavailable.html" },
    { error_code = 504, page = "/errors/unavailable.html" },
  ]

  rate_limits = [
    { name = "donations", path_prefix = "/donations", limit = 100 },
    { name = "all", path_prefix = "/", limit = 2000 },
  ]

  large_body_paths = ["/webhooks/payment"]
}

module "static" {
  source = "../../../storage"

  name                      = "${var.service}-${var.environment}-static"
  cloudfront_read_statement = module.edge.static_bucket_statement_json
}

output "distribution_domain_name" {
  description = "Name of the distribution at cloudfront.net."
  value       = module.edge.distribution_domain_name
}

output "distribution_id" {
  description = "Id of the distribution."
  value       = module.edge.distribution_id
}
