# What the other files share. Cluster, task definition and service are in ecs.tf; the load balancer in load-balancer.tf;
# roles in iam.tf; security groups in security-groups.tf; autoscaling in autoscaling.tf; logs in logs.tf.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  # Names of target groups have at most 32 characters and a suffix of 6; long names keep their difference in a hash.
  short_name = length(var.name) <= 26 ? var.name : "${trimsuffix(substr(var.name, 0, 19), "-")}-${substr(sha256(var.name), 0, 6)}"

  # Strategies that shift traffic between two target groups; ROLLING replaces tasks inside one.
  shifts_traffic = var.deployment.strategy != "ROLLING"
}

# Warnings, not errors: both have good reasons at times, and neither should pass without being seen.

check "guarded_releases" {
  assert {
    condition     = length(var.rollback_alarm_names) > 0
    error_message = "rollback_alarm_names is empty: if Steady is gone during a release, nothing takes traffic back. Name the alarms on failed requests and latency."
  }
}

check "own_distribution_only" {
  assert {
    condition     = !var.ingress_from_cloudfront || var.internal || nonsensitive(var.origin_header != null)
    error_message = "Anybody's CloudFront distribution can reach this load balancer, past your web application firewall. Use internal = true with a CloudFront VPC origin, or origin_header."
  }
}
