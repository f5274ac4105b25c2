variable "region" {
  description = "Region of the service."
  type        = string
  default     = "eu-west-1"
}

variable "environment" {
  description = "Environment, part of every name."
  type        = string
  default     = "production"
}

variable "team_address" {
  description = "Mail address of the team."
  type        = string
}

variable "pager_endpoint" {
  description = "https address of your own receiver of pages; without a key in it."
  type        = string
}

variable "load_balancer_arn_suffix" {
  description = "arn_suffix of the load balancer."
  type        = string
}

variable "target_group_arn_suffixes" {
  description = "Label => arn_suffix of the target groups."
  type        = map(string)
}

variable "cluster_name" {
  description = "ECS cluster, with Container Insights on."
  type        = string
}

variable "distribution_id" {
  description = "CloudFront distribution."
  type        = string
}

variable "database_disk_alarm_arn" {
  description = "Critical alarm on free storage, from the database module."
  type        = string
}

variable "related_alarm_arns" {
  description = "Other alarms for the overview."
  type        = map(string)
  default     = {}
}
