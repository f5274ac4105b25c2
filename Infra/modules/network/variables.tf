variable "name" {
  description = "Prefix of all resource names: 2 to 32 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen. For example donations-production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\"; it must have 2 to 32 lower-case letters, digits or hyphens, begin with a letter and not end with a hyphen, because AWS resource names derive from it."
  }
}

variable "cidr" {
  description = "IPv4 range of the VPC in CIDR notation, /16 to /22, inside the private ranges of RFC 1918. It cannot be changed later without replacing the VPC."
  type        = string
  nullable    = false
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && can(regex("/(1[6-9]|2[0-2])$", var.cidr))
    error_message = "cidr is \"${var.cidr}\"; it must be an IPv4 range in CIDR notation from /16 (the largest that AWS allows) to /22 (the smallest that holds the subnets of four zones)."
  }

  validation {
    condition     = !can(cidrhost(var.cidr, 0)) || try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "cidr is \"${var.cidr}\", which has host bits set; write the first address of the range, because AWS would silently change it and every later plan would differ."
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.cidr))
    error_message = "cidr is \"${var.cidr}\"; it must lie inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, because other ranges belong to somebody on the internet."
  }
}

variable "zones" {
  description = "Availability zones by name, 2 to 4, for example [\"eu-west-1a\", \"eu-west-1b\"]. Empty: the first zone_count zones of the region. The position of a zone decides its subnet ranges: append new zones, never reorder."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = length(var.zones) == 0 || (length(var.zones) >= 2 && length(var.zones) <= 4)
    error_message = "zones has ${length(var.zones)} entries; it must have 2 to 4, because one zone cannot survive the loss of a zone and the address plan has room for four. Leave it empty to let zone_count decide."
  }

  validation {
    condition     = length(distinct(var.zones)) == length(var.zones)
    error_message = "zones is [${join(", ", var.zones)}]; each zone may be named once, because two subnets in one zone fail together."
  }

  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", zone))])
    error_message = "zones is [${join(", ", var.zones)}]; each must be the name of an availability zone such as eu-west-1a (not a zone id, a local zone or a wavelength zone)."
  }
}

variable "zone_count" {
  description = "Number of availability zones when zones is empty: 2 to 4."
  type        = number
  nullable    = false
  default     = 3

  validation {
    condition     = contains([2, 3, 4], var.zone_count)
    error_message = "zone_count is ${var.zone_count}; it must be 2, 3 or 4, because one zone cannot survive the loss of a zone and the address plan has room for four."
  }
}

variable "nat" {
  description = "Way out of the private subnets: per-zone (one NAT gateway in each zone), single (one for all; needs the key single_nat in unsafe), none (no way out, AWS services through interface endpoints only)."
  type        = string
  nullable    = false
  default     = "per-zone"

  validation {
    condition     = contains(["per-zone", "single", "none"], var.nat)
    error_message = "nat is \"${var.nat}\"; it must be per-zone, single or none."
  }

  validation {
    condition     = var.nat != "single" || contains(keys(var.unsafe), "single_nat")
    error_message = "nat = \"single\" gives up zone independence: the loss of that zone cuts every other zone off. Say why that is acceptable: unsafe = { single_nat = \"reason\" }."
  }

  validation {
    condition     = var.nat != "none" || length(setsubtract(["ecr.api", "ecr.dkr", "logs", "secretsmanager"], var.interface_endpoints)) == 0
    error_message = "nat = \"none\" needs the interface endpoints ecr.api, ecr.dkr, logs and secretsmanager, because without them and without NAT no task can pull its image, write a log or read a secret. Missing: ${join(", ", setsubtract(["ecr.api", "ecr.dkr", "logs", "secretsmanager"], var.interface_endpoints))}."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached through interface endpoints in every private subnet, instead of through NAT. Each costs by the hour and zone. Allowed: ecr.api, ecr.dkr, logs, secretsmanager, kms, sts, ssm, ssmmessages, monitoring, events, sns, sqs, xray."
  type        = set(string)
  nullable    = false
  default     = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts"]

  validation {
    condition = length(setsubtract(var.interface_endpoints, [
      "ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssm", "ssmmessages", "monitoring", "events", "sns", "sqs", "xray",
    ])) == 0
    error_message = "interface_endpoints is [${join(", ", var.interface_endpoints)}]; allowed are ecr.api, ecr.dkr, logs, secretsmanager, kms, sts, ssm, ssmmessages, monitoring, events, sns, sqs, xray, because each endpoint gets a policy of its own (see endpoints.tf). S3 always has a gateway endpoint."
  }

  validation {
    condition     = contains(var.interface_endpoints, "ecr.api") == contains(var.interface_endpoints, "ecr.dkr")
    error_message = "interface_endpoints has only one of ecr.api and ecr.dkr; a pull from ECR needs both."
  }
}

variable "flow_log_traffic" {
  description = "Traffic that the flow log records: ALL, ACCEPT or REJECT. ALL answers both \"who got in\" and \"who was refused\"; it is also what costs most."
  type        = string
  nullable    = false
  default     = "ALL"

  validation {
    condition     = contains(["ALL", "ACCEPT", "REJECT"], var.flow_log_traffic)
    error_message = "flow_log_traffic is \"${var.flow_log_traffic}\"; it must be ALL, ACCEPT or REJECT."
  }

  validation {
    condition     = var.flow_log_traffic == "ALL" || contains(keys(var.unsafe), "partial_flow_log")
    error_message = "flow_log_traffic = \"${var.flow_log_traffic}\" leaves half of the traffic unrecorded, which an investigation will miss. Say why that is acceptable: unsafe = { partial_flow_log = \"reason\" }."
  }
}

variable "flow_log_retention_days" {
  description = "Days that flow logs are kept; one of the values that CloudWatch Logs knows, from 1 to 3653."
  type        = number
  nullable    = false
  default     = 90

  validation {
    # 0 (never expire) is left out on purpose: logs that never expire are a cost and a privacy risk without an end.
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_retention_days)
    error_message = "flow_log_retention_days is ${var.flow_log_retention_days}; CloudWatch Logs knows 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 and 3653 only."
  }
}

variable "create_kms_key" {
  description = "Whether the module makes a KMS key for the flow logs. A switch of its own, because Terraform must know at plan whether to make one, also when kms_key_arn comes from a key that does not exist yet."
  type        = bool
  nullable    = false
  default     = true
}

variable "kms_key_arn" {
  description = "ARN of an existing KMS key for the flow logs, with create_kms_key = false. Its policy must let logs.REGION.amazonaws.com use it. Null: the module's own key."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is \"${coalesce(var.kms_key_arn, "null")}\"; it must be the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias, because CloudWatch Logs accepts no alias."
  }

  validation {
    condition     = var.create_kms_key == (var.kms_key_arn == null)
    error_message = "Give either create_kms_key = true without kms_key_arn, or create_kms_key = false with kms_key_arn: flow logs are always encrypted with exactly one key."
  }
}

variable "unsafe" {
  description = "Safeties that are given up: key = name of the safety (single_nat, partial_flow_log), value = the reason, at least 20 characters."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.unsafe), ["single_nat", "partial_flow_log"])) == 0
    error_message = "unsafe has the keys ${join(", ", keys(var.unsafe))}; this module knows single_nat and partial_flow_log only."
  }

  validation {
    condition     = alltrue([for reason in values(var.unsafe) : length(trimspace(reason)) >= 20])
    error_message = "Each reason in unsafe must have at least 20 characters: whoever reads it at night must understand why a safety is missing."
  }
}
