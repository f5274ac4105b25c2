# ---------------------------------------------------------------- name and place

variable "name" {
  description = "Name of cluster, service, container and load balancer, and prefix of all else: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen. For example donations-production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name is \"${var.name}\"; it must have 2 to 32 lower-case letters, digits or hyphens, begin with a letter, not begin with \"internal-\" (reserved by load balancers) and not end with a hyphen, because AWS resource names derive from it."
  }
}

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "vpc_id is \"${var.vpc_id}\"; it must be the id of a VPC, such as vpc-0123456789abcdef0."
  }
}

variable "load_balancer_subnet_ids" {
  description = "Subnets of the load balancer, 2 to 4, one a zone: public ones, or private ones with internal = true."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.load_balancer_subnet_ids)) >= 2 && length(var.load_balancer_subnet_ids) <= 4
    error_message = "load_balancer_subnet_ids has ${length(distinct(var.load_balancer_subnet_ids))} different entries; it must have 2 to 4, one in each zone, because a load balancer in one zone cannot survive the loss of a zone."
  }
}

variable "task_subnet_ids" {
  description = "Private subnets of the tasks, 2 to 4, one a zone."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.task_subnet_ids)) >= 2 && length(var.task_subnet_ids) <= 4
    error_message = "task_subnet_ids has ${length(distinct(var.task_subnet_ids))} different entries; it must have 2 to 4, one in each zone, because tasks in one zone cannot survive the loss of a zone."
  }
}

# ---------------------------------------------------------------- container

variable "image" {
  description = "Image of the first task definition, by digest: REPOSITORY@sha256:DIGEST. Later images are the release's business (see README)."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._:/-]*[a-z0-9]@sha256:[0-9a-f]{64}$", var.image)) && !can(regex(":[^/@]+@", var.image))
    error_message = "image is \"${var.image}\"; it must be REPOSITORY@sha256: and 64 hexadecimal digits, without a tag, because a tag can be moved to another image after it was tested."
  }
}

variable "repository_arn" {
  description = "ARN of the ECR repository that the image is pulled from: the execution role may pull from nowhere else. Null for an image outside ECR."
  type        = string
  default     = null

  validation {
    condition     = var.repository_arn == null || can(regex("^arn:[a-z-]+:ecr:[a-z0-9-]+:[0-9]{12}:repository/[a-z0-9._/-]+$", var.repository_arn))
    error_message = "repository_arn is \"${coalesce(var.repository_arn, "null")}\"; it must be the ARN of an ECR repository (arn:aws:ecr:REGION:ACCOUNT:repository/NAME), without wildcards."
  }

  validation {
    # Only a mistake if both are known and differ; the repository's name is the last part of its ARN.
    condition     = var.repository_arn == null || !can(regex("\\.dkr\\.ecr\\.", var.image)) || try(endswith(split("@", var.image)[0], "/${split(":repository/", var.repository_arn)[1]}"), true)
    error_message = "image is from \"${split("@", var.image)[0]}\", but repository_arn is \"${coalesce(var.repository_arn, "null")}\": the execution role could not pull the image."
  }

  validation {
    condition     = var.repository_arn != null || !can(regex("\\.dkr\\.ecr\\.", var.image))
    error_message = "image is in ECR (\"${split("@", var.image)[0]}\"), so repository_arn must name its repository: without it the execution role could not pull the image."
  }
}

variable "cpu" {
  description = "CPU units of a task (1024 = one vCPU): 256, 512, 1024, 2048, 4096, 8192 or 16384."
  type        = number
  nullable    = false
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "cpu is ${var.cpu}; Fargate knows 256, 512, 1024, 2048, 4096, 8192 and 16384 CPU units only."
  }
}

variable "memory" {
  description = "Memory of a task in MiB. Fargate allows certain amounts for each cpu: 256: 512, 1024, 2048; 512: 1024 to 4096; 1024: 2048 to 8192; 2048: 4096 to 16384; 4096: 8192 to 30720 (in steps of 1024); 8192: 16384 to 61440 in steps of 4096; 16384: 32768 to 122880 in steps of 8192."
  type        = number
  nullable    = false
  default     = 1024

  validation {
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
    condition = contains(lookup({
      "256"   = [512, 1024, 2048]
      "512"   = range(1024, 4096 + 1, 1024)
      "1024"  = range(2048, 8192 + 1, 1024)
      "2048"  = range(4096, 16384 + 1, 1024)
      "4096"  = range(8192, 30720 + 1, 1024)
      "8192"  = range(16384, 61440 + 1, 4096)
      "16384" = range(32768, 122880 + 1, 8192)
    }, tostring(var.cpu), []), var.memory)
    error_message = "No Fargate size has cpu = ${var.cpu} with memory = ${var.memory} MiB; see the description of memory for what goes together. AWS would refuse it only at apply."
  }
}

variable "cpu_architecture" {
  description = "ARM64 (cheaper by about a fifth) or X86_64. The image must be built for it."
  type        = string
  nullable    = false
  default     = "ARM64"

  validation {
    condition     = contains(["ARM64", "X86_64"], var.cpu_architecture)
    error_message = "cpu_architecture is \"${var.cpu_architecture}\"; it must be ARM64 or X86_64."
  }
}

variable "ephemeral_storage_gib" {
  description = "Disk of a task in GiB, 20 (included in the price) to 200."
  type        = number
  nullable    = false
  default     = 20

  validation {
    condition     = var.ephemeral_storage_gib >= 20 && var.ephemeral_storage_gib <= 200 && floor(var.ephemeral_storage_gib) == var.ephemeral_storage_gib
    error_message = "ephemeral_storage_gib is ${var.ephemeral_storage_gib}; Fargate allows whole GiB from 20 to 200."
  }
}

variable "container_port" {
  description = "TCP port that the container listens on, 1024 to 65535."
  type        = number
  nullable    = false
  default     = 8080

  validation {
    condition     = var.container_port >= 1024 && var.container_port <= 65535 && floor(var.container_port) == var.container_port
    error_message = "container_port is ${var.container_port}; it must be from 1024 to 65535, because a process that is not root and has no capabilities cannot listen below 1024."
  }
}

variable "container_protocol" {
  description = "Protocol between load balancer and container: HTTP, or HTTPS if the container has a certificate (the load balancer does not check it)."
  type        = string
  nullable    = false
  default     = "HTTP"

  validation {
    condition     = contains(["HTTP", "HTTPS"], var.container_protocol)
    error_message = "container_protocol is \"${var.container_protocol}\"; it must be HTTP or HTTPS."
  }
}

variable "command" {
  description = "Command and arguments instead of those of the image. Empty: those of the image."
  type        = list(string)
  nullable    = false
  default     = []
}

variable "user" {
  description = "User and group of the process, as numbers (UID or UID:GID), because names cannot be checked before the image runs."
  type        = string
  nullable    = false
  default     = "10001:10001"

  validation {
    condition     = can(regex("^[0-9]{1,10}(:[0-9]{1,10})?$", var.user))
    error_message = "user is \"${var.user}\"; it must be UID or UID:GID in numbers, such as 10001:10001."
  }

  validation {
    condition     = !can(regex("^0+(:|$)", var.user)) || contains(keys(var.unsafe), "root_user")
    error_message = "user = \"${var.user}\" is root: whoever breaks into the process then owns the container. Say why that is acceptable: unsafe = { root_user = \"reason\" }."
  }
}

variable "read_only_root_filesystem" {
  description = "Whether the container's own files cannot be changed; /tmp stays writable (see temporary_files)."
  type        = bool
  nullable    = false
  default     = true

  validation {
    condition     = var.read_only_root_filesystem || contains(keys(var.unsafe), "writable_root_filesystem")
    error_message = "read_only_root_filesystem = false lets an intruder change the program. Say why that is acceptable: unsafe = { writable_root_filesystem = \"reason\" }."
  }
}

variable "temporary_files" {
  description = "What /tmp is made of: memory (a tmpfs of size_mib, 1 to 4096 MiB, taken from the task's memory) or disk (ephemeral storage; the image must declare VOLUME /tmp with mode 1777, or a user that is not root cannot write to it)."
  type = object({
    kind     = optional(string, "memory")
    size_mib = optional(number, 64)
  })
  nullable = false
  default  = {}

  validation {
    condition     = contains(["memory", "disk"], var.temporary_files.kind)
    error_message = "temporary_files.kind is \"${var.temporary_files.kind}\"; it must be memory or disk."
  }

  validation {
    condition     = var.temporary_files.size_mib >= 1 && var.temporary_files.size_mib <= 4096 && floor(var.temporary_files.size_mib) == var.temporary_files.size_mib
    error_message = "temporary_files.size_mib is ${var.temporary_files.size_mib}; it must be a whole number of MiB from 1 to 4096."
  }

  validation {
    condition     = var.temporary_files.kind == "disk" || var.temporary_files.size_mib <= var.memory / 2
    error_message = "temporary_files.size_mib is ${var.temporary_files.size_mib}, more than half of memory = ${var.memory} MiB: a full /tmp would kill the task. Use kind = \"disk\" or more memory."
  }
}

variable "environment" {
  description = "Environment variables that are no secrets, up to 100. Task definitions are readable and kept for ever: secrets belong into secrets."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = length(var.environment) <= 100 && alltrue([for key in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", key))])
    error_message = "environment has ${length(var.environment)} keys: ${join(", ", keys(var.environment))}. At most 100 are allowed, of letters, digits and underscores, not beginning with a digit."
  }

  validation {
    # A name that speaks of a secret, unless it ends in a word that says it is something about the secret.
    condition = length([
      for key in keys(var.environment) : key
      if can(regex("(?i)(passw|passphrase|pwd|secret|token|credential|api_?key|access_?key|private_?key|signing_?key|encryption_?key|auth_?key)", key))
      && !can(regex("(?i)_(arn|name|id|ttl|seconds|minutes|days|file|path|url|endpoint|issuer|audience|length|enabled)$", key))
    ]) == 0
    error_message = "environment has variables whose names speak of secrets; their values would be readable in every task definition, for ever. Move them to secrets, or give them another name. Names: ${join(", ", keys(var.environment))}."
  }

  validation {
    # The value stays out of the message.
    condition = length([
      for key, value in var.environment : key
      if can(regex("(\\b(AKIA|ASIA)[A-Z2-7]{16}\\b|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/@:[:space:]]*:[^/@[:space:]]+@|\\beyJ[A-Za-z0-9_-]{8,}\\.eyJ|\\bgh[pousr]_[A-Za-z0-9]{20,}|\\bglpat-[A-Za-z0-9_-]{16,}|\\bxox[abposr]-[A-Za-z0-9-]{10,}|\\b[sr]k_(live|test)_[A-Za-z0-9]{10,}|(?i)(password|pwd|secret)=[^;&[:space:]]+)", value))
    ]) == 0
    error_message = "environment has a value that looks like a secret (access key, private key, token, or an address with a password in it). Put it into Secrets Manager and name it in secrets. Look at: ${join(", ", keys(var.environment))}."
  }
}

variable "secrets" {
  description = "Secrets by environment variable, up to 50: arn of a Secrets Manager secret (with its six-character suffix) or of an SSM parameter, and for a JSON secret the key in it. Only the reference is stored; ECS reads the value when a task starts, so a rotation needs new tasks."
  type = map(object({
    arn = string
    key = optional(string, "")
  }))
  nullable = false
  default  = {}

  validation {
    condition     = length(var.secrets) <= 50 && alltrue([for variable in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", variable))])
    error_message = "secrets has ${length(var.secrets)} keys: ${join(", ", keys(var.secrets))}. At most 50 are allowed, of letters, digits and underscores, not beginning with a digit."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : can(regex("^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[A-Za-z0-9/_.-]+)$", secret.arn))])
    error_message = "secrets must name secrets by full ARN (arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX, or arn:aws:ssm:REGION:ACCOUNT:parameter/NAME), without wildcards, because the execution role may read exactly these. See: ${join(", ", keys(var.secrets))}."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : can(regex("^[A-Za-z0-9_.-]*$", secret.key)) && (secret.key == "" || !can(regex(":ssm:", secret.arn)))])
    error_message = "secrets: key must be the name of a key in a JSON secret of Secrets Manager (letters, digits, underscore, dot, hyphen); SSM parameters have none."
  }

  validation {
    condition     = length(setintersection(keys(var.secrets), keys(var.environment))) == 0
    error_message = "environment and secrets both define ${join(", ", setintersection(keys(var.secrets), keys(var.environment)))}; ECS refuses a variable that is defined twice."
  }
}

variable "secrets_kms_key_arns" {
  description = "ARNs of the KMS keys that the secrets are encrypted with. Empty if they use the AWS managed key."
  type        = set(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for arn in var.secrets_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])
    error_message = "secrets_kms_key_arns is [${join(", ", var.secrets_kms_key_arns)}]; each must be the ARN of a key, not of an alias, without wildcards."
  }
}

variable "container_health_check" {
  description = "Check inside the container, besides that of the load balancer: command (CMD form, its program must be in the image), interval (5 to 300 s), timeout (2 to 60 s), retries (1 to 10), start_period (0 to 300 s). Null: none."
  type = object({
    command      = list(string)
    interval     = optional(number, 10)
    timeout      = optional(number, 5)
    retries      = optional(number, 3)
    start_period = optional(number, 30)
  })
  default = null

  validation {
    condition = var.container_health_check == null || try(
      length(var.container_health_check.command) > 0
      && var.container_health_check.interval >= 5 && var.container_health_check.interval <= 300
      && var.container_health_check.timeout >= 2 && var.container_health_check.timeout <= 60
      && var.container_health_check.retries >= 1 && var.container_health_check.retries <= 10
      && var.container_health_check.start_period >= 0 && var.container_health_check.start_period <= 300
    , false)
    error_message = "container_health_check needs a command, interval 5 to 300 s, timeout 2 to 60 s, retries 1 to 10, start_period 0 to 300 s."
  }
}

variable "stop_timeout_seconds" {
  description = "Seconds between SIGTERM and SIGKILL, 2 to 120: long enough for the longest request."
  type        = number
  nullable    = false
  default     = 60

  validation {
    condition     = var.stop_timeout_seconds >= 2 && var.stop_timeout_seconds <= 120 && floor(var.stop_timeout_seconds) == var.stop_timeout_seconds
    error_message = "stop_timeout_seconds is ${var.stop_timeout_seconds}; Fargate allows whole seconds from 2 to 120."
  }
}

variable "enable_execute_command" {
  description = "Whether people can open a shell in running tasks (ECS Exec)."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !var.enable_execute_command || contains(keys(var.unsafe), "execute_command")
    error_message = "enable_execute_command = true lets people change running tasks, which are then no longer what was released. Say why that is acceptable: unsafe = { execute_command = \"reason\" }."
  }
}

# ---------------------------------------------------------------- permissions

variable "task_policies" {
  description = "Policies of the task role by name, each as JSON: what the program itself may do. Statements must name their actions; neither \"*\" nor \"SERVICE:*\" is accepted in Allow, nor NotAction."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.task_policies) : can(regex("^[A-Za-z0-9+=,.@_-]{1,128}$", name))])
    error_message = "task_policies has the names ${join(", ", keys(var.task_policies))}; each must have 1 to 128 letters, digits or +=,.@_- ."
  }

  validation {
    condition = alltrue([
      for policy in values(var.task_policies) : can(jsondecode(policy).Statement) && alltrue([
        for statement in try(flatten([jsondecode(policy).Statement]), []) :
        try(statement.Effect, "") == "Deny" || (can(statement.Action) && alltrue([for action in try(flatten([statement.Action]), ["*"]) : can(regex("^[a-z0-9-]+:[A-Za-z]+[A-Za-z*]*$", action))]))
      ])
    ])
    error_message = "task_policies must be policy documents in JSON whose Allow statements list actions: \"*\", \"SERVICE:*\" and NotAction are refused, because least privilege is what keeps a break-in small. See: ${join(", ", keys(var.task_policies))}."
  }
}

variable "permissions_boundary_arn" {
  description = "ARN of the permissions boundary of all roles of this module. Null: none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is \"${coalesce(var.permissions_boundary_arn, "null")}\"; it must be the ARN of an IAM policy."
  }
}

# ---------------------------------------------------------------- security groups

variable "ingress_from_cloudfront" {
  description = "Whether CloudFront may reach the load balancer (by AWS's prefix list, about 55 of the 60 rules of a security group)."
  type        = bool
  nullable    = false
  default     = true

  validation {
    condition     = var.ingress_from_cloudfront || length(var.ingress_cidrs) > 0 || length(var.ingress_security_group_ids) > 0
    error_message = "Nobody could reach the service: give ingress_from_cloudfront, ingress_cidrs or ingress_security_group_ids."
  }

  validation {
    # Here and not at ingress_cidrs: two variables whose validations refer to each other are a cycle.
    condition     = length(var.ingress_cidrs) + length(var.ingress_security_group_ids) <= (var.ingress_from_cloudfront ? 5 : 40)
    error_message = "ingress_cidrs and ingress_security_group_ids have ${length(var.ingress_cidrs) + length(var.ingress_security_group_ids)} entries; at most 5 are allowed with CloudFront and 40 without, because a security group holds 60 rules and CloudFront's prefix list counts as 55."
  }
}

variable "ingress_cidrs" {
  description = "IPv4 ranges besides CloudFront that may reach the load balancer by HTTPS: together with ingress_security_group_ids at most 5 with CloudFront, 40 without."
  type        = set(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for cidr in var.ingress_cidrs : can(cidrhost(cidr, 0)) && !strcontains(cidr, ":")])
    error_message = "ingress_cidrs is [${join(", ", var.ingress_cidrs)}]; each must be an IPv4 range in CIDR notation, such as 203.0.113.0/24."
  }

  validation {
    condition     = alltrue([for cidr in var.ingress_cidrs : try(tonumber(split("/", cidr)[1]) >= 8, false)]) || contains(keys(var.unsafe), "open_ingress")
    error_message = "ingress_cidrs is [${join(", ", var.ingress_cidrs)}]; a range wider than /8 opens the load balancer to the internet, past CloudFront and its web application firewall. Say why that is acceptable: unsafe = { open_ingress = \"reason\" }."
  }
}

variable "ingress_security_group_ids" {
  description = "Security groups that may reach the load balancer by HTTPS, by a name of your choice: { vpc_origin = \"sg-…\" }."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for name, id in var.ingress_security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id)) && can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "ingress_security_group_ids is [${join(", ", [for name, id in var.ingress_security_group_ids : "${name} = ${id}"])}]; each must be the id of a security group, under a name of 1 to 64 letters, digits, underscores or hyphens."
  }
}

variable "test_ingress_cidrs" {
  description = "IPv4 ranges that may reach the test listener, at most 40: where smoke tests come from. Empty: nobody."
  type        = set(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for cidr in var.test_ingress_cidrs : can(cidrhost(cidr, 0)) && !strcontains(cidr, ":") && try(tonumber(split("/", cidr)[1]) >= 8, false)]) && length(var.test_ingress_cidrs) <= 40
    error_message = "test_ingress_cidrs is [${join(", ", var.test_ingress_cidrs)}]; it may have 40 IPv4 ranges of /8 or narrower: untested builds are not for the internet."
  }
}

variable "egress" {
  description = "Where tasks may connect to, by name: port (1 to 65535), description, and exactly one of cidr, security_group_id, prefix_list_id. Default: HTTPS to everywhere, for AWS services and partners."
  type = map(object({
    port              = number
    description       = string
    cidr              = optional(string)
    security_group_id = optional(string)
    prefix_list_id    = optional(string)
  }))
  nullable = false
  default = {
    https = { port = 443, description = "HTTPS to AWS services and partners", cidr = "0.0.0.0/0" }
  }

  validation {
    condition     = alltrue([for rule in values(var.egress) : length([for target in [rule.cidr, rule.security_group_id, rule.prefix_list_id] : target if target != null]) == 1])
    error_message = "egress: each of ${join(", ", keys(var.egress))} must have exactly one of cidr, security_group_id and prefix_list_id."
  }

  validation {
    condition     = alltrue([for rule in values(var.egress) : rule.port >= 1 && rule.port <= 65535 && floor(rule.port) == rule.port && can(regex("^[A-Za-z0-9 ._:/()#,@+=&;{}!$*-]{1,255}$", rule.description))])
    error_message = "egress: each of ${join(", ", keys(var.egress))} must have a port from 1 to 65535 and a description of 1 to 255 letters, digits, spaces or ._:/()#,@+=&;{}!$*- (what AWS allows)."
  }

  validation {
    condition     = alltrue([for rule in values(var.egress) : rule.cidr == null || can(cidrhost(rule.cidr, 0))])
    error_message = "egress: the cidr of each of ${join(", ", keys(var.egress))} must be a range in CIDR notation."
  }

  validation {
    condition     = alltrue([for rule in values(var.egress) : rule.port == 443 || rule.cidr == null || !can(regex("/0$", rule.cidr))]) || contains(keys(var.unsafe), "open_egress")
    error_message = "egress: one of ${join(", ", keys(var.egress))} opens a port other than 443 to the whole internet, a way out for stolen data. Name the range, or say why that is acceptable: unsafe = { open_egress = \"reason\" }."
  }
}

variable "database" {
  description = "Security group and port of the database that tasks connect to. Null: none."
  type = object({
    security_group_id = string
    port              = optional(number, 5432)
  })
  default = null

  validation {
    condition     = var.database == null || try(can(regex("^sg-[0-9a-f]{8,17}$", var.database.security_group_id)) && var.database.port >= 1 && var.database.port <= 65535, false)
    error_message = "database must name a security group (sg-…) and a port from 1 to 65535."
  }
}

# ---------------------------------------------------------------- load balancer

variable "internal" {
  description = "Whether the load balancer has private addresses only: for CloudFront VPC origins, or callers inside the VPC."
  type        = bool
  nullable    = false
  default     = false
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate of both listeners, in the region of the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:(acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+|iam::[0-9]{12}:server-certificate/.+)$", var.certificate_arn))
    error_message = "certificate_arn is \"${var.certificate_arn}\"; it must be the ARN of a certificate (arn:aws:acm:REGION:ACCOUNT:certificate/ID)."
  }
}

variable "ssl_policy" {
  description = "TLS policy of the listeners. All allowed ones speak TLS 1.3; those with TLS13-1-2 also 1.2, those with TLS13-1-3 nothing else; PQ adds post-quantum key exchange."
  type        = string
  nullable    = false
  default     = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"

  validation {
    condition = contains([
      "ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    ], var.ssl_policy)
    error_message = "ssl_policy is \"${var.ssl_policy}\"; allowed are ELBSecurityPolicy-TLS13-1-2-Res-2021-06, ELBSecurityPolicy-TLS13-1-3-2021-06, ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 and ELBSecurityPolicy-TLS13-1-3-PQ-2025-09: others know weak ciphers or old versions."
  }
}

variable "origin_header" {
  description = "Header that CloudFront adds and without which the load balancer answers 403: name (letters, digits, hyphens) and values, 1 or 2 (the old and the new one while they change), of 32 to 128 letters and digits. Null: no check. It ends up in Terraform's state: internal = true with a VPC origin is better."
  type = object({
    name   = string
    values = list(string)
  })
  default   = null
  sensitive = true

  validation {
    condition = var.origin_header == null || try(
      can(regex("^[A-Za-z][A-Za-z0-9-]{0,39}$", var.origin_header.name))
      && length(var.origin_header.values) >= 1 && length(var.origin_header.values) <= 2
      && alltrue([for value in var.origin_header.values : can(regex("^[A-Za-z0-9]{32,128}$", value))])
    , false)
    error_message = "origin_header must have a name of 1 to 40 letters, digits or hyphens, and 1 or 2 values of 32 to 128 letters and digits (others are wildcards to the load balancer, and shorter ones can be guessed)."
  }

  validation {
    condition     = var.origin_header == null || contains(keys(var.unsafe), "origin_header_in_state")
    error_message = "origin_header puts its values into the listener rule and so into Terraform's state. Prefer internal = true with a CloudFront VPC origin, or say why that is acceptable: unsafe = { origin_header_in_state = \"reason\" }."
  }
}

variable "host_names" {
  description = "Host names that the service answers to, at most 2; a trailing or leading * is allowed. Empty: any."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    # A rule has room for five condition values: the path, two hosts, two header values.
    condition     = length(var.host_names) <= 2 && alltrue([for host in var.host_names : can(regex("^[a-z0-9*][a-z0-9.*-]{0,127}$", host))])
    error_message = "host_names is [${join(", ", var.host_names)}]; at most 2 are allowed (a listener rule holds five values), of lower-case letters, digits, dots, hyphens and *."
  }
}

variable "http_redirect" {
  description = "Whether a listener on port 80 redirects to HTTPS, for ingress_cidrs only. CloudFront redirects viewers itself and never needs it."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !var.http_redirect || length(var.ingress_cidrs) > 0
    error_message = "http_redirect = true needs ingress_cidrs: nobody else would reach port 80. With CloudFront in front, set viewer_protocol_policy = redirect-to-https there instead."
  }
}

variable "test_listener_port" {
  description = "TCP port of the test listener (HTTPS), 1024 to 65535: a release is tested there before it gets traffic."
  type        = number
  nullable    = false
  default     = 8443

  validation {
    condition     = var.test_listener_port >= 1024 && var.test_listener_port <= 65535 && floor(var.test_listener_port) == var.test_listener_port
    error_message = "test_listener_port is ${var.test_listener_port}; it must be from 1024 to 65535."
  }
}

variable "access_logs" {
  description = "Bucket (and prefix) of the load balancer's access logs; its policy must let the log delivery service write. Null needs the key no_access_logs in unsafe. An object, so that Terraform knows at plan whether there is one."
  type = object({
    bucket = string
    prefix = optional(string, "alb")
  })
  default = null

  validation {
    condition     = var.access_logs != null || contains(keys(var.unsafe), "no_access_logs")
    error_message = "access_logs is null: nobody could tell later who called and what was answered. Give a bucket, or say why that is acceptable: unsafe = { no_access_logs = \"reason\" }."
  }

  validation {
    condition     = var.access_logs == null || try(can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_logs.bucket)) && !strcontains(var.access_logs.prefix, "AWSLogs") && !can(regex("^/|/$", var.access_logs.prefix)), false)
    error_message = "access_logs must have the name of a bucket, and a prefix without AWSLogs in it and without a slash at either end."
  }
}

variable "deletion_protection" {
  description = "Whether the load balancer cannot be deleted."
  type        = bool
  nullable    = false
  default     = true

  validation {
    condition     = var.deletion_protection || contains(keys(var.unsafe), "deletion_protection")
    error_message = "deletion_protection = false lets one wrong apply take the service away. Say why that is acceptable: unsafe = { deletion_protection = \"reason\" }."
  }
}

variable "idle_timeout_seconds" {
  description = "Seconds without data after which the load balancer closes a connection, 1 to 4000. The program's own keep-alive must be longer, or callers see 502."
  type        = number
  nullable    = false
  default     = 60

  validation {
    condition     = var.idle_timeout_seconds >= 1 && var.idle_timeout_seconds <= 4000 && floor(var.idle_timeout_seconds) == var.idle_timeout_seconds
    error_message = "idle_timeout_seconds is ${var.idle_timeout_seconds}; it must be a whole number from 1 to 4000."
  }
}

variable "health_check" {
  description = "The load balancer's check: path, matcher (status codes), interval (5 to 300 s), timeout (2 to 120 s, below interval), healthy_threshold and unhealthy_threshold (2 to 10)."
  type = object({
    path                = optional(string, "/healthz")
    matcher             = optional(string, "200")
    interval            = optional(number, 10)
    timeout             = optional(number, 5)
    healthy_threshold   = optional(number, 3)
    unhealthy_threshold = optional(number, 3)
  })
  nullable = false
  default  = {}

  validation {
    condition     = can(regex("^/[!-~]*$", var.health_check.path)) && length(var.health_check.path) <= 1024
    error_message = "health_check.path is \"${var.health_check.path}\"; it must begin with a slash, have no spaces and at most 1024 characters."
  }

  validation {
    condition     = can(regex("^[2-4][0-9]{2}([,-][2-4][0-9]{2})*$", var.health_check.matcher))
    error_message = "health_check.matcher is \"${var.health_check.matcher}\"; it must be status codes from 200 to 499, such as 200, 200,204 or 200-299."
  }

  validation {
    condition     = var.health_check.interval >= 5 && var.health_check.interval <= 300 && var.health_check.timeout >= 2 && var.health_check.timeout <= 120 && var.health_check.timeout < var.health_check.interval
    error_message = "health_check has interval = ${var.health_check.interval} and timeout = ${var.health_check.timeout}; the interval must be 5 to 300 s, the timeout 2 to 120 s and below the interval."
  }

  validation {
    condition     = alltrue([for threshold in [var.health_check.healthy_threshold, var.health_check.unhealthy_threshold] : threshold >= 2 && threshold <= 10 && floor(threshold) == threshold])
    error_message = "health_check has healthy_threshold = ${var.health_check.healthy_threshold} and unhealthy_threshold = ${var.health_check.unhealthy_threshold}; both must be from 2 to 10."
  }
}

variable "health_check_grace_seconds" {
  description = "Seconds after a task's start during which failed checks of the load balancer do not stop it, 0 to 3600."
  type        = number
  nullable    = false
  default     = 60

  validation {
    condition     = var.health_check_grace_seconds >= 0 && var.health_check_grace_seconds <= 3600 && floor(var.health_check_grace_seconds) == var.health_check_grace_seconds
    error_message = "health_check_grace_seconds is ${var.health_check_grace_seconds}; it must be a whole number from 0 to 3600."
  }
}

variable "deregistration_delay_seconds" {
  description = "Seconds that running requests get when a task leaves, 5 to 3600: at least the longest request."
  type        = number
  nullable    = false
  default     = 60

  validation {
    condition     = var.deregistration_delay_seconds >= 5 && var.deregistration_delay_seconds <= 3600 && floor(var.deregistration_delay_seconds) == var.deregistration_delay_seconds
    error_message = "deregistration_delay_seconds is ${var.deregistration_delay_seconds}; it must be from 5 to 3600, because less cuts running requests off at every release."
  }
}

variable "slow_start_seconds" {
  description = "Seconds during which the share of a new task grows, 30 to 900; 0: full share at once. Needs load_balancing_algorithm = round_robin."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.slow_start_seconds == 0 || (var.slow_start_seconds >= 30 && var.slow_start_seconds <= 900 && floor(var.slow_start_seconds) == var.slow_start_seconds)
    error_message = "slow_start_seconds is ${var.slow_start_seconds}; it must be 0 (off) or from 30 to 900."
  }

  validation {
    condition     = var.slow_start_seconds == 0 || var.load_balancing_algorithm == "round_robin"
    error_message = "slow_start_seconds = ${var.slow_start_seconds} needs load_balancing_algorithm = round_robin; AWS offers it with no other (it is ${var.load_balancing_algorithm})."
  }
}

variable "load_balancing_algorithm" {
  description = "How requests are spread over tasks: round_robin, least_outstanding_requests, or weighted_random (with anomaly mitigation: a task that fails more than the others gets less)."
  type        = string
  nullable    = false
  default     = "round_robin"

  validation {
    condition     = contains(["round_robin", "least_outstanding_requests", "weighted_random"], var.load_balancing_algorithm)
    error_message = "load_balancing_algorithm is \"${var.load_balancing_algorithm}\"; it must be round_robin, least_outstanding_requests or weighted_random."
  }
}

# ---------------------------------------------------------------- releases

variable "deployment" {
  description = "How ECS brings a release out. strategy: LINEAR, CANARY, BLUE_GREEN or ROLLING. step_percent (3 to 100) and step_minutes (0 to 1440) for LINEAR; canary_percent (0.1 to 100) and canary_minutes (0 to 1440) for CANARY; bake_minutes (0 to 1440): time that the old tasks stay after the shift; hook_timeout_minutes (1 to 60): after it, a release that nobody continues goes back (see README)."
  type = object({
    strategy             = optional(string, "LINEAR")
    step_percent         = optional(number, 20)
    step_minutes         = optional(number, 5)
    canary_percent       = optional(number, 5)
    canary_minutes       = optional(number, 10)
    bake_minutes         = optional(number, 15)
    hook_timeout_minutes = optional(number, 10)
  })
  nullable = false
  default  = {}

  validation {
    condition     = contains(["LINEAR", "CANARY", "BLUE_GREEN", "ROLLING"], var.deployment.strategy)
    error_message = "deployment.strategy is \"${var.deployment.strategy}\"; it must be LINEAR, CANARY, BLUE_GREEN or ROLLING."
  }

  validation {
    condition     = var.deployment.step_percent >= 3 && var.deployment.step_percent <= 100 && floor(var.deployment.step_percent * 10) == var.deployment.step_percent * 10
    error_message = "deployment.step_percent is ${var.deployment.step_percent}; ECS allows 3.0 to 100.0 in steps of 0.1."
  }

  validation {
    condition     = var.deployment.canary_percent >= 0.1 && var.deployment.canary_percent <= 100 && floor(var.deployment.canary_percent * 10) == var.deployment.canary_percent * 10
    error_message = "deployment.canary_percent is ${var.deployment.canary_percent}; ECS allows 0.1 to 100.0 in steps of 0.1."
  }

  validation {
    condition     = alltrue([for minutes in [var.deployment.step_minutes, var.deployment.canary_minutes, var.deployment.bake_minutes] : minutes >= 0 && minutes <= 1440 && floor(minutes) == minutes])
    error_message = "deployment has step_minutes = ${var.deployment.step_minutes}, canary_minutes = ${var.deployment.canary_minutes}, bake_minutes = ${var.deployment.bake_minutes}; ECS allows whole minutes from 0 to 1440."
  }

  validation {
    condition     = var.deployment.hook_timeout_minutes >= 1 && var.deployment.hook_timeout_minutes <= 60 && floor(var.deployment.hook_timeout_minutes) == var.deployment.hook_timeout_minutes
    error_message = "deployment.hook_timeout_minutes is ${var.deployment.hook_timeout_minutes}; it must be 1 to 60: it is the dead man's switch, and AWS's default of a day leaves a half-shifted release alone for a day."
  }
}

variable "rollback_alarm_names" {
  description = "Names of CloudWatch alarms, up to 100; when one fires during a release, ECS takes traffic back by itself, also if Steady is gone. Give names, not references to alarms that depend on this service's own resources."
  type        = set(string)
  nullable    = false
  default     = []

  validation {
    condition     = length(var.rollback_alarm_names) <= 100 && alltrue([for alarm in var.rollback_alarm_names : length(alarm) >= 1 && length(alarm) <= 255])
    error_message = "rollback_alarm_names has ${length(var.rollback_alarm_names)} entries; at most 100 names of 1 to 255 characters are allowed."
  }
}

# ---------------------------------------------------------------- autoscaling

variable "autoscaling" {
  description = "Bounds and targets of autoscaling: min and max tasks (1 to 1000), cpu_target and memory_target (10 to 90 percent), requests_per_target (requests a minute and task, at least 1), each 0 for off, scale_out_cooldown and scale_in_cooldown (0 to 3600 s)."
  type = object({
    min                 = optional(number, 3)
    max                 = optional(number, 12)
    cpu_target          = optional(number, 60)
    memory_target       = optional(number, 75)
    requests_per_target = optional(number, 0)
    scale_out_cooldown  = optional(number, 60)
    scale_in_cooldown   = optional(number, 300)
  })
  nullable = false
  default  = {}

  validation {
    condition     = var.autoscaling.min >= 1 && var.autoscaling.max <= 1000 && var.autoscaling.min <= var.autoscaling.max && floor(var.autoscaling.min) == var.autoscaling.min && floor(var.autoscaling.max) == var.autoscaling.max
    error_message = "autoscaling has min = ${var.autoscaling.min} and max = ${var.autoscaling.max}; both must be whole numbers from 1 to 1000, min not above max."
  }

  validation {
    condition     = var.autoscaling.min >= 2 || contains(keys(var.unsafe), "single_task")
    error_message = "autoscaling.min is ${var.autoscaling.min}; with fewer than 2 tasks the loss of one zone or one task stops the service. Say why that is acceptable: unsafe = { single_task = \"reason\" }."
  }

  validation {
    condition     = alltrue([for target in [var.autoscaling.cpu_target, var.autoscaling.memory_target] : target == 0 || (target >= 10 && target <= 90)])
    error_message = "autoscaling: cpu_target is ${var.autoscaling.cpu_target} and memory_target is ${var.autoscaling.memory_target}; both must be 10 to 90 percent, or 0 for off: above 90 new tasks come too late."
  }

  validation {
    condition     = var.autoscaling.requests_per_target == 0 || var.autoscaling.requests_per_target >= 1
    error_message = "autoscaling.requests_per_target is ${var.autoscaling.requests_per_target}; it must be at least 1 request a minute and task, or 0 for off."
  }

  validation {
    condition     = alltrue([for seconds in [var.autoscaling.scale_out_cooldown, var.autoscaling.scale_in_cooldown] : seconds >= 0 && seconds <= 3600])
    error_message = "autoscaling has scale_out_cooldown = ${var.autoscaling.scale_out_cooldown} and scale_in_cooldown = ${var.autoscaling.scale_in_cooldown}; both must be 0 to 3600 seconds."
  }

  validation {
    condition     = var.autoscaling.cpu_target + var.autoscaling.memory_target + var.autoscaling.requests_per_target > 0 || var.custom_metric != null || var.autoscaling.min == var.autoscaling.max
    error_message = "autoscaling has no target at all, so the service would stay at ${var.autoscaling.min} tasks whatever comes. Give a target, or min = max to say so."
  }
}

variable "custom_metric" {
  description = "A further metric to track: namespace, metric_name, dimensions, statistic (Average, Maximum, Minimum, SampleCount, Sum), target (above 0). It must fall when tasks are added, such as queue length a task. Null: none."
  type = object({
    namespace   = string
    metric_name = string
    dimensions  = optional(map(string), {})
    statistic   = optional(string, "Average")
    target      = number
  })
  default = null

  validation {
    condition     = var.custom_metric == null || try(contains(["Average", "Maximum", "Minimum", "SampleCount", "Sum"], var.custom_metric.statistic) && var.custom_metric.target > 0 && length(var.custom_metric.dimensions) <= 30 && length(var.custom_metric.namespace) > 0 && length(var.custom_metric.metric_name) > 0, false)
    error_message = "custom_metric needs namespace, metric_name, a target above 0, a statistic of Average, Maximum, Minimum, SampleCount or Sum, and at most 30 dimensions."
  }
}

variable "scheduled_floors" {
  description = "Changes of the bounds by time, for traffic that is known before: name, schedule (cron(…), rate(…) or at(…)), min and max tasks, timezone (IANA). min must not be below autoscaling.min. List also the entry that ends the raise."
  type = list(object({
    name     = string
    schedule = string
    min      = number
    max      = number
    timezone = optional(string, "UTC")
  }))
  nullable = false
  default  = []

  validation {
    condition     = length(distinct(var.scheduled_floors[*].name)) == length(var.scheduled_floors) && alltrue([for floor in var.scheduled_floors : can(regex("^[a-z0-9][a-z0-9-]{0,63}$", floor.name))])
    error_message = "scheduled_floors has the names ${join(", ", var.scheduled_floors[*].name)}; they must differ, and have 1 to 64 lower-case letters, digits or hyphens."
  }

  validation {
    condition     = alltrue([for floor in var.scheduled_floors : can(regex("^(cron\\(([^ ()]+ ){5}[^ ()]+\\)|rate\\([0-9]+ (minutes?|hours?|days?)\\)|at\\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\))$", floor.schedule))])
    error_message = "scheduled_floors has the schedules ${join(", ", var.scheduled_floors[*].schedule)}; each must be cron(of six fields), rate(NUMBER minutes|hours|days) or at(yyyy-mm-ddThh:mm:ss)."
  }

  validation {
    condition     = alltrue([for floor in var.scheduled_floors : can(regex("^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z_+-]+){1,2})$", floor.timezone))])
    error_message = "scheduled_floors has the time zones ${join(", ", var.scheduled_floors[*].timezone)}; each must be a name of the IANA database, such as Europe/Zurich, or UTC."
  }

  validation {
    condition     = alltrue([for floor in var.scheduled_floors : floor.min >= var.autoscaling.min && floor.min <= floor.max && floor.max <= 1000])
    error_message = "scheduled_floors: min must be from autoscaling.min (${var.autoscaling.min}) to the entry's max, and max at most 1000. A floor raises capacity; less than the proven minimum is no floor."
  }
}

# ---------------------------------------------------------------- logs

variable "log_retention_days" {
  description = "Days that the program's logs are kept; one of the values that CloudWatch Logs knows, from 1 to 3653."
  type        = number
  nullable    = false
  default     = 90

  validation {
    # 0 (never expire) is left out on purpose: logs that never expire are a cost and a privacy risk without an end.
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days is ${var.log_retention_days}; CloudWatch Logs knows 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653 only."
  }
}

variable "create_kms_key" {
  description = "Whether the module makes a KMS key for the logs. A switch of its own, because Terraform must know at plan whether to make one, also when kms_key_arn comes from a key that does not exist yet."
  type        = bool
  nullable    = false
  default     = true
}

variable "kms_key_arn" {
  description = "ARN of an existing KMS key for the logs, with create_kms_key = false. Its policy must let logs.REGION.amazonaws.com use it. Null: the module's own key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\"; it must be the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias, because CloudWatch Logs accepts no alias."
  }

  validation {
    condition     = var.create_kms_key == (var.kms_key_arn == null)
    error_message = "Give either create_kms_key = true without kms_key_arn, or create_kms_key = false with kms_key_arn: logs are always encrypted with exactly one key."
  }
}

# ---------------------------------------------------------------- exceptions

variable "unsafe" {
  description = "Safeties that are given up: key = name of the safety (deletion_protection, execute_command, no_access_logs, open_egress, open_ingress, origin_header_in_state, root_user, single_task, writable_root_filesystem), value = the reason, at least 20 characters."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition = length(setsubtract(keys(var.unsafe), [
      "deletion_protection", "execute_command", "no_access_logs", "open_egress", "open_ingress", "origin_header_in_state",
      "root_user", "single_task", "writable_root_filesystem",
    ])) == 0
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; this module knows deletion_protection, execute_command, no_access_logs, open_egress, open_ingress, origin_header_in_state, root_user, single_task and writable_root_filesystem only."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Each reason in unsafe must have at least 20 characters: whoever reads it at night must understand why a safety is missing."
  }
}
