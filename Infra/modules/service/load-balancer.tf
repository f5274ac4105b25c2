# Two listeners (production, test), a rule on each, two target groups. ECS writes the rules' weights while it releases.

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = var.internal
  subnets            = var.load_balancer_subnet_ids
  security_groups    = concat([aws_security_group.load_balancer.id, aws_security_group.test_listener.id], aws_security_group.redirect[*].id)

  enable_deletion_protection = var.deletion_protection
  drop_invalid_header_fields = true # request smuggling
  desync_mitigation_mode     = "defensive"
  enable_zonal_shift         = true # lets operators (or AWS) take a sick zone out
  idle_timeout               = var.idle_timeout_seconds

  dynamic "access_logs" {
    for_each = var.access_logs == null ? [] : [var.access_logs]

    content {
      enabled = true
      bucket  = access_logs.value.bucket
      prefix  = access_logs.value.prefix
    }
  }
}

resource "aws_lb_target_group" "blue" {
  name = "${local.short_name}-blue"

  # Tasks register with their own port, so this one is never used; a constant, because its change would replace the group.
  port        = 80
  protocol    = var.container_protocol
  target_type = "ip"
  vpc_id      = var.vpc_id

  deregistration_delay              = var.deregistration_delay_seconds
  slow_start                        = var.slow_start_seconds
  load_balancing_algorithm_type     = var.load_balancing_algorithm
  load_balancing_anomaly_mitigation = var.load_balancing_algorithm == "weighted_random" ? "on" : "off"

  # A sticky caller would stay with the old tasks, and a release could be judged on a part of the callers only.
  stickiness {
    type    = "lb_cookie"
    enabled = false
  }

  health_check {
    path                = var.health_check.path
    matcher             = var.health_check.matcher
    protocol            = var.container_protocol
    port                = "traffic-port"
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy_threshold
    unhealthy_threshold = var.health_check.unhealthy_threshold
  }
}

# As blue in everything but the name: after a release it may be the one that serves.
resource "aws_lb_target_group" "green" {
  name        = "${local.short_name}-green"
  port        = 80
  protocol    = var.container_protocol
  target_type = "ip"
  vpc_id      = var.vpc_id

  deregistration_delay              = var.deregistration_delay_seconds
  slow_start                        = var.slow_start_seconds
  load_balancing_algorithm_type     = var.load_balancing_algorithm
  load_balancing_anomaly_mitigation = var.load_balancing_algorithm == "weighted_random" ? "on" : "off"

  stickiness {
    type    = "lb_cookie"
    enabled = false
  }

  health_check {
    path                = var.health_check.path
    matcher             = var.health_check.matcher
    protocol            = var.container_protocol
    port                = "traffic-port"
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy_threshold
    unhealthy_threshold = var.health_check.unhealthy_threshold
  }
}

resource "aws_lb_listener" "production" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.ssl_policy
  certificate_arn   = var.certificate_arn

  # What no rule asks for (wrong host, missing origin header) gets no answer from the program.
  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "403"
      message_body = "Forbidden"
    }
  }
}

resource "aws_lb_listener" "test" {
  load_balancer_arn = aws_lb.this.arn
  port              = var.test_listener_port
  protocol          = "HTTPS"
  ssl_policy        = var.ssl_policy
  certificate_arn   = var.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "403"
      message_body = "Forbidden"
    }
  }
}

resource "aws_lb_listener" "redirect" {
  count = var.http_redirect ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener_rule" "production" {
  listener_arn = aws_lb_listener.production.arn
  priority     = 100

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.blue.arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.green.arn
        weight = 0
      }
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }

  dynamic "condition" {
    for_each = length(var.host_names) == 0 ? [] : [var.host_names]

    content {
      host_header {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = nonsensitive(var.origin_header != null) ? [1] : []

    content {
      http_header {
        http_header_name = var.origin_header.name
        values           = var.origin_header.values
      }
    }
  }

  # The weights above are those of the first day; from then on ECS writes them. Terraform would send all traffic back to
  # blue, which after every second release has no tasks.
  lifecycle {
    ignore_changes = [action]
  }
}

# No host or origin header here: smoke tests call the load balancer itself.
resource "aws_lb_listener_rule" "test" {
  listener_arn = aws_lb_listener.test.arn
  priority     = 100

  action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.blue.arn
        weight = 100
      }

      target_group {
        arn    = aws_lb_target_group.green.arn
        weight = 0
      }
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }

  lifecycle {
    ignore_changes = [action]
  }
}
