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
  description = "Safeties that are given up: key = name of the safety (vault_lock, deny_delete, restore_testing, notifications), value = the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.unsafe) : contains(["vault_lock", "deny_delete", "restore_testing", "notifications"], key)])
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; allowed are vault_lock, deny_delete, restore_testing, notifications. A key that means nothing would look like a decision."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Every value in unsafe is the reason for giving up a safety and needs at least 20 characters, because whoever reads it at 3 a.m. was not there when it was decided."
  }
}

# What is backed up --------------------------------------------------------------------------------

variable "resource_arns" {
  description = "ARNs of the resources to back up (databases, buckets, file systems). No wildcards: what is protected is listed. Empty if tags select them."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.resource_arns : can(regex("^arn:[a-z-]+:[a-z0-9-]+:", arn)) && !strcontains(arn, "*")])
    error_message = "resource_arns is ${jsonencode(var.resource_arns)}; every entry must be a complete ARN without *."
  }
}

variable "resource_tags" {
  description = "Tags that a resource must all carry to be backed up: key => value. Empty if ARNs select them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(var.resource_arns) > 0 || length(var.resource_tags) > 0
    error_message = "Neither resource_arns nor resource_tags is given; a plan that selects nothing backs up nothing, and no job fails."
  }

  validation {
    condition     = length(var.resource_tags) <= 30 && alltrue([for k, v in var.resource_tags : length(k) > 0 && length(k) <= 128 && length(v) <= 256 && !startswith(k, "aws:")])
    error_message = "resource_tags is ${jsonencode(var.resource_tags)}; at most 30 tags, keys of 1 to 128 characters not beginning with aws:, values up to 256."
  }
}

variable "rules" {
  description = <<-EOT
    Backup rules by name:
    schedule                      cron expression in UTC, cron(minute hour day month weekday year)
    continuous                    point-in-time recovery (RDS, S3 and others that support it); at most one rule, at most 35 days
    delete_after_days             days until a recovery point expires, 1 to 36500
    cold_storage_after_days       days until it moves to cold storage, or null; it must stay there for 90 days or more; not for RDS and S3
    start_window_minutes          a job that has not begun by then is cancelled, 60 to 10080
    completion_window_minutes     a job that has not ended by then is cancelled, at least 60 more than the start window
    copy                          copies each recovery point to copy_region, if there is one
    copy_delete_after_days        days until a copy expires, or null for the same as the original
    copy_cold_storage_after_days  as above, for the copy
  EOT
  type = map(object({
    schedule                     = string
    continuous                   = optional(bool, false)
    delete_after_days            = number
    cold_storage_after_days      = optional(number)
    start_window_minutes         = optional(number, 60)
    completion_window_minutes    = optional(number, 480)
    copy                         = optional(bool, true)
    copy_delete_after_days       = optional(number)
    copy_cold_storage_after_days = optional(number)
  }))
  default = {
    continuous = { schedule = "cron(0 1 * * ? *)", continuous = true, delete_after_days = 35 }
    weekly     = { schedule = "cron(0 5 ? * SUN *)", delete_after_days = 90 }
    monthly    = { schedule = "cron(0 7 1 * ? *)", delete_after_days = 400 }
  }
  nullable = false

  validation {
    condition     = length(var.rules) > 0 && length(var.rules) <= 10 && alltrue([for name in keys(var.rules) : can(regex("^[A-Za-z0-9_.-]{1,50}$", name))])
    error_message = "rules has the names ${join(", ", keys(var.rules))}; AWS Backup takes 1 to 10 rules, named by 1 to 50 letters, digits, underscores, dots and hyphens."
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : can(regex("^cron\\(([^ ]+ ){5}[^ ]+\\)$", rule.schedule))])
    error_message = "rules has the schedules ${join(", ", [for rule in values(var.rules) : rule.schedule])}; each must be cron(…) with six fields, for example cron(0 5 ? * SUN *)."
  }

  validation {
    condition = alltrue([
      for rule in values(var.rules) : rule.delete_after_days >= 1 && rule.delete_after_days <= 36500 &&
      coalesce(rule.copy_delete_after_days, 1) >= 1 && coalesce(rule.copy_delete_after_days, 1) <= 36500
    ])
    error_message = "rules: delete_after_days and copy_delete_after_days must be 1 to 36500. A recovery point that never expires is a cost that nobody decided."
  }

  validation {
    condition     = alltrue([for rule in values(var.rules) : !rule.continuous || (rule.delete_after_days <= 35 && rule.cold_storage_after_days == null)])
    error_message = "rules: a continuous rule keeps at most 35 days and knows no cold storage. Use a further rule for longer retention."
  }

  validation {
    condition     = length([for rule in values(var.rules) : rule if rule.continuous]) <= 1
    error_message = "rules: more than one rule is continuous; AWS Backup keeps one continuous recovery point per resource, and the second rule would fail every day."
  }

  validation {
    condition = alltrue([
      for rule in values(var.rules) : (
        (rule.cold_storage_after_days == null ? true : rule.cold_storage_after_days >= 1 && rule.delete_after_days >= rule.cold_storage_after_days + 90) &&
        (rule.copy_cold_storage_after_days == null ? true : rule.copy_cold_storage_after_days >= 1 &&
        coalesce(rule.copy_delete_after_days, rule.delete_after_days) >= rule.copy_cold_storage_after_days + 90)
      )
    ])
    error_message = "rules: a recovery point must stay in cold storage for at least 90 days; delete_after_days must be cold_storage_after_days + 90 or more (and the same for copies)."
  }

  validation {
    condition = alltrue([
      for rule in values(var.rules) : rule.start_window_minutes >= 60 && rule.start_window_minutes <= 10080 &&
      rule.completion_window_minutes >= rule.start_window_minutes + 60
    ])
    error_message = "rules: start_window_minutes must be 60 to 10080, completion_window_minutes at least 60 more."
  }
}

variable "protect_s3" {
  description = "Gives the roles the permissions for S3, which AWS keeps in policies of their own."
  type        = bool
  default     = true
  nullable    = false
}

# Where it is kept ---------------------------------------------------------------------------------

variable "copy_region" {
  description = "Region of a second vault that gets a copy of each recovery point, or null for none."
  type        = string
  default     = null

  validation {
    condition     = var.copy_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.copy_region))
    error_message = "copy_region is \"${coalesce(var.copy_region, "null")}\"; it must look like eu-west-1."
  }
}

variable "vault_lock" {
  description = <<-EOT
    Lock of both vaults. Nobody deletes or shortens a recovery point before its time, and jobs whose retention lies outside the limits fail:
    mode                 governance (principals with permission may lift it), compliance (nobody, not even AWS, once changeable_for_days have passed), none (needs unsafe.vault_lock)
    min_retention_days   1 to 36500
    max_retention_days   min_retention_days to 36500
    changeable_for_days  compliance only: days in which the lock can still be lifted, 3 to 36500
  EOT
  type = object({
    mode                = optional(string, "governance")
    min_retention_days  = optional(number, 7)
    max_retention_days  = optional(number, 3653)
    changeable_for_days = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["governance", "compliance", "none"], var.vault_lock.mode)
    error_message = "vault_lock.mode is \"${var.vault_lock.mode}\"; allowed are governance, compliance, none."
  }

  validation {
    condition     = var.vault_lock.mode != "none" || contains(keys(var.unsafe), "vault_lock")
    error_message = "vault_lock.mode is none; whoever takes over an administrator could delete every backup. Give the reason in unsafe = { vault_lock = \"…\" } if this is meant."
  }

  validation {
    condition = (
      var.vault_lock.min_retention_days >= 1 && var.vault_lock.max_retention_days >= var.vault_lock.min_retention_days &&
      var.vault_lock.max_retention_days <= 36500 && var.vault_lock.changeable_for_days >= 3 && var.vault_lock.changeable_for_days <= 36500
    )
    error_message = "vault_lock is ${jsonencode(var.vault_lock)}; needed are 1 <= min_retention_days <= max_retention_days <= 36500 and changeable_for_days from 3 to 36500."
  }

  validation {
    condition = var.vault_lock.mode == "none" || alltrue([
      for rule in values(var.rules) : alltrue([
        for days in [rule.delete_after_days, coalesce(rule.copy_delete_after_days, rule.delete_after_days)] :
        days >= var.vault_lock.min_retention_days && days <= var.vault_lock.max_retention_days
      ])
    ])
    error_message = "vault_lock allows ${var.vault_lock.min_retention_days} to ${var.vault_lock.max_retention_days} days, but a rule keeps its recovery points or copies shorter or longer; its jobs would fail."
  }
}

variable "compliance_lock_acknowledgement" {
  description = "For vault_lock.mode = compliance only: the exact sentence \"This lock cannot be lifted by anyone, not even by AWS.\""
  type        = string
  default     = null

  validation {
    condition     = var.vault_lock.mode != "compliance" || var.compliance_lock_acknowledgement == "This lock cannot be lifted by anyone, not even by AWS."
    error_message = "vault_lock.mode is compliance; after ${var.vault_lock.changeable_for_days} days neither vault nor recovery points can be deleted before their time, and their cost runs on. Set compliance_lock_acknowledgement to \"This lock cannot be lifted by anyone, not even by AWS.\" if this is meant."
  }
}

variable "deny_delete" {
  description = "The vaults' access policies forbid everybody to delete recovery points or to change their lifecycle. false needs unsafe.deny_delete."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.deny_delete || contains(keys(var.unsafe), "deny_delete")
    error_message = "deny_delete is false; give the reason in unsafe = { deny_delete = \"…\" } if this is meant."
  }
}

variable "break_glass_role_arns" {
  description = "ARNs of roles that the deny does not bind, for the rare lawful deletion (a person's right to erasure). At most 5."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.break_glass_role_arns) <= 5 && alltrue([for arn in var.break_glass_role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", arn))])
    error_message = "break_glass_role_arns is ${jsonencode(var.break_glass_role_arns)}; at most 5 ARNs of roles, without wildcards: whoever may break the glass is known by name."
  }
}

variable "kms_key_deletion_window_days" {
  description = "Days between the order to delete a KMS key and its deletion, 7 to 30. Without the key every recovery point is unreadable."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_key_deletion_window_days >= 7 && var.kms_key_deletion_window_days <= 30
    error_message = "kms_key_deletion_window_days is ${var.kms_key_deletion_window_days}; KMS takes 7 to 30."
  }
}

# Whether it can be restored -----------------------------------------------------------------------

variable "restore_tests" {
  description = <<-EOT
    What is restored on trial, by name (letters, digits, underscores); empty needs unsafe.restore_testing:
    resource_type            Aurora, DocumentDB, DynamoDB, EBS, EC2, EFS, FSx, Neptune, RDS, S3
    resource_arns            the resources, or ["*"] for all of this type in the vault; one of them is drawn each time
    validation_window_hours  how long the restored resource stays for your own checks before it is deleted, 1 to 168
    metadata_overrides       restore metadata; RDS needs dbSubnetGroupName and vpcSecurityGroupIds (a JSON list as text), or it is restored into the default VPC
  EOT
  type = map(object({
    resource_type           = string
    resource_arns           = optional(list(string), ["*"])
    validation_window_hours = optional(number, 4)
    metadata_overrides      = optional(map(string), {})
  }))
  nullable = false

  validation {
    condition     = length(var.restore_tests) > 0 || contains(keys(var.unsafe), "restore_testing")
    error_message = "restore_tests is empty; a backup that was never restored is a hope. Give the reason in unsafe = { restore_testing = \"…\" } if this is meant."
  }

  validation {
    condition     = alltrue([for name in keys(var.restore_tests) : can(regex("^[A-Za-z0-9_]{1,50}$", name))])
    error_message = "restore_tests has the names ${join(", ", keys(var.restore_tests))}; AWS Backup takes 1 to 50 letters, digits and underscores, no hyphens."
  }

  validation {
    condition     = alltrue([for test in values(var.restore_tests) : contains(["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "FSx", "Neptune", "RDS", "S3"], test.resource_type)])
    error_message = "restore_tests has the types ${join(", ", [for test in values(var.restore_tests) : test.resource_type])}; allowed are Aurora, DocumentDB, DynamoDB, EBS, EC2, EFS, FSx, Neptune, RDS, S3."
  }

  validation {
    condition     = alltrue([for test in values(var.restore_tests) : test.validation_window_hours >= 1 && test.validation_window_hours <= 168])
    error_message = "restore_tests: validation_window_hours must be 1 to 168."
  }

  validation {
    condition = alltrue([
      for test in values(var.restore_tests) : test.resource_type != "RDS" || (
        contains(keys(test.metadata_overrides), "dbSubnetGroupName") && can(jsondecode(test.metadata_overrides["vpcSecurityGroupIds"]))
      )
    ])
    error_message = "restore_tests: RDS needs metadata_overrides with dbSubnetGroupName and vpcSecurityGroupIds (for example jsonencode([\"sg-0a1b2c3d\"])); otherwise production data are restored into the default VPC, or the restore fails for want of one."
  }
}

variable "restore_test_schedule" {
  description = "When restore tests begin, cron(…) in UTC. Weekly by default; the drill evidence of Steady ages after 90 days."
  type        = string
  default     = "cron(0 9 ? * MON *)"
  nullable    = false

  validation {
    condition     = can(regex("^cron\\(([^ ]+ ){5}[^ ]+\\)$", var.restore_test_schedule))
    error_message = "restore_test_schedule is \"${var.restore_test_schedule}\"; it must be cron(…) with six fields, for example cron(0 9 ? * MON *)."
  }
}

variable "restore_test_selection_window_days" {
  description = "How old a recovery point may be to be drawn, in days, 1 to 365."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.restore_test_selection_window_days >= 1 && var.restore_test_selection_window_days <= 365
    error_message = "restore_test_selection_window_days is ${var.restore_test_selection_window_days}; AWS Backup takes 1 to 365."
  }
}

variable "restore_test_algorithm" {
  description = "LATEST_WITHIN_WINDOW proves the newest recovery point, RANDOM_WITHIN_WINDOW that older ones are good, too."
  type        = string
  default     = "RANDOM_WITHIN_WINDOW"
  nullable    = false

  validation {
    condition     = contains(["LATEST_WITHIN_WINDOW", "RANDOM_WITHIN_WINDOW"], var.restore_test_algorithm)
    error_message = "restore_test_algorithm is \"${var.restore_test_algorithm}\"; allowed are LATEST_WITHIN_WINDOW, RANDOM_WITHIN_WINDOW."
  }
}

# Who hears of it ----------------------------------------------------------------------------------

variable "notifications_enabled" {
  description = "Reports failed jobs and missing backups to notification_topic_arn. false needs unsafe.notifications. A flag of its own, because the ARN is still unknown while the topic is made in the same plan."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.notifications_enabled || contains(keys(var.unsafe), "notifications")
    error_message = "notifications_enabled is false; backups fail silently, and are missed on the day they are needed. Give the reason in unsafe = { notifications = \"…\" } if this is meant."
  }
}

variable "notification_topic_arn" {
  description = "ARN of the SNS topic for failed jobs and missing backups. Its policy must let backup.amazonaws.com, events.amazonaws.com (without conditions) and cloudwatch.amazonaws.com publish; those of the observability module do."
  type        = string
  default     = null

  validation {
    condition     = var.notification_topic_arn == null ? true : can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.notification_topic_arn))
    error_message = "notification_topic_arn is \"${coalesce(var.notification_topic_arn, "null")}\"; it must be the ARN of an SNS topic."
  }

  validation {
    condition     = !var.notifications_enabled || var.notification_topic_arn != null
    error_message = "notification_topic_arn is null although notifications_enabled is true."
  }
}

variable "runbook_base_url" {
  description = "Where the runbooks are, https, without a slash at the end; the alarm links to BASE/backup-missing."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^https://[^\\s?#]+[^/\\s?#]$", var.runbook_base_url))
    error_message = "runbook_base_url is \"${var.runbook_base_url}\"; it must be an https address without query, fragment or slash at the end."
  }
}

variable "report_bucket_name" {
  description = "Name of an S3 bucket for daily reports of backup, copy and restore jobs, or null for none. Its policy must let the service-linked role AWSServiceRoleForBackupReports write."
  type        = string
  default     = null

  validation {
    condition     = var.report_bucket_name == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.report_bucket_name))
    error_message = "report_bucket_name is \"${coalesce(var.report_bucket_name, "null")}\"; it must be the name of an S3 bucket."
  }
}

variable "reports_enabled" {
  description = "Whether report_bucket_name is used."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.reports_enabled || var.report_bucket_name != null
    error_message = "reports_enabled is true but report_bucket_name is null."
  }
}

variable "audit_framework_enabled" {
  description = "Makes a Backup Audit Manager framework with controls that match this module's rules. Needs AWS Config recording in the region, which costs per recorded item."
  type        = bool
  default     = false
  nullable    = false
}
