# Burn-rate alarms after the SRE Workbook: a row fires when the budget burns too fast in a long window and still burns in a short one.
#
#   row          share of the budget   long window   short window   burn rate for 30 days
#   page, fast           2 %               1 h            5 m            14.4
#   page, slow           5 %               6 h           30 m             6
#   ticket              10 %             3 d, 1 d         6 h             1, 3
#
# CloudWatch cannot sum over more than a day. "3 d" is therefore three days of which each burns above 1; "1 d" takes the case of a budget
# that burns in one day of the three. What lies between them (for example 1.6, 0.8, 0.7) is seen by Steady, not by CloudWatch.

locals {
  slo_alb_metrics = var.load_balancer == null ? {} : {
    for id, metric in {
      t2 = "HTTPCode_Target_2XX_Count", t3 = "HTTPCode_Target_3XX_Count", t4 = "HTTPCode_Target_4XX_Count", t5 = "HTTPCode_Target_5XX_Count", e5 = "HTTPCode_ELB_5XX_Count"
    } : id => { namespace = "AWS/ApplicationELB", metric = metric, dimensions = { LoadBalancer = var.load_balancer.arn_suffix }, stat = "Sum" }
  }

  # Counts that nothing was added to are absent, not 0. RequestCount would miss what the balancer answered without a target (503).
  alb_bad   = "(FILL(t5, 0) + FILL(e5, 0))"
  alb_total = "(FILL(t2, 0) + FILL(t3, 0) + FILL(t4, 0) + FILL(t5, 0) + FILL(e5, 0))"

  # Every SLO in one form: metrics, and the expressions for bad and all requests in a period.
  slo_sources = {
    for name, s in var.slos : name => (
      s.source == "load_balancer" ? {
        metrics = local.slo_alb_metrics, bad = local.alb_bad, total = local.alb_total
        } : s.source == "latency" ? {
        metrics = {
          n  = { namespace = "AWS/ApplicationELB", metric = "RequestCount", dimensions = { LoadBalancer = try(var.load_balancer.arn_suffix, "") }, stat = "Sum" }
          pr = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = { LoadBalancer = try(var.load_balancer.arn_suffix, "") }, stat = "PR(:${coalesce(s.latency_seconds, 0)})" }
        }
        bad = "(n * (100 - pr) / 100)", total = "n"
        } : {
        metrics = {
          ok = { namespace = local.metric_namespace, metric = "${coalesce(s.flow, "-")}-success", dimensions = {}, stat = "Sum" }
          ko = { namespace = local.metric_namespace, metric = "${coalesce(s.flow, "-")}-failure", dimensions = {}, stat = "Sum" }
        }
        bad = "FILL(ko, 0)", total = "(FILL(ok, 0) + FILL(ko, 0))"
      }
    )
  }

  slo_error_budget = { for name, s in var.slos : name => format("%.6f", 1 - s.target / 100) }

  # share of the budget × hours of the SLO window / hours of the long window
  slo_burn_rates = {
    for name, s in var.slos : name => {
      page-fast  = 0.02 * s.window_days * 24 / 1
      page-slow  = 0.05 * s.window_days * 24 / 6
      ticket-day = 0.10 * s.window_days * 24 / 24
      ticket     = 0.10 * s.window_days * 24 / 72
    }
  }

  slo_windows = {
    page-fast-long   = { row = "page-fast", period = 3600, periods = 1, long = true, text = "1 h" }
    page-fast-short  = { row = "page-fast", period = 300, periods = 1, long = false, text = "5 min" }
    page-slow-long   = { row = "page-slow", period = 21600, periods = 1, long = true, text = "6 h" }
    page-slow-short  = { row = "page-slow", period = 1800, periods = 1, long = false, text = "30 min" }
    ticket-long      = { row = "ticket", period = 86400, periods = 3, long = true, text = "each of 3 days" }
    ticket-day-long  = { row = "ticket-day", period = 86400, periods = 1, long = true, text = "1 day" }
    ticket-any-short = { row = "ticket", period = 21600, periods = 1, long = false, text = "6 h" }
  }

  slo_alarms = merge([
    for name, s in var.slos : {
      for window, w in local.slo_windows : "slo-${name}-${window}" => {
        level     = "part" # tells nobody by itself: two of them make a composite alarm that does
        subject   = "slo-${name}"
        dashboard = "slo"
        means     = "SLO ${name} (${s.target} % over ${s.window_days} days): over ${w.text} the budget burnt more than ${format("%g", local.slo_burn_rates[name][w.row])} times as fast as it may."
        metrics   = local.slo_sources[name].metrics
        expression = (
          w.long
          ? "IF(${local.slo_sources[name].bad} >= ${s.minimum_failures}, ${local.slo_sources[name].bad} / ${local.slo_sources[name].total} / ${local.slo_error_budget[name]}, 0)"
          : "IF(${local.slo_sources[name].total} > 0, ${local.slo_sources[name].bad} / ${local.slo_sources[name].total} / ${local.slo_error_budget[name]}, 0)"
        )
        comparison = "GreaterThanThreshold"
        threshold  = local.slo_burn_rates[name][w.row]
        period     = w.period
        periods    = w.periods
        datapoints = w.periods
        missing    = "notBreaching" # no requests burn no budget; silence has an alarm of its own
        region     = local.region
      }
    }
  ]...)
}
