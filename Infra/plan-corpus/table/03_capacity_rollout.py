# ---- capacity -------------------------------------------------------------------------------------------------------
_change("capacity-tasks-6-to-1", "slo", "desired_count 6 to 1", "6 to 8", SERVICE, ("desired_count = 6", "desired_count = 1"), ("desired_count = 6", "desired_count = 8"), also=["latency", "failure-modes"])
_change("capacity-tasks-0", "slo", "desired_count 6 to 0", "a new task definition, count as it is", SERVICE, ("desired_count = 6", "desired_count = 0"), ('"donations:7"', '"donations:8"'), also=["latency", "failure-modes"])
TARGET = block("aws_appautoscaling_target", "main", '''
  service_namespace = "ecs"
  resource_id = "service/production/donations"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity = 6
  max_capacity = 40
''')
SCALING = TARGET + block("aws_appautoscaling_policy", "cpu", '''
  name = "cpu"
  policy_type = "TargetTrackingScaling"
  service_namespace = "ecs"
  resource_id = "service/production/donations"
  scalable_dimension = "ecs:service:DesiredCount"
  target_tracking_scaling_policy_configuration {
    target_value = 50
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
''')
_change("capacity-min-cut", "slo", "min_capacity 6 to 1", "6 to 8", SCALING, ("min_capacity = 6", "min_capacity = 1"), ("min_capacity = 6", "min_capacity = 8"), also=["latency", "failure-modes"])
_change("capacity-max-cut", "slo", "max_capacity 40 to 6", "40 to 60", SCALING, ("max_capacity = 40", "max_capacity = 6"), ("max_capacity = 40", "max_capacity = 60"), also=["latency"])
_change("scaling-target-raised", "slo", "scaling starts at 95 % CPU instead of 50", "at 40 %", SCALING, ("target_value = 50", "target_value = 95"), ("target_value = 50", "target_value = 40"), also=["latency"])
case("scaling-policy-removed", "slo", "the scaling policy is deleted", "it is moved", SCALING, TARGET, moved(SCALING, "aws_appautoscaling_policy.cpu", "load"), also=["latency"])
case("scaling-target-removed", "slo", "autoscaling is deleted", "it is added", STAYS + SCALING, STAYS, STAYS + SCALING, good_before=STAYS, also=["latency"])
_FLOOR = TARGET + block("aws_appautoscaling_scheduled_action", "gala", '''
  name = "gala"
  service_namespace = "ecs"
  resource_id = "service/production/donations"
  scalable_dimension = "ecs:service:DesiredCount"
  schedule = "cron(0 17 24 12 ? *)"
  scalable_target_action {
    min_capacity = 30
    max_capacity = 60
  }
''')
case("scheduled-floor-removed", "slo", "the scheduled floor for the gala is deleted", "it is added", _FLOOR, TARGET, _FLOOR, good_before=TARGET, also=["latency"])
_change("scheduled-floor-cut", "slo", "the scheduled floor 30 to 2", "30 to 40", _FLOOR, ("min_capacity = 30", "min_capacity = 2"), ("min_capacity = 30", "min_capacity = 40"), also=["latency"])
_change("capacity-cpu-cut", "slo", "task CPU 1024 to 256", "1024 to 2048", TASKDEF, ('cpu = "1024"', 'cpu = "256"'), ('cpu = "1024"\n  memory = "2048"', 'cpu = "2048"\n  memory = "4096"'), also=["latency"])
_change("capacity-memory-cut", "slo", "task memory 2048 to 512", "2048 to 4096", TASKDEF, ('memory = "2048"', 'memory = "512"'), ('memory = "2048"', 'memory = "4096"'), also=["latency"])
_change("capacity-db-class-down", "slo", "db.r6g.xlarge to db.t4g.medium", "to db.r6g.2xlarge", RDS, ("db.r6g.xlarge", "db.t4g.medium"), ("db.r6g.xlarge", "db.r6g.2xlarge"), also=["latency"])
_change("capacity-acu-max-cut", "slo", "Aurora's maximum 32 to 4 ACU", "32 to 64", AURORA, ("max_capacity = 32", "max_capacity = 4"), ("max_capacity = 32", "max_capacity = 64"), also=["latency"])
_change("capacity-acu-min-cut", "slo", "Aurora's minimum 4 to 0.5 ACU", "4 to 8", AURORA, ("min_capacity = 4", "min_capacity = 0.5"), ("min_capacity = 4", "min_capacity = 8"), also=["latency"])
_change("capacity-cache-node-down", "slo", "cache.r7g.large to cache.t4g.micro", "to cache.r7g.xlarge", REDIS, ("cache.r7g.large", "cache.t4g.micro"), ("cache.r7g.large", "cache.r7g.xlarge"), also=["latency"])
_change("capacity-asg-cut", "slo", "group 6 to 1, min 3 to 1, max 12 to 2", "up: 8, 6, 20", _ASG, ("min_size = 3\n  max_size = 12\n  desired_capacity = 6", "min_size = 1\n  max_size = 2\n  desired_capacity = 1"),
        ("min_size = 3\n  max_size = 12\n  desired_capacity = 6", "min_size = 6\n  max_size = 20\n  desired_capacity = 8"), also=["latency", "failure-modes"])
_change("capacity-dynamodb-cut", "slo", "table capacity 500/200 to 5/5", "500/200 to 800/400", DDB, ("read_capacity = 500\n  write_capacity = 200", "read_capacity = 5\n  write_capacity = 5"),
        ("read_capacity = 500\n  write_capacity = 200", "read_capacity = 800\n  write_capacity = 400"), also=["latency"])
_change("capacity-shards-cut", "slo", "stream 4 to 1 shards", "4 to 8", KINESIS, ("shard_count = 4", "shard_count = 1"), ("shard_count = 4", "shard_count = 8"), also=["latency"])
LAMBDA = block("aws_lambda_function", "main", '''
  function_name = "payment-webhook"
  role = "arn:aws:iam::123456789012:role/webhook"
  package_type = "Image"
  image_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/webhook@sha256:2222222222222222222222222222222222222222222222222222222222222222"
  memory_size = 1024
  timeout = 10
  reserved_concurrent_executions = 100
  environment {
    variables = {
      LOG_LEVEL = "info"
    }
  }
  tags = {}
''')
_change("capacity-lambda-concurrency-cut", "slo", "reserved concurrency 100 to 1", "100 to 200", LAMBDA, ("reserved_concurrent_executions = 100", "reserved_concurrent_executions = 1"),
        ("reserved_concurrent_executions = 100", "reserved_concurrent_executions = 200"), also=["latency"])
_change("capacity-lambda-memory-cut", "slo", "function memory 1024 to 128", "1024 to 2048", LAMBDA, ("memory_size = 1024", "memory_size = 128"), ("memory_size = 1024", "memory_size = 2048"), also=["latency"])
_change("capacity-spot", "slo", "all tasks on Spot", "mixed becomes all on demand", sub(SERVICE, '  launch_type = "FARGATE"\n', '  capacity_provider_strategy {\n    capacity_provider = "FARGATE"\n    weight = 100\n  }\n'),
        ('"FARGATE"', '"FARGATE_SPOT"'), ("weight = 100", "base = 6\n    weight = 100"), also=["failure-modes"], doubt="not in the reference's catalogue; Spot may end at two minutes' notice")
case("service-deleted", "slo", "the production service is deleted", "it is moved", TARGET + SERVICE, TARGET, moved(TARGET + SERVICE, "aws_ecs_service.main", "donations"), also=["failure-modes", "recovery", "rollback"])
case("alb-deleted", "slo", "the production load balancer is deleted", "a preview load balancer is deleted", ALB, _NET, _NET, good_before=preview(ALB), also=["failure-modes", "recovery"])

# ---- roll-out and way back ------------------------------------------------------------------------------------------
_BREAKER = "  deployment_circuit_breaker {\n    enable = true\n    rollback = true\n  }\n"
_reverse("rollout-breaker-off", "rollback", "circuit breaker off", "on", SERVICE, "enable = true", "enable = false")
_reverse("rollout-breaker-removed", "rollback", "circuit breaker removed", "added", SERVICE, _BREAKER, "")
_reverse("rollout-rollback-off", "rollback", "the breaker no longer rolls back", "it does", SERVICE, "rollback = true", "rollback = false")
_reverse("rollout-min-healthy-0", "rollback", "minimum healthy 100 to 0 %", "0 to 100 %", SERVICE, "deployment_minimum_healthy_percent = 100", "deployment_minimum_healthy_percent = 0", also=["slo"])
_reverse("rollout-grace-0", "rollback", "grace period 60 to 0 s", "0 to 60 s", SERVICE, "health_check_grace_period_seconds = 60", "health_check_grace_period_seconds = 0")
_SALARM = sub(SERVICE, _BREAKER, _BREAKER + '  alarms {\n    alarm_names = ["donations-burn"]\n    enable = true\n    rollback = true\n  }\n')
case("rollout-alarms-removed", "rollback", "roll-outs no longer watch the burn alarm", "they begin to", _SALARM, SERVICE, _SALARM, good_before=SERVICE, also=["observed"])
TG = block("aws_lb_target_group", "main", '''
  name = "donations"
  port = 8080
  protocol = "HTTP"
  target_type = "ip"
  vpc_id = "vpc-0123456789abcdef0"
  deregistration_delay = 30
  health_check {
    path = "/healthz"
    matcher = "200"
    interval = 10
    timeout = 5
    healthy_threshold = 2
    unhealthy_threshold = 3
  }
  tags = {}
''')
LISTENER = block("aws_lb_listener", "https", '''
  load_balancer_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/donations/0123456789abcdef"
  port = 443
  protocol = "HTTPS"
  ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  default_action {
    type = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
''')
_change("health-path-changed", "rollback", "health path /healthz to /", "unhealthy after 2 instead of 3 failures", TG, ('path = "/healthz"', 'path = "/"'), ("unhealthy_threshold = 3", "unhealthy_threshold = 2"),
        doubt="the reference names it; the twin makes the check stricter")
_reverse("health-matcher-widened", "rollback", "200-499 counts as healthy", "200 only", TG, 'matcher = "200"', 'matcher = "200-499"', also=["observed"])
_reverse("deregistration-0", "rollback", "deregistration delay 30 to 0 s", "0 to 30 s", TG, "deregistration_delay = 30", "deregistration_delay = 0", also=["slo"])
_reverse("health-check-off", "rollback", "health check disabled", "enabled", TG, '    path = "/healthz"', '    enabled = false\n    path = "/healthz"', also=["observed", "slo"])
_GREEN = TG + TG.replace('"main" {', '"green" {').replace('"donations"', '"donations-green"')
case("target-group-deleted", "rollback", "the green target group is deleted", "it is moved", _GREEN, TG, moved(_GREEN, "aws_lb_target_group.green", "standby"), also=["slo", "failure-modes"])
case("listener-deleted", "slo", "the HTTPS listener is deleted", "it is moved", TG + LISTENER, TG, moved(TG + LISTENER, "aws_lb_listener.https", "public"), also=["failure-modes", "rollback", "secrets"])
_RULE = block("aws_lb_listener_rule", "donate", '''
  listener_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/donations/0123456789abcdef/0123456789abcdef"
  priority = 10
  action {
    type = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/donations/0123456789abcdef"
  }
  condition {
    path_pattern {
      values = ["/donate", "/donations"]
    }
  }
''')
case("listener-rule-deleted", "slo", "the rule for /donate is deleted", "it is moved", STAYS + _RULE, STAYS, moved(STAYS + _RULE, "aws_lb_listener_rule.donate", "flow"), also=["failure-modes", "rollback"])
_KEEP = ECR + block("aws_ecr_lifecycle_policy", "main", '''
  repository = "donations"
  policy = jsonencode({ rules = [{ rulePriority = 1, description = "keep", selection = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 30 }, action = { type = "expire" } }] })
''')
_reverse("images-kept-1", "rollback", "images kept 30 to 1: nothing to go back to", "1 to 30", _KEEP, "countNumber = 30", "countNumber = 1", also=["recovery"])
_DEPLOY = block("aws_codedeploy_deployment_group", "main", '''
  app_name = "donations"
  deployment_group_name = "production"
  service_role_arn = "arn:aws:iam::123456789012:role/codedeploy"
  deployment_config_name = "CodeDeployDefault.ECSCanary10Percent5Minutes"
  auto_rollback_configuration {
    enabled = true
    events = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }
  alarm_configuration {
    enabled = true
    alarms = ["donations-burn"]
  }
''')
_reverse("codedeploy-rollback-off", "rollback", "automatic rollback off", "on", _DEPLOY, "  auto_rollback_configuration {\n    enabled = true", "  auto_rollback_configuration {\n    enabled = false")
_reverse("codedeploy-all-at-once", "rollback", "canary becomes all at once", "all at once becomes canary", _DEPLOY, "ECSCanary10Percent5Minutes", "ECSAllAtOnce")

# ---- immutable ------------------------------------------------------------------------------------------------------
_IMAGE = "donations@sha256:1111111111111111111111111111111111111111111111111111111111111111"
_change("image-digest-to-tag", "immutable", "an image by tag instead of by digest", "a new digest", TASKDEF, (_IMAGE, "donations:v12"), (_IMAGE, _IMAGE.replace("1" * 64, "3" * 64)))
_change("image-digest-to-latest", "immutable", "an image without tag or digest", "tag and digest", TASKDEF, (_IMAGE, "donations"), (_IMAGE, "donations:v12@sha256:" + "4" * 64))
_change("lambda-digest-to-tag", "immutable", "a function's image by tag", "a new digest", LAMBDA, ("webhook@sha256:" + "2" * 64, "webhook:latest"), ("2" * 64, "5" * 64))
_reverse("ecr-mutable", "immutable", "tags may be overwritten", "they may not", ECR, '"IMMUTABLE"', '"MUTABLE"')
_reverse("exec-enabled", "immutable", "execute-command on", "off", SERVICE, "enable_execute_command = false", "enable_execute_command = true")
_reverse("root-filesystem-writable", "immutable", "the container's root file system becomes writable", "read-only", TASKDEF, "readonlyRootFilesystem = true", "readonlyRootFilesystem = false")
_change("container-privileged", "immutable", "the container becomes privileged", "all capabilities dropped", TASKDEF, ("essential = true", "essential = true\n    privileged = true"),
        ("essential = true", 'essential = true\n    linuxParameters = { capabilities = { drop = ["ALL"], add = [] } }'), also=["secrets", "failure-modes"], doubt="not in the reference's catalogue")
_VM = block("aws_instance", "main", '''
  ami = "ami-0123456789abcdef0"
  instance_type = "m7g.large"
  subnet_id = "subnet-0aaaaaaaaaaaaaaaa"
  metadata_options {
    http_tokens = "required"
  }
  tags = {}
''')
_change("user-data-added", "immutable", "a host gets a start script", "a host gets a tag", _VM, ("tags = {}", 'user_data = "#!/bin/sh\\napt-get install -y donations\\n"\n  tags = {}'), ("tags = {}", 'tags = { Team = "payments" }'))
