variable "name" {
  description = "Name that all resources derive from, for example donations-production. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter, ends with a letter or digit. Secrets are called NAME/KEY."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\". Allowed: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit."
  }
}

variable "secrets" {
  description = <<-EOT
    The secrets, by name (2 to 40 lower-case letters, digits, hyphens). There is no field for a value: values never pass through Terraform.
      description       what it is for and who issues it, at least 10 characters
      rotate_days       days after which it is rotated, 1 to 90
      rotation          "steady" (the control plane rotates it) or "lambda" (Secrets Manager calls rotation_lambda_arn)
      rotation_role_arn role that writes new values: Steady's role, or the Lambda's execution role
      rotation_lambda_arn unqualified ARN of the rotation function, exactly when rotation is "lambda"
      reader_role_arns  roles that may read the value, for example the task execution role
  EOT
  type = map(object({
    description         = string
    rotate_days         = number
    rotation            = optional(string, "steady")
    rotation_role_arn   = string
    rotation_lambda_arn = optional(string)
    reader_role_arns    = optional(set(string), [])
  }))
  nullable = false

  validation {
    condition     = length(var.secrets) >= 1 && alltrue([for k in keys(var.secrets) : can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", k))])
    error_message = "secrets has the names ${join(", ", keys(var.secrets))}. Needed: at least one; allowed: 2 to 40 lower-case letters, digits and hyphens."
  }

  # Secrets Manager appends a hyphen and six characters to the ARN. A name that ends like that makes
  # partial ARNs ambiguous (AWS advises against it).
  validation {
    condition     = !anytrue([for k in keys(var.secrets) : can(regex("-[a-z0-9]{6}$", k)) && can(regex("-[a-z]*[0-9][a-z0-9]*$", k))])
    error_message = "secrets has a name that ends in a hyphen and six characters with a digit among them (${join(", ", keys(var.secrets))}): it looks like the suffix of a secret's ARN. Choose another name."
  }

  validation {
    condition     = alltrue([for s in values(var.secrets) : try(length(trimspace(s.description)) >= 10 && length(s.description) <= 2048, false)])
    error_message = "Each secret needs a description of 10 to 2048 characters: what it is for and who issues it. Whoever is paged about it reads nothing else."
  }

  validation {
    condition     = alltrue([for s in values(var.secrets) : try(s.rotate_days >= 1 && s.rotate_days <= 90 && floor(s.rotate_days) == s.rotate_days, false)])
    error_message = "rotate_days is ${join(", ", [for k, s in var.secrets : "${s.rotate_days} for ${k}"])}. Allowed: whole days from 1 to 90. There is no exception: a secret that cannot be rotated in 90 days is a finding, not a setting."
  }

  validation {
    condition     = alltrue([for s in values(var.secrets) : contains(["steady", "lambda"], s.rotation)])
    error_message = "rotation is ${join(", ", [for k, s in var.secrets : "${s.rotation} for ${k}"])}. Allowed: steady, lambda. Secrets that AWS itself manages (RDS master passwords) belong to the service that makes them, not here."
  }

  validation {
    condition     = alltrue([for s in values(var.secrets) : (s.rotation == "lambda") == (s.rotation_lambda_arn != null)])
    error_message = "rotation_lambda_arn must be set exactly for secrets with rotation \"lambda\"; given: ${join(", ", [for k, s in var.secrets : "${k} ${s.rotation} ${s.rotation_lambda_arn == null ? "without" : "with"} function"])}."
  }

  validation {
    condition     = alltrue([for s in values(var.secrets) : s.rotation_lambda_arn == null || can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+$", s.rotation_lambda_arn))])
    error_message = "rotation_lambda_arn is ${join(", ", [for s in values(var.secrets) : s.rotation_lambda_arn if s.rotation_lambda_arn != null])}. Write the function's ARN without version or alias: the permission is granted on the function."
  }

  validation {
    condition     = alltrue([for arn in flatten([for s in values(var.secrets) : concat([s.rotation_role_arn], tolist(s.reader_role_arns))]) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))])
    error_message = "rotation_role_arn and reader_role_arns must be ARNs of IAM roles (arn:aws:iam::ACCOUNT:role/NAME) without wildcards, not of users, sessions or accounts."
  }
}

variable "admin_role_arns" {
  description = "Roles that may change, delete and read the secrets: the role that applies Terraform and the break-glass role. 1 to 5 role ARNs. A role that applies this module and is not listed locks itself out."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.admin_role_arns) >= 1 && length(var.admin_role_arns) <= 5 && alltrue([for arn in var.admin_role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))])
    error_message = "admin_role_arns is ${join(", ", var.admin_role_arns)}. Needed: 1 to 5 ARNs of IAM roles without wildcards."
  }
}

variable "alarm_topic_arn" {
  description = "SNS topic that hears of failed rotations, of deletions and of refused attempts. Its policy must let events.amazonaws.com publish for the rules in the output event_rule_arns."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn is \"${var.alarm_topic_arn}\". Write the ARN of a standard SNS topic (EventBridge cannot publish to a FIFO topic)."
  }
}

variable "recovery_window_days" {
  description = "Days that a deleted secret can still be restored, 7 to 30. 0 (gone at once) needs unsafe.no_recovery_window."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_days == 0 || (var.recovery_window_days >= 7 && var.recovery_window_days <= 30 && floor(var.recovery_window_days) == var.recovery_window_days)
    error_message = "recovery_window_days is ${var.recovery_window_days}. Allowed: whole days from 7 to 30 (limits of Secrets Manager), or 0 with a reason."
  }

  validation {
    condition     = var.recovery_window_days != 0 || contains(keys(var.unsafe), "no_recovery_window")
    error_message = "recovery_window_days is 0: a deleted secret is gone at once, and the flow with it. Use 7 to 30, or give the reason in unsafe = { no_recovery_window = \"...\" }."
  }
}

variable "kms_deletion_window_days" {
  description = "Days that a deleted KMS key can still be brought back, 7 to 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_deletion_window_days >= 7 && var.kms_deletion_window_days <= 30 && floor(var.kms_deletion_window_days) == var.kms_deletion_window_days
    error_message = "kms_deletion_window_days is ${var.kms_deletion_window_days}. Allowed: whole days from 7 to 30 (limits of KMS)."
  }
}

variable "rotation_window_hours" {
  description = "Length of the window in which a Lambda rotation may run, from midnight UTC of the day it is due, 1 to 24 hours."
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = var.rotation_window_hours >= 1 && var.rotation_window_hours <= 24 && floor(var.rotation_window_hours) == var.rotation_window_hours
    error_message = "rotation_window_hours is ${var.rotation_window_hours}. Allowed: whole hours from 1 to 24."
  }
}

variable "region" {
  description = "Region of the secrets, for example eu-west-1. null = the provider's region."
  type        = string
  default     = null

  validation {
    condition     = var.region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${coalesce(var.region, "null")}\". Write a region code like eu-west-1, or leave it null for the provider's region."
  }
}

variable "replica_regions" {
  description = "Regions that hold a read-only copy of every secret, each under a key of its own, for a standby region. A change in the first region reaches them within seconds."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for r in var.replica_regions : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", r))])
    error_message = "replica_regions is ${join(", ", var.replica_regions)}. Write region codes like us-west-2."
  }
}

variable "unsafe" {
  description = "Safeties given up on purpose. Key: no_recovery_window. Value: the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for k in keys(var.unsafe) : contains(["no_recovery_window"], k)])
    error_message = "unsafe has keys ${join(", ", keys(var.unsafe))}. Allowed: no_recovery_window."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : try(length(trimspace(reason)) >= 20, false)])
    error_message = "unsafe needs a reason of at least 20 characters for each of ${join(", ", keys(var.unsafe))}."
  }
}
