# A production database with copies of its backups in a second region, and a second database with a replica there.
# The network ids are inputs here; in a real stack they come from the network module.

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

# Managed password, backups copied to a second region.
module "database" {
  source = "../.."

  name                   = "donations-${var.environment}"
  instance_class         = var.instance_class
  database_name          = "donations"
  vpc_id                 = var.vpc_id
  subnet_group_name      = var.subnet_group_name
  client_security_groups = { service = var.service_security_group_id }

  backup_replication_region = var.second_region

  event_topic_arn  = var.warning_topic_arn
  alarm_actions    = { warning = [var.warning_topic_arn], critical = [var.critical_topic_arn] }
  runbook_base_url = "https://runbooks.example.org/donations"
}

# A replica that can be promoted. RDS makes no replica of an instance with a managed password: the password comes from Secrets Manager,
# ephemeral on the way and write-only at its end.
ephemeral "aws_secretsmanager_secret_version" "ledger" {
  secret_id = var.ledger_master_secret_arn
}

module "ledger" {
  source = "../.."

  name                   = "ledger-${var.environment}"
  instance_class         = var.instance_class
  database_name          = "ledger"
  vpc_id                 = var.vpc_id
  subnet_group_name      = var.subnet_group_name
  client_security_groups = { service = var.service_security_group_id }

  manage_master_user_password = false
  master_password             = ephemeral.aws_secretsmanager_secret_version.ledger.secret_string
  master_password_version     = 1

  replica_region             = var.second_region
  replica_subnet_group_name  = var.second_subnet_group_name
  replica_security_group_ids = [var.second_security_group_id]
  replica_alarm_actions      = { warning = [var.second_warning_topic_arn], critical = [var.second_critical_topic_arn] }

  event_topic_arn  = var.warning_topic_arn
  alarm_actions    = { warning = [var.warning_topic_arn], critical = [var.critical_topic_arn] }
  runbook_base_url = "https://runbooks.example.org/ledger"
}
