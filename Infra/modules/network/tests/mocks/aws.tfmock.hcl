# What a plan would not know, or would need an account for. ARNs have the real form, because the real provider checks
# the arguments that they end up in.

mock_data "aws_caller_identity" {
  defaults = { account_id = "111122223333" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
}

mock_data "aws_region" {
  defaults = { region = "eu-west-1" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
}

mock_resource "aws_vpc" {
  defaults = { id = "vpc-0123456789abcdef0", arn = "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0123456789abcdef0" }
}

mock_resource "aws_kms_key" {
  defaults = { key_id = "11111111-2222-3333-4444-555555555555", arn = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vpc/shop-test/flow-logs" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::111122223333:role/shop-test-flow-logs" }
}

mock_resource "aws_db_subnet_group" {
  defaults = { arn = "arn:aws:rds:eu-west-1:111122223333:subgrp:shop-test" }
}

mock_resource "aws_security_group" {
  defaults = { id = "sg-0aaaaaaaaaaaaaaaa" }
}

mock_resource "aws_vpc_endpoint" {
  defaults = { prefix_list_id = "pl-0123456789abcdef0" }
}
