# Ways out: NAT, the internet gateway, and the database subnets, which have none.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name = "shop-test"

  # Distinct ids, so that a route to the wrong gateway shows.
  zones = ["eu-west-1a", "eu-west-1b"]
}

override_resource {
  target          = aws_nat_gateway.this["eu-west-1a"]
  override_during = plan
  values          = { id = "nat-a" }
}

override_resource {
  target          = aws_nat_gateway.this["eu-west-1b"]
  override_during = plan
  values          = { id = "nat-b" }
}

override_resource {
  target          = aws_subnet.public["eu-west-1a"]
  override_during = plan
  values          = { id = "subnet-public-a" }
}

override_resource {
  target          = aws_subnet.public["eu-west-1b"]
  override_during = plan
  values          = { id = "subnet-public-b" }
}

override_resource {
  target          = aws_internet_gateway.this
  override_during = plan
  values          = { id = "igw-1" }
}

override_resource {
  target          = aws_route_table.database
  override_during = plan
  values          = { id = "rtb-database" }
}

override_resource {
  target          = aws_route_table.public
  override_during = plan
  values          = { id = "rtb-public" }
}

override_resource {
  target          = aws_route_table.private["eu-west-1a"]
  override_during = plan
  values          = { id = "rtb-private-a" }
}

override_resource {
  target          = aws_route_table.private["eu-west-1b"]
  override_during = plan
  values          = { id = "rtb-private-b" }
}

run "each_zone_leaves_through_its_own_gateway" {
  command = plan

  assert {
    condition     = aws_route.private_nat["eu-west-1a"].nat_gateway_id == "nat-a" && aws_route.private_nat["eu-west-1b"].nat_gateway_id == "nat-b"
    error_message = "The loss of a zone must not cut another one off."
  }

  assert {
    condition     = aws_nat_gateway.this["eu-west-1a"].subnet_id == "subnet-public-a" && aws_nat_gateway.this["eu-west-1b"].subnet_id == "subnet-public-b"
    error_message = "A NAT gateway must stand in the public subnet of its zone."
  }

  assert {
    condition     = aws_route_table_association.private["eu-west-1b"].route_table_id == "rtb-private-b"
    error_message = "A private subnet must use the route table of its zone."
  }

  assert {
    condition     = aws_route.public_internet.gateway_id == "igw-1" && aws_route.public_internet.route_table_id == "rtb-public"
    error_message = "The public subnets must reach the internet gateway."
  }
}

run "databases_have_no_way_out" {
  command = plan

  assert {
    condition     = alltrue([for association in aws_route_table_association.database : association.route_table_id == "rtb-database"])
    error_message = "Database subnets must use the table without a default route."
  }

  assert {
    condition     = !contains(concat([aws_route.public_internet.route_table_id], [for route in aws_route.private_nat : route.route_table_id]), "rtb-database")
    error_message = "No route may be added to the database table."
  }
}

run "a_single_gateway_with_its_reason" {
  command = plan

  variables {
    nat    = "single"
    unsafe = { single_nat = "preview environment, thrown away every night" }
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_eip.nat) == 1
    error_message = "nat = single must make one gateway."
  }

  assert {
    condition     = aws_route.private_nat["eu-west-1a"].nat_gateway_id == "nat-a" && aws_route.private_nat["eu-west-1b"].nat_gateway_id == "nat-a"
    error_message = "Every zone must leave through the one gateway."
  }
}

run "no_gateway_at_all" {
  command = plan

  variables {
    nat = "none"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_eip.nat) == 0 && length(aws_route.private_nat) == 0
    error_message = "nat = none must make no gateway, address or route."
  }
}

run "refuses_a_single_gateway_without_reason" {
  command = plan

  variables {
    nat = "single"
  }

  expect_failures = [var.nat]
}

run "refuses_no_gateway_without_the_endpoints_of_fargate" {
  command = plan

  variables {
    nat                 = "none"
    interface_endpoints = ["ecr.api", "ecr.dkr", "logs"]
  }

  expect_failures = [var.nat]
}

run "refuses_an_unknown_way_out" {
  command = plan

  variables {
    nat = "instance"
  }

  expect_failures = [var.nat]
}
