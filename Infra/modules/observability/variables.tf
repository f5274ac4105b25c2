# Identity -----------------------------------------------------------------------------------------

variable "name" {
  description = "Prefix of all names, for example donations-production. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,31}$", var.name))
    error_message = "name is \"${var.name}\"; it must be 2 to 32 lower-case letters, digits and hyphens and begin with a letter."
  }
}

variable "unsafe" {
  description = "Safeties that are given up: key = name of the safety (critical_subscription, log_retention, no_traffic, slos), value = the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.unsafe) : contains(["critical_subscription", "log_retention", "no_traffic", "slos"], key)])
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; allowed are critical_subscription, log_retention, no_traffic, slos. A key that means nothing would look like a decision."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Every value in unsafe is the reason for giving up a safety and needs at least 20 characters, because whoever reads it at 3 a.m. was not there when it was decided."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are, https, without a slash at the end; every alarm links to BASE/SUBJECT."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[^\\s?#]+[^/\\s?#]$", var.runbook_base_url))
    error_message = "runbook_base_url is \"${var.runbook_base_url}\"; it must be an https address without query, fragment or slash at the end."
  }
}

# Who is told --------------------------------------------------------------------------------------

variable "subscriptions" {
  description = "Who gets which topic: warning = look in working hours, critical = page. Protocol email or https. Endpoints are stored in the state: an address that is itself a secret does not belong here. critical without anybody needs unsafe.critical_subscription."
  type = object({
    warning  = optional(list(object({ protocol = string, endpoint = string })), [])
    critical = optional(list(object({ protocol = string, endpoint = string })), [])
  })
  nullable = false

  validation {
    condition     = length(var.subscriptions.critical) > 0 || contains(keys(var.unsafe), "critical_subscription")
    error_message = "subscriptions.critical is empty; pages would reach nobody. Give the reason in unsafe = { critical_subscription = \"…\" } if, say, Steady subscribes by itself."
  }

  validation {
    condition = alltrue([
      for s in concat(var.subscriptions.warning, var.subscriptions.critical) : (
        (s.protocol == "email" && can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$", s.endpoint))) || (s.protocol == "https" && can(regex("^https://\\S+$", s.endpoint)))
      )
    ])
    error_message = "subscriptions has ${jsonencode([for s in concat(var.subscriptions.warning, var.subscriptions.critical) : s.protocol])}; allowed are email with a mail address and https with an https address (http would send incidents in the clear)."
  }
}

variable "page_on" {
  description = "slo: only a burning SLO, silence, or one of paging_alarm_arns pages; critical alarms about causes go to the warning topic. critical: every critical alarm pages as well."
  type        = string
  default     = "slo"
  nullable    = false

  validation {
    condition     = contains(["slo", "critical"], var.page_on)
    error_message = "page_on is \"${var.page_on}\"; allowed are slo and critical."
  }
}

variable "paging_alarm_arns" {
  description = "Label => ARN of further alarms in this region that page although users feel nothing yet, for example a database disk that is nearly full."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.paging_alarm_arns) : can(regex("^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:", arn))])
    error_message = "paging_alarm_arns is ${jsonencode(var.paging_alarm_arns)}; every value must be the ARN of a CloudWatch alarm."
  }

  validation {
    condition     = length(var.paging_alarm_arns) + length(var.slos) <= 80
    error_message = "paging_alarm_arns and slos have more than 80 entries together; a composite alarm takes 100 children."
  }
}

variable "related_alarm_arns" {
  description = "Label => ARN of alarms made elsewhere (database, backup) that the overview dashboard shows."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.related_alarm_arns) : can(regex("^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:", arn))])
    error_message = "related_alarm_arns is ${jsonencode(var.related_alarm_arns)}; every value must be the ARN of a CloudWatch alarm."
  }
}

variable "deployment_suppressor" {
  description = "Alarm that is in ALARM while a deployment runs; the page waits for it: wait_seconds for it to go off, extension_seconds after it has ended, 0 to 3600 each. Null = no suppression. Steady's judge watches deployments itself; use this only without it."
  type = object({
    alarm_arn         = string
    wait_seconds      = optional(number, 60)
    extension_seconds = optional(number, 60)
  })
  default = null

  validation {
    condition = var.deployment_suppressor == null ? true : (
      can(regex("^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:[0-9]{12}:alarm:", var.deployment_suppressor.alarm_arn)) &&
      var.deployment_suppressor.wait_seconds >= 0 && var.deployment_suppressor.wait_seconds <= 3600 &&
      var.deployment_suppressor.extension_seconds >= 0 && var.deployment_suppressor.extension_seconds <= 3600
    )
    error_message = "deployment_suppressor needs the ARN of an alarm, and 0 to 3600 seconds: suppressing a page for longer than an hour is switching it off."
  }
}

# What is watched ----------------------------------------------------------------------------------

variable "load_balancer" {
  description = <<-EOT
    The Application Load Balancer of the flow, or null:
    arn_suffix            for example app/donations/0123456789abcdef
    target_groups         label => ARN suffix, for example { blue = "targetgroup/donations-blue/0123456789abcdef" }
    minimum_healthy_hosts fewer healthy targets in all target groups together are critical, 1 or more
  EOT
  type = object({
    arn_suffix            = string
    target_groups         = map(string)
    minimum_healthy_hosts = optional(number, 1)
  })
  default = null

  validation {
    condition     = var.load_balancer == null ? true : can(regex("^app/[^/]+/[^/]+$", var.load_balancer.arn_suffix))
    error_message = "load_balancer.arn_suffix must look like app/donations/0123456789abcdef (the attribute arn_suffix of aws_lb)."
  }

  validation {
    condition = var.load_balancer == null ? true : (
      length(var.load_balancer.target_groups) >= 1 && length(var.load_balancer.target_groups) <= 9 &&
      alltrue([for suffix in values(var.load_balancer.target_groups) : can(regex("^targetgroup/[^/]+/[^/]+$", suffix))])
    )
    error_message = "load_balancer.target_groups needs 1 to 9 entries (an alarm adds up at most 10 metrics) like targetgroup/donations-blue/0123456789abcdef."
  }

  validation {
    condition     = var.load_balancer == null ? true : var.load_balancer.minimum_healthy_hosts >= 1
    error_message = "load_balancer.minimum_healthy_hosts must be 1 or more; 0 healthy hosts is an outage."
  }
}

variable "services" {
  description = "ECS services by label (lower-case letters, digits, hyphens): cluster_name, service_name, and the key of log_groups that its dashboard shows, or null. Container Insights must be on in the cluster: it counts the tasks."
  type = map(object({
    cluster_name = string
    service_name = string
    log_group    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for label in keys(var.services) : can(regex("^[a-z][a-z0-9-]{0,31}$", label))])
    error_message = "services has the labels ${join(", ", keys(var.services))}; they become part of names: 1 to 32 lower-case letters, digits, hyphens."
  }

  validation {
    condition     = alltrue([for s in values(var.services) : s.log_group == null ? true : contains(keys(var.log_groups), s.log_group)])
    error_message = "services: log_group must be a key of log_groups (${join(", ", keys(var.log_groups))})."
  }
}

variable "cdn" {
  description = "The CloudFront distribution, or null: distribution_id; origin_latency needs the paid additional metrics of the distribution. Its metrics, and so its alarms, are in us-east-1."
  type = object({
    distribution_id = string
    origin_latency  = optional(bool, true)
  })
  default = null

  validation {
    condition     = var.cdn == null ? true : can(regex("^E[A-Z0-9]{5,20}$", var.cdn.distribution_id))
    error_message = "cdn.distribution_id must look like E1A2B3C4D5E6F7; an alarm on a distribution that is not there never fires."
  }
}

variable "web_acl" {
  description = "The WAF web ACL, or null: metric_name as in its visibility_config; cloudfront = true for one in front of CloudFront (us-east-1), false for a regional one."
  type = object({
    metric_name = string
    cloudfront  = optional(bool, true)
  })
  default = null

  validation {
    condition     = var.web_acl == null ? true : can(regex("^[A-Za-z0-9_-]{1,128}$", var.web_acl.metric_name))
    error_message = "web_acl.metric_name must be 1 to 128 letters, digits, hyphens, underscores: the metric_name of the web ACL, not its ARN."
  }
}

variable "databases" {
  description = "RDS instances on the dashboards: label => identifier. Their alarms come from the database module."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for identifier in values(var.databases) : can(regex("^[a-z][a-z0-9-]{0,62}$", identifier))])
    error_message = "databases is ${jsonencode(var.databases)}; every value must be the identifier of an RDS instance, not its endpoint or ARN."
  }
}

# Logs and metrics from logs -----------------------------------------------------------------------

variable "log_groups" {
  description = "Log groups by label: retention_days (a value of CloudWatch Logs; below 30 needs unsafe.log_retention), name (null = /NAME/LABEL), infrequent_access (half the price; no metric filters, no live tail)."
  type = map(object({
    retention_days    = optional(number, 90)
    name              = optional(string)
    infrequent_access = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for g in values(var.log_groups) : contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], g.retention_days)])
    error_message = "log_groups has the retentions ${join(", ", [for g in values(var.log_groups) : g.retention_days])}; allowed are 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653. 0 (for ever) is a cost without end."
  }

  validation {
    condition     = alltrue([for g in values(var.log_groups) : g.retention_days >= 30]) || contains(keys(var.unsafe), "log_retention")
    error_message = "log_groups keeps logs for less than 30 days, the window of the SLO; an incident could not be explained any more. Give the reason in unsafe = { log_retention = \"…\" } if this is meant."
  }

  validation {
    condition     = alltrue([for g in values(var.log_groups) : g.name == null ? true : can(regex("^[A-Za-z0-9_/.#-]{1,512}$", g.name)) && !startswith(g.name, "aws/")])
    error_message = "log_groups: a name must be 1 to 512 letters, digits and _ / . # -, and not begin with aws/."
  }
}

variable "metric_namespace" {
  description = "Namespace of the metrics made from logs, or null for Steady/NAME."
  type        = string
  default     = null

  validation {
    condition     = var.metric_namespace == null ? true : can(regex("^[A-Za-z0-9_./#-]{1,255}$", var.metric_namespace)) && !startswith(var.metric_namespace, "AWS/")
    error_message = "metric_namespace is \"${coalesce(var.metric_namespace, "null")}\"; it must be 1 to 255 letters, digits and _ . / # -, and not begin with AWS/."
  }
}

variable "metric_filters" {
  description = <<-EOT
    Metrics from structured JSON logs, by name:
    log_group      key of log_groups
    pattern        filter pattern, for example { $.level = "error" }
    metric         name of the metric
    value          number, or the field that holds it, for example $.duration_ms
    default_value  value of a minute without a match; only without dimensions
    unit           a CloudWatch unit
    dimensions     at most 3: name => field. Every combination of values is a metric that is paid for: never an id of a user or request
  EOT
  type = map(object({
    log_group     = string
    pattern       = string
    metric        = string
    value         = optional(string, "1")
    default_value = optional(number)
    unit          = optional(string, "None")
    dimensions    = optional(map(string), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for f in values(var.metric_filters) : contains(keys(var.log_groups), f.log_group) && !try(var.log_groups[f.log_group].infrequent_access, false)
    ])
    error_message = "metric_filters: log_group must be a key of log_groups (${join(", ", keys(var.log_groups))}) that is not infrequent_access: CloudWatch filters the standard class only."
  }

  validation {
    condition     = alltrue([for f in values(var.metric_filters) : length(f.dimensions) <= 3 && (f.default_value == null || length(f.dimensions) == 0)])
    error_message = "metric_filters: at most 3 dimensions, and default_value only without dimensions; CloudWatch refuses both."
  }

  validation {
    condition     = alltrue([for f in values(var.metric_filters) : can(regex("^(-?[0-9.]+|\\$\\..+)$", f.value)) && alltrue([for field in values(f.dimensions) : startswith(field, "$.")])])
    error_message = "metric_filters: value must be a number or a field such as $.duration_ms, and dimensions must be fields."
  }

  validation {
    condition = alltrue([for f in values(var.metric_filters) : contains([
      "None", "Count", "Percent", "Seconds", "Milliseconds", "Microseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Count/Second",
    ], f.unit)])
    error_message = "metric_filters has the units ${join(", ", [for f in values(var.metric_filters) : f.unit])}; allowed are None, Count, Percent, Seconds, Milliseconds, Microseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Count/Second."
  }
}

variable "flows" {
  description = <<-EOT
    Business flows counted from JSON logs, by name: metrics NAME-success, NAME-failure, NAME-latency, a p95 alarm, and a source for slos:
    log_group                         key of log_groups
    success_pattern, failure_pattern  filter patterns, for example { $.event = "donation" && $.outcome = "success" }; a refused card is no failure of ours
    latency_value                     field with the duration, or null
    latency_unit                      Seconds or Milliseconds
  EOT
  type = map(object({
    log_group       = string
    success_pattern = string
    failure_pattern = string
    latency_value   = optional(string)
    latency_unit    = optional(string, "Milliseconds")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, f in var.flows : can(regex("^[a-z][a-z0-9-]{0,31}$", name)) && contains(["Seconds", "Milliseconds"], f.latency_unit) && (f.latency_value == null ? true : startswith(f.latency_value, "$."))])
    error_message = "flows: names are 1 to 32 lower-case letters, digits, hyphens; latency_unit is Seconds or Milliseconds; latency_value a field such as $.duration_ms."
  }

  validation {
    condition     = alltrue([for f in values(var.flows) : contains(keys(var.log_groups), f.log_group) && !try(var.log_groups[f.log_group].infrequent_access, false)])
    error_message = "flows: log_group must be a key of log_groups (${join(", ", keys(var.log_groups))}) that is not infrequent_access."
  }
}

# Objectives and limits ----------------------------------------------------------------------------

variable "slos" {
  description = <<-EOT
    Service level objectives by name; empty needs unsafe.slos:
    source             load_balancer (5xx of balancer and targets), latency (share of requests below latency_seconds at the balancer), flow (success and failure of a flow)
    flow               name of the flow for source flow
    latency_seconds    limit for source latency
    target             percent of good requests, 90 to 99.999
    window_days        7 to 90; the burn rates follow from it (14.4, 6, 3 and 1 for 30 days)
    minimum_failures   fewer failures in the long window never page: with little traffic one failure is no trend
  EOT
  type = map(object({
    source           = string
    flow             = optional(string)
    latency_seconds  = optional(number)
    target           = optional(number, 99.95)
    window_days      = optional(number, 30)
    minimum_failures = optional(number, 6)
  }))
  default  = { availability = { source = "load_balancer" } }
  nullable = false

  validation {
    condition     = length(var.slos) > 0 || contains(keys(var.unsafe), "slos")
    error_message = "slos is empty; nothing says what users are promised, and causes would have to page. Give the reason in unsafe = { slos = \"…\" } if this is meant."
  }

  validation {
    condition     = alltrue([for name, s in var.slos : can(regex("^[a-z][a-z0-9-]{0,31}$", name)) && contains(["load_balancer", "latency", "flow"], s.source)])
    error_message = "slos: names are 1 to 32 lower-case letters, digits, hyphens; source is load_balancer, latency or flow (given: ${join(", ", [for s in values(var.slos) : s.source])})."
  }

  validation {
    condition = alltrue([
      for s in values(var.slos) : s.source == "flow" ? contains(keys(var.flows), coalesce(s.flow, "-")) : (var.load_balancer != null && (s.source == "latency") == (s.latency_seconds != null))
    ])
    error_message = "slos: source flow needs the name of one of flows (${join(", ", keys(var.flows))}); load_balancer and latency need var.load_balancer; latency_seconds belongs to latency and to nothing else."
  }

  validation {
    condition     = alltrue([for s in values(var.slos) : s.target >= 90 && s.target <= 99.999 && s.window_days >= 7 && s.window_days <= 90 && s.minimum_failures >= 1])
    error_message = "slos: target must be 90 to 99.999 percent, window_days 7 to 90, minimum_failures 1 or more."
  }

  validation {
    condition     = alltrue([for s in values(var.slos) : 0.02 * s.window_days * 24 * (1 - s.target / 100) < 1])
    error_message = "slos: the fastest burn rate (2 % of the budget in an hour) times the error budget is 100 % or more, so that even a full outage could not page. Raise the target or shorten the window."
  }
}

variable "no_traffic" {
  description = "Fewer than `requests` in each of `minutes` minutes is taken for an outage in front of the balancer; missing data count as none. Null needs unsafe.no_traffic (a service that rests at night)."
  type = object({
    minutes  = optional(number, 10)
    requests = optional(number, 1)
  })
  default = {}

  validation {
    condition     = var.no_traffic != null || contains(keys(var.unsafe), "no_traffic")
    error_message = "no_traffic is null; when DNS or the edge fails there are no errors, only silence. Give the reason in unsafe = { no_traffic = \"…\" } if this is meant."
  }

  validation {
    condition     = var.no_traffic == null ? true : var.no_traffic.minutes >= 1 && var.no_traffic.minutes <= 1440 && var.no_traffic.requests >= 1
    error_message = "no_traffic: minutes must be 1 to 1440 and requests 1 or more."
  }
}

variable "thresholds" {
  description = <<-EOT
    Limits, warning and critical each:
    latency_p95_seconds (load balancer and flows), errors_percent (share of 5xx), cpu_percent and memory_percent (ECS), cdn_5xx_percent, cdn_4xx_percent,
    origin_latency_p95_seconds, blocked_requests (WAF, in 5 minutes).
    minimum_requests: below this many requests in a minute shares and percentiles do not count. anomaly_deviations: width of the expected band.
  EOT
  type = object({
    latency_p95_seconds        = optional(object({ warning = number, critical = number }), { warning = 6, critical = 8 })
    errors_percent             = optional(object({ warning = number, critical = number }), { warning = 1, critical = 5 })
    cpu_percent                = optional(object({ warning = number, critical = number }), { warning = 80, critical = 95 })
    memory_percent             = optional(object({ warning = number, critical = number }), { warning = 80, critical = 95 })
    cdn_5xx_percent            = optional(object({ warning = number, critical = number }), { warning = 1, critical = 5 })
    cdn_4xx_percent            = optional(object({ warning = number, critical = number }), { warning = 15, critical = 40 })
    origin_latency_p95_seconds = optional(object({ warning = number, critical = number }), { warning = 6, critical = 8 })
    blocked_requests           = optional(object({ warning = number, critical = number }), { warning = 1000, critical = 20000 })
    minimum_requests           = optional(number, 20)
    anomaly_deviations         = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for limit in [
        var.thresholds.latency_p95_seconds, var.thresholds.errors_percent, var.thresholds.cpu_percent, var.thresholds.memory_percent,
        var.thresholds.cdn_5xx_percent, var.thresholds.cdn_4xx_percent, var.thresholds.origin_latency_p95_seconds, var.thresholds.blocked_requests,
      ] : limit.warning > 0 && limit.warning < limit.critical
    ])
    error_message = "thresholds: warning must be above 0 and below critical, because it comes first."
  }

  validation {
    condition = alltrue([
      for limit in [
        var.thresholds.errors_percent, var.thresholds.cpu_percent, var.thresholds.memory_percent, var.thresholds.cdn_5xx_percent, var.thresholds.cdn_4xx_percent,
      ] : limit.critical <= 100
    ])
    error_message = "thresholds: a percentage above 100 can never be reached."
  }

  validation {
    condition     = var.thresholds.minimum_requests >= 1 && var.thresholds.anomaly_deviations >= 1 && var.thresholds.anomaly_deviations <= 10
    error_message = "thresholds: minimum_requests must be 1 or more, anomaly_deviations 1 to 10."
  }
}

variable "kms_key_deletion_window_days" {
  description = "Days between the order to delete a KMS key and its deletion, 7 to 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_key_deletion_window_days >= 7 && var.kms_key_deletion_window_days <= 30
    error_message = "kms_key_deletion_window_days is ${var.kms_key_deletion_window_days}; KMS takes 7 to 30."
  }
}
