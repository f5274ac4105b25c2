variable "name" {
  description = "Name of the budget and prefix of everything beside it, for example donations-production. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,31}$", var.name))
    error_message = "name is \"${var.name}\"; it must be 2 to 32 lower-case letters, digits and hyphens and begin with a letter."
  }
}

variable "unsafe" {
  description = "Safeties that are given up: key = name of the safety (tag_filters, forecast, anomaly_detection, automatic_action), value = the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.unsafe) : contains(["tag_filters", "forecast", "anomaly_detection", "automatic_action"], key)])
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; allowed are tag_filters, forecast, anomaly_detection, automatic_action. A key that means nothing would look like a decision."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Every value in unsafe is the reason for giving up a safety and needs at least 20 characters, because whoever reads it at 3 a.m. was not there when it was decided."
  }
}

variable "monthly_limit_usd" {
  description = "Budget per calendar month in US dollars, 1 to 10,000,000, whole cents."
  type        = number
  nullable    = false

  validation {
    condition     = var.monthly_limit_usd >= 1 && var.monthly_limit_usd <= 10000000 && floor(var.monthly_limit_usd * 100) == var.monthly_limit_usd * 100
    error_message = "monthly_limit_usd is ${var.monthly_limit_usd}; it must be 1 to 10000000 dollars in whole cents."
  }
}

variable "tag_filters" {
  description = "Cost allocation tags that a cost must all carry to count: key => value, for example { Service = \"donations\", Environment = \"production\" }. The tags must be activated in the billing console, by the payer account. Empty (the whole account) needs unsafe.tag_filters."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.tag_filters) > 0 || contains(keys(var.unsafe), "tag_filters")
    error_message = "tag_filters is empty; the budget would count the whole account, and nobody owns that. Give the reason in unsafe = { tag_filters = \"…\" } if this is meant."
  }

  validation {
    condition     = alltrue([for k, v in var.tag_filters : can(regex("^[A-Za-z][A-Za-z0-9 _.:/=+@-]{0,127}$", k)) && can(regex("^[^$]{1,256}$", v)) && !startswith(k, "aws:") && !startswith(k, "user:")])
    error_message = "tag_filters is ${jsonencode(var.tag_filters)}; give keys without the prefix user: (the module adds it), and values without $, which separates key and value."
  }
}

variable "notifications" {
  description = <<-EOT
    When to tell, 1 to 5 (the limit of AWS):
    type       ACTUAL (spent) or FORECASTED (will be spent at this rate; AWS needs about five weeks of history)
    threshold  percent of monthly_limit_usd, 1 to 1000
    At least one must be FORECASTED, or unsafe.forecast is needed.
  EOT
  type = list(object({
    type      = string
    threshold = number
  }))
  default = [
    { type = "ACTUAL", threshold = 80 },
    { type = "FORECASTED", threshold = 100 },
    { type = "ACTUAL", threshold = 100 },
  ]
  nullable = false

  validation {
    condition     = length(var.notifications) >= 1 && length(var.notifications) <= 5
    error_message = "notifications has ${length(var.notifications)} entries; AWS Budgets takes 1 to 5."
  }

  validation {
    condition     = alltrue([for n in var.notifications : contains(["ACTUAL", "FORECASTED"], n.type)])
    error_message = "notifications has the types ${join(", ", [for n in var.notifications : n.type])}; allowed are ACTUAL and FORECASTED."
  }

  validation {
    condition     = alltrue([for n in var.notifications : n.threshold >= 1 && n.threshold <= 1000])
    error_message = "notifications has the thresholds ${join(", ", [for n in var.notifications : n.threshold])}; they are percent of the limit, 1 to 1000."
  }

  validation {
    condition     = length(distinct([for n in var.notifications : "${n.type} ${n.threshold}"])) == length(var.notifications)
    error_message = "notifications has the same type and threshold twice; AWS Budgets refuses that."
  }

  validation {
    condition     = anytrue([for n in var.notifications : n.type == "FORECASTED"]) || contains(keys(var.unsafe), "forecast")
    error_message = "notifications has no FORECASTED entry; whoever hears only of money that is gone can change nothing. Give the reason in unsafe = { forecast = \"…\" } if this is meant."
  }
}

variable "topic_arn" {
  description = "ARN of the SNS topic that gets all messages. Its policy must let budgets.amazonaws.com and costalerts.amazonaws.com publish; those of the observability module do."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.topic_arn))
    error_message = "topic_arn is \"${var.topic_arn}\"; it must be the ARN of an SNS topic."
  }
}

variable "email_addresses" {
  description = "Up to 10 addresses that get all messages as well. At least one: a budget is read by somebody who is not on call."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.email_addresses) >= 1 && length(var.email_addresses) <= 10 && alltrue([for a in var.email_addresses : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$", a))])
    error_message = "email_addresses is ${jsonencode(var.email_addresses)}; AWS takes 1 to 10 addresses."
  }
}

variable "cost_types" {
  description = "What counts: credits and refunds are left out by default, because they hide what the service costs; use_amortized spreads reservations over the month."
  type = object({
    include_credit = optional(bool, false)
    include_refund = optional(bool, false)
    include_tax    = optional(bool, true)
    use_amortized  = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "anomaly_detection_enabled" {
  description = "Watches for unusual costs, day by day. false needs unsafe.anomaly_detection."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.anomaly_detection_enabled || contains(keys(var.unsafe), "anomaly_detection")
    error_message = "anomaly_detection_enabled is false; a leak is found at the end of the month. Give the reason in unsafe = { anomaly_detection = \"…\" } if this is meant."
  }
}

variable "anomaly_monitor" {
  description = <<-EOT
    tag      watches costs with one tag: anomaly_tag_key and its value in tag_filters
    service  watches each AWS service of the whole account; AWS allows one such monitor per account
    existing uses the monitor existing_anomaly_monitor_arn
  EOT
  type        = string
  default     = "tag"
  nullable    = false

  validation {
    condition     = contains(["tag", "service", "existing"], var.anomaly_monitor)
    error_message = "anomaly_monitor is \"${var.anomaly_monitor}\"; allowed are tag, service, existing."
  }
}

variable "anomaly_tag_key" {
  description = "Key of tag_filters that a monitor of the kind tag watches: a custom monitor knows one tag only."
  type        = string
  default     = "Service"
  nullable    = false

  validation {
    condition     = !var.anomaly_detection_enabled || var.anomaly_monitor != "tag" || contains(keys(var.tag_filters), var.anomaly_tag_key)
    error_message = "anomaly_tag_key is \"${var.anomaly_tag_key}\", which is not a key of tag_filters (${join(", ", keys(var.tag_filters))})."
  }
}

variable "existing_anomaly_monitor_arn" {
  description = "ARN of an existing monitor for anomaly_monitor = existing, null otherwise."
  type        = string
  default     = null

  validation {
    condition     = (var.anomaly_monitor == "existing") == (var.existing_anomaly_monitor_arn != null)
    error_message = "existing_anomaly_monitor_arn must be given exactly when anomaly_monitor is existing (it is ${var.anomaly_monitor})."
  }

  validation {
    condition     = var.existing_anomaly_monitor_arn == null ? true : can(regex("^arn:[a-z-]+:ce::[0-9]{12}:anomalymonitor/", var.existing_anomaly_monitor_arn))
    error_message = "existing_anomaly_monitor_arn is \"${coalesce(var.existing_anomaly_monitor_arn, "null")}\"; it must be the ARN of an anomaly monitor."
  }
}

variable "anomaly_threshold_usd" {
  description = "An anomaly is reported from this total impact on, in whole US dollars, 1 to 1,000,000. Null means 5 % of monthly_limit_usd, at least 1."
  type        = number
  default     = null

  validation {
    condition     = var.anomaly_threshold_usd == null ? true : var.anomaly_threshold_usd >= 1 && var.anomaly_threshold_usd <= 1000000 && floor(var.anomaly_threshold_usd) == var.anomaly_threshold_usd
    error_message = "anomaly_threshold_usd is ${coalesce(var.anomaly_threshold_usd, 0)}; it must be a whole number from 1 to 1000000."
  }
}

variable "action" {
  description = <<-EOT
    Optional answer to an overspent budget: a policy that denies the creation of costly things is attached to these roles. It never stops what runs. Null = none.
    role_names         roles that get the policy (pipelines, people; never the roles of running services)
    threshold_percent  percent of actual cost, 100 to 1000
    automatic          true attaches it without asking and needs unsafe.automatic_action; false waits for approval in the console
    denied_actions     what is denied; no wildcards
  EOT
  type = object({
    role_names        = list(string)
    threshold_percent = optional(number, 120)
    automatic         = optional(bool, false)
    denied_actions = optional(list(string), [
      "ec2:CreateNatGateway", "ec2:RunInstances", "ecs:CreateService", "elasticache:CreateCacheCluster", "elasticloadbalancing:CreateLoadBalancer",
      "rds:CreateDBCluster", "rds:CreateDBInstance", "rds:CreateDBInstanceReadReplica",
    ])
  })
  default = null

  validation {
    condition = var.action == null ? true : (
      length(var.action.role_names) >= 1 && length(var.action.role_names) <= 100 &&
      alltrue([for role in var.action.role_names : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", role))])
    )
    error_message = "action.role_names must be 1 to 100 names of roles, not ARNs."
  }

  validation {
    condition     = var.action == null ? true : var.action.threshold_percent >= 100 && var.action.threshold_percent <= 1000
    error_message = "action.threshold_percent must be 100 to 1000: before the budget is spent there is nothing to stop."
  }

  validation {
    condition     = var.action == null ? true : !var.action.automatic || contains(keys(var.unsafe), "automatic_action")
    error_message = "action.automatic is true; a wrong forecast or a late bill could stop a repair at night. Give the reason in unsafe = { automatic_action = \"…\" } if this is meant."
  }

  validation {
    condition = var.action == null ? true : (
      length(var.action.denied_actions) >= 1 && alltrue([for a in var.action.denied_actions : can(regex("^[a-z0-9-]+:[A-Za-z]+$", a)) && !can(regex(":(Update|Delete|Stop|Terminate|Reboot)", a))])
    )
    error_message = "action.denied_actions must list single actions (service:Action, no wildcards) that create something: denying Update, Delete, Stop, Terminate or Reboot would forbid the repair and the saving."
  }
}
