terraform {
  required_version = ">= 1.11" # validations that refer to other variables

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.19, < 7.0" # the `region` argument of resources
    }
  }
}
