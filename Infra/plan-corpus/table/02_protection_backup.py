# ---- protection -----------------------------------------------------------------------------------------------------
def _change(name, promise, what_bad, what_good, text, bad, good, **more):
    case(name, promise, what_bad, what_good, text, sub(text, *bad), sub(text, *good), **more)


def _reverse(name, promise, what_bad, what_good, text, strong, weak, **more):
    """harmful: strong → weak; harmless: weak → strong"""
    low = sub(text, strong, weak)
    case(name, promise, what_bad, what_good, text, low, text, good_before=low, **more)


_reverse("protection-rds-off", "recovery", "deletion protection of the database off", "on", RDS, "deletion_protection = true", "deletion_protection = false")
_reverse("protection-aurora-off", "recovery", "deletion protection of the cluster off", "on", AURORA, "deletion_protection = true", "deletion_protection = false")
_reverse("protection-dynamodb-off", "recovery", "deletion protection of the table off", "on", DDB, "deletion_protection_enabled = true", "deletion_protection_enabled = false")
_reverse("protection-cognito-off", "recovery", "deletion protection of the user pool off", "on", COGNITO, '"ACTIVE"', '"INACTIVE"')
_reverse("final-snapshot-skipped", "recovery", "skip_final_snapshot false to true", "true to false", RDS, "skip_final_snapshot = false", "skip_final_snapshot = true")
_reverse("final-snapshot-skipped-aurora", "recovery", "skip_final_snapshot false to true", "true to false", AURORA, "skip_final_snapshot = false", "skip_final_snapshot = true")
_reverse("automated-backups-deleted", "recovery", "delete_automated_backups false to true", "true to false", RDS, "delete_automated_backups = false", "delete_automated_backups = true")
_reverse("force-destroy-s3", "recovery", "force_destroy of a bucket on", "off", S3, "force_destroy = false", "force_destroy = true")
_reverse("force-delete-ecr", "recovery", "force_delete of the image repository on", "off", ECR, "force_delete = false", "force_delete = true", also=["rollback"])
_reverse("secret-recovery-window-0", "recovery", "recovery window of a secret 30 to 0 days", "0 to 30", SECRET, "recovery_window_in_days = 30", "recovery_window_in_days = 0", also=["secrets"])
_reverse("kms-window-7", "recovery", "waiting period before a key is deleted 30 to 7 days", "7 to 30", KMS, "deletion_window_in_days = 30", "deletion_window_in_days = 7",
         also=["secrets"], doubt="7 days is AWS's minimum, not zero: a warning could be argued for")
_VERSIONING = S3 + block("aws_s3_bucket_versioning", "main", '''
  bucket = "donations-receipts"
  versioning_configuration {
    status = "Enabled"
  }
''')
_reverse("versioning-suspended", "recovery", "versioning suspended", "enabled", _VERSIONING, '"Enabled"', '"Suspended"')
case("versioning-removed", "recovery", "the versioning resource is deleted", "it is added", _VERSIONING, S3, _VERSIONING, good_before=S3)
_LOCK = S3 + block("aws_s3_bucket_object_lock_configuration", "main", '''
  bucket = "donations-receipts"
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 365
    }
  }
''')
case("object-lock-removed", "recovery", "object lock's default retention is removed", "added", _LOCK, S3, _LOCK, good_before=S3)
_reverse("object-lock-shortened", "recovery", "object lock 365 to 7 days", "7 to 365", _LOCK, "days = 365", "days = 7")
_VLOCK = VAULT + block("aws_backup_vault_lock_configuration", "main", '''
  backup_vault_name = "donations"
  min_retention_days = 35
''')
case("vault-lock-removed", "recovery", "the backup vault's lock is removed", "added", _VLOCK, VAULT, _VLOCK, good_before=VAULT)

# ---- backups --------------------------------------------------------------------------------------------------------
for _kind, _text in [("rds", RDS), ("aurora", AURORA), ("docdb", DOCDB)]:
    case(f"backups-35-to-1-{_kind}", "recovery", "backups kept 35 days, then 1", "7, then 35", _text,
         sub(_text, "backup_retention_period = 35", "backup_retention_period = 1"), _text,
         good_before=sub(_text, "backup_retention_period = 35", "backup_retention_period = 7"))
_change("backups-off", "recovery", "backups of the database off (0 days)", "the backup window moves", RDS, ("backup_retention_period = 35", "backup_retention_period = 0"),
        ("backup_retention_period = 35", 'backup_retention_period = 35\n  backup_window = "02:00-02:30"'))
_reverse("pitr-off", "recovery", "point-in-time recovery off", "on", DDB, "    enabled = true\n    recovery_period_in_days = 35", "    enabled = false")
_reverse("pitr-shorter", "recovery", "point-in-time recovery 35 to 1 days", "1 to 35", DDB, "recovery_period_in_days = 35", "recovery_period_in_days = 1")
_reverse("redis-snapshots-off", "recovery", "cache snapshots 7 to 0 days", "0 to 7", REDIS, "snapshot_retention_limit = 7", "snapshot_retention_limit = 0")
_EFSB = EFS + block("aws_efs_backup_policy", "main", '''
  file_system_id = aws_efs_file_system.main.id
  backup_policy {
    status = "ENABLED"
  }
''')
_reverse("efs-backup-off", "recovery", "automatic backups of the file system off", "on", _EFSB, '"ENABLED"', '"DISABLED"')
_PLAN = VAULT + block("aws_backup_plan", "main", '''
  name = "donations"
  rule {
    rule_name = "daily"
    target_vault_name = "donations"
    schedule = "cron(0 3 * * ? *)"
    lifecycle {
      delete_after = 35
    }
    copy_action {
      destination_vault_arn = "arn:aws:backup:us-west-2:123456789012:backup-vault:donations"
      lifecycle {
        delete_after = 90
      }
    }
  }
''') + block("aws_backup_selection", "main", '''
  name = "donations"
  plan_id = aws_backup_plan.main.id
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  resources = ["arn:aws:rds:us-east-1:123456789012:db:donations"]
''')
_COPY = '''    copy_action {
      destination_vault_arn = "arn:aws:backup:us-west-2:123456789012:backup-vault:donations"
      lifecycle {
        delete_after = 90
      }
    }
'''
_reverse("backup-plan-shorter", "recovery", "recovery points kept 35 to 7 days", "7 to 35", _PLAN, "delete_after = 35", "delete_after = 7")
_reverse("backup-copy-removed", "recovery", "the copy to a second region is removed", "added", _PLAN, _COPY, "")
_reverse("backup-copy-shorter", "recovery", "the copy kept 90 to 7 days", "7 to 90", _PLAN, "delete_after = 90", "delete_after = 7")
_reverse("backup-rarer", "recovery", "daily backups become monthly", "monthly become daily", _PLAN, "cron(0 3 * * ? *)", "cron(0 3 1 * ? *)",
         doubt="needs the schedule to be read; cannot prove is the least")
case("backup-selection-removed", "recovery", "nothing is selected for backup any more", "a selection is added", _PLAN,
     without(_PLAN, "aws_backup_selection.main"), _PLAN, good_before=without(_PLAN, "aws_backup_selection.main"))
_reverse("backup-selection-emptied", "recovery", "the database leaves the backup selection", "the database joins it",
         sub(_PLAN, 'db:donations"]', 'db:donations", "arn:aws:dynamodb:us-east-1:123456789012:table/sessions"]'),
         'resources = ["arn:aws:rds:us-east-1:123456789012:db:donations", "arn:aws:dynamodb', 'resources = ["arn:aws:dynamodb')
case("backup-plan-removed", "recovery", "the backup plan and its selection are deleted", "they are moved", _PLAN, VAULT,
     moved(_PLAN, "aws_backup_plan.main", "daily"))
_RESTORE = block("aws_backup_restore_testing_plan", "main", '''
  name = "donations"
  schedule_expression = "cron(0 5 ? * 1 *)"
  recovery_point_selection {
    algorithm = "LATEST_WITHIN_WINDOW"
    include_vaults = ["arn:aws:backup:us-east-1:123456789012:backup-vault:donations"]
    recovery_point_types = ["SNAPSHOT"]
    selection_window_days = 7
  }
''') + block("aws_backup_restore_testing_selection", "main", '''
  name = "donations"
  restore_testing_plan_name = "donations"
  protected_resource_type = "RDS"
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  protected_resource_arns = ["*"]
''')
case("restore-testing-removed", "recovery", "the restore-testing plan is deleted", "it is added", STAYS + _RESTORE, STAYS, STAYS + _RESTORE, good_before=STAYS)
case("restore-testing-selection-removed", "recovery", "the restore-testing selection is deleted", "it is moved", _RESTORE,
     without(_RESTORE, "aws_backup_restore_testing_selection.main"), moved(_RESTORE, "aws_backup_restore_testing_selection.main", "rds"))
_REPL = S3 + block("aws_s3_bucket_replication_configuration", "main", '''
  bucket = "donations-receipts"
  role = "arn:aws:iam::123456789012:role/replication"
  rule {
    id = "all"
    status = "Enabled"
    destination {
      bucket = "arn:aws:s3:::donations-receipts-west"
      storage_class = "STANDARD_IA"
    }
  }
''')
case("replication-removed", "recovery", "cross-region replication is deleted", "it is added", _REPL, S3, _REPL, good_before=S3)
_reverse("replication-disabled", "recovery", "the replication rule is disabled", "enabled", _REPL, 'status = "Enabled"', 'status = "Disabled"')
_LIFE = S3 + block("aws_s3_bucket_lifecycle_configuration", "main", '''
  bucket = "donations-receipts"
  rule {
    id = "old"
    status = "Enabled"
    filter {
      prefix = ""
    }
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
''')
_reverse("lifecycle-noncurrent-shorter", "recovery", "old versions kept 90 to 1 days", "1 to 90", _LIFE, "noncurrent_days = 90", "noncurrent_days = 1")
_change("lifecycle-expiration-added", "recovery", "current objects expire after 7 days", "incomplete uploads are cleared after 7 days", _LIFE,
        ("    noncurrent_version_expiration {", "    expiration {\n      days = 7\n    }\n    noncurrent_version_expiration {"),
        ("    noncurrent_version_expiration {", "    abort_incomplete_multipart_upload {\n      days_after_initiation = 7\n    }\n    noncurrent_version_expiration {"))
_ABR = RDS + block("aws_db_instance_automated_backups_replication", "west", '''
  source_db_instance_arn = aws_db_instance.main.arn
  retention_period = 35
''')
case("backup-replication-removed", "recovery", "replication of the database's backups to another region is deleted", "it is moved", _ABR, RDS,
     moved(_ABR, "aws_db_instance_automated_backups_replication.west", "copy"))
_reverse("kinesis-retention", "recovery", "stream retention 168 to 24 hours", "24 to 168", KINESIS, "retention_period = 168", "retention_period = 24")
_reverse("sqs-retention", "recovery", "messages kept 14 days, then 60 s", "60 s, then 14 days", SQS, "message_retention_seconds = 1209600", "message_retention_seconds = 60", also=["failure-modes"])
_DLQ = SQS + block("aws_sqs_queue_redrive_policy", "main", '''
  queue_url = aws_sqs_queue.main.id
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:us-east-1:123456789012:donations-dead", maxReceiveCount = 5 })
''')
case("dead-letter-removed", "failure-modes", "the dead-letter queue is unhooked", "it is hooked up", _DLQ, SQS, _DLQ, good_before=SQS, also=["recovery"])

# ---- zones ----------------------------------------------------------------------------------------------------------
_reverse("zone-rds-single", "failure-modes", "multi_az off", "on", RDS, "multi_az = true", "multi_az = false", also=["slo"])
_reverse("zone-redis-single", "failure-modes", "cache without multi-AZ", "with it", REDIS, "multi_az_enabled = true", "multi_az_enabled = false", also=["slo"])
_reverse("zone-redis-failover-off", "failure-modes", "automatic failover off", "on", REDIS, "automatic_failover_enabled = true", "automatic_failover_enabled = false", also=["slo"])
_reverse("zone-redis-one-node", "failure-modes", "cache 3 to 1 nodes", "1 to 3", REDIS, "num_cache_clusters = 3", "num_cache_clusters = 1", also=["slo"])
_NET = "".join(block("aws_subnet", n, f'''
  vpc_id = "vpc-0123456789abcdef0"
  cidr_block = "10.0.{i}.0/24"
  availability_zone = "us-east-1{n}"
''') for i, n in enumerate("abc"))
TASKDEF = block("aws_ecs_task_definition", "main", '''
  family = "donations"
  requires_compatibilities = ["FARGATE"]
  network_mode = "awsvpc"
  cpu = "1024"
  memory = "2048"
  execution_role_arn = "arn:aws:iam::123456789012:role/donations-execution"
  task_role_arn = "arn:aws:iam::123456789012:role/donations-task"
  container_definitions = jsonencode([{
    name = "app"
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/donations@sha256:1111111111111111111111111111111111111111111111111111111111111111"
    essential = true
    readonlyRootFilesystem = true
    portMappings = [{ containerPort = 8080, protocol = "tcp" }]
    environment = [{ name = "PORT", value = "8080" }]
    secrets = [{ name = "DATABASE_URL", valueFrom = "arn:aws:secretsmanager:us-east-1:123456789012:secret:donations/database-url-AbCdEf" }]
    logConfiguration = { logDriver = "awslogs", options = { awslogs-group = "/ecs/donations", awslogs-region = "us-east-1", awslogs-stream-prefix = "app" } }
  }])
''')
SERVICE = block("aws_ecs_service", "main", '''
  name = "donations"
  cluster = "arn:aws:ecs:us-east-1:123456789012:cluster/production"
  task_definition = "donations:7"
  launch_type = "FARGATE"
  desired_count = 6
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent = 200
  health_check_grace_period_seconds = 60
  enable_execute_command = false
  deployment_circuit_breaker {
    enable = true
    rollback = true
  }
  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/donations/0123456789abcdef"
    container_name = "app"
    container_port = 8080
  }
  network_configuration {
    subnets = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]
    security_groups = ["sg-0123456789abcdef0"]
    assign_public_ip = false
  }
''')
_SN = sub(SERVICE, '["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]', "[aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]") + _NET
_reverse("zone-service-one-subnet", "failure-modes", "the service's subnets 3 to 1", "1 to 3", _SN, "[aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]", "[aws_subnet.a.id]", also=["slo"])
_DBSN = _NET + block("aws_db_subnet_group", "main", '''
  name = "donations"
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]
''')
_reverse("zone-db-subnet-group", "failure-modes", "the database's subnets 3 to 1", "1 to 3", _DBSN, "[aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]", "[aws_subnet.b.id]", also=["slo"])
ALB = block("aws_lb", "main", '''
  name = "donations"
  load_balancer_type = "application"
  internal = false
  security_groups = ["sg-0123456789abcdef0"]
  subnets = [aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]
  enable_deletion_protection = true
  drop_invalid_header_fields = true
  access_logs {
    bucket = "donations-lb-logs"
    enabled = true
  }
  tags = {}
''') + _NET
_reverse("zone-alb-one-subnet", "failure-modes", "the load balancer's subnets 3 to 1", "1 to 3", ALB, "[aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]", "[aws_subnet.c.id]", also=["slo"])
_reverse("protection-alb-off", "failure-modes", "deletion protection of the load balancer off", "on", ALB, "enable_deletion_protection = true", "enable_deletion_protection = false", also=["recovery", "slo"])
_NAT = "".join(block("aws_nat_gateway", n, f'''
  subnet_id = "subnet-0{n * 16}"
  allocation_id = "eipalloc-0{n * 16}"
''') for n in "ab")
case("zone-nat-removed", "failure-modes", "NAT gateways 2 to 1", "1 to 2", _NAT, without(_NAT, "aws_nat_gateway.b"), _NAT, good_before=without(_NAT, "aws_nat_gateway.b"), also=["slo"])
_READER = AURORA + "".join(block("aws_rds_cluster_instance", n, f'''
  identifier = "donations-{n}"
  cluster_identifier = aws_rds_cluster.main.id
  engine = "aurora-postgresql"
  instance_class = "db.serverless"
  availability_zone = "us-east-1{z}"
  tags = {{}}
''') for n, z in (("writer", "a"), ("reader", "b")))
case("zone-aurora-reader-removed", "failure-modes", "the cluster's only reader is deleted", "a reader is added", _READER, without(_READER, "aws_rds_cluster_instance.reader"),
     _READER, good_before=without(_READER, "aws_rds_cluster_instance.reader"), also=["recovery", "slo"])
_ASG = block("aws_autoscaling_group", "main", '''
  name = "donations"
  min_size = 3
  max_size = 12
  desired_capacity = 6
  health_check_type = "ELB"
  vpc_zone_identifier = ["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]
  launch_template {
    id = "lt-0123456789abcdef0"
    version = "7"
  }
''')
_reverse("asg-health-check-weaker", "failure-modes", "instances judged by EC2 instead of the load balancer", "the reverse", _ASG, '"ELB"', '"EC2"', also=["slo", "rollback"])
_reverse("zone-asg-one-subnet", "failure-modes", "the group's subnets 3 to 1", "1 to 3", _ASG, '["subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb", "subnet-0cccccccccccccccc"]', '["subnet-0aaaaaaaaaaaaaaaa"]', also=["slo"])
