output "cluster_name" {
  description = "Name of the ECS cluster (dimension ClusterName). Known before the cluster exists, so that alarms on it do not wait for it."
  value       = var.name
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = aws_ecs_cluster.this.arn
}

output "service_name" {
  description = "Name of the ECS service (dimension ServiceName). Known before the service exists: alarms on it may be named in rollback_alarm_names without a cycle."
  value       = var.name
}

output "service_arn" {
  description = "ARN of the ECS service."
  value       = aws_ecs_service.this.arn
}

output "task_definition_arn" {
  description = "ARN of the newest task definition that Terraform made: the pattern for the release, which puts its own image in."
  value       = aws_ecs_task_definition.this.arn
}

output "task_definition_family" {
  description = "Family of the task definitions."
  value       = aws_ecs_task_definition.this.family
}

output "container_name" {
  description = "Name of the container in the task definition."
  value       = var.name
}

output "container_port" {
  description = "TCP port that the container listens on."
  value       = var.container_port
}

output "execution_role_arn" {
  description = "ARN of the execution role: who releases must be able to pass it."
  value       = aws_iam_role.execution.arn
}

output "task_role_arn" {
  description = "ARN of the task role: who releases must be able to pass it."
  value       = aws_iam_role.task.arn
}

output "task_role_name" {
  description = "Name of the task role, for further policies."
  value       = aws_iam_role.task.name
}

output "load_balancer_role_arn" {
  description = "ARN of the role with which ECS shifts traffic: who releases must be able to pass it to ecs.amazonaws.com."
  value       = aws_iam_role.load_balancer.arn
}

output "load_balancer_arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "load_balancer_arn_suffix" {
  description = "Part of the load balancer's ARN that metrics use (dimension LoadBalancer)."
  value       = aws_lb.this.arn_suffix
}

output "load_balancer_dns_name" {
  description = "DNS name of the load balancer."
  value       = aws_lb.this.dns_name
}

output "load_balancer_zone_id" {
  description = "Hosted zone of the load balancer's DNS name, for alias records."
  value       = aws_lb.this.zone_id
}

output "production_listener_arn" {
  description = "ARN of the production listener."
  value       = aws_lb_listener.production.arn
}

output "test_listener_arn" {
  description = "ARN of the test listener."
  value       = aws_lb_listener.test.arn
}

output "production_listener_rule_arn" {
  description = "ARN of the production listener's rule, whose weights the release writes."
  value       = aws_lb_listener_rule.production.arn
}

output "test_listener_rule_arn" {
  description = "ARN of the test listener's rule, whose weights the release writes."
  value       = aws_lb_listener_rule.test.arn
}

output "target_group_arns" {
  description = "ARNs of the target groups: blue, green."
  value       = { blue = aws_lb_target_group.blue.arn, green = aws_lb_target_group.green.arn }
}

output "target_group_arn_suffixes" {
  description = "Parts of the target groups' ARNs that metrics use (dimension TargetGroup): blue, green. Alarms must watch both: either may be the one that serves."
  value       = { blue = aws_lb_target_group.blue.arn_suffix, green = aws_lb_target_group.green.arn_suffix }
}

output "load_balancer_security_group_id" {
  description = "Id of the load balancer's security group."
  value       = aws_security_group.load_balancer.id
}

output "task_security_group_id" {
  description = "Id of the tasks' security group: the database admits it."
  value       = aws_security_group.tasks.id
}

output "log_group_name" {
  description = "Name of the log group of the program."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group of the program."
  value       = aws_cloudwatch_log_group.this.arn
}

output "log_kms_key_arn" {
  description = "ARN of the KMS key that encrypts the logs."
  value       = local.log_key_arn
}

output "autoscaling_resource_id" {
  description = "Id of the scalable target, for further policies."
  value       = aws_appautoscaling_target.this.resource_id
}

output "release" {
  description = "What a release needs that is not in the service itself: strategy, bake and hook times, and the PAUSE hook in the form of ecs.UpdateService (the AWS provider cannot express it)."
  value = {
    strategy     = var.deployment.strategy
    step_percent = var.deployment.step_percent
    bake_minutes = var.deployment.bake_minutes
    alarm_names  = sort(var.rollback_alarm_names)

    lifecycle_hooks = local.shifts_traffic ? [{
      targetType           = "PAUSE"
      lifecycleStages      = ["POST_TEST_TRAFFIC_SHIFT", "PRE_PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"]
      timeoutConfiguration = { timeoutInMinutes = var.deployment.hook_timeout_minutes, action = "ROLLBACK" }
    }] : []
  }
}
