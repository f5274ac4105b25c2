variable "region" {
  description = "Region of the resources and the first vault."
  type        = string
  default     = "us-east-1"
}

variable "copy_region" {
  description = "Region of the second vault."
  type        = string
  default     = "us-west-2"
}

variable "environment" {
  description = "Environment, part of every name."
  type        = string
  default     = "production"
}

variable "resource_arns" {
  description = "What is backed up."
  type        = list(string)
}

variable "restore_subnet_group_name" {
  description = "DB subnet group for restore tests."
  type        = string
}

variable "restore_security_group_id" {
  description = "Security group for restored databases."
  type        = string
}

variable "topic_arn" {
  description = "SNS topic for failed jobs and missing backups."
  type        = string
}

variable "report_bucket_name" {
  description = "S3 bucket for reports."
  type        = string
}

variable "audit_framework_enabled" {
  description = "Whether AWS Config records here, so that an audit framework can be made."
  type        = bool
  default     = true
}
