# Endpoints, their policies and security groups.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name = "shop-test"
}

override_resource {
  target          = aws_route_table.database
  override_during = plan
  values          = { id = "rtb-database" }
}

run "endpoints_by_default" {
  command = plan

  assert {
    condition     = join(" ", keys(aws_vpc_endpoint.interface)) == "ecr.api ecr.dkr kms logs secretsmanager sts"
    error_message = "Fargate's services must have interface endpoints, ssm none."
  }

  assert {
    condition     = alltrue([for service, endpoint in aws_vpc_endpoint.interface : endpoint.service_name == "com.amazonaws.eu-west-1.${service}" && endpoint.private_dns_enabled && endpoint.vpc_endpoint_type == "Interface"])
    error_message = "Endpoints must be those of the provider's region, with private names."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.security_group_ids == toset(["sg-0aaaaaaaaaaaaaaaa"])])
    error_message = "Interface endpoints must use the module's security group only."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && contains(aws_vpc_endpoint.s3.route_table_ids, "rtb-database") && aws_vpc_endpoint.s3.service_name == "com.amazonaws.eu-west-1.s3"
    error_message = "S3 must have a gateway endpoint in the private and the database tables."
  }
}

run "endpoints_serve_this_account_only" {
  command = plan

  variables {
    interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms", "sts", "ssm", "ssmmessages", "monitoring", "events", "sns", "sqs", "xray"]
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 13
    error_message = "Every allowed service must be known to endpoint_actions."
  }

  assert {
    condition = alltrue([
      for endpoint in aws_vpc_endpoint.interface :
      length(jsondecode(endpoint.policy).Statement) == 1 && jsondecode(endpoint.policy).Statement[0].Condition.StringEquals["aws:PrincipalAccount"] == "111122223333"
    ])
    error_message = "An endpoint must not carry data for principals of other accounts."
  }

  assert {
    condition     = alltrue(flatten([for endpoint in aws_vpc_endpoint.interface : [for action in jsondecode(endpoint.policy).Statement[0].Action : !strcontains(action, "*")]]))
    error_message = "Endpoint policies must list actions."
  }

  assert {
    condition     = [for statement in jsondecode(aws_vpc_endpoint.s3.policy).Statement : statement.Resource if !can(statement.Condition)] == ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"]
    error_message = "Without the account condition, the S3 endpoint may reach ECR's layer bucket only."
  }

  assert {
    condition     = [for statement in jsondecode(aws_vpc_endpoint.s3.policy).Statement : jsonencode(statement.Condition) if can(statement.Condition)] == [jsonencode({ StringEquals = { "aws:PrincipalAccount" = "111122223333" } })]
    error_message = "Everything else in S3 is for principals of this account."
  }

  assert {
    condition     = alltrue(flatten([for statement in jsondecode(aws_vpc_endpoint.s3.policy).Statement : [for action in statement.Action : !strcontains(action, "*")]]))
    error_message = "The S3 endpoint's policy must list actions."
  }
}

run "endpoint_group_admits_https_from_the_vpc" {
  command = plan

  variables {
    cidr = "172.20.0.0/16"
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints_https.cidr_ipv4 == "172.20.0.0/16"
    error_message = "Endpoints must be reachable from the VPC only."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints_https.from_port == 443 && aws_vpc_security_group_ingress_rule.endpoints_https.to_port == 443 && aws_vpc_security_group_ingress_rule.endpoints_https.ip_protocol == "tcp"
    error_message = "Endpoints must be reachable by HTTPS only."
  }
}

run "no_interface_endpoints" {
  command = plan

  variables {
    interface_endpoints = []
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "Interface endpoints can be left out, the gateway endpoint cannot."
  }
}

run "refuses_an_unknown_service" {
  command = plan

  variables {
    interface_endpoints = ["ecr.api", "ecr.dkr", "lambda"]
  }

  expect_failures = [var.interface_endpoints]
}

run "refuses_half_of_ecr" {
  command = plan

  variables {
    interface_endpoints = ["ecr.api"]
  }

  expect_failures = [var.interface_endpoints]
}
