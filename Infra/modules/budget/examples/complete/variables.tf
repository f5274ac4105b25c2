variable "region" {
  description = "Region of the provider; budgets themselves are global."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Environment, part of the name and value of the tag."
  type        = string
  default     = "production"
}

variable "monthly_limit_usd" {
  description = "Budget per month in US dollars."
  type        = number
}

variable "topic_arn" {
  description = "SNS topic for all messages."
  type        = string
}

variable "email_addresses" {
  description = "Who gets them by mail."
  type        = list(string)
}

variable "pipeline_role_names" {
  description = "Roles that may create nothing costly while the budget is overspent."
  type        = list(string)
}
