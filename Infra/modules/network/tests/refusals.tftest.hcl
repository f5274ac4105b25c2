# Values that the module refuses, one of each kind (others beside what they belong to).

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name = "shop-test"
}

run "refuses_a_name_with_capitals" {
  command = plan
  variables {
    name = "Shop"
  }
  expect_failures = [var.name]
}

run "refuses_a_name_of_33_characters" {
  command = plan
  variables {
    name = "abcdefghijklmnopqrstuvwxyz-123456"
  }
  expect_failures = [var.name]
}

run "refuses_a_name_that_ends_with_a_hyphen" {
  command = plan
  variables {
    name = "shop-"
  }
  expect_failures = [var.name]
}

run "refuses_a_range_too_large" {
  command = plan
  variables {
    cidr = "10.0.0.0/15"
  }
  expect_failures = [var.cidr]
}

run "refuses_a_range_too_small" {
  command = plan
  variables {
    cidr = "10.0.0.0/23"
  }
  expect_failures = [var.cidr]
}

run "refuses_host_bits" {
  command = plan
  variables {
    cidr = "10.0.1.0/16"
  }
  expect_failures = [var.cidr]
}

run "refuses_a_public_range" {
  command = plan
  variables {
    cidr = "52.0.0.0/16"
  }
  expect_failures = [var.cidr]
}

run "refuses_one_zone" {
  command = plan
  variables {
    zones = ["eu-west-1a"]
  }
  expect_failures = [var.zones]
}

run "refuses_the_same_zone_twice" {
  command = plan
  variables {
    zones = ["eu-west-1a", "eu-west-1a"]
  }
  expect_failures = [var.zones]
}

run "refuses_a_zone_id" {
  command = plan
  variables {
    zones = ["euw1-az1", "eu-west-1b"]
  }
  expect_failures = [var.zones]
}

run "refuses_five_zones" {
  command = plan
  variables {
    zone_count = 5
  }
  expect_failures = [var.zone_count]
}

run "refuses_one_zone_by_count" {
  command = plan
  variables {
    zone_count = 1
  }
  expect_failures = [var.zone_count]
}

run "refuses_an_unknown_unsafe_key" {
  command = plan
  variables {
    unsafe = { no_encryption = "a reason that is long enough to pass" }
  }
  expect_failures = [var.unsafe]
}

run "refuses_a_short_reason" {
  command = plan
  variables {
    nat    = "single"
    unsafe = { single_nat = "cheaper" }
  }
  expect_failures = [var.unsafe]
}
