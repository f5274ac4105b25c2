# Images: one repository whose tags cannot be moved, that only the pipeline's build stage writes to. Roles are in roles.tf.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  write_actions = [
    "ecr:BatchDeleteImage", "ecr:CompleteLayerUpload", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
  ]
  pull_actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]

  lifecycle_policy = {
    rules = [
      {
        rulePriority = 1
        description  = "Parts of broken pushes"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = var.keep_untagged_days }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "All but the newest builds"
        selection    = { tagStatus = "tagged", tagPatternList = ["*"], countType = "imageCountMoreThan", countNumber = var.keep_images }
        action       = { type = "expire" }
      },
    ]
  }

  # A resource policy of ECR names no resource: it is that of its repository.
  repository_policy = {
    Version = "2012-10-17"
    Statement = concat(
      [{
        # An administrator's laptop is no build server: what was not built by the pipeline was not tested either.
        Sid       = "OnlyThePipelineWrites"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = local.write_actions
        Condition = { ArnNotEquals = { "aws:PrincipalArn" = concat([aws_iam_role.build.arn], sort(var.push_exception_arns)) } }
      }],
      [for arns in length(var.pull_principal_arns) == 0 ? [] : [sort(var.pull_principal_arns)] : {
        Sid       = "OtherAccountsPull"
        Effect    = "Allow"
        Principal = { AWS = arns }
        Action    = local.pull_actions
      }],
    )
  }
}

resource "aws_ecr_repository" "this" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.force_delete

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn # null: the AWS managed key
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy     = jsonencode(local.lifecycle_policy)
}

resource "aws_ecr_repository_policy" "this" {
  repository = aws_ecr_repository.this.name
  policy     = jsonencode(local.repository_policy)
}

# The copy. It is made here and not by ECR at the first replication, which would make one with movable tags.
resource "aws_ecr_repository" "replica" {
  count = var.replica_region == null ? 0 : 1

  region               = var.replica_region
  name                 = var.name
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.force_delete

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS" # a key belongs to one region, so this is the AWS managed one
  }

  lifecycle {
    precondition {
      condition     = var.replica_region != local.region
      error_message = "replica_region is ${coalesce(var.replica_region, "null")}, the region of the repository itself: the loss of the region would take both."
    }
  }
}

resource "aws_ecr_lifecycle_policy" "replica" {
  count = var.replica_region == null ? 0 : 1

  region     = var.replica_region
  repository = aws_ecr_repository.replica[0].name
  policy     = jsonencode(local.lifecycle_policy)
}

# Settings of the whole registry: see the description of replica_region.
resource "aws_ecr_replication_configuration" "this" {
  count = var.replica_region == null ? 0 : 1

  replication_configuration {
    rule {
      destination {
        region      = var.replica_region
        registry_id = local.account
      }

      # A prefix, ECR knows no exact match: repositories that begin alike are copied too.
      repository_filter {
        filter      = aws_ecr_repository.this.name
        filter_type = "PREFIX_MATCH"
      }
    }
  }

  depends_on = [aws_ecr_repository.replica]
}
