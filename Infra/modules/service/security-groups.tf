# Callers → load balancer → tasks → database and HTTPS. A change of a group's description replaces the group: leave them.
#
# A security group holds 60 rules, and CloudFront's prefix list counts as 55 of them. So each listener has its own group:
# a second port for CloudFront in the same group could never be applied.

data "aws_ec2_managed_prefix_list" "cloudfront" {
  count = var.ingress_from_cloudfront ? 1 : 0

  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_security_group" "load_balancer" {
  name        = "${var.name}-alb"
  description = "Load balancer: HTTPS from its callers, to the tasks."
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-alb" }
}

resource "aws_vpc_security_group_ingress_rule" "cloudfront" {
  count = var.ingress_from_cloudfront ? 1 : 0

  security_group_id = aws_security_group.load_balancer.id
  description       = "HTTPS from CloudFront"
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront[0].id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "https_cidr" {
  for_each = var.ingress_cidrs

  security_group_id = aws_security_group.load_balancer.id
  description       = "HTTPS from a given range"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "https_group" {
  for_each = var.ingress_security_group_ids

  security_group_id            = aws_security_group.load_balancer.id
  description                  = "HTTPS from ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "load_balancer_to_tasks" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "To the tasks"
  referenced_security_group_id = aws_security_group.tasks.id
  ip_protocol                  = "tcp"
  from_port                    = var.container_port
  to_port                      = var.container_port
}

resource "aws_security_group" "test_listener" {
  name        = "${var.name}-alb-test"
  description = "Test listener of the load balancer: HTTPS from where smoke tests run."
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-alb-test" }
}

resource "aws_vpc_security_group_ingress_rule" "test_listener" {
  for_each = var.test_ingress_cidrs

  security_group_id = aws_security_group.test_listener.id
  description       = "Test listener from a given range"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = var.test_listener_port
  to_port           = var.test_listener_port
}

resource "aws_security_group" "redirect" {
  count = var.http_redirect ? 1 : 0

  name        = "${var.name}-alb-http"
  description = "Redirect listener of the load balancer: HTTP from given ranges."
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-alb-http" }
}

resource "aws_vpc_security_group_ingress_rule" "redirect" {
  for_each = var.http_redirect ? var.ingress_cidrs : toset([])

  security_group_id = aws_security_group.redirect[0].id
  description       = "HTTP from a given range, redirected to HTTPS"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_security_group" "tasks" {
  name        = "${var.name}-tasks"
  description = "Tasks: from the load balancer only, out to what is listed."
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-tasks" }
}

resource "aws_vpc_security_group_ingress_rule" "tasks" {
  security_group_id            = aws_security_group.tasks.id
  description                  = "From the load balancer"
  referenced_security_group_id = aws_security_group.load_balancer.id
  ip_protocol                  = "tcp"
  from_port                    = var.container_port
  to_port                      = var.container_port
}

resource "aws_vpc_security_group_egress_rule" "tasks" {
  for_each = var.egress

  security_group_id            = aws_security_group.tasks.id
  description                  = each.value.description
  cidr_ipv4                    = each.value.cidr
  referenced_security_group_id = each.value.security_group_id
  prefix_list_id               = each.value.prefix_list_id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

# The other half, ingress of the database's group from the tasks' group, belongs to the database.
resource "aws_vpc_security_group_egress_rule" "database" {
  count = var.database == null ? 0 : 1

  security_group_id            = aws_security_group.tasks.id
  description                  = "To the database"
  referenced_security_group_id = var.database.security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.database.port
  to_port                      = var.database.port
}
