variable "name" {
  description = "Name of the image repository and prefix of the roles: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen. For example donations."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\"; it must have 2 to 32 lower-case letters, digits or hyphens, begin with a letter and not end with a hyphen, because AWS resource names derive from it."
  }
}

# ---------------------------------------------------------------- images

variable "keep_images" {
  description = "Number of tagged images that are kept, 20 to 1000; the oldest go first, also if one of them still runs. Keep more than the builds between two releases."
  type        = number
  nullable    = false
  default     = 200

  validation {
    condition     = var.keep_images >= 20 && var.keep_images <= 1000 && floor(var.keep_images) == var.keep_images
    error_message = "keep_images is ${var.keep_images}; it must be a whole number from 20 to 1000: with fewer, the image that runs, or the one to roll back to, is soon deleted, and a task that restarts cannot pull it."
  }
}

variable "keep_untagged_days" {
  description = "Days after which images without a tag (parts of broken pushes) are deleted, 1 to 30."
  type        = number
  nullable    = false
  default     = 7

  validation {
    condition     = var.keep_untagged_days >= 1 && var.keep_untagged_days <= 30 && floor(var.keep_untagged_days) == var.keep_untagged_days
    error_message = "keep_untagged_days is ${var.keep_untagged_days}; it must be a whole number from 1 to 30."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key of the images. Null: the AWS managed key of ECR, which costs nothing. Cannot be changed later without replacing the repository."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\"; it must be the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not of an alias."
  }
}

variable "replica_region" {
  description = "Region that images are copied to, for a standby there. Null: none. Writes the replication settings of the whole registry, of which an account has one a region: use it in one module only."
  type        = string
  default     = null

  validation {
    condition     = var.replica_region == null || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.replica_region))
    error_message = "replica_region is \"${coalesce(var.replica_region, "null")}\"; it must be the name of a region, such as eu-central-1."
  }
}

variable "pull_principal_arns" {
  description = "ARNs of accounts (arn:aws:iam::ACCOUNT:root) or roles outside this account that may pull. Roles of this account need no entry."
  type        = set(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for arn in var.pull_principal_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(root|role/[A-Za-z0-9+=,.@_/-]+)$", arn))])
    error_message = "pull_principal_arns is [${join(", ", var.pull_principal_arns)}]; each must be the ARN of an account's root or of a role, without wildcards."
  }
}

variable "push_exception_arns" {
  description = "ARNs of roles besides the build role that may push or delete images, for emergencies."
  type        = set(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for arn in var.push_exception_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))])
    error_message = "push_exception_arns is [${join(", ", var.push_exception_arns)}]; each must be the ARN of a role, without wildcards."
  }
}

variable "force_delete" {
  description = "Whether the repository can be deleted with images in it."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !var.force_delete || contains(keys(var.unsafe), "force_delete")
    error_message = "force_delete = true lets one wrong apply delete every image, also the running one. Say why that is acceptable: unsafe = { force_delete = \"reason\" }."
  }
}

# ---------------------------------------------------------------- who the pipeline is

variable "identity_provider" {
  description = "OIDC provider of the pipeline: kind (github or gitlab), host of a GitHub or GitLab of your own (default token.actions.githubusercontent.com or gitlab.com), audience of its tokens, create = false if the account has it already (an account can have it once), thumbprints (only if AWS does not trust the host's certificate by itself)."
  type = object({
    kind        = string
    host        = optional(string)
    audience    = optional(string, "sts.amazonaws.com")
    create      = optional(bool, true)
    thumbprints = optional(list(string), [])
  })
  nullable = false

  validation {
    condition     = contains(["github", "gitlab"], var.identity_provider.kind)
    error_message = "identity_provider.kind is \"${var.identity_provider.kind}\"; it must be github or gitlab."
  }

  validation {
    condition     = var.identity_provider.host == null || can(regex("^[a-z0-9][a-z0-9.-]*[a-z0-9](:[0-9]+)?(/[A-Za-z0-9._/-]+)?$", var.identity_provider.host))
    error_message = "identity_provider.host is \"${coalesce(var.identity_provider.host, "null")}\"; it must be a host name without https:// and without a slash at the end."
  }

  validation {
    condition     = can(regex("^[A-Za-z0-9:/._-]{1,255}$", var.identity_provider.audience))
    error_message = "identity_provider.audience is \"${var.identity_provider.audience}\"; it must have 1 to 255 letters, digits or :/._- without wildcards."
  }

  validation {
    condition     = alltrue([for thumbprint in var.identity_provider.thumbprints : can(regex("^[0-9a-f]{40}$", thumbprint))]) && length(var.identity_provider.thumbprints) <= 5
    error_message = "identity_provider.thumbprints must be at most 5 SHA-1 thumbprints of 40 lower-case hexadecimal digits."
  }
}

variable "repository" {
  description = "Source repository whose pipeline gets the roles: ORGANISATION/REPOSITORY (GitHub), GROUP/…/PROJECT (GitLab)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+$", var.repository)) && (var.identity_provider.kind != "github" || length(split("/", var.repository)) == 2)
    error_message = "repository is \"${var.repository}\"; it must be ORGANISATION/REPOSITORY (GitHub) or GROUP/…/PROJECT (GitLab), without wildcards: a wildcard lets other repositories take the roles."
  }
}

variable "branch" {
  description = "Branch whose pipeline may build, and (GitLab) deploy where the environment names no branch of its own. It should be protected."
  type        = string
  nullable    = false
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]{1,200}$", var.branch))
    error_message = "branch is \"${var.branch}\"; it must be the name of one branch, without wildcards: a wildcard lets unreviewed branches push images."
  }
}

variable "environments" {
  description = "Where the pipeline deploys to, by environment (staging, production, …; for GitHub the name of its environment): ECS cluster, service and task definition family, the roles of the tasks (execution, task), the role with which ECS shifts traffic (null with ROLLING), and for GitLab the protected branch (default: branch). Services of this account and region."
  type = map(object({
    cluster_name           = string
    service_name           = string
    task_definition_family = string
    task_role_arns         = list(string)
    load_balancer_role_arn = optional(string)
    branch                 = optional(string)
  }))
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for environment in keys(var.environments) : can(regex("^[a-z][a-z0-9-]{0,19}$", environment))])
    error_message = "environments has the keys ${join(", ", keys(var.environments))}; each must have 1 to 20 lower-case letters, digits or hyphens, because a role is named after it."
  }

  validation {
    condition     = alltrue([for environment in values(var.environments) : alltrue([for name in [environment.cluster_name, environment.service_name, environment.task_definition_family] : can(regex("^[A-Za-z0-9_-]{1,255}$", name))])])
    error_message = "environments: cluster_name, service_name and task_definition_family must be names (not ARNs) of letters, digits, hyphens and underscores, without wildcards."
  }

  validation {
    condition     = alltrue([for environment in values(var.environments) : length(environment.task_role_arns) > 0 && alltrue([for arn in concat(environment.task_role_arns, environment.load_balancer_role_arn == null ? [] : [environment.load_balancer_role_arn]) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", arn))])])
    error_message = "environments: task_role_arns (at least one) and load_balancer_role_arn must be ARNs of roles, without wildcards: whoever may pass any role may become any role."
  }

  validation {
    condition     = alltrue([for environment in values(var.environments) : environment.branch == null || can(regex("^[A-Za-z0-9._/-]{1,200}$", environment.branch))])
    error_message = "environments: branch must be the name of one branch, without wildcards."
  }

  validation {
    condition     = length(distinct([for environment in values(var.environments) : "${environment.cluster_name}/${environment.service_name}"])) == length(var.environments)
    error_message = "environments: two of ${join(", ", keys(var.environments))} name the same service, so that who may deploy to one could deploy to the other."
  }

  validation {
    condition     = var.identity_provider.kind != "gitlab" || contains(keys(var.unsafe), "shared_branch") || length(distinct([for environment in values(var.environments) : coalesce(environment.branch, var.branch)])) == length(var.environments)
    error_message = "environments: with GitLab the branch decides who may deploy (its tokens name no environment), and two of ${join(", ", keys(var.environments))} have the same one, so that every job for one may deploy to the other. Give each a protected branch, or say why that is acceptable: unsafe = { shared_branch = \"reason\" }."
  }
}

variable "state" {
  description = "Terraform state that the plan role may read: bucket ARN, prefix of the keys (without a slash at the end), ARN of its KMS key if it has one. Null: none."
  type = object({
    bucket_arn  = string
    key_prefix  = string
    kms_key_arn = optional(string)
  })
  default = null

  validation {
    condition     = var.state == null || try(can(regex("^arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state.bucket_arn)) && can(regex("^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$", var.state.key_prefix)), false)
    error_message = "state must have the ARN of a bucket and a prefix of keys without wildcards and without a slash at either end."
  }

  validation {
    condition     = var.state == null || try(var.state.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.state.kms_key_arn)), false)
    error_message = "state.kms_key_arn must be the ARN of a KMS key, or null."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of a permissions boundary instead of the module's own. Null: the module's own."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is \"${coalesce(var.permissions_boundary_arn, "null")}\"; it must be the ARN of an IAM policy."
  }
}

variable "unsafe" {
  description = "Safeties that are given up: key = name of the safety (force_delete, shared_branch), value = the reason, at least 20 characters."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.unsafe), ["force_delete", "shared_branch"])) == 0
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; this module knows force_delete and shared_branch only."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Each reason in unsafe must have at least 20 characters: whoever reads it at night must understand why a safety is missing."
  }
}
