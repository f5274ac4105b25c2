variable "name" {
  description = "Name that all resources derive from, for example donations-production-static. 2 to 32 characters: lower-case letters, digits, hyphens; begins with a letter, ends with a letter or digit. The bucket is NAME-ACCOUNT-REGION, because bucket names are global."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\". Allowed: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit, because it becomes part of a bucket name."
  }
}

variable "kind" {
  description = "What the bucket is for. data: objects of the application (SSE-KMS). The others are log buckets that let exactly one AWS service write: alb-logs (load balancer access and connection logs), cloudfront-logs (standard logging v2), s3-access-logs (server access logs of other buckets)."
  type        = string
  default     = "data"
  nullable    = false

  validation {
    condition     = contains(["data", "alb-logs", "cloudfront-logs", "s3-access-logs"], var.kind)
    error_message = "kind is \"${var.kind}\". Allowed: data, alb-logs, cloudfront-logs, s3-access-logs."
  }
}

variable "region" {
  description = "Region of the bucket, for example eu-west-1. null = the provider's region."
  type        = string
  default     = null

  validation {
    condition     = var.region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is \"${coalesce(var.region, "null")}\". Write a region code like eu-west-1, or leave it null for the provider's region."
  }
}

# --- encryption ---------------------------------------------------------------

variable "create_kms_key" {
  description = "Whether the module makes a KMS key of its own (rotated every year). false = kms_key_arn is used. Without meaning for alb-logs and s3-access-logs: their writers support SSE-S3 only."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key in the bucket's region, when create_kms_key is false. Its policy must let the readers, the replication role, CloudFront or log delivery use it: this module cannot change it."
  type        = string
  default     = null

  validation {
    condition     = var.create_kms_key == (var.kms_key_arn == null)
    error_message = "create_kms_key is ${var.create_kms_key} and kms_key_arn is ${var.kms_key_arn == null ? "not set" : "set"}. Set kms_key_arn exactly when create_kms_key is false, so that there is no doubt which key encrypts."
  }

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\". Write the key's ARN (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias: an alias can be moved to another key."
  }
}

variable "kms_deletion_window_days" {
  description = "Days that a deleted KMS key can still be brought back, 7 to 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_deletion_window_days >= 7 && var.kms_deletion_window_days <= 30 && floor(var.kms_deletion_window_days) == var.kms_deletion_window_days
    error_message = "kms_deletion_window_days is ${var.kms_deletion_window_days}. Allowed: whole days from 7 to 30 (limits of KMS). Without the key all objects are lost."
  }
}

# --- keeping ------------------------------------------------------------------

variable "versioning" {
  description = "Whether overwritten and deleted objects stay as noncurrent versions. false needs unsafe.versioning."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = var.versioning || contains(keys(var.unsafe), "versioning")
    error_message = "versioning is false: an overwritten or deleted object would be gone at once. Leave it true, or give the reason in unsafe = { versioning = \"...\" }."
  }

  validation {
    condition     = var.versioning || (var.replica_region == null && var.object_lock == null)
    error_message = "versioning is false, but replication and object lock work on versions. Set versioning = true or remove replica_region and object_lock."
  }
}

variable "noncurrent_version_days" {
  description = "Days that a noncurrent version is kept before it is deleted, 1 to 3650. This is how far back a mistake can be undone."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.noncurrent_version_days >= 1 && var.noncurrent_version_days <= 3650 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days is ${var.noncurrent_version_days}. Allowed: whole days from 1 to 3650."
  }
}

variable "expiration_days" {
  description = "Days after which a current object expires, 1 to 3650. null = never for kind data, 400 days for the log kinds (a year and a month: the last incident of its kind is still there to compare with)."
  type        = number
  default     = null

  validation {
    condition     = var.expiration_days == null ? true : var.expiration_days >= 1 && var.expiration_days <= 3650 && floor(var.expiration_days) == var.expiration_days
    error_message = "expiration_days is ${coalesce(var.expiration_days, 0)}. Allowed: whole days from 1 to 3650, or null."
  }
}

variable "abort_multipart_days" {
  description = "Days after which an unfinished multipart upload is removed (it is charged but not visible), 1 to 30."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.abort_multipart_days >= 1 && var.abort_multipart_days <= 30 && floor(var.abort_multipart_days) == var.abort_multipart_days
    error_message = "abort_multipart_days is ${var.abort_multipart_days}. Allowed: whole days from 1 to 30."
  }
}

variable "transitions" {
  description = "Moves of current objects to cheaper storage classes, in order: days since creation (0 to 3649) and storage class (STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE, ONEZONE_IA). Objects under 128 KB stay. GLACIER and DEEP_ARCHIVE need a restore of hours before an object can be read: not for what CloudFront serves. ONEZONE_IA needs unsafe.single_zone."
  type = list(object({
    days          = number
    storage_class = string
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for t in var.transitions : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], t.storage_class)])
    error_message = "transitions has storage classes ${join(", ", var.transitions[*].storage_class)}. Allowed: STANDARD_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE, and ONEZONE_IA with a reason."
  }

  validation {
    condition     = alltrue([for t in var.transitions : t.days >= (contains(["STANDARD_IA", "ONEZONE_IA"], t.storage_class) ? 30 : 0) && t.days < 3650 && floor(t.days) == t.days])
    error_message = "transitions has days ${join(", ", var.transitions[*].days)}. Allowed: whole days from 0 to 3649, and at least 30 for STANDARD_IA and ONEZONE_IA (a limit of S3)."
  }

  validation {
    condition = alltrue([for i, t in var.transitions : i == 0 ? true :
      t.days >= var.transitions[i - 1].days + (contains(["STANDARD_IA", "ONEZONE_IA"], var.transitions[i - 1].storage_class) ? 30 : 1)
    ])
    error_message = "transitions has days ${join(", ", var.transitions[*].days)}. They must rise from one move to the next, and an object stays at least 30 days in STANDARD_IA or ONEZONE_IA (a limit of S3)."
  }

  # S3 moves objects down this list only; a rule against the order is rejected at apply.
  validation {
    condition = alltrue([for i, t in var.transitions : i == 0 ? true :
      index(["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE", t.storage_class], t.storage_class) >
    index(["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE", var.transitions[i - 1].storage_class], var.transitions[i - 1].storage_class)])
    error_message = "transitions goes ${join(" -> ", var.transitions[*].storage_class)}. S3 moves objects only downwards: STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE, each at most once."
  }

  validation {
    condition     = alltrue([for t in var.transitions : t.days < coalesce(var.expiration_days, var.kind == "data" ? 3650 : 400)])
    error_message = "transitions has days ${join(", ", var.transitions[*].days)}, but objects expire after ${coalesce(var.expiration_days, var.kind == "data" ? 3650 : 400)} days. A move must come before the expiry."
  }

  validation {
    condition     = contains(keys(var.unsafe), "single_zone") || !contains(var.transitions[*].storage_class, "ONEZONE_IA")
    error_message = "transitions uses ONEZONE_IA: the objects are lost with their availability zone. Use STANDARD_IA, or give the reason in unsafe = { single_zone = \"...\" }."
  }
}

variable "object_lock" {
  description = "Default retention that nobody can shorten by deleting versions: mode GOVERNANCE (a permission can override it) or COMPLIANCE (nobody can, not even the account's root), days 1 to 3650. null = no object lock. It can be turned on later, for new objects, but never off again: S3 has no call for that."
  type = object({
    mode = string
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode) && var.object_lock.days >= 1 && var.object_lock.days <= 3650 && floor(var.object_lock.days) == var.object_lock.days
    error_message = "object_lock is ${jsonencode(var.object_lock)}. Allowed: mode GOVERNANCE or COMPLIANCE, whole days from 1 to 3650."
  }

  validation {
    condition     = var.object_lock == null || contains(["data", "cloudfront-logs"], var.kind)
    error_message = "object_lock is set and kind is ${var.kind}: S3 and the load balancer cannot deliver logs into a bucket with default retention. Remove object_lock, or copy the logs into a bucket that has it."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket also deletes all objects and versions in it. true needs unsafe.force_destroy."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.force_destroy || contains(keys(var.unsafe), "force_destroy")
    error_message = "force_destroy is true: a destroy would delete every object and version. Leave it false, or give the reason in unsafe = { force_destroy = \"...\" }."
  }
}

# --- replication --------------------------------------------------------------

variable "replica_region" {
  description = "Region of the replica bucket, for example us-west-2. null = no replica. Existing objects are not replicated (S3 Batch Replication does that once)."
  type        = string
  default     = null

  validation {
    condition     = var.replica_region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.replica_region))
    error_message = "replica_region is \"${coalesce(var.replica_region, "null")}\". Write a region code like us-west-2, or null for no replica."
  }

  validation {
    condition     = var.replica_region == null || var.kind == "data"
    error_message = "replica_region is set and kind is ${var.kind}. Log buckets are not replicated: each region writes its own."
  }
}

variable "replicate_delete_markers" {
  description = "Whether deleting an object hides it in the replica too. true keeps both sides equal for a failover; the versions under the marker stay in the replica either way, and the deletion of a version is never replicated."
  type        = bool
  default     = true
  nullable    = false
}

variable "replication_time_control" {
  description = "Whether S3 commits to replicate 99.9 % of objects within 15 minutes (charged per GB). false = best effort, usually seconds to minutes, measured by the replication metrics all the same."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.replication_time_control || var.replica_region != null
    error_message = "replication_time_control is true, but replica_region is not set: there is nothing to replicate to."
  }
}

# --- access -------------------------------------------------------------------

variable "cloudfront_read_statement" {
  description = "Bucket policy statement (JSON of one statement) that lets one CloudFront distribution read: the output static_bucket_statement_json of the edge module. null = no CloudFront."
  type        = string
  default     = null

  validation {
    condition = var.cloudfront_read_statement == null ? true : try(
      jsondecode(var.cloudfront_read_statement).Effect == "Allow" &&
      jsondecode(var.cloudfront_read_statement).Principal == { Service = "cloudfront.amazonaws.com" } &&
      alltrue([for a in flatten([jsondecode(var.cloudfront_read_statement).Action]) : contains(["s3:GetObject", "s3:ListBucket"], a)]) &&
      length(jsondecode(var.cloudfront_read_statement).Condition.StringEquals["AWS:SourceArn"]) > 0,
    false)
    error_message = "cloudfront_read_statement must be the JSON of one statement: Effect Allow, Principal { Service = cloudfront.amazonaws.com }, Action s3:GetObject or s3:ListBucket, Condition StringEquals AWS:SourceArn = ARN of the distribution. Without that condition any distribution of any account could read the bucket."
  }

  validation {
    condition     = var.cloudfront_read_statement == null || var.kind == "data"
    error_message = "cloudfront_read_statement is set and kind is ${var.kind}. Logs are not served to visitors; use a bucket of kind data."
  }
}

variable "access_log" {
  description = "Bucket of kind s3-access-logs, in the same region and account, that gets this bucket's server access logs below NAME/. null = no access log; CloudTrail data events are the other way. (An object, so that a bucket made in the same plan can be named.)"
  type = object({
    bucket = string
  })
  default = null

  validation {
    condition     = var.access_log == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_log.bucket))
    error_message = "access_log.bucket is \"${try(var.access_log.bucket, "null")}\". Write the bucket's name (3 to 63 characters), not its ARN."
  }

  validation {
    condition     = var.access_log == null || var.kind != "s3-access-logs"
    error_message = "access_log is set on a bucket of kind s3-access-logs: logging the writing of logs makes logs without end."
  }
}

variable "log_prefix" {
  description = "For kind alb-logs and cloudfront-logs: key prefix that the service is told to write below, without slash at either end. Empty = the root of the bucket."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^([A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*)?$", var.log_prefix)) && !strcontains(var.log_prefix, "AWSLogs")
    error_message = "log_prefix is \"${var.log_prefix}\". Allowed: letters, digits, _ . - in parts separated by /, no slash at either end, no part named AWSLogs (the service adds it)."
  }
}

variable "eventbridge" {
  description = "Whether object events go to the default event bus of EventBridge (events are charged by rule match, not by being sent)."
  type        = bool
  default     = false
  nullable    = false
}

variable "unsafe" {
  description = "Safeties given up on purpose. Key: versioning, force_destroy, single_zone. Value: the reason, at least 20 characters."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for k in keys(var.unsafe) : contains(["versioning", "force_destroy", "single_zone"], k)])
    error_message = "unsafe has keys ${join(", ", keys(var.unsafe))}. Allowed: versioning, force_destroy, single_zone."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : try(length(trimspace(reason)) >= 20, false)])
    error_message = "unsafe needs a reason of at least 20 characters for each of ${join(", ", keys(var.unsafe))}: whoever reads the plan next year must understand it."
  }
}
