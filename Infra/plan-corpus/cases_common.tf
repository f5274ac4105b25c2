terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.62.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = {
      Environment = "production"
      Service     = "donations"
      Owner       = "platform"
      CostCenter  = "fundraising"
    }
  }
}
