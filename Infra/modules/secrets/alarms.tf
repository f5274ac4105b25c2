# EventBridge sees Secrets Manager through CloudTrail: the account needs a trail that records management
# events in this region. Patterns match by name prefix, so they do not grow with the number of secrets.

locals {
  arn_prefix = "arn:${local.partition}:secretsmanager:${local.region}:${local.account}:secret:${var.name}/"

  rules = {
    rotation-failed = {
      description = "A rotation of a secret of ${var.name} failed or was abandoned"
      pattern = {
        source      = ["aws.secretsmanager"]
        detail-type = ["AWS Service Event via CloudTrail"]
        detail = {
          eventSource = ["secretsmanager.amazonaws.com"]
          eventName   = ["RotationFailed", "RotationAbandoned"]
          # An event that does not say which secret is passed on rather than lost.
          "$or" = [
            { additionalEventData = { SecretId = [{ prefix = local.arn_prefix }] } },
            { additionalEventData = { SecretId = [{ exists = false }] } },
          ]
        }
      }
    }

    tampering = {
      description = "Somebody deleted a secret of ${var.name}, weakened its protection, or was refused"
      pattern = {
        source      = ["aws.secretsmanager"]
        detail-type = ["AWS API Call via CloudTrail"]
        detail = {
          eventSource = ["secretsmanager.amazonaws.com"]
          eventName   = ["DeleteSecret", "PutResourcePolicy", "DeleteResourcePolicy", "CancelRotateSecret", "RemoveRegionsFromReplication", "StopReplicationToReplica"]
          # Callers name a secret by ARN or by name. CloudTrail leaves the request out when access is
          # denied; then the secret is unknown and the event is passed on.
          "$or" = [
            { requestParameters = { secretId = [{ prefix = local.arn_prefix }, { prefix = "${var.name}/" }] } },
            { errorCode = ["AccessDenied", "AccessDeniedException"] },
          ]
        }
      }
    }
  }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.rules

  region        = local.region
  name          = "${var.name}-secrets-${each.key}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.rules

  region    = local.region
  rule      = aws_cloudwatch_event_rule.this[each.key].name
  target_id = "alarm-topic"
  arn       = var.alarm_topic_arn
}
