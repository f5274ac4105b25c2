variable "name" {
  description = "Name that all resources derive from, for example donations-production. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter, ends with a letter or digit."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\". Allowed: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit."
  }
}

# --- names and certificate ------------------------------------------------------

variable "domain_names" {
  description = "Names that visitors use, 1 to 50, for example give.example.org. A wildcard is allowed as the first label. The certificate must cover all of them."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.domain_names) >= 1 && length(var.domain_names) <= 50 && length(distinct(var.domain_names)) == length(var.domain_names) && alltrue([for d in var.domain_names : length(d) <= 253 && can(regex("^(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", d))])
    error_message = "domain_names is ${join(", ", var.domain_names)}. Needed: 1 to 50 different lower-case host names, without scheme, port or path."
  }
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate for domain_names. CloudFront takes certificates from us-east-1 only."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:acm:us-east-1:[0-9]{12}:certificate/[a-zA-Z0-9-]+$", var.certificate_arn))
    error_message = "certificate_arn is \"${var.certificate_arn}\". Write the ARN of an ACM certificate in us-east-1 (arn:aws:acm:us-east-1:ACCOUNT:certificate/ID): CloudFront reads no other region."
  }
}

variable "minimum_tls" {
  description = "Oldest protocol and ciphers that visitors may use: TLSv1.2_2021, TLSv1.2_2025 or TLSv1.3_2025 (each shuts out more old clients)."
  type        = string
  default     = "TLSv1.2_2021"
  nullable    = false

  validation {
    condition     = contains(["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"], var.minimum_tls)
    error_message = "minimum_tls is \"${var.minimum_tls}\". Allowed: TLSv1.2_2021, TLSv1.2_2025, TLSv1.3_2025. Older ones accept weak ciphers."
  }
}

variable "dns_zone" {
  description = "Route 53 public zone (zone_id) that gets alias records, A and AAAA, for every name in domain_names. null = records are made elsewhere."
  type = object({
    zone_id = string
  })
  default = null

  validation {
    condition     = var.dns_zone == null ? true : can(regex("^Z[A-Z0-9]{1,31}$", var.dns_zone.zone_id))
    error_message = "dns_zone.zone_id is \"${try(var.dns_zone.zone_id, "null")}\". Write the id of a hosted zone, for example Z0123456789ABCDEFGHIJ."
  }
}

# --- origins --------------------------------------------------------------------

variable "static_origin" {
  description = "Bucket with static files, read under origin access control: bucket_regional_domain_name and bucket_arn (outputs of the storage module), path = folder inside the bucket that is the root, beginning and not ending with a slash, or empty. null = no static files."
  type = object({
    bucket_regional_domain_name = string
    bucket_arn                  = string
    path                        = optional(string, "")
  })
  default = null

  validation {
    condition     = var.static_origin == null ? true : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\\.s3\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?$", var.static_origin.bucket_regional_domain_name))
    error_message = "static_origin.bucket_regional_domain_name is \"${try(var.static_origin.bucket_regional_domain_name, "null")}\". Write BUCKET.s3.REGION.amazonaws.com: the global name answers with redirects for new buckets, and website endpoints know no TLS."
  }

  validation {
    condition     = var.static_origin == null ? true : can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.static_origin.bucket_arn)) && can(regex("^((/[A-Za-z0-9_.-]+)*)$", var.static_origin.path))
    error_message = "static_origin has bucket_arn \"${try(var.static_origin.bucket_arn, "null")}\" and path \"${try(var.static_origin.path, "null")}\". Needed: arn:aws:s3:::BUCKET, and a path that is empty or begins, and does not end, with a slash."
  }
}

variable "app_origin" {
  description = <<-EOT
    The application's load balancer, always over HTTPS with TLS 1.2. null = static files only.
      domain_name       DNS name of the load balancer. Its certificate must cover domain_names: the visitor's Host header is passed on
      load_balancer_arn the internal load balancer, reached through a VPC origin (the default: nothing is public)
      public            true = the load balancer is on the internet; needs unsafe.public_load_balancer, and no load_balancer_arn
      secret_header     with public: name of a request header and ARN of the secret with its value; needs unsafe.secret_in_state
      read_timeout_seconds      wait for an answer, 1 to 60
      keepalive_timeout_seconds keep an idle connection, 1 to 60; keep it below the load balancer's idle timeout
  EOT
  type = object({
    domain_name       = string
    load_balancer_arn = optional(string)
    public            = optional(bool, false)
    secret_header = optional(object({
      name       = string
      secret_arn = string
    }))
    read_timeout_seconds      = optional(number, 30)
    keepalive_timeout_seconds = optional(number, 5)
  })
  default = null

  validation {
    condition     = var.app_origin == null ? true : can(regex("^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-z]{2,63}$", var.app_origin.domain_name))
    error_message = "app_origin.domain_name is \"${try(var.app_origin.domain_name, "null")}\". Write a host name without scheme, port or path."
  }

  validation {
    condition     = var.app_origin == null ? true : (var.app_origin.load_balancer_arn == null) == var.app_origin.public
    error_message = "app_origin has public = ${try(var.app_origin.public, false)} and ${try(var.app_origin.load_balancer_arn, null) == null ? "no" : "a"} load_balancer_arn. Give load_balancer_arn for the private way (VPC origin), or public = true without it."
  }

  validation {
    condition     = try(var.app_origin.load_balancer_arn, null) == null || can(regex("^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer/app/[A-Za-z0-9-]+/[0-9a-f]+$", var.app_origin.load_balancer_arn))
    error_message = "app_origin.load_balancer_arn is \"${coalesce(try(var.app_origin.load_balancer_arn, null), "null")}\". Write the ARN of an application load balancer."
  }

  validation {
    condition     = !try(var.app_origin.public, false) || contains(keys(var.unsafe), "public_load_balancer")
    error_message = "app_origin.public is true: the load balancer can be reached past CloudFront, its WAF and its rate limits. Use load_balancer_arn (VPC origin), or give the reason in unsafe = { public_load_balancer = \"...\" }."
  }

  validation {
    condition = try(var.app_origin.secret_header, null) == null ? true : (
      var.app_origin.public &&
      can(regex("^X-[A-Za-z0-9-]{3,60}$", var.app_origin.secret_header.name)) &&
      !can(regex("(?i)^X-(Amz|Edge|Forwarded|Real|Cache)", var.app_origin.secret_header.name)) &&
      can(regex("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$", var.app_origin.secret_header.secret_arn))
    )
    error_message = "app_origin.secret_header must have a name like X-Origin-Verify (not X-Amz, X-Edge, X-Forwarded, X-Real, X-Cache: reserved) and a secret_arn of Secrets Manager, and goes with public = true only: a VPC origin needs no secret."
  }

  validation {
    condition     = try(var.app_origin.secret_header, null) == null || contains(keys(var.unsafe), "secret_in_state")
    error_message = "app_origin.secret_header puts the header's value into the Terraform state, whatever is done: the provider has no write-only argument for it. Use a VPC origin, or give the reason in unsafe = { secret_in_state = \"...\" }."
  }

  validation {
    condition     = var.app_origin == null ? true : alltrue([for t in [var.app_origin.read_timeout_seconds, var.app_origin.keepalive_timeout_seconds] : t >= 1 && t <= 60 && floor(t) == t])
    error_message = "app_origin has timeouts of ${try(var.app_origin.read_timeout_seconds, 0)} and ${try(var.app_origin.keepalive_timeout_seconds, 0)} seconds. Allowed: whole seconds from 1 to 60."
  }
}

variable "standby_origin" {
  description = "The internal load balancer of a standby region, reached through a VPC origin: domain_name, load_balancer_arn, timeouts as in app_origin. Reading behaviours fail over to it by themselves; CloudFront cannot fail over writes (see active_origin). null = none."
  type = object({
    domain_name               = string
    load_balancer_arn         = string
    read_timeout_seconds      = optional(number, 30)
    keepalive_timeout_seconds = optional(number, 5)
  })
  default = null

  validation {
    condition     = var.standby_origin == null || var.app_origin != null
    error_message = "standby_origin is set, but app_origin is not: there is nothing to stand by for."
  }

  validation {
    condition     = var.standby_origin == null ? true : can(regex("^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:loadbalancer/app/[A-Za-z0-9-]+/[0-9a-f]+$", var.standby_origin.load_balancer_arn)) && can(regex("^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+[a-z]{2,63}$", var.standby_origin.domain_name))
    error_message = "standby_origin has domain_name \"${try(var.standby_origin.domain_name, "null")}\" and load_balancer_arn \"${try(var.standby_origin.load_balancer_arn, "null")}\". Needed: a host name, and the ARN of an application load balancer."
  }

  validation {
    condition     = var.standby_origin == null ? true : alltrue([for t in [var.standby_origin.read_timeout_seconds, var.standby_origin.keepalive_timeout_seconds] : t >= 1 && t <= 60 && floor(t) == t])
    error_message = "standby_origin has timeouts of ${try(var.standby_origin.read_timeout_seconds, 0)} and ${try(var.standby_origin.keepalive_timeout_seconds, 0)} seconds. Allowed: whole seconds from 1 to 60."
  }
}

variable "active_origin" {
  description = "Where writes go, and reads first: app or standby. Changing it to standby is the failover of the flow: one change, a few minutes until all edges have it."
  type        = string
  default     = "app"
  nullable    = false

  validation {
    condition     = contains(["app", "standby"], var.active_origin)
    error_message = "active_origin is \"${var.active_origin}\". Allowed: app, standby."
  }

  validation {
    condition     = var.active_origin == "app" || var.standby_origin != null
    error_message = "active_origin is standby, but standby_origin is not set."
  }
}

# --- behaviours -----------------------------------------------------------------

variable "behaviors" {
  description = <<-EOT
    What happens by path, 0 to 24 entries; the first match wins.
      path     pattern: begins with a slash; * and ? are wildcards
      origin   app or static
      cache    never (default; nothing is cached), static (app excluded: a day, by path only), origin (static excluded: as the
               application's Cache-Control says; host, cookies and query string are part of the key)
      methods  read (GET, HEAD, OPTIONS) or all
      flow     true = a route of the flow: must have cache = never, and no cached pattern before it may match it
      viewer_request_function_arn, viewer_response_function_arn   CloudFront functions
  EOT
  type = list(object({
    path                         = string
    origin                       = string
    cache                        = optional(string, "never")
    methods                      = optional(string, "read")
    flow                         = optional(bool, false)
    viewer_request_function_arn  = optional(string)
    viewer_response_function_arn = optional(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = length(var.behaviors) <= 24 && length(distinct(var.behaviors[*].path)) == length(var.behaviors)
    error_message = "behaviors has ${length(var.behaviors)} entries for the paths ${join(", ", var.behaviors[*].path)}. Allowed: at most 24 (CloudFront's quota is 25 with the default one), each path once."
  }

  validation {
    condition     = alltrue([for b in var.behaviors : length(b.path) <= 255 && can(regex("^/[A-Za-z0-9_.~/*?@:+&$-]+$", b.path)) && b.path != "/*"])
    error_message = "behaviors has the paths ${join(", ", var.behaviors[*].path)}. Each must begin with / and hold letters, digits and _ . ~ / * ? @ : + & $ - only; /* is default_behavior."
  }

  validation {
    condition     = alltrue([for b in var.behaviors : contains(["app", "static"], b.origin) && contains(["never", "static", "origin"], b.cache) && contains(["read", "all"], b.methods)])
    error_message = "behaviors has ${join("; ", [for b in var.behaviors : "${b.path}: origin ${b.origin}, cache ${b.cache}, methods ${b.methods}"])}. Allowed: origin app, static; cache never, static, origin; methods read, all."
  }

  validation {
    condition     = alltrue([for b in var.behaviors : !(b.origin == "static" && b.cache == "origin") && !(b.origin == "app" && b.cache == "static") && !(b.origin == "static" && b.methods == "all")])
    error_message = "behaviors has ${join("; ", [for b in var.behaviors : "${b.path}: origin ${b.origin}, cache ${b.cache}, methods ${b.methods}"])}. Static files take cache never or static, and methods read. The application takes cache never or origin: with a key of the path alone, one visitor's answer would be shown to another."
  }

  validation {
    condition     = alltrue([for b in var.behaviors : !b.flow || b.cache == "never"])
    error_message = "behaviors caches routes of the flow: ${join(", ", [for b in var.behaviors : b.path if b.flow && b.cache != "never"])}. A cached donation page shows one donor's form to the next. Set cache = \"never\"."
  }

  # A pattern as a regular expression: . $ + literal, ? one character, * any number of characters.
  validation {
    condition = alltrue(flatten([for i, b in var.behaviors : [for j, earlier in var.behaviors :
      !can(regex("^${replace(replace(replace(replace(replace(earlier.path, ".", "\\."), "$", "\\$"), "+", "\\+"), "?", "."), "*", ".*")}$", b.path))
    if j < i && earlier.cache != "never"] if b.flow]))
    error_message = "behaviors: a cached pattern comes before a route of the flow that it matches (order: ${join(", ", [for b in var.behaviors : "${b.path}${b.flow ? " (flow)" : b.cache != "never" ? " (cached)" : ""}"])}). The first match wins, so the route would be cached. Put the flow's routes first."
  }

  validation {
    condition     = alltrue([for b in var.behaviors : b.origin == "app" ? var.app_origin != null : var.static_origin != null])
    error_message = "behaviors names the origins ${join(", ", distinct(var.behaviors[*].origin))}, but ${var.app_origin == null ? "app_origin" : "static_origin"} is not set."
  }

  validation {
    condition     = alltrue([for arn in flatten([for b in var.behaviors : [b.viewer_request_function_arn, b.viewer_response_function_arn]]) : arn == null || can(regex("^arn:[a-z-]+:cloudfront::[0-9]{12}:function/[A-Za-z0-9_-]+$", arn))])
    error_message = "behaviors has a function ARN that is not one of a CloudFront function (arn:aws:cloudfront::ACCOUNT:function/NAME). Lambda@Edge is not supported: it adds tens of milliseconds and logs in every region."
  }
}

variable "default_behavior" {
  description = "What happens to paths that no entry of behaviors matches: origin, cache, methods and functions as there."
  type = object({
    origin                       = optional(string, "app")
    cache                        = optional(string, "never")
    methods                      = optional(string, "all")
    viewer_request_function_arn  = optional(string)
    viewer_response_function_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["app never", "app origin", "static never", "static static"], "${var.default_behavior.origin} ${var.default_behavior.cache}") && contains(var.default_behavior.origin == "static" ? ["read"] : ["read", "all"], var.default_behavior.methods)
    error_message = "default_behavior has origin ${var.default_behavior.origin}, cache ${var.default_behavior.cache}, methods ${var.default_behavior.methods}. Allowed: app with cache never or origin and methods read or all; static with cache never or static and methods read."
  }

  validation {
    condition     = var.default_behavior.origin == "app" ? var.app_origin != null : var.static_origin != null
    error_message = "default_behavior goes to ${var.default_behavior.origin}, but ${var.default_behavior.origin}_origin is not set."
  }
}

variable "default_root_object" {
  description = "Object that answers for /, for example index.html, when default_behavior goes to static. null = none."
  type        = string
  default     = null

  validation {
    condition     = var.default_root_object == null || can(regex("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$", var.default_root_object))
    error_message = "default_root_object is \"${coalesce(var.default_root_object, "null")}\". Write an object key without a leading slash, for example index.html."
  }
}

variable "custom_error_pages" {
  description = "Pages shown instead of an error, from the static origin: error_code (400, 403, 404, 405, 414, 416, 500 to 504), page (path, beginning with a slash), response_code (null = the error itself), cache_seconds (0 to 300, default 0). Errors without an entry are never cached either: CloudFront's own default of 10 s would show one visitor's error to the next."
  type = list(object({
    error_code    = number
    page          = string
    response_code = optional(number)
    cache_seconds = optional(number, 0)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for p in var.custom_error_pages : contains([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504], p.error_code)]) && length(distinct(var.custom_error_pages[*].error_code)) == length(var.custom_error_pages)
    error_message = "custom_error_pages has the codes ${join(", ", var.custom_error_pages[*].error_code)}. Allowed, each once: 400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504."
  }

  validation {
    condition     = alltrue([for p in var.custom_error_pages : can(regex("^/[A-Za-z0-9_./-]+$", p.page)) && p.cache_seconds >= 0 && p.cache_seconds <= 300 && floor(p.cache_seconds) == p.cache_seconds])
    error_message = "custom_error_pages has ${join("; ", [for p in var.custom_error_pages : "${p.page} for ${p.cache_seconds} s"])}. Needed: a path that begins with / and is not / itself, and 0 to 300 whole seconds."
  }

  # A 5xx that becomes a 200 hides an outage from every probe, search engine and SLO.
  validation {
    condition     = alltrue([for p in var.custom_error_pages : p.response_code == null ? true : p.response_code == p.error_code || (p.error_code < 500 ? contains([200, 400, 403, 404, 405, 410], p.response_code) : contains([500, 501, 502, 503, 504], p.response_code))])
    error_message = "custom_error_pages turns ${join("; ", [for p in var.custom_error_pages : "${p.error_code} into ${p.response_code}" if p.response_code != null])}. A 5xx must stay a 5xx, so that probes and objectives see it; a 4xx may become 200, 400, 403, 404, 405 or 410."
  }

  validation {
    condition     = length(var.custom_error_pages) == 0 || var.static_origin != null
    error_message = "custom_error_pages is set, but static_origin is not: a page that the application must serve is down with the application."
  }
}

# --- headers, reach -------------------------------------------------------------

variable "content_security_policy" {
  description = "Content-Security-Policy for answers that carry none of their own (an application with nonces sends its own). The default allows the site itself and nothing else; a payment form needs its provider added."
  type        = string
  default     = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
  nullable    = false

  validation {
    condition     = length(var.content_security_policy) <= 1783 && can(regex("(^|; ?)default-src ", var.content_security_policy)) && can(regex("(^|; ?)frame-ancestors ", var.content_security_policy)) && !can(regex("[\\r\\n]", var.content_security_policy))
    error_message = "content_security_policy is \"${var.content_security_policy}\". Needed: one line of at most 1783 characters with default-src and frame-ancestors: what a policy does not name is allowed."
  }
}

variable "frame_option" {
  description = "X-Frame-Options: DENY or SAMEORIGIN. Must not be weaker than frame-ancestors in content_security_policy."
  type        = string
  default     = "DENY"
  nullable    = false

  validation {
    condition     = contains(["DENY", "SAMEORIGIN"], var.frame_option)
    error_message = "frame_option is \"${var.frame_option}\". Allowed: DENY, SAMEORIGIN."
  }
}

variable "referrer_policy" {
  description = "Referrer-Policy: no-referrer, same-origin, strict-origin or strict-origin-when-cross-origin. All of them keep paths and query strings from other sites."
  type        = string
  default     = "strict-origin-when-cross-origin"
  nullable    = false

  validation {
    condition     = contains(["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"], var.referrer_policy)
    error_message = "referrer_policy is \"${var.referrer_policy}\". Allowed: no-referrer, same-origin, strict-origin, strict-origin-when-cross-origin. The others tell other sites what a visitor looked at."
  }
}

variable "permissions_policy" {
  description = "Permissions-Policy header: browser features that pages may use."
  type        = string
  default     = "camera=(), geolocation=(), microphone=()"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z-]+=[^\\r\\n]{1,1000}$", var.permissions_policy))
    error_message = "permissions_policy is \"${var.permissions_policy}\". Write FEATURE=(ALLOWLIST), separated by commas, in one line of at most 1000 characters."
  }
}

variable "hsts" {
  description = "Strict-Transport-Security: max_age_days (180 to 730), include_subdomains, preload. preload asks browser vendors to list the domain and takes months to undo; it needs a year and the subdomains."
  type = object({
    max_age_days       = optional(number, 730)
    include_subdomains = optional(bool, true)
    preload            = optional(bool, false)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.hsts.max_age_days >= 180 && var.hsts.max_age_days <= 730 && floor(var.hsts.max_age_days) == var.hsts.max_age_days && (!var.hsts.preload || (var.hsts.include_subdomains && var.hsts.max_age_days >= 365))
    error_message = "hsts is ${jsonencode(var.hsts)}. Allowed: 180 to 730 whole days; preload only with include_subdomains and at least 365 days (rules of the preload list)."
  }
}

variable "price_class" {
  description = "Edge locations used: PriceClass_100 (North America, Europe, Israel), PriceClass_200 (and Asia, Africa, Middle East), PriceClass_All. Visitors elsewhere are served from farther away."
  type        = string
  default     = "PriceClass_100"
  nullable    = false

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "price_class is \"${var.price_class}\". Allowed: PriceClass_100, PriceClass_200, PriceClass_All."
  }
}

variable "geo_restriction" {
  description = "Countries that may or may not visit: type none, whitelist or blacklist, countries as ISO 3166 codes of two letters."
  type = object({
    type      = optional(string, "none")
    countries = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["none", "whitelist", "blacklist"], var.geo_restriction.type) && (var.geo_restriction.type == "none") == (length(var.geo_restriction.countries) == 0) && alltrue([for c in var.geo_restriction.countries : can(regex("^[A-Z]{2}$", c))])
    error_message = "geo_restriction is ${jsonencode(var.geo_restriction)}. Allowed: type none without countries, or whitelist or blacklist with codes of two upper-case letters."
  }
}

variable "additional_metrics" {
  description = "Whether CloudFront publishes origin latency, cache hit rate and errors by status code, on top of the free metrics (charged per metric, 8 of them). The observability module's edge alarms need them."
  type        = bool
  default     = true
  nullable    = false
}

# --- logs -----------------------------------------------------------------------

variable "access_log_destination" {
  description = "Where standard logs (v2) go: cloudwatch (a log group in us-east-1, searchable at once) or s3 (access_log_bucket, cheaper for much traffic). Cookies are never logged."
  type        = string
  default     = "cloudwatch"
  nullable    = false

  validation {
    condition     = contains(["cloudwatch", "s3"], var.access_log_destination)
    error_message = "access_log_destination is \"${var.access_log_destination}\". Allowed: cloudwatch, s3. The legacy S3 logs are not offered: they need a bucket with ACLs."
  }
}

variable "access_log_bucket" {
  description = "Bucket of kind cloudfront-logs (storage module) for access_log_destination s3: its ARN."
  type = object({
    arn = string
  })
  default = null

  validation {
    condition     = (var.access_log_destination == "s3") == (var.access_log_bucket != null)
    error_message = "access_log_destination is ${var.access_log_destination} and access_log_bucket is ${var.access_log_bucket == null ? "not set" : "set"}. Set the bucket exactly when the destination is s3."
  }

  validation {
    condition     = var.access_log_bucket == null ? true : can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_log_bucket.arn))
    error_message = "access_log_bucket.arn is \"${try(var.access_log_bucket.arn, "null")}\". Write arn:aws:s3:::BUCKET."
  }
}

variable "log_query_strings" {
  description = "Whether access logs hold query strings and referrers. false by default: tokens and names of donors travel in them."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_retention_days" {
  description = "Days that the log groups (access log and WAF log) are kept: 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = contains([90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is ${var.log_retention_days}. Allowed (values of CloudWatch Logs from 90 up): 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "logs_kms_key_arn" {
  description = "KMS key in us-east-1 for the log groups; its policy must let logs.us-east-1.amazonaws.com use it. null = the encryption of CloudWatch Logs itself."
  type        = string
  default     = null

  validation {
    condition     = var.logs_kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:us-east-1:[0-9]{12}:key/[a-zA-Z0-9-]+$", var.logs_kms_key_arn))
    error_message = "logs_kms_key_arn is \"${coalesce(var.logs_kms_key_arn, "null")}\". Write the ARN of a key in us-east-1: the log groups of CloudFront and its WAF live there."
  }
}

variable "unsafe" {
  description = "Safeties given up on purpose. Key: public_load_balancer, secret_in_state, waf_count. Value: the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for k in keys(var.unsafe) : contains(["public_load_balancer", "secret_in_state", "waf_count"], k)])
    error_message = "unsafe has keys ${join(", ", keys(var.unsafe))}. Allowed: public_load_balancer, secret_in_state, waf_count."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : try(length(trimspace(reason)) >= 20, false)])
    error_message = "unsafe needs a reason of at least 20 characters for each of ${join(", ", keys(var.unsafe))}."
  }
}
