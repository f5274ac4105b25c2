# Two layers: warning = look at it in working hours, critical = act now. Every alarm is defined in one table, so that none lacks a
# description, an action, or a stated meaning of silence.

locals {
  gibibyte = 1024 * 1024 * 1024
  mebibyte = 1024 * 1024
  levels   = ["warning", "critical"]

  # Missing data is `missing` (state INSUFFICIENT_DATA), not a fault: a stopped instance is reported by the event subscription and by those
  # who cannot connect. Only the lag of a replica is different: no figure means that it does not replicate.
  primary_metrics = merge(
    {
      cpu = {
        metric = "CPUUtilization", worse = "high", threshold = var.alarm_thresholds.cpu_percent, minutes = 15, unit = "%"
        means  = "The CPU is busy; queries begin to wait."
      }
      connections = {
        metric = "DatabaseConnections", worse = "high", minutes = 5, unit = "connections"
        threshold = {
          for level in local.levels : level => floor(var.max_connections * var.alarm_thresholds.connections_percent[level] / 100)
        }
        means = "Connections near max_connections (${var.max_connections}); at the limit new ones are refused."
      }
      free-storage = {
        metric = "FreeStorageSpace", worse = "low", minutes = 5, unit = "bytes"
        threshold = {
          for level in local.levels : level => floor(var.allocated_storage * local.gibibyte * var.alarm_thresholds.free_storage_percent[level] / 100)
        }
        means = "Free storage is short although autoscaling acts at 10 %; a full disk stops the database."
      }
      freeable-memory = {
        metric = "FreeableMemory", worse = "low", minutes = 15, unit = "bytes"
        threshold = {
          for level in local.levels : level => var.alarm_thresholds.freeable_memory_mib[level] * local.mebibyte
        }
        means = "Memory is short; the next step is swapping, then a restart."
      }
      db-load = {
        metric = "DBLoadRelativeToNumVCPUs", worse = "high", threshold = var.alarm_thresholds.db_load_per_vcpu, minutes = 15, unit = "sessions per vCPU"
        means  = "More sessions want to run than there are CPUs, or they wait for locks or disk: see the top waits in Database Insights."
      }
      transaction-ids = {
        metric = "MaximumUsedTransactionIDs", worse = "high", threshold = var.alarm_thresholds.transaction_ids, minutes = 15, unit = "transaction ids"
        means  = "Vacuum does not keep up; at 2 billion PostgreSQL refuses all writes."
      }
    },
    startswith(var.instance_class, "db.t") ? {
      cpu-credits = {
        metric = "CPUCreditBalance", worse = "low", threshold = var.alarm_thresholds.cpu_credits, minutes = 15, unit = "credits"
        means  = "The CPU credits of the burstable class run out; then it is slow, or costs extra."
      }
    } : {},
  )

  replica_metrics = {
    replica-lag = {
      metric = "ReplicaLag", worse = "high", threshold = var.alarm_thresholds.replica_lag_seconds, minutes = 5, unit = "s"
      means  = "The replica is behind, or reports nothing and does not replicate: a promotion now would lose that much."
    }
    replica-free-storage = {
      metric = "FreeStorageSpace", worse = "low", threshold = local.primary_metrics["free-storage"].threshold, minutes = 5, unit = "bytes"
      means  = "Free storage of the replica is short; when it is full, replication stops."
    }
  }

  alarms = merge([
    for key, m in local.primary_metrics : {
      for level in local.levels : "${key}-${level}" => merge(m, { key = key, level = level, limit = m.threshold[level] })
    }
  ]...)

  replica_alarms = var.replica_region == null ? {} : merge([
    for key, m in local.replica_metrics : {
      for level in local.levels : "${key}-${level}" => merge(m, { key = key, level = level, limit = m.threshold[level] })
    }
  ]...)

  comparison = { high = "GreaterThanOrEqualToThreshold", low = "LessThanOrEqualToThreshold" }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name        = "${var.name}-database-${each.key}"
  alarm_description = "${each.value.means} Limit: ${each.value.limit} ${each.value.unit}. Runbook: ${var.runbook_base_url}/database-${each.value.key}"

  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = aws_db_instance.this.identifier }
  statistic           = each.value.worse == "high" ? "Average" : "Minimum"
  comparison_operator = local.comparison[each.value.worse]
  threshold           = each.value.limit
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = ceil(each.value.minutes * 0.8)
  treat_missing_data  = "missing"

  alarm_actions = var.alarm_actions[each.value.level]
  ok_actions    = var.alarm_actions[each.value.level]
}

resource "aws_cloudwatch_metric_alarm" "replica" {
  for_each = local.replica_alarms
  region   = var.replica_region

  alarm_name        = "${var.name}-database-${each.key}"
  alarm_description = "${each.value.means} Limit: ${each.value.limit} ${each.value.unit}. Runbook: ${var.runbook_base_url}/database-${each.value.key}"

  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  dimensions          = { DBInstanceIdentifier = aws_db_instance.replica[0].identifier }
  statistic           = each.value.worse == "high" ? "Average" : "Minimum"
  comparison_operator = local.comparison[each.value.worse]
  threshold           = each.value.limit
  period              = 60
  evaluation_periods  = each.value.minutes
  datapoints_to_alarm = ceil(each.value.minutes * 0.8)
  treat_missing_data  = each.value.metric == "ReplicaLag" ? "breaching" : "missing"

  alarm_actions = var.replica_alarm_actions[each.value.level]
  ok_actions    = var.replica_alarm_actions[each.value.level]
}
