# Three roles: execution (ECS on the way to a running task), task (the program itself), load balancer (ECS while it
# shifts traffic). Each may do what its holder does, to the resources of this service.

locals {
  # Trust in ECS tasks of this account and region only; otherwise another account's tasks could be told to use the role.
  task_trust = {
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${local.region}:${local.account}:*" }
      }
    }]
  }

  secret_arns    = sort(distinct([for secret in values(var.secrets) : secret.arn if strcontains(secret.arn, ":secretsmanager:")]))
  parameter_arns = sort(distinct([for secret in values(var.secrets) : secret.arn if strcontains(secret.arn, ":ssm:")]))

  execution_statements = concat(
    [{
      Sid      = "WriteLogs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["${local.log_arn_prefix}${local.log_group}:*"]
    }],
    [for arn in var.repository_arn == null ? [] : [var.repository_arn] : {
      Sid      = "PullImage"
      Effect   = "Allow"
      Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Resource = [arn]
    }],
    [for arn in var.repository_arn == null ? [] : [var.repository_arn] : {
      Sid      = "LogInToRegistry"
      Effect   = "Allow"
      Action   = ["ecr:GetAuthorizationToken"]
      Resource = ["*"] # the only resource that this action knows
    }],
    [for arns in length(local.secret_arns) == 0 ? [] : [local.secret_arns] : {
      Sid      = "ReadSecrets"
      Effect   = "Allow"
      Action   = ["secretsmanager:GetSecretValue"]
      Resource = arns
    }],
    [for arns in length(local.parameter_arns) == 0 ? [] : [local.parameter_arns] : {
      Sid      = "ReadParameters"
      Effect   = "Allow"
      Action   = ["ssm:GetParameters"]
      Resource = arns
    }],
  )

  decrypt_statements = [for arns in length(var.secrets_kms_key_arns) == 0 ? [] : [sort(var.secrets_kms_key_arns)] : {
    Sid      = "DecryptSecrets"
    Effect   = "Allow"
    Action   = ["kms:Decrypt"]
    Resource = arns
    Condition = {
      StringEquals = { "kms:ViaService" = ["secretsmanager.${local.region}.amazonaws.com", "ssm.${local.region}.amazonaws.com"] }
    }
  }]
}

resource "aws_iam_role" "execution" {
  name                 = "${var.name}-execution"
  description          = "ECS starts tasks of ${var.name}: pulls the image, reads its secrets, opens its log stream."
  assume_role_policy   = jsonencode(local.task_trust)
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "execution" {
  name = "start-tasks"
  role = aws_iam_role.execution.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.execution_statements, local.decrypt_statements)
  })
}

resource "aws_iam_role" "task" {
  name                 = "${var.name}-task"
  description          = "The program of ${var.name}."
  assume_role_policy   = jsonencode(local.task_trust)
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "task" {
  for_each = var.task_policies

  name   = each.key
  role   = aws_iam_role.task.name
  policy = each.value
}

resource "aws_iam_role_policy" "exec" {
  count = var.enable_execute_command ? 1 : 0

  name = "execute-command"
  role = aws_iam_role.task.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Session"
        Effect = "Allow"
        Action = [
          "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
        ]
        Resource = "*" # channels have no ARN
      },
      {
        Sid      = "RecordSession"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = ["${local.log_arn_prefix}${local.log_group}/exec", "${local.log_arn_prefix}${local.log_group}/exec:*"]
      },
      {
        Sid      = "FindLogGroup"
        Effect   = "Allow"
        Action   = ["logs:DescribeLogGroups"]
        Resource = "${local.log_arn_prefix}*"
      },
    ]
  })
}

# AWS's managed policy AmazonECSInfrastructureRolePolicyForLoadBalancers, cut down to this service's rules and groups.
resource "aws_iam_role" "load_balancer" {
  name                 = "${var.name}-load-balancer"
  description          = "ECS shifts traffic of ${var.name} between its target groups."
  permissions_boundary = var.permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      # IfExists: AWS documents the condition for task roles, not for this one; a release must not fail for its absence.
      Condition = { StringEqualsIfExists = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "load_balancer" {
  name = "shift-traffic"
  role = aws_iam_role.load_balancer.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Read"
        Effect = "Allow"
        Action = [
          "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
          "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
        ]
        Resource = "*" # describing knows no narrower resource
      },
      {
        Sid      = "ShiftTraffic"
        Effect   = "Allow"
        Action   = ["elasticloadbalancing:ModifyRule"]
        Resource = [aws_lb_listener_rule.production.arn, aws_lb_listener_rule.test.arn]
      },
      {
        Sid      = "RegisterTasks"
        Effect   = "Allow"
        Action   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
        Resource = [aws_lb_target_group.blue.arn, aws_lb_target_group.green.arn]
      },
    ]
  })
}
