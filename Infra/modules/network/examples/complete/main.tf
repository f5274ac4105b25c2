# A network in three zones with one NAT gateway each. Plans without an account; see terraform.tfvars.example.

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
  description = "AWS region of the network."
  type        = string
  default     = "us-east-1"
}

variable "zones" {
  description = "Availability zones by name; empty: the first three of the region."
  type        = list(string)
  default     = []
}

variable "nat" {
  description = "Way out of the private subnets: per-zone, single or none."
  type        = string
  default     = "per-zone"
}

variable "unsafe" {
  description = "Safeties that are given up, each with its reason."
  type        = map(string)
  default     = {}
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

module "network" {
  source = "../.."

  name   = "donations-production"
  cidr   = "10.20.0.0/16"
  zones  = var.zones
  nat    = var.nat
  unsafe = var.unsafe
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "Subnets for the tasks."
  value       = module.network.private_subnet_ids
}

output "nat_public_ips" {
  description = "Addresses that partners see."
  value       = module.network.nat_public_ips
}
