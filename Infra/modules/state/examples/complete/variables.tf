variable "region" {
  description = "Region of the state bucket."
  type        = string
  default     = "us-east-1"
}

variable "stacks" {
  description = "Root stacks whose state lives here."
  type        = set(string)
}

variable "break_glass_role_arns" {
  description = "Roles that may delete state."
  type        = set(string)
}

variable "environment" {
  description = "Environment tag."
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
