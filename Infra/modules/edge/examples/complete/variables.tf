variable "region" {
  description = "Region of the stack."
  type        = string
  default     = "eu-west-1"
}

variable "domain_names" {
  description = "Names that visitors use."
  type        = list(string)
}

variable "certificate_arn" {
  description = "ACM certificate in us-east-1."
  type        = string
}

variable "zone_id" {
  description = "Route 53 public zone for the records; null = made elsewhere."
  type        = string
  default     = null
}

variable "app_origin" {
  description = "Internal load balancer (service module): DNS name and ARN."
  type = object({
    domain_name       = string
    load_balancer_arn = string
  })
}

variable "standby_origin" {
  description = "Internal load balancer of the standby region; null = none."
  type = object({
    domain_name       = string
    load_balancer_arn = string
  })
  default = null
}

variable "active_origin" {
  description = "Where writes go: app or standby."
  type        = string
  default     = "app"
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
