# The cluster, the first task definition, the service.

locals {
  temporary_files_in_memory = var.temporary_files.kind == "memory"

  # Attributes that are null are left out of the JSON: ECS would refuse some of them.
  container = {
    for key, value in {
      name      = var.name
      image     = var.image
      essential = true
      command   = length(var.command) == 0 ? null : var.command

      user                   = var.user
      privileged             = false
      readonlyRootFilesystem = var.read_only_root_filesystem
      stopTimeout            = var.stop_timeout_seconds

      portMappings = [{
        name          = "http"
        containerPort = var.container_port
        hostPort      = var.container_port
        protocol      = "tcp"
      }]

      linuxParameters = merge(
        {
          initProcessEnabled = true # reaps orphans and passes SIGTERM on
          capabilities       = { drop = ["ALL"] }
        },
        local.temporary_files_in_memory ? {
          tmpfs = [{ containerPath = "/tmp", size = var.temporary_files.size_mib, mountOptions = ["rw", "noexec", "nosuid", "nodev", "mode=1777"] }]
        } : {},
      )

      mountPoints = local.temporary_files_in_memory ? [] : [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]

      # Sorted, so that the order in which variables were written down never makes a new revision.
      environment = [for key in sort(keys(var.environment)) : { name = key, value = var.environment[key] }]

      # A Secrets Manager reference is ARN:KEY:STAGE:VERSION; an empty stage means AWSCURRENT.
      secrets = [
        for variable in sort(keys(var.secrets)) : {
          name      = variable
          valueFrom = var.secrets[variable].key == "" ? var.secrets[variable].arn : "${var.secrets[variable].arn}:${var.secrets[variable].key}::"
        }
      ]

      healthCheck = var.container_health_check == null ? null : {
        command     = concat(["CMD"], var.container_health_check.command)
        interval    = var.container_health_check.interval
        timeout     = var.container_health_check.timeout
        retries     = var.container_health_check.retries
        startPeriod = var.container_health_check.start_period
      }

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group"         = aws_cloudwatch_log_group.this.name
          "awslogs-region"        = local.region
          "awslogs-stream-prefix" = "task"
          "mode"                  = "non-blocking" # a slow CloudWatch must not stop the program
          "max-buffer-size"       = "25m"
        }
      }
    } : key => value if value != null
  }
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enhanced" # metrics by task and container
  }

  dynamic "configuration" {
    for_each = aws_cloudwatch_log_group.exec[*].name

    content {
      execute_command_configuration {
        logging = "OVERRIDE"

        log_configuration {
          cloud_watch_encryption_enabled = true
          cloud_watch_log_group_name     = configuration.value
        }
      }
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  container_definitions    = jsonencode([local.container])

  # Old revisions stay: a rollback needs them.
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  dynamic "volume" {
    for_each = local.temporary_files_in_memory ? [] : ["tmp"]

    content {
      name = volume.value
    }
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_gib > 20 ? [var.ephemeral_storage_gib] : [] # 20 GiB come with every task; AWS refuses 20 here

    content {
      size_in_gib = ephemeral_storage.value
    }
  }
}

resource "aws_ecs_service" "this" {
  name             = var.name
  cluster          = aws_ecs_cluster.this.arn
  task_definition  = aws_ecs_task_definition.this.arn
  launch_type      = "FARGATE"
  platform_version = "LATEST"
  desired_count    = var.autoscaling.min # of the first day

  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  availability_zone_rebalancing      = "ENABLED"
  health_check_grace_period_seconds  = var.health_check_grace_seconds
  enable_execute_command             = var.enable_execute_command

  # Tags reach tasks from the service, and so from default_tags; cost reports need them there.
  propagate_tags          = "SERVICE"
  enable_ecs_managed_tags = true

  deployment_controller {
    type = "ECS"
  }

  deployment_configuration {
    strategy             = var.deployment.strategy
    bake_time_in_minutes = local.shifts_traffic ? var.deployment.bake_minutes : null

    dynamic "linear_configuration" {
      for_each = var.deployment.strategy == "LINEAR" ? [var.deployment] : []

      content {
        step_percent              = linear_configuration.value.step_percent
        step_bake_time_in_minutes = linear_configuration.value.step_minutes
      }
    }

    dynamic "canary_configuration" {
      for_each = var.deployment.strategy == "CANARY" ? [var.deployment] : []

      content {
        canary_percent              = canary_configuration.value.canary_percent
        canary_bake_time_in_minutes = canary_configuration.value.canary_minutes
      }
    }
  }

  # Counts tasks that fail to start; ECS offers it for ROLLING only. For the others, alarms and Steady decide.
  dynamic "deployment_circuit_breaker" {
    for_each = local.shifts_traffic ? [] : [1]

    content {
      enable   = true
      rollback = true
    }
  }

  dynamic "alarms" {
    for_each = length(var.rollback_alarm_names) > 0 ? [var.rollback_alarm_names] : []

    content {
      alarm_names = alarms.value
      enable      = true
      rollback    = true
    }
  }

  network_configuration {
    subnets          = var.task_subnet_ids
    security_groups  = [aws_security_group.tasks.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.blue.arn
    container_name   = var.name
    container_port   = var.container_port

    dynamic "advanced_configuration" {
      for_each = local.shifts_traffic ? [1] : []

      content {
        alternate_target_group_arn = aws_lb_target_group.green.arn
        production_listener_rule   = aws_lb_listener_rule.production.arn
        test_listener_rule         = aws_lb_listener_rule.test.arn
        role_arn                   = aws_iam_role.load_balancer.arn
      }
    }
  }

  # A task that starts before its role may pull images fails; a target group without a listener rule cannot be used.
  depends_on = [
    aws_iam_role_policy.execution,
    aws_iam_role_policy.task,
    aws_iam_role_policy.load_balancer,
    aws_lb_listener_rule.production,
    aws_lb_listener_rule.test,
  ]

  lifecycle {
    ignore_changes = [
      desired_count,                              # autoscaling's
      task_definition,                            # the release's
      deployment_configuration[0].lifecycle_hook, # the release's: PAUSE hooks, which the provider cannot express
    ]
  }
}
