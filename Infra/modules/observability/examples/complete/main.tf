# Everything around one service: topics, logs, a flow counted from logs, two SLOs, alarms, dashboards. The balancer, cluster, database and
# edge exist already; in a real stack their ids come from the other modules.

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

module "observability" {
  source = "../.."

  name             = "donations-${var.environment}"
  runbook_base_url = "https://runbooks.example.org/donations"

  subscriptions = {
    warning  = [{ protocol = "email", endpoint = var.team_address }]
    critical = [{ protocol = "https", endpoint = var.pager_endpoint }, { protocol = "email", endpoint = var.team_address }]
  }

  load_balancer = {
    arn_suffix    = var.load_balancer_arn_suffix
    target_groups = var.target_group_arn_suffixes
  }
  services  = { api = { cluster_name = var.cluster_name, service_name = "donations", log_group = "api" } }
  databases = { primary = "donations-${var.environment}" }
  cdn       = { distribution_id = var.distribution_id }
  web_acl   = { metric_name = "donations-${var.environment}" }

  paging_alarm_arns  = { database-disk = var.database_disk_alarm_arn }
  related_alarm_arns = var.related_alarm_arns

  log_groups = {
    api  = { retention_days = 90 }
    jobs = { retention_days = 30 }
  }
  metric_filters = {
    errors = { log_group = "api", pattern = "{ $.level = \"error\" }", metric = "errors", default_value = 0, unit = "Count" }
    payments = {
      log_group  = "api"
      pattern    = "{ $.event = \"payment\" }"
      metric     = "payments"
      dimensions = { Outcome = "$.outcome" } # a handful of values; never an id
    }
  }
  flows = {
    donate = {
      log_group       = "api"
      success_pattern = "{ $.event = \"donation\" && $.outcome = \"success\" }"
      failure_pattern = "{ $.event = \"donation\" && $.outcome = \"failure\" }"
      latency_value   = "$.duration_ms"
    }
  }

  slos = {
    availability = { source = "load_balancer", target = 99.95 }
    latency      = { source = "latency", latency_seconds = 8, target = 95 }
    donate       = { source = "flow", flow = "donate", target = 99.95 }
  }
}
