variable "region" {
  description = "Region of the secrets."
  type        = string
  default     = "us-east-1"
}

variable "replica_regions" {
  description = "Regions of the copies."
  type        = set(string)
  default     = []
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

variable "admin_role_arns" {
  description = "Roles that apply Terraform, and the break-glass role."
  type        = set(string)
}

variable "alarm_topic_arn" {
  description = "SNS topic for alarms (observability module)."
  type        = string
}

variable "steady_role_arn" {
  description = "Role of the control plane."
  type        = string
}

variable "execution_role_arn" {
  description = "Task execution role of the service (service module)."
  type        = string
}

variable "rotation_lambda_arn" {
  description = "Rotation function."
  type        = string
}

variable "rotation_lambda_role_arn" {
  description = "Execution role of the rotation function."
  type        = string
}
