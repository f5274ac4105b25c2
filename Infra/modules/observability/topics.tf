# Two topics a region: warning (look) and critical (page), encrypted under a key that lets the services publish that report to them.

locals {
  topics = {
    for pair in setproduct(local.regions, local.levels) : "${pair[0]}/${pair[1]}" => { region = pair[0], level = pair[1], name = "${var.name}-${pair[1]}" }
  }
  topic_arns = {
    for region in local.regions : region => {
      for level in local.levels : level => "arn:${local.partition}:sns:${region}:${local.account_id}:${var.name}-${level}"
    }
  }

  subscriptions = merge([
    for key, topic in local.topics : {
      for s in var.subscriptions[topic.level] : "${key}/${s.protocol}/${s.endpoint}" => merge(topic, s, { topic = key })
    }
  ]...)

  # Services that report to the topics and say on whose behalf they do.
  publishers = {
    CloudWatch    = "cloudwatch.amazonaws.com"
    Backup        = "backup.amazonaws.com"
    Budgets       = "budgets.amazonaws.com"
    CostAnomalies = "costalerts.amazonaws.com"
    RDS           = "events.rds.amazonaws.com"
  }

  log_group_arns = {
    for region in local.regions : region => region == local.region ? [
      for name in values(local.log_group_names) : "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${name}"
    ] : []
  }

  key_policies = {
    for region in local.regions : region => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            # In a key policy "Resource": "*" means this key. The account may administer it as far as its IAM policies say so.
            Sid       = "Administer"
            Effect    = "Allow"
            Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
            Action = [
              "kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey",
              "kms:EnableKey", "kms:EnableKeyRotation", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants",
              "kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RetireGrant",
              "kms:RevokeGrant", "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource",
              "kms:UpdateAlias", "kms:UpdateKeyDescription",
            ]
            Resource = "*"
          },
          {
            # Roles of the account that publish or read logs by themselves, for example Steady.
            Sid       = "UseThroughServices"
            Effect    = "Allow"
            Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
            Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource  = "*"
            Condition = { StringEquals = { "kms:ViaService" = ["logs.${region}.amazonaws.com", "sns.${region}.amazonaws.com"] } }
          },
        ],
        [
          for sid, service in local.publishers : {
            Sid       = sid
            Effect    = "Allow"
            Principal = { Service = service }
            Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource  = "*"
            Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
          }
        ],
        [
          {
            # Without a condition on purpose: EventBridge does not say on whose behalf it publishes to SNS, and a condition would drop every
            # event without a trace. The topic's own policy is what limits it.
            Sid       = "EventBridge"
            Effect    = "Allow"
            Principal = { Service = "events.amazonaws.com" }
            Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource  = "*"
          },
        ],
        [
          for arns in [local.log_group_arns[region]] : {
            Sid       = "Logs"
            Effect    = "Allow"
            Principal = { Service = "logs.${region}.amazonaws.com" }
            Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
            Resource  = "*"
            Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = arns } }
          } if length(arns) > 0
        ],
      )
    })
  }

  topic_policies = {
    for key, topic in local.topics : key => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          for sid, service in local.publishers : {
            Sid       = sid
            Effect    = "Allow"
            Principal = { Service = service }
            Action    = ["sns:Publish"]
            Resource  = local.topic_arns[topic.region][topic.level]
            Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
          }
        ],
        [
          {
            Sid       = "EventBridge" # see the key policy for the missing condition
            Effect    = "Allow"
            Principal = { Service = "events.amazonaws.com" }
            Action    = ["sns:Publish"]
            Resource  = local.topic_arns[topic.region][topic.level]
          },
          {
            Sid       = "OnlyEncryptedTransport"
            Effect    = "Deny"
            Principal = { AWS = "*" }
            Action    = ["sns:Publish"]
            Resource  = local.topic_arns[topic.region][topic.level]
            Condition = { Bool = { "aws:SecureTransport" = "false" } }
          },
        ],
      )
    })
  }
}

resource "aws_kms_key" "this" {
  for_each = local.regions
  region   = each.value

  description             = "Alarms and logs of ${var.name}"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.kms_key_deletion_window_days
  policy                  = local.key_policies[each.value]
}

resource "aws_kms_alias" "this" {
  for_each = local.regions
  region   = each.value

  name          = "alias/${var.name}-observability"
  target_key_id = aws_kms_key.this[each.value].key_id
}

resource "aws_sns_topic" "this" {
  for_each = local.topics
  region   = each.value.region

  name              = each.value.name
  display_name      = each.value.name
  kms_master_key_id = aws_kms_key.this[each.value.region].arn # the ARN, because a bare id would be looked up in the provider's region
}

resource "aws_sns_topic_policy" "this" {
  for_each = local.topics
  region   = each.value.region

  arn    = aws_sns_topic.this[each.key].arn
  policy = local.topic_policies[each.key]
}

resource "aws_sns_topic_subscription" "this" {
  for_each = local.subscriptions
  region   = each.value.region

  topic_arn = aws_sns_topic.this[each.value.topic].arn
  protocol  = each.value.protocol
  endpoint  = each.value.endpoint
}

check "endpoints_are_no_secrets" {
  assert {
    condition = alltrue([
      for s in concat(var.subscriptions.warning, var.subscriptions.critical) :
      s.protocol != "https" || !can(regex("hooks\\.slack\\.com|[?&]|/[A-Za-z0-9_-]{24,}", s.endpoint))
    ])
    error_message = "An https endpoint in subscriptions looks as if it held a key (a Slack webhook, a query, a long random part). It is stored in the state and shown in plans; subscribe an own receiver that keeps the key in Secrets Manager."
  }
}
