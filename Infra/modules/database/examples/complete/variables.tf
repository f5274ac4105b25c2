variable "region" {
  description = "Region of the primary."
  type        = string
  default     = "us-east-1"
}

variable "second_region" {
  description = "Region of the copies."
  type        = string
  default     = "us-west-2"
}

variable "environment" {
  description = "Environment, part of every name."
  type        = string
  default     = "production"
}

variable "instance_class" {
  description = "Instance class of both databases."
  type        = string
  default     = "db.m7g.large"
}

variable "vpc_id" {
  description = "VPC of the primary."
  type        = string
}

variable "subnet_group_name" {
  description = "DB subnet group of the primary, private subnets."
  type        = string
}

variable "service_security_group_id" {
  description = "Security group of the service that connects."
  type        = string
}

variable "second_subnet_group_name" {
  description = "DB subnet group in the second region."
  type        = string
}

variable "second_security_group_id" {
  description = "Security group of the replica in the second region."
  type        = string
}

variable "warning_topic_arn" {
  description = "SNS topic for warnings."
  type        = string
}

variable "critical_topic_arn" {
  description = "SNS topic that pages."
  type        = string
}

variable "second_warning_topic_arn" {
  description = "SNS topic for warnings in the second region."
  type        = string
}

variable "second_critical_topic_arn" {
  description = "SNS topic that pages, in the second region."
  type        = string
}

variable "ledger_master_secret_arn" {
  description = "Secret whose whole text is the master password of the ledger."
  type        = string
}
