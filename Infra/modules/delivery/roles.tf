# One role a stage of the pipeline, taken by OIDC: no long-lived key exists. Each trusts one repository and one
# environment or branch, may do what its stage does, and expires after an hour.

locals {
  github = var.identity_provider.kind == "github"
  host   = coalesce(var.identity_provider.host, local.github ? "token.actions.githubusercontent.com" : "gitlab.com")

  provider_arn = var.identity_provider.create ? aws_iam_openid_connect_provider.this[0].arn : data.aws_iam_openid_connect_provider.this[0].arn

  session_seconds = 3600 # a stage that takes longer takes the role again

  # The subject claim says who asks. GitHub: https://docs.github.com/actions/reference/security/oidc; GitLab: https://docs.gitlab.com/ci/cloud_services/
  branch_subject = {
    for branch in distinct(concat([var.branch], [for environment in values(var.environments) : coalesce(environment.branch, var.branch)])) :
    branch => local.github ? "repo:${var.repository}:ref:refs/heads/${branch}" : "project_path:${var.repository}:ref_type:branch:ref:${branch}"
  }

  build_subjects = [local.branch_subject[var.branch]]

  # A plan is made for every proposed change. On GitHub all of them have the same subject; on GitLab that of their branch.
  plan_subjects = local.github ? ["repo:${var.repository}:pull_request", local.branch_subject[var.branch]] : ["project_path:${var.repository}:ref_type:branch:ref:*"]

  # GitHub's environment (its reviewers and branch rules) decides; GitLab's token has no environment in its subject, so the branch does.
  deploy_subjects = {
    for name, environment in var.environments :
    name => local.github ? ["repo:${var.repository}:environment:${name}"] : [local.branch_subject[coalesce(environment.branch, var.branch)]]
  }

  trust = {
    for stage, subject in merge(
      { build = { operator = "StringEquals", subjects = local.build_subjects } },
      { plan = { operator = local.github ? "StringEquals" : "StringLike", subjects = local.plan_subjects } },
      { for name, subjects in local.deploy_subjects : "deploy-${name}" => { operator = "StringEquals", subjects = subjects } },
      ) : stage => {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Federated = local.provider_arn }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = merge(
          { StringEquals = { "${local.host}:aud" = var.identity_provider.audience } },
          subject.operator == "StringLike" ? { StringLike = { "${local.host}:sub" = subject.subjects } } : {},
          subject.operator == "StringEquals" ? { StringEquals = { "${local.host}:aud" = var.identity_provider.audience, "${local.host}:sub" = subject.subjects } } : {},
        )
      }]
    }
  }
}

data "aws_iam_openid_connect_provider" "this" {
  count = var.identity_provider.create ? 0 : 1

  url = "https://${local.host}"
}

resource "aws_iam_openid_connect_provider" "this" {
  count = var.identity_provider.create ? 1 : 0

  url             = "https://${local.host}"
  client_id_list  = [var.identity_provider.audience]
  thumbprint_list = length(var.identity_provider.thumbprints) == 0 ? null : var.identity_provider.thumbprints
}

# ---------------------------------------------------------------- build

locals {
  build_statements = [
    {
      Sid      = "LogIn"
      Effect   = "Allow"
      Action   = ["ecr:GetAuthorizationToken"]
      Resource = "*" # the only resource that this action knows
    },
    {
      Sid    = "PushToThisRepository"
      Effect = "Allow"
      Action = concat(local.pull_actions, [
        "ecr:CompleteLayerUpload", "ecr:DescribeImageScanFindings", "ecr:DescribeImages", "ecr:InitiateLayerUpload",
        "ecr:ListImages", "ecr:PutImage", "ecr:UploadLayerPart",
      ])
      Resource = aws_ecr_repository.this.arn
    },
  ]
}

resource "aws_iam_role" "build" {
  name                 = "${var.name}-build"
  description          = "Pipeline of ${var.repository}, stage build: pushes images."
  assume_role_policy   = jsonencode(local.trust["build"])
  max_session_duration = local.session_seconds
  permissions_boundary = local.boundary_arn
}

resource "aws_iam_role_policy" "build" {
  name   = "push-images"
  role   = aws_iam_role.build.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.build_statements })
}

# ---------------------------------------------------------------- plan

locals {
  # What a refresh of these modules reads: settings, never content (no secret, object, row, log line or message). Prefixes
  # where all actions behind them only describe.
  read_actions = [
    "acm:DescribeCertificate", "acm:ListTagsForCertificate",
    "application-autoscaling:Describe*", "application-autoscaling:ListTagsForResource",
    "backup:Describe*", "backup:GetBackupPlan", "backup:GetBackupSelection", "backup:GetBackupVaultAccessPolicy",
    "backup:GetBackupVaultNotifications", "backup:GetRestoreTestingPlan", "backup:GetRestoreTestingSelection", "backup:List*",
    "budgets:ListTagsForResource", "budgets:ViewBudget",
    "ce:GetAnomalyMonitors", "ce:GetAnomalySubscriptions", "ce:ListTagsForResource",
    "cloudfront:Describe*", "cloudfront:Get*", "cloudfront:List*",
    "cloudwatch:Describe*", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource",
    "ec2:Describe*", "ec2:GetManagedPrefixListEntries",
    "ecr:Describe*", "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy", "ecr:ListTagsForResource",
    "ecs:Describe*", "ecs:List*",
    "elasticloadbalancing:Describe*",
    "events:Describe*", "events:List*",
    "iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy", "iam:List*",
    "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags",
    "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig", "lambda:GetPolicy", "lambda:ListTags", "lambda:ListVersionsByFunction",
    "logs:Describe*", "logs:ListTagsForResource",
    "rds:Describe*", "rds:ListTagsForResource",
    "route53:Get*", "route53:List*",
    "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
    "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
    "sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:List*",
    "sts:GetCallerIdentity",
    "wafv2:Get*", "wafv2:List*",
  ]

  # Reads only: plan with -lock=false. A stage that could write a lock could also hold up a deployment.
  state_statements = concat(
    [for state in var.state == null ? [] : [var.state] : {
      Sid      = "ReadState"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = "${state.bucket_arn}/${state.key_prefix}/*"
    }],
    [for state in var.state == null ? [] : [var.state] : {
      Sid       = "ListState"
      Effect    = "Allow"
      Action    = ["s3:ListBucket"]
      Resource  = state.bucket_arn
      Condition = { StringLike = { "s3:prefix" = ["${state.key_prefix}/*"] } }
    }],
    [for arn in try(var.state.kms_key_arn, null) == null ? [] : [var.state.kms_key_arn] : {
      Sid       = "DecryptState"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = arn
      Condition = { StringEquals = { "kms:ViaService" = "s3.${local.region}.amazonaws.com" } }
    }],
  )
}

resource "aws_iam_role" "plan" {
  name                 = "${var.name}-plan"
  description          = "Pipeline of ${var.repository}, stage plan: reads settings and state, changes nothing."
  assume_role_policy   = jsonencode(local.trust["plan"])
  max_session_duration = local.session_seconds
  permissions_boundary = local.boundary_arn
}

resource "aws_iam_role_policy" "plan" {
  name = "read-settings-and-state"
  role = aws_iam_role.plan.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{ Sid = "ReadSettings", Effect = "Allow", Action = local.read_actions, Resource = "*" }],
      local.state_statements,
    )
  })
}

# ---------------------------------------------------------------- deploy

locals {
  deploy_actions = {
    # The release of one service, and looking at it.
    service = [
      "ecs:ContinueServiceDeployment", "ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:DescribeServices",
      "ecs:ListServiceDeployments", "ecs:StopServiceDeployment", "ecs:UpdateService",
    ]
    task_definition = ["ecs:RegisterTaskDefinition", "ecs:TagResource"]
    image           = ["ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages"]

    # Actions that know no narrower resource; all of them only read.
    read = [
      "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "ecs:DescribeTaskDefinition",
      "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
    ]
    tasks = ["ecs:DescribeTasks", "ecs:ListTasks"]
  }

  ecs_arn = "arn:${local.partition}:ecs:${local.region}:${local.account}"

  pass_role_statements = {
    for name, environment in var.environments : name => concat(
      [{
        Sid       = "PassTaskRoles"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = environment.task_role_arns
        Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
      }],
      [for arn in environment.load_balancer_role_arn == null ? [] : [environment.load_balancer_role_arn] : {
        Sid       = "PassLoadBalancerRole"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [arn]
        Condition = { StringEquals = { "iam:PassedToService" = "ecs.amazonaws.com" } }
      }],
    )
  }

  deploy_statements = {
    for name, environment in var.environments : name => concat(
      [
        {
          Sid    = "ReleaseThisService"
          Effect = "Allow"
          Action = local.deploy_actions.service
          Resource = [
            "${local.ecs_arn}:service/${environment.cluster_name}/${environment.service_name}",
            "${local.ecs_arn}:service-deployment/${environment.cluster_name}/${environment.service_name}/*",
            "${local.ecs_arn}:service-revision/${environment.cluster_name}/${environment.service_name}/*",
          ]
        },
        {
          Sid      = "RegisterTaskDefinition"
          Effect   = "Allow"
          Action   = local.deploy_actions.task_definition
          Resource = ["${local.ecs_arn}:task-definition/${environment.task_definition_family}:*"]
        },
        {
          Sid       = "SeeTasks"
          Effect    = "Allow"
          Action    = local.deploy_actions.tasks
          Resource  = "*"
          Condition = { ArnEquals = { "ecs:cluster" = "${local.ecs_arn}:cluster/${environment.cluster_name}" } }
        },
        {
          Sid      = "SeeImages"
          Effect   = "Allow"
          Action   = local.deploy_actions.image
          Resource = [aws_ecr_repository.this.arn]
        },
        {
          Sid      = "See"
          Effect   = "Allow"
          Action   = local.deploy_actions.read
          Resource = "*"
        },
      ],
      local.pass_role_statements[name],
    )
  }
}

resource "aws_iam_role" "deploy" {
  for_each = var.environments

  name                 = "${var.name}-deploy-${each.key}"
  description          = "Pipeline of ${var.repository}, stage deploy to ${each.key}: releases ${each.value.service_name}."
  assume_role_policy   = jsonencode(local.trust["deploy-${each.key}"])
  max_session_duration = local.session_seconds
  permissions_boundary = local.boundary_arn
}

resource "aws_iam_role_policy" "deploy" {
  for_each = var.environments

  name   = "release-service"
  role   = aws_iam_role.deploy[each.key].name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.deploy_statements[each.key] })
}

# ---------------------------------------------------------------- boundary

locals {
  boundary_arn = coalesce(var.permissions_boundary_arn, aws_iam_policy.boundary.arn)
}

# The ceiling of all these roles: whatever policy is attached to one of them later (or by an intruder), it can never do
# more than all stages together. It has no IAM action but PassRole of the known roles.
resource "aws_iam_policy" "boundary" {
  name        = "${var.name}-pipeline-boundary"
  description = "Ceiling of the pipeline roles of ${var.repository}."

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        { Sid = "Read", Effect = "Allow", Action = concat(local.read_actions, ["cloudwatch:GetMetricData"]), Resource = "*" },
        { Sid = "LogIn", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = "*" },
        {
          Sid      = "Images"
          Effect   = "Allow"
          Action   = sort(distinct(concat(local.pull_actions, local.build_statements[1].Action, local.deploy_actions.image)))
          Resource = aws_ecr_repository.this.arn
        },
        {
          Sid      = "Release"
          Effect   = "Allow"
          Action   = [for action in concat(local.deploy_actions.service, local.deploy_actions.task_definition) : action if !can(regex("^ecs:(Describe|List)", action))]
          Resource = "*"
        },
      ],
      local.state_statements,
      length(var.environments) == 0 ? [] : [{
        Sid       = "PassRole"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = distinct(flatten([for statements in values(local.pass_role_statements) : [for statement in statements : statement.Resource]]))
        Condition = { StringEquals = { "iam:PassedToService" = ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] } }
      }],
    )
  })
}
