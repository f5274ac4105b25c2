variable "rate_limits" {
  description = "Requests that one address may make below a path, 0 to 10 entries, in order: name (letters, digits, hyphens), path_prefix (begins with a slash), limit per 5 minutes (10 to 2000000000), action block (status 429) or count (needs unsafe.waf_count)."
  type = list(object({
    name        = string
    path_prefix = string
    limit       = number
    action      = optional(string, "block")
  }))
  default  = [{ name = "all", path_prefix = "/", limit = 2000 }]
  nullable = false

  validation {
    condition     = length(var.rate_limits) <= 10 && length(distinct(var.rate_limits[*].name)) == length(var.rate_limits) && alltrue([for r in var.rate_limits : can(regex("^[a-z][a-z0-9-]{0,30}$", r.name))])
    error_message = "rate_limits has the names ${join(", ", var.rate_limits[*].name)}. Allowed: at most 10, each name once, 1 to 31 lower-case letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for r in var.rate_limits : can(regex("^/[A-Za-z0-9_.~/-]{0,199}$", r.path_prefix))])
    error_message = "rate_limits has the prefixes ${join(", ", var.rate_limits[*].path_prefix)}. Each must begin with /, hold no wildcards, and be at most 200 characters."
  }

  validation {
    condition     = alltrue([for r in var.rate_limits : r.limit >= 10 && r.limit <= 2000000000 && floor(r.limit) == r.limit])
    error_message = "rate_limits has the limits ${join(", ", var.rate_limits[*].limit)}. Allowed: whole numbers from 10 to 2000000000 requests per 5 minutes (limits of WAF)."
  }

  validation {
    condition     = alltrue([for r in var.rate_limits : contains(["block", "count"], r.action)])
    error_message = "rate_limits has the actions ${join(", ", var.rate_limits[*].action)}. Allowed: block, count."
  }

  validation {
    condition     = !contains(var.rate_limits[*].action, "count") || contains(keys(var.unsafe), "waf_count")
    error_message = "rate_limits only counts for ${join(", ", [for r in var.rate_limits : r.name if r.action == "count"])}: nobody is stopped. Use block, or give the reason in unsafe = { waf_count = \"...\" }."
  }
}

variable "block_anonymous_ips" {
  description = "Whether visitors from VPNs, proxies, Tor and hosting providers are blocked (AWSManagedRulesAnonymousIpList). Honest visitors use VPNs too, and payment webhooks come from hosting providers: measure before."
  type        = bool
  default     = false
  nullable    = false
}

variable "managed_rules_counted" {
  description = "Rules of the managed groups that only count because they stop honest visitors: group (AWSManagedRulesCommonRuleSet, AWSManagedRulesKnownBadInputsRuleSet, AWSManagedRulesSQLiRuleSet, AWSManagedRulesAmazonIpReputationList, AWSManagedRulesAnonymousIpList) => names of rules. Needs unsafe.waf_count."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for g in keys(var.managed_rules_counted) : contains(["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet", "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesAnonymousIpList"], g)])
    error_message = "managed_rules_counted has the groups ${join(", ", keys(var.managed_rules_counted))}. Allowed: AWSManagedRulesCommonRuleSet, AWSManagedRulesKnownBadInputsRuleSet, AWSManagedRulesSQLiRuleSet, AWSManagedRulesAmazonIpReputationList, AWSManagedRulesAnonymousIpList."
  }

  validation {
    condition     = length(var.managed_rules_counted) == 0 || contains(keys(var.unsafe), "waf_count")
    error_message = "managed_rules_counted makes rules count instead of block. Give the reason (which honest request they stopped) in unsafe = { waf_count = \"...\" }."
  }

  validation {
    condition     = !contains(flatten([for rules in values(var.managed_rules_counted) : tolist(rules)]), "SizeRestrictions_BODY")
    error_message = "managed_rules_counted names SizeRestrictions_BODY. Use large_body_paths: it lifts the limit where it is needed and keeps it everywhere else."
  }
}

variable "large_body_paths" {
  description = "Path prefixes below which request bodies may be larger than 8 KB (uploads, webhooks), 0 to 10. Everywhere else larger bodies are blocked: WAF inspects only the first 16 KB, and an attack could hide behind them."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.large_body_paths) <= 10 && alltrue([for p in var.large_body_paths : can(regex("^/[A-Za-z0-9_.~/-]{1,199}$", p))])
    error_message = "large_body_paths is ${join(", ", var.large_body_paths)}. Allowed: at most 10 prefixes of at most 200 characters that begin with /, without wildcards; / alone would lift the limit everywhere."
  }
}

variable "blocked_page" {
  description = "What a visitor over a rate limit sees, with status 429: content (1 to 4096 bytes) and content_type (TEXT_HTML, TEXT_PLAIN, APPLICATION_JSON)."
  type = object({
    content      = string
    content_type = string
  })
  default = {
    content      = "<!doctype html><html lang=\"en\"><title>Too many requests</title><h1>Too many requests</h1><p>Please wait five minutes and try again.</p></html>"
    content_type = "TEXT_HTML"
  }
  nullable = false

  validation {
    condition     = length(var.blocked_page.content) >= 1 && length(base64encode(var.blocked_page.content)) <= 5464 && contains(["TEXT_HTML", "TEXT_PLAIN", "APPLICATION_JSON"], var.blocked_page.content_type)
    error_message = "blocked_page has ${length(var.blocked_page.content)} characters of ${var.blocked_page.content_type}. Allowed: 1 to 4096 bytes (a limit of WAF) of TEXT_HTML, TEXT_PLAIN or APPLICATION_JSON."
  }
}

variable "waf_log" {
  description = "Which requests the WAF log holds: matched (blocked and counted ones) or all. The access log holds every request anyway."
  type        = string
  default     = "matched"
  nullable    = false

  validation {
    condition     = contains(["matched", "all"], var.waf_log)
    error_message = "waf_log is \"${var.waf_log}\". Allowed: matched, all."
  }
}
