# Every alarm is a row of one table, so that none lacks a description, links, actions, or a stated meaning of silence.
#   symptoms: what users feel.  causes: why it may be.  Both in two layers: warning (look) and critical.

locals {
  minimum = var.thresholds.minimum_requests
  alb     = var.load_balancer == null ? {} : { LoadBalancer = var.load_balancer.arn_suffix }

  target_group_labels = var.load_balancer == null ? [] : sort(keys(var.load_balancer.target_groups))

  # `for … in x[*]` runs once, or not at all when x is null; a conditional would have to be of one type on both sides.
  alb_alarms = merge([for balancer in var.load_balancer[*] : merge(
    merge([
      for level in local.levels : {
        "errors-${level}" = {
          level      = level, subject = "errors", dashboard = "overview"
          means      = "More than ${var.thresholds.errors_percent[level]} % of requests answered with 5xx, of at least ${local.minimum} a minute."
          metrics    = local.slo_alb_metrics
          expression = "IF(${local.alb_total} >= ${local.minimum}, 100 * ${local.alb_bad} / ${local.alb_total}, 0)"
          comparison = "GreaterThanThreshold", threshold = var.thresholds.errors_percent[level]
          period     = 60, periods = 5, datapoints = 3, missing = "notBreaching", region = local.region
        }
        "latency-${level}" = {
          level = level, subject = "latency", dashboard = "overview"
          means = "95 % of requests took up to more than ${var.thresholds.latency_p95_seconds[level]} s, of at least ${local.minimum} a minute."
          metrics = {
            n = { namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = local.alb, stat = "Sum" }
            p = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = local.alb, stat = "p95" }
          }
          expression = "IF(n >= ${local.minimum}, p, 0)"
          comparison = "GreaterThanThreshold", threshold = var.thresholds.latency_p95_seconds[level]
          period     = 60, periods = 5, datapoints = 3, missing = "notBreaching", region = local.region
        }
      }
    ]...),
    {
      for label, suffix in balancer.target_groups : "unhealthy-hosts-${label}-warning" => {
        level      = "warning", subject = "unhealthy-hosts", dashboard = "overview"
        means      = "Targets of ${label} fail their health check."
        metrics    = { m = { namespace = "AWS/ApplicationELB", metric = "UnHealthyHostCount", dimensions = merge(local.alb, { TargetGroup = suffix }), stat = "Maximum" } }
        comparison = "GreaterThanOrEqualToThreshold", threshold = 1
        period     = 60, periods = 5, datapoints = 5, missing = "notBreaching", region = local.region # an idle target group reports nothing
      }
    },
    {
      healthy-hosts-critical = {
        level = "critical", subject = "healthy-hosts", dashboard = "overview"
        means = "Fewer than ${balancer.minimum_healthy_hosts} healthy targets in all target groups together."
        # Together, because one of two is empty between releases.
        metrics = {
          for index, label in local.target_group_labels : "h${index}" => {
            namespace = "AWS/ApplicationELB", metric = "HealthyHostCount", dimensions = merge(local.alb, { TargetGroup = balancer.target_groups[label] }), stat = "Minimum"
          }
        }
        expression = join(" + ", [for index, label in local.target_group_labels : "FILL(h${index}, 0)"])
        comparison = "LessThanThreshold", threshold = balancer.minimum_healthy_hosts
        period     = 60, periods = 3, datapoints = 3, missing = "breaching", region = local.region # no figure means no targets
      }
      rejected-connections-warning = {
        level      = "warning", subject = "rejected-connections", dashboard = "overview"
        means      = "The balancer has reached its number of connections and turns users away."
        metrics    = { m = { namespace = "AWS/ApplicationELB", metric = "RejectedConnectionCount", dimensions = local.alb, stat = "Sum" } }
        comparison = "GreaterThanThreshold", threshold = 0
        period     = 60, periods = 3, datapoints = 1, missing = "notBreaching", region = local.region # reported only when it is not 0
      }
      anomaly-requests-warning = {
        level      = "warning", subject = "anomaly-requests", dashboard = "overview"
        means      = "The number of requests is unusual for this hour of the week: a campaign, an attack, or users who do not get through."
        metrics    = { m = { namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = local.alb, stat = "Sum" } }
        band       = true
        comparison = "LessThanLowerOrGreaterThanUpperThreshold"
        period     = 300, periods = 3, datapoints = 3, missing = "notBreaching", region = local.region
      }
      anomaly-latency-warning = {
        level      = "warning", subject = "anomaly-latency", dashboard = "overview"
        means      = "p95 is above what is usual for this hour of the week, though perhaps below its limit."
        metrics    = { m = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = local.alb, stat = "p95" } }
        band       = true
        comparison = "GreaterThanUpperThreshold"
        period     = 300, periods = 3, datapoints = 3, missing = "notBreaching", region = local.region
      }
    },
    merge([for limit in var.no_traffic[*] : {
      no-traffic-critical = {
        level      = "critical", subject = "no-traffic", dashboard = "overview"
        means      = "Fewer than ${limit.requests} requests a minute for ${limit.minutes} minutes: DNS, certificate, edge or network in front of the balancer."
        metrics    = { m = { namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = local.alb, stat = "Sum" } }
        comparison = "LessThanThreshold", threshold = limit.requests
        period     = 60, periods = limit.minutes, datapoints = limit.minutes, missing = "breaching", region = local.region # silence is what it is about
      }
    }]...),
  )]...)

  service_alarms = merge([
    for label, s in var.services : merge(
      merge([
        for level in local.levels : {
          for metric, key in { CPUUtilization = "cpu", MemoryUtilization = "memory" } : "service-${label}-${key}-${level}" => {
            level                             = level, subject = "service-${key}", dashboard = "service-${label}"
            means                             = "${key} of ${label} above ${var.thresholds["${key}_percent"][level]} % although autoscaling should have answered."
            metrics                           = { m = { namespace = "AWS/ECS", metric = metric, dimensions = { ClusterName = s.cluster_name, ServiceName = s.service_name }, stat = "Average" } }
            comparison                        = "GreaterThanThreshold", threshold = var.thresholds["${key}_percent"][level]
            period                            = 60, periods = 10, datapoints = 8, missing = "missing", region = local.region # no tasks have an alarm of their own
          }
        }
      ]...),
      {
        "service-${label}-tasks-warning" = {
          level      = "warning", subject = "service-tasks", dashboard = "service-${label}"
          means      = "${label} runs fewer tasks than desired for ten minutes: they do not start or do not stay."
          metrics    = local.task_metrics[label]
          expression = "desired - running"
          comparison = "GreaterThanOrEqualToThreshold", threshold = 1
          period     = 60, periods = 10, datapoints = 10, missing = "missing", region = local.region
        }
        "service-${label}-tasks-critical" = {
          level      = "critical", subject = "service-tasks", dashboard = "service-${label}"
          means      = "${label} runs half of the desired tasks or fewer."
          metrics    = local.task_metrics[label]
          expression = "IF(desired > 0, 100 * FILL(running, 0) / desired, 100)"
          comparison = "LessThanOrEqualToThreshold", threshold = 50
          period     = 60, periods = 5, datapoints = 5, missing = "breaching", region = local.region # no figure: no service, or Container Insights is off
        }
      },
    )
  ]...)

  task_metrics = {
    for label, s in var.services : label => {
      for id, metric in { desired = "DesiredTaskCount", running = "RunningTaskCount" } : id => {
        namespace                 = "ECS/ContainerInsights", metric = metric, dimensions = { ClusterName = s.cluster_name, ServiceName = s.service_name }, stat = "Average"
      }
    }
  }

  flow_alarms = merge([
    for flow, f in var.flows : {
      for level in local.levels : "flow-${flow}-latency-${level}" => {
        level      = level, subject = "flow-latency", dashboard = "overview"
        means      = "95 % of ${flow} took up to more than ${var.thresholds.latency_p95_seconds[level]} s."
        metrics    = { m = { namespace = local.metric_namespace, metric = "${flow}-latency", dimensions = {}, stat = "p95" } }
        comparison = "GreaterThanThreshold", threshold = var.thresholds.latency_p95_seconds[level] * (f.latency_unit == "Milliseconds" ? 1000 : 1)
        period     = 300, periods = 3, datapoints = 2, missing = "notBreaching", region = local.region
      }
    } if f.latency_value != null
  ]...)

  cdn_dimensions = var.cdn == null ? {} : { DistributionId = var.cdn.distribution_id, Region = "Global" }
  cdn_alarms = merge([
    for level in(var.cdn == null ? [] : local.levels) : merge(
      {
        for metric, key in { "5xxErrorRate" = "5xx", "4xxErrorRate" = "4xx" } : "cdn-${key}-${level}" => {
          level                             = level, subject = "cdn-${key}", dashboard = "overview"
          means                             = "CloudFront answers more than ${var.thresholds["cdn_${key}_percent"][level]} % with ${key}."
          metrics                           = { m = { namespace = "AWS/CloudFront", metric = metric, dimensions = local.cdn_dimensions, stat = "Average" } }
          comparison                        = "GreaterThanThreshold", threshold = var.thresholds["cdn_${key}_percent"][level]
          period                            = 60, periods = 5, datapoints = 4, missing = "notBreaching", region = local.edge_region
        }
      },
      {
        for key in(var.cdn.origin_latency ? ["cdn-origin-latency-${level}"] : []) : key => {
          level      = level, subject = "cdn-origin-latency", dashboard = "overview"
          means      = "CloudFront waits more than ${var.thresholds.origin_latency_p95_seconds[level]} s (p95) for the origin."
          metrics    = { m = { namespace = "AWS/CloudFront", metric = "OriginLatency", dimensions = local.cdn_dimensions, stat = "p95" } }
          comparison = "GreaterThanThreshold", threshold = var.thresholds.origin_latency_p95_seconds[level] * 1000 # the metric is in milliseconds
          period     = 60, periods = 5, datapoints = 4, missing = "notBreaching", region = local.edge_region
        }
      },
    )
  ]...)

  waf_alarms = {
    for level in(var.web_acl == null ? [] : local.levels) : "waf-blocked-${level}" => {
      level = level, subject = "waf-blocked", dashboard = "overview"
      means = "WAF blocks more than ${var.thresholds.blocked_requests[level]} requests in 5 minutes: an attack, or a rule that hits users."
      metrics = {
        m = {
          namespace  = "AWS/WAFV2", metric = "BlockedRequests", stat = "Sum"
          dimensions = merge({ WebACL = var.web_acl.metric_name, Rule = "ALL" }, var.web_acl.cloudfront ? {} : { Region = local.region })
        }
      }
      comparison = "GreaterThanThreshold", threshold = var.thresholds.blocked_requests[level]
      period     = 300, periods = 2, datapoints = 2, missing = "notBreaching", region = var.web_acl.cloudfront ? local.edge_region : local.region
    }
  }

  alarms = merge(local.slo_alarms, local.alb_alarms, local.service_alarms, local.flow_alarms, local.cdn_alarms, local.waf_alarms)

  # Where a level goes. `part` alarms only feed composite ones. An edge alarm cannot be part of the composite page of another region, so
  # that a critical one pages by itself.
  actions = {
    for key, a in local.alarms : key => (
      a.level == "part" ? [] :
      a.level == "critical" && (var.page_on == "critical" || (a.subject == "cdn-5xx")) ? [local.topic_arns[a.region]["critical"]] :
      [local.topic_arns[a.region]["warning"]]
    )
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms
  region   = each.value.region

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = "${each.value.means} Dashboard: ${local.dashboard_base_url}${local.dashboard_names[each.value.dashboard]} Runbook: ${var.runbook_base_url}/${each.value.subject}"

  comparison_operator = each.value.comparison
  threshold           = try(each.value.threshold, null)
  threshold_metric_id = try(each.value.band, false) ? "band" : null
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.datapoints
  treat_missing_data  = each.value.missing

  dynamic "metric_query" {
    for_each = each.value.metrics

    content {
      id          = metric_query.key
      return_data = !can(each.value.expression)

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        dimensions  = metric_query.value.dimensions
        stat        = metric_query.value.stat
        period      = each.value.period
      }
    }
  }

  dynamic "metric_query" {
    for_each = can(each.value.expression) ? [each.value.expression] : []

    content {
      id          = "result"
      expression  = metric_query.value
      label       = each.key
      return_data = true
    }
  }

  dynamic "metric_query" {
    for_each = try(each.value.band, false) ? ["ANOMALY_DETECTION_BAND(m, ${var.thresholds.anomaly_deviations})"] : []

    content {
      id          = "band"
      expression  = metric_query.value
      label       = "expected"
      return_data = true
    }
  }

  alarm_actions = local.actions[each.key]
  ok_actions    = local.actions[each.key]

  depends_on = [aws_sns_topic.this]
}
