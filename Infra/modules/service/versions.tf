terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.21, < 7.0" # 6.21 brought the strategies LINEAR and CANARY
    }
  }
}
