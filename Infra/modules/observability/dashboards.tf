# Three kinds of dashboards: overview (is it up, and where does it hurt), SLO (budget left, burn), one per service (why).
#
# A graph is kept as JSON text { title, region, stat, limits, metrics } until the end, because lists of metrics differ in type, which
# Terraform does not join. The grid is laid out below: two graphs in a row.

locals {
  alb_dimensions = var.load_balancer == null ? [] : ["LoadBalancer", var.load_balancer.arn_suffix]

  alb_graphs = var.load_balancer == null ? [] : [
    jsonencode({
      title = "Requests and 5xx", region = local.region, stat = "Sum", limits = {}
      metrics = [
        for metric in ["RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count", "RejectedConnectionCount"] :
        concat(["AWS/ApplicationELB", metric], local.alb_dimensions)
      ]
    }),
    jsonencode({
      title = "Latency (s): p50, p95, p99", region = local.region, stat = "p95", limits = var.thresholds.latency_p95_seconds
      metrics = [
        for stat in ["p50", "p95", "p99"] : concat(["AWS/ApplicationELB", "TargetResponseTime"], local.alb_dimensions, [{ stat = stat, label = stat }])
      ]
    }),
    jsonencode({
      title = "Healthy and unhealthy targets", region = local.region, stat = "Maximum", limits = {}
      metrics = [
        for pair in setproduct(local.target_group_labels, ["HealthyHostCount", "UnHealthyHostCount"]) : concat(
          ["AWS/ApplicationELB", pair[1], "TargetGroup", var.load_balancer.target_groups[pair[0]]], local.alb_dimensions, [{ label = "${pair[0]} ${pair[1]}" }]
        )
      ]
    }),
  ]

  service_graphs = {
    for label, s in var.services : label => [
      jsonencode({
        title = "${label}: CPU and memory (%)", region = local.region, stat = "Average", limits = var.thresholds.cpu_percent
        metrics = [
          for metric in ["CPUUtilization", "MemoryUtilization"] : ["AWS/ECS", metric, "ClusterName", s.cluster_name, "ServiceName", s.service_name]
        ]
      }),
      jsonencode({
        title = "${label}: tasks", region = local.region, stat = "Average", limits = {}
        metrics = [
          for metric in ["DesiredTaskCount", "RunningTaskCount", "PendingTaskCount"] :
          ["ECS/ContainerInsights", metric, "ClusterName", s.cluster_name, "ServiceName", s.service_name]
        ]
      }),
    ]
  }

  flow_graphs = [
    for flow in keys(var.flows) : jsonencode({
      title   = "Flow ${flow}", region = local.region, stat = "Sum", limits = {}
      metrics = [for outcome in ["success", "failure"] : [local.metric_namespace, "${flow}-${outcome}"]]
    })
  ]

  database_graphs = flatten([
    for label, identifier in var.databases : [
      for title, names in {
        "CPU (%) and connections"         = ["CPUUtilization", "DatabaseConnections"]
        "latency of reads and writes (s)" = ["ReadLatency", "WriteLatency"]
        "load (active sessions)"          = ["DBLoad", "DBLoadCPU", "DBLoadNonCPU"]
        } : jsonencode({
          title   = "${label}: ${title}", region = local.region, stat = "Average", limits = {}
          metrics = [for metric in names : ["AWS/RDS", metric, "DBInstanceIdentifier", identifier]]
      })
    ]
  ])

  cdn_graphs = var.cdn == null ? [] : [
    jsonencode({
      title = "CloudFront: requests and error rates (%)", region = local.edge_region, stat = "Average", limits = {}
      metrics = [
        for metric in ["Requests", "5xxErrorRate", "4xxErrorRate"] :
        ["AWS/CloudFront", metric, "DistributionId", var.cdn.distribution_id, "Region", "Global", { stat = metric == "Requests" ? "Sum" : "Average" }]
      ]
    })
  ]

  # Budget left over the dashboard's range (30 days), and the burn rate by the hour.
  slo_graphs = flatten([
    for name, s in var.slos : [
      jsonencode({
        title = "${name}: error budget left (%), target ${s.target} %", region = local.region, stat = "Sum", period = 3600, view = "singleValue", limits = {}
        metrics = concat(
          [[{
            id         = "left", label = "budget left"
            expression = "TIME_SERIES(100 * (1 - SUM(${local.slo_sources[name].bad}) / SUM(${local.slo_sources[name].total}) / ${local.slo_error_budget[name]}))"
          }]],
          local.slo_hidden_metrics[name],
        )
      }),
      jsonencode({
        title  = "${name}: burn rate", region = local.region, stat = "Sum", period = 3600
        limits = { warning = local.slo_burn_rates[name]["page-slow"], critical = local.slo_burn_rates[name]["page-fast"] }
        metrics = concat(
          [[{
            id         = "burn", label = "burn rate (1 = budget lasts exactly ${s.window_days} days)"
            expression = "${local.slo_sources[name].bad} / ${local.slo_sources[name].total} / ${local.slo_error_budget[name]}"
          }]],
          local.slo_hidden_metrics[name],
        )
      }),
    ]
  ])
  slo_hidden_metrics = {
    for name, source in local.slo_sources : name => [
      for id, m in source.metrics : concat([m.namespace, m.metric], flatten([for k, v in m.dimensions : [k, v]]), [{ id = id, stat = m.stat, visible = false }])
    ]
  }

  graphs = merge(
    {
      overview = concat(local.alb_graphs, local.flow_graphs, flatten(values(local.service_graphs)), local.database_graphs, local.cdn_graphs)
      slo      = local.slo_graphs
    },
    { for label in keys(var.services) : "service-${label}" => concat(local.service_graphs[label], local.alb_graphs) },
  )

  # The alarm widget shows alarms of the dashboard's own region only.
  dashboard_alarm_arns = {
    for key in keys(local.dashboard_names) : key => concat(
      key == "slo" ? flatten([for name in keys(var.slos) : ["${local.alarm_arn_prefix}${var.name}-slo-${name}-page", "${local.alarm_arn_prefix}${var.name}-slo-${name}-ticket"]]) : [],
      key == "overview" && local.page_exists ? ["${local.alarm_arn_prefix}${var.name}-page"] : [],
      [for id, a in local.alarms : "${local.alarm_arn_prefix}${var.name}-${id}" if a.dashboard == key && a.level != "part" && a.region == local.region],
      key == "overview" ? concat(values(var.paging_alarm_arns), values(var.related_alarm_arns)) : [],
    )
  }

  dashboard_log_widgets = {
    for label, s in var.services : "service-${label}" => [{
      type = "log", x = 0, y = 6 + ceil(length(local.graphs["service-${label}"]) / 2) * 6, width = 24, height = 6
      properties = {
        title = "${label}: latest errors", region = local.region, view = "table"
        query = "SOURCE '${local.log_group_names[s.log_group]}' | fields @timestamp, @message | filter level = 'error' | sort @timestamp desc | limit 50"
      }
    }] if s.log_group != null
  }

  dashboard_links = join(" · ", [for key, name in local.dashboard_names : "[${key}](${local.dashboard_base_url}${name})"])

  dashboard_bodies = {
    for key, name in local.dashboard_names : key => jsonencode({
      start          = key == "slo" ? "-P30D" : "-PT3H"
      periodOverride = "inherit"
      widgets = concat(
        [{
          type       = "text", x = 0, y = 0, width = 24, height = 2
          properties = { markdown = "# ${name}\n${local.dashboard_links} · [runbooks](${var.runbook_base_url})" }
        }],
        [
          for arns in [local.dashboard_alarm_arns[key]] : {
            type       = "alarm", x = 0, y = 2, width = 24, height = 4
            properties = { title = "Alarms", alarms = slice(arns, 0, min(100, length(arns))) } # CloudWatch shows 100 at most
          } if length(arns) > 0
        ],
        [
          for index, text in local.graphs[key] : {
            type = "metric", x = index % 2 * 12, y = 6 + floor(index / 2) * 6, width = 12, height = 6
            properties = {
              title   = jsondecode(text).title
              region  = jsondecode(text).region
              stat    = jsondecode(text).stat
              period  = try(jsondecode(text).period, 60)
              view    = try(jsondecode(text).view, "timeSeries")
              stacked = false
              metrics = jsondecode(text).metrics
              annotations = {
                horizontal = [
                  for level, limit in jsondecode(text).limits : { label = level, value = limit, color = level == "critical" ? "#d62728" : "#ff7f0e" }
                ]
              }
            }
          }
        ],
        lookup(local.dashboard_log_widgets, key, []),
      )
    })
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = local.dashboard_names

  dashboard_name = each.value
  dashboard_body = local.dashboard_bodies[each.key]
}
