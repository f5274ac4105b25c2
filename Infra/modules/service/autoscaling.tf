# The number of tasks: bounds, targets, and floors by time.

resource "aws_appautoscaling_target" "this" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
  min_capacity       = var.autoscaling.min
  max_capacity       = var.autoscaling.max
}

resource "aws_appautoscaling_policy" "cpu" {
  count = var.autoscaling.cpu_target == 0 ? 0 : 1

  name               = "${var.name}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.autoscaling.cpu_target
    scale_out_cooldown = var.autoscaling.scale_out_cooldown
    scale_in_cooldown  = var.autoscaling.scale_in_cooldown

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "memory" {
  count = var.autoscaling.memory_target == 0 ? 0 : 1

  name               = "${var.name}-memory"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.autoscaling.memory_target
    scale_out_cooldown = var.autoscaling.scale_out_cooldown
    scale_in_cooldown  = var.autoscaling.scale_in_cooldown

    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageMemoryUtilization"
    }
  }
}

# ALBRequestCountPerTarget watches one target group, but a release that shifts traffic moves the tasks to the other one:
# after every second release the predefined metric would see nothing, and scale in. So with these strategies the metric
# is the sum over both groups: requests a minute for each task, whichever group it is in.
resource "aws_appautoscaling_policy" "requests" {
  count = var.autoscaling.requests_per_target == 0 ? 0 : 1

  name               = "${var.name}-requests"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.autoscaling.requests_per_target
    scale_out_cooldown = var.autoscaling.scale_out_cooldown
    scale_in_cooldown  = var.autoscaling.scale_in_cooldown

    dynamic "predefined_metric_specification" {
      for_each = local.shifts_traffic ? [] : [1]

      content {
        predefined_metric_type = "ALBRequestCountPerTarget"
        resource_label         = "${aws_lb.this.arn_suffix}/${aws_lb_target_group.blue.arn_suffix}"
      }
    }

    dynamic "customized_metric_specification" {
      for_each = local.shifts_traffic ? [1] : []

      content {
        metrics {
          id          = "requests"
          label       = "Requests a minute and task, both target groups"
          expression  = "FILL(blue, 0) + FILL(green, 0)"
          return_data = true
        }

        dynamic "metrics" {
          for_each = { blue = aws_lb_target_group.blue.arn_suffix, green = aws_lb_target_group.green.arn_suffix }

          content {
            id          = metrics.key
            return_data = false

            metric_stat {
              stat = "Sum"

              metric {
                namespace   = "AWS/ApplicationELB"
                metric_name = "RequestCountPerTarget"

                dimensions {
                  name  = "TargetGroup"
                  value = metrics.value
                }
              }
            }
          }
        }
      }
    }
  }
}

resource "aws_appautoscaling_policy" "custom" {
  count = var.custom_metric == null ? 0 : 1

  name               = "${var.name}-custom"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.custom_metric.target
    scale_out_cooldown = var.autoscaling.scale_out_cooldown
    scale_in_cooldown  = var.autoscaling.scale_in_cooldown

    customized_metric_specification {
      namespace   = var.custom_metric.namespace
      metric_name = var.custom_metric.metric_name
      statistic   = var.custom_metric.statistic

      dynamic "dimensions" {
        for_each = var.custom_metric.dimensions

        content {
          name  = dimensions.key
          value = dimensions.value
        }
      }
    }
  }
}

# AWS writes the bounds of the target when the time comes; until the entry that ends the raise, a plan shows them as
# drift, and an apply would take the raise back (down to autoscaling.min at most). See README.
resource "aws_appautoscaling_scheduled_action" "floor" {
  for_each = { for floor in var.scheduled_floors : floor.name => floor }

  name               = "${var.name}-${each.key}"
  service_namespace  = aws_appautoscaling_target.this.service_namespace
  scalable_dimension = aws_appautoscaling_target.this.scalable_dimension
  resource_id        = aws_appautoscaling_target.this.resource_id
  schedule           = each.value.schedule
  timezone           = each.value.timezone

  scalable_target_action {
    min_capacity = each.value.min
    max_capacity = each.value.max
  }
}
