# Zones, subnets and the address plan.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name = "shop-test"
  cidr = "10.40.0.0/16"
}

run "three_zones_by_default" {
  command = plan

  assert {
    condition     = output.zones == tolist(["eu-west-1a", "eu-west-1b", "eu-west-1c"])
    error_message = "The first three zones of the region must be used."
  }

  assert {
    condition     = length(aws_subnet.public) == 3 && length(aws_subnet.private) == 3 && length(aws_subnet.database) == 3
    error_message = "Each zone must have a public, a private and a database subnet."
  }

  assert {
    condition     = alltrue([for zone, subnet in merge(aws_subnet.public, aws_subnet.private, aws_subnet.database) : subnet.availability_zone == zone])
    error_message = "Each subnet must lie in the zone that it is keyed by."
  }

  assert {
    condition     = alltrue([for subnet in concat(values(aws_subnet.public), values(aws_subnet.private), values(aws_subnet.database)) : subnet.map_public_ip_on_launch == false])
    error_message = "No subnet may hand out public addresses."
  }

  assert {
    condition     = length(aws_route_table.private) == 3 && length(aws_nat_gateway.this) == 3
    error_message = "Each zone must have its own route table and NAT gateway."
  }
}

run "two_zones_by_count" {
  command = plan

  variables {
    zone_count = 2
  }

  assert {
    condition     = output.zones == tolist(["eu-west-1a", "eu-west-1b"]) && length(aws_subnet.private) == 2 && length(aws_nat_gateway.this) == 2
    error_message = "zone_count = 2 must give two zones."
  }

  # The plan of addresses must not depend on the number of zones: a third zone may move nothing.
  assert {
    condition     = join(" ", output.private_subnet_cidrs) == "10.40.0.0/19 10.40.32.0/19"
    error_message = "Private ranges must be the first eighths of the VPC."
  }
}

run "address_plan_of_three_zones" {
  command = plan

  assert {
    condition     = join(" ", output.private_subnet_cidrs) == "10.40.0.0/19 10.40.32.0/19 10.40.64.0/19"
    error_message = "Private ranges must be the first eighths of the VPC."
  }

  assert {
    condition     = join(" ", output.public_subnet_cidrs) == "10.40.128.0/20 10.40.144.0/20 10.40.160.0/20"
    error_message = "Public ranges must be halves of the fifth and sixth eighth."
  }

  assert {
    condition     = join(" ", output.database_subnet_cidrs) == "10.40.192.0/21 10.40.200.0/21 10.40.208.0/21"
    error_message = "Database ranges must be quarters of the seventh eighth."
  }
}

run "named_zones_in_the_given_order" {
  command = plan

  variables {
    zones = ["eu-west-1c", "eu-west-1a"]
    cidr  = "192.168.4.0/22"
  }

  assert {
    condition     = output.zones == tolist(["eu-west-1c", "eu-west-1a"]) && aws_subnet.private["eu-west-1c"].cidr_block == "192.168.4.0/25"
    error_message = "Named zones must be used in the given order, and win over zone_count."
  }

  assert {
    condition     = aws_subnet.database["eu-west-1a"].cidr_block == "192.168.7.32/27"
    error_message = "The smallest VPC must still hold database subnets of 32 addresses."
  }
}

run "refuses_a_zone_of_another_region" {
  command = plan

  variables {
    zones = ["us-east-1a", "us-east-1b"]
  }

  expect_failures = [data.aws_availability_zones.available]
}

run "refuses_more_zones_than_the_region_has" {
  command = plan

  variables {
    zone_count = 4
  }

  expect_failures = [data.aws_availability_zones.available]
}
