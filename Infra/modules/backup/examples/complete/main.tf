# Backups of a database and a bucket: point-in-time recovery, weekly and monthly snapshots, copies in a second region, a weekly restore test.

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

module "backup" {
  source = "../.."

  name          = "donations-${var.environment}"
  copy_region   = var.copy_region
  resource_arns = var.resource_arns

  # Restored into a subnet group and a security group that nothing else can reach.
  restore_tests = {
    database = {
      resource_type           = "RDS"
      validation_window_hours = 4
      metadata_overrides = {
        dbSubnetGroupName   = var.restore_subnet_group_name
        vpcSecurityGroupIds = jsonencode([var.restore_security_group_id])
      }
    }
    receipts = { resource_type = "S3" }
  }

  notification_topic_arn = var.topic_arn
  runbook_base_url       = "https://runbooks.example.org/donations"

  audit_framework_enabled = var.audit_framework_enabled
  reports_enabled         = true
  report_bucket_name      = var.report_bucket_name
}
