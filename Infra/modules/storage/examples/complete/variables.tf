variable "region" {
  description = "Region of the stack."
  type        = string
  default     = "us-east-1"
}

variable "replica_region" {
  description = "Region of the replica bucket."
  type        = string
  default     = "us-west-2"
}

variable "environment" {
  description = "Environment tag and part of all names: staging or production."
  type        = string
}

variable "service" {
  description = "Service tag and beginning of all names."
  type        = string
}

variable "owner" {
  description = "Owner tag: the team that answers for this stack."
  type        = string
}

variable "cost_center" {
  description = "CostCenter tag: who pays."
  type        = string
}
