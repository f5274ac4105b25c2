variable "name" {
  description = "Name that all resources derive from, for example donations. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter, ends with a letter or digit. The buckets are NAME-ACCOUNT-state and NAME-ACCOUNT-state-logs, because bucket names are global."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\". Allowed: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit."
  }
}

variable "stacks" {
  description = "Root stacks whose state lives here, 1 to 100 names of 2 to 64 lower-case letters, digits, hyphens and slashes, for example donations/production. Each gets a key of its own (NAME/terraform.tfstate), policies of its own and a backend snippet. A stack taken out of the list keeps its state."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.stacks) >= 1 && length(var.stacks) <= 100 && alltrue([for s in var.stacks : length(s) <= 64 && can(regex("^[a-z][a-z0-9-]*[a-z0-9](/[a-z0-9][a-z0-9-]*[a-z0-9])*$", s))])
    error_message = "stacks is ${join(", ", var.stacks)}. Needed: 1 to 100 names of 2 to 64 lower-case letters, digits and hyphens, in parts separated by /, without slash at either end."
  }

  validation {
    condition     = alltrue([for a in var.stacks : alltrue([for b in var.stacks : a == b || !startswith(b, "${a}/")])])
    error_message = "stacks is ${join(", ", var.stacks)}. No stack may lie below another one (a and a/b): the policies of the first would come close to the second's state."
  }
}

variable "break_glass_role_arns" {
  description = "Roles that may delete state and take protection off the bucket, 1 to 3 ARNs of IAM roles. Nobody works under them; using one is an incident."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.break_glass_role_arns) >= 1 && length(var.break_glass_role_arns) <= 3 && alltrue([for arn in var.break_glass_role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))])
    error_message = "break_glass_role_arns is ${join(", ", var.break_glass_role_arns)}. Needed: 1 to 3 ARNs of IAM roles without wildcards."
  }
}

variable "noncurrent_version_days" {
  description = "Days that an old version of a state is kept, 90 to 3650. Old states are small; a year of them costs cents."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 90 && var.noncurrent_version_days <= 3650 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days is ${var.noncurrent_version_days}. Allowed: whole days from 90 to 3650: a wrong state is often found late."
  }
}

variable "noncurrent_versions_kept" {
  description = "Number of old versions of each state that are kept whatever their age, 1 to 100: a stack that is rarely applied keeps its history."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.noncurrent_versions_kept >= 1 && var.noncurrent_versions_kept <= 100 && floor(var.noncurrent_versions_kept) == var.noncurrent_versions_kept
    error_message = "noncurrent_versions_kept is ${var.noncurrent_versions_kept}. Allowed: whole numbers from 1 to 100 (a limit of S3)."
  }
}

variable "log_days" {
  description = "Days that the bucket's access logs are kept, 90 to 3650."
  type        = number
  default     = 400
  nullable    = false

  validation {
    condition     = var.log_days >= 90 && var.log_days <= 3650 && floor(var.log_days) == var.log_days
    error_message = "log_days is ${var.log_days}. Allowed: whole days from 90 to 3650."
  }
}

variable "kms_deletion_window_days" {
  description = "Days that a deleted KMS key can still be brought back, 7 to 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_deletion_window_days >= 7 && var.kms_deletion_window_days <= 30 && floor(var.kms_deletion_window_days) == var.kms_deletion_window_days
    error_message = "kms_deletion_window_days is ${var.kms_deletion_window_days}. Allowed: whole days from 7 to 30 (limits of KMS). Without the key every state is lost."
  }
}

variable "object_lock" {
  description = "Default retention of state versions against everybody: mode GOVERNANCE (a permission overrides it) or COMPLIANCE (nobody does), days 1 to 365. null = no lock; the bucket policy protects versions already. Cannot be turned off again."
  type = object({
    mode = string
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode) && var.object_lock.days >= 1 && var.object_lock.days <= 365 && floor(var.object_lock.days) == var.object_lock.days
    error_message = "object_lock is ${jsonencode(var.object_lock)}. Allowed: mode GOVERNANCE or COMPLIANCE, whole days from 1 to 365."
  }
}
