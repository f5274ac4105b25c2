# ---- building blocks: one of each stateful kind, production by the provider's default tags ------------------------
RDS = block("aws_db_instance", "main", '''
  identifier = "donations"
  engine = "postgres"
  engine_version = "16.4"
  instance_class = "db.r6g.xlarge"
  allocated_storage = 200
  db_name = "donations"
  username = "app"
  manage_master_user_password = true
  storage_encrypted = true
  multi_az = true
  publicly_accessible = false
  deletion_protection = true
  backup_retention_period = 35
  delete_automated_backups = false
  skip_final_snapshot = false
  final_snapshot_identifier = "donations-final"
  copy_tags_to_snapshot = true
  performance_insights_enabled = true
  monitoring_interval = 60
  monitoring_role_arn = "arn:aws:iam::123456789012:role/rds-monitoring"
  enabled_cloudwatch_logs_exports = ["postgresql", "upgrade"]
  engine_lifecycle_support = "open-source-rds-extended-support-disabled"
  tags = {}
''')
AURORA = block("aws_rds_cluster", "main", '''
  cluster_identifier = "donations"
  engine = "aurora-postgresql"
  engine_version = "16.4"
  database_name = "donations"
  master_username = "app"
  manage_master_user_password = true
  storage_encrypted = true
  deletion_protection = true
  backup_retention_period = 35
  skip_final_snapshot = false
  final_snapshot_identifier = "donations-final"
  delete_automated_backups = false
  engine_lifecycle_support = "open-source-rds-extended-support-disabled"
  serverlessv2_scaling_configuration {
    min_capacity = 4
    max_capacity = 32
  }
  tags = {}
''')
DDB = block("aws_dynamodb_table", "main", '''
  name = "donations"
  billing_mode = "PROVISIONED"
  read_capacity = 500
  write_capacity = 200
  hash_key = "id"
  deletion_protection_enabled = true
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
    recovery_period_in_days = 35
  }
  server_side_encryption {
    enabled = true
  }
  tags = {}
''')
S3 = block("aws_s3_bucket", "main", '''
  bucket = "donations-receipts"
  force_destroy = false
  tags = {}
''')
EFS = block("aws_efs_file_system", "main", '''
  creation_token = "donations"
  encrypted = true
  tags = {}
''')
KMS = block("aws_kms_key", "main", '''
  description = "donations data"
  enable_key_rotation = true
  rotation_period_in_days = 90
  deletion_window_in_days = 30
  tags = {}
''')
SECRET = block("aws_secretsmanager_secret", "main", '''
  name = "donations/database-url"
  recovery_window_in_days = 30
  tags = {}
''')
LOG = block("aws_cloudwatch_log_group", "main", '''
  name = "/ecs/donations"
  retention_in_days = 365
  tags = {}
''')
ECR = block("aws_ecr_repository", "main", '''
  name = "donations"
  image_tag_mutability = "IMMUTABLE"
  force_delete = false
  image_scanning_configuration {
    scan_on_push = true
  }
  tags = {}
''')
VAULT = block("aws_backup_vault", "main", '''
  name = "donations"
  force_destroy = false
  tags = {}
''')
ZONE = block("aws_route53_zone", "main", '''
  name = "donate.example.org"
  force_destroy = false
  tags = {}
''')
REDIS = block("aws_elasticache_replication_group", "main", '''
  replication_group_id = "donations"
  description = "sessions"
  engine = "valkey"
  node_type = "cache.r7g.large"
  num_cache_clusters = 3
  automatic_failover_enabled = true
  multi_az_enabled = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  snapshot_retention_limit = 7
  tags = {}
''')
COGNITO = block("aws_cognito_user_pool", "main", '''
  name = "donors"
  deletion_protection = "ACTIVE"
  username_attributes = ["email"]
  tags = {}
''')
SQS = block("aws_sqs_queue", "main", '''
  name = "donations-webhooks"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled = true
  tags = {}
''')
EBS = block("aws_ebs_volume", "main", '''
  availability_zone = "us-east-1a"
  size = 100
  type = "gp3"
  encrypted = true
  tags = {}
''')
SEARCH = block("aws_opensearch_domain", "main", '''
  domain_name = "donations"
  engine_version = "OpenSearch_2.13"
  encrypt_at_rest {
    enabled = true
  }
  node_to_node_encryption {
    enabled = true
  }
  tags = {}
''')
DOCDB = block("aws_docdb_cluster", "main", '''
  cluster_identifier = "donations"
  master_username = "app"
  manage_master_user_password = true
  storage_encrypted = true
  deletion_protection = true
  backup_retention_period = 35
  skip_final_snapshot = false
  final_snapshot_identifier = "donations-final"
  tags = {}
''')
KINESIS = block("aws_kinesis_stream", "main", '''
  name = "donations-events"
  shard_count = 4
  retention_period = 168
  encryption_type = "KMS"
  kms_key_id = "alias/aws/kinesis"
  tags = {}
''')
SNAPSHOT = block("aws_db_snapshot", "main", '''
  db_instance_identifier = "donations"
  db_snapshot_identifier = "donations-before-migration"
  tags = {}
''')
PARAMETER = block("aws_ssm_parameter", "main", '''
  name = "/donations/terms"
  type = "String"
  value = "v7"
  tags = {}
''')
# what stays, so that no configuration is empty
STAYS = block("aws_sns_topic", "alerts", '''
  name = "donations-alerts"
  kms_master_key_id = "alias/aws/sns"
''')

KINDS = [("rds", "RDS instance", RDS, ()), ("aurora", "Aurora cluster", AURORA, ()), ("dynamodb", "DynamoDB table", DDB, ()),
         ("s3", "S3 bucket", S3, ()), ("efs", "EFS file system", EFS, ()), ("kms", "KMS key", KMS, ("secrets",)),
         ("secret", "secret", SECRET, ("secrets",)), ("log-group", "log group", LOG, ("observed",)),
         ("ecr", "ECR repository", ECR, ("rollback",)), ("vault", "backup vault", VAULT, ()),
         ("zone", "Route 53 zone", ZONE, ()), ("elasticache", "ElastiCache replication group", REDIS, ()),
         ("cognito", "Cognito user pool", COGNITO, ()), ("sqs", "SQS queue", SQS, ()), ("ebs", "EBS volume", EBS, ()),
         ("opensearch", "OpenSearch domain", SEARCH, ()), ("docdb", "DocumentDB cluster", DOCDB, ()),
         ("kinesis", "Kinesis stream", KINESIS, ()), ("db-snapshot", "database snapshot", SNAPSHOT, ())]

for _short, _what, _text, _also in KINDS:
    case(f"delete-{_short}", "recovery", f"a production {_what} is deleted", f"a preview {_what} is deleted",
         STAYS + _text, STAYS, STAYS, good_before=STAYS + preview(_text), also=_also)


def _address(text):
    kind, name = re.match(r'resource "(\w+)" "(\w+)"', text).groups()
    return f"{kind}.{name}"


# a resource renamed in the configuration: destroyed and made anew, or moved
for _short, _what, _text, _also in [k for k in KINDS if k[0] in ("rds", "s3", "kms", "secret", "log-group", "zone", "cognito", "vault")]:
    _renamed = _text.replace('" "main" {', '" "store" {')
    case(f"rename-{_short}", "recovery", f"a {_what} is renamed in the configuration without a moved block: delete and create",
         f"a {_what} is renamed with a moved block", STAYS + _text, STAYS + _renamed, moved(STAYS + _text, _address(_text), "store"),
         also=_also)

# replacements by an argument that forces a new resource; twin: a neighbouring argument that does not
for _short, _what, _text, _bad, _good, _also in [
    ("rds", "RDS instance (storage_encrypted)", sub(RDS, "storage_encrypted = true", "storage_encrypted = false"),
     ("storage_encrypted = false", "storage_encrypted = true"), ("allocated_storage = 200", "allocated_storage = 300"), ()),
    ("rds-username", "RDS instance (username)", RDS, ('username = "app"', 'username = "donations"'), ("monitoring_interval = 60", "monitoring_interval = 30"), ()),
    ("dynamodb", "DynamoDB table (hash_key)", DDB, ('hash_key = "id"', 'hash_key = "donation"', 'name = "id"', 'name = "donation"'),
     ("write_capacity = 200", "write_capacity = 300"), ()),
    ("s3", "S3 bucket (bucket)", S3, ('"donations-receipts"', '"donations-receipts-2"'), ("tags = {}", 'tags = { Data = "receipts" }'), ()),
    ("efs", "EFS file system (encrypted)", sub(EFS, "encrypted = true", "encrypted = false"), ("encrypted = false", "encrypted = true"),
     ("tags = {}", 'tags = { Data = "receipts" }'), ()),
    ("log-group", "log group (name)", LOG, ('"/ecs/donations"', '"/ecs/donations-v2"'), ("retention_in_days = 365", "retention_in_days = 731"), ("observed",)),
    ("ecr", "ECR repository (name)", ECR, ('name = "donations"', 'name = "donations-api"'), ("tags = {}", 'tags = { Team = "payments" }'), ("rollback",)),
    ("vault", "backup vault (name)", VAULT, ('name = "donations"', 'name = "donations-2"'), ("tags = {}", 'tags = { Data = "receipts" }'), ()),
    ("secret", "secret (name)", SECRET, ('"donations/database-url"', '"donations/db-url"'), ("tags = {}", 'tags = { Data = "database" }'), ("secrets",)),
    ("zone", "Route 53 zone (name)", ZONE, ('"donate.example.org"', '"give.example.org"'), ("force_destroy = false", 'force_destroy = false\n  comment = "donations"'), ()),
]:
    case(f"replace-{_short}", "recovery", f"{_what} is replaced", "changed in place, nothing lost", STAYS + _text,
         sub(STAYS + _text, *_bad), sub(STAYS + _text, *_good), also=_also)
_CBD = sub(S3, "tags = {}", "tags = {}\n  lifecycle {\n    create_before_destroy = true\n  }")
case("replace-s3-create-first", "recovery", "a bucket is replaced, the new one made first", "a preview bucket is replaced, the new one made first",
     _CBD, sub(_CBD, '"donations-receipts"', '"donations-receipts-2"'), preview(sub(_CBD, '"donations-receipts"', '"donations-receipts-2"')),
     good_before=preview(_CBD))
case("replace-rds-by-request", "recovery", "terraform plan -replace on the database: no replace_paths", "terraform plan -replace on a task definition",
     RDS + block("aws_ecs_task_definition", "tool", '''
  family = "tool"
  container_definitions = jsonencode([{ name = "tool", image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tool@sha256:1111111111111111111111111111111111111111111111111111111111111111", essential = true }])
'''), RDS + block("aws_ecs_task_definition", "tool", '''
  family = "tool"
  container_definitions = jsonencode([{ name = "tool", image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tool@sha256:1111111111111111111111111111111111111111111111111111111111111111", essential = true }])
'''), RDS + block("aws_ecs_task_definition", "tool", '''
  family = "tool"
  container_definitions = jsonencode([{ name = "tool", image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/tool@sha256:1111111111111111111111111111111111111111111111111111111111111111", essential = true }])
'''), bad_args=["-replace=aws_db_instance.main"], good_args=["-replace=aws_ecs_task_definition.tool"])
case("replace-rds-retagged", "recovery", "a production database is replaced by one tagged preview: the tag before counts",
     "a preview database is replaced", RDS, preview(sub(RDS, 'username = "app"', 'username = "donations"')),
     preview(sub(RDS, 'username = "app"', 'username = "donations"')), good_before=preview(RDS))
case("moved-and-replaced", "recovery", "a moved block hides a replacement", "a moved block and a stronger setting", RDS,
     sub(moved(RDS, "aws_db_instance.main", "store"), 'username = "app"', 'username = "donations"'),
     sub(moved(RDS, "aws_db_instance.main", "store"), "monitoring_interval = 60", "monitoring_interval = 15"))
case("moved-and-unprotected", "recovery", "a moved block beside deletion protection switched off", "a moved block alone", RDS,
     sub(moved(RDS, "aws_db_instance.main", "store"), "deletion_protection = true", "deletion_protection = false"),
     moved(RDS, "aws_db_instance.main", "store"))
_COUNT = block("aws_s3_bucket", "main", '''
  count = 3
  bucket = "donations-receipts-${count.index}"
''')
case("delete-s3-count", "recovery", "count goes from 3 to 2: the last bucket is deleted", "count goes from 3 to 4", _COUNT,
     sub(_COUNT, "count = 3", "count = 2"), sub(_COUNT, "count = 3", "count = 4"))
_EACH = block("aws_dynamodb_table", "main", '''
  for_each = toset(["donations", "donors"])
  name = "flow-${each.key == "donors-v2" ? "donors" : each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key = "id"
  deletion_protection_enabled = true
  attribute {
    name = "id"
    type = "S"
  }
  point_in_time_recovery {
    enabled = true
  }
''')
case("delete-dynamodb-each", "recovery", "a for_each key is renamed: the table is deleted and made anew", "a for_each key is renamed with a moved block",
     _EACH, sub(_EACH, '["donations", "donors"]', '["donations", "donors-v2"]'), sub(_EACH, '["donations", "donors"]', '["donations", "donors-v2"]') +
     'moved {\n  from = aws_dynamodb_table.main["donors"]\n  to   = aws_dynamodb_table.main["donors-v2"]\n}\n')
_MOD = 'module "store" {\n  source = "./modules/store"\n}\n'
case("delete-module", "recovery", "a module call is renamed: its bucket and its key are deleted", "a module call is renamed with a moved block",
     _MOD, _MOD.replace('"store" {', '"receipts" {'), _MOD.replace('"store" {', '"receipts" {') + "moved {\n  from = module.store\n  to   = module.receipts\n}\n", also=("secrets",))

# forgotten: not deleted, no longer managed
for _short, _what, _text, _also in [k for k in KINDS if k[0] in ("rds", "s3", "dynamodb", "kms", "secret", "log-group", "zone", "ecr")]:
    case(f"forget-{_short}", "recovery", f"a production {_what} is forgotten (removed, destroy = false)", f"a preview {_what} is forgotten",
         STAYS + _text, STAYS + removed(_address(_text)), STAYS + removed(_address(_text)), good_before=STAYS + preview(_text), also=_also)


# deposed: what a replacement that failed half-way left behind (the state file is edited, the plan is terraform's)
def _deposed(address):
    def edit(state):
        kind, name = address.split(".")
        for resource in state["resources"]:
            if resource["type"] == kind and resource["name"] == name:
                old = copy.deepcopy(resource["instances"][0])
                old["deposed"] = "0a1b2c3d"
                resource["instances"].append(old)
                return
        raise KeyError(address)
    return edit


_LT = block("aws_launch_template", "main", '''
  name = "donations"
  image_id = "ami-0123456789abcdef0"
  instance_type = "m7g.large"
  tags = {}
''')
for _short, _what, _text in [("rds", "database", RDS), ("s3", "bucket", S3), ("dynamodb", "table", DDB)]:
    case(f"deposed-{_short}", "recovery", f"a deposed production {_what} is deleted", f"a deposed preview {_what} is deleted",
         _text, _text, preview(_text), good_before=preview(_text), bad_state=_deposed(_address(_text)), good_state=_deposed(_address(_text)))
case("deposed-kind", "recovery", "a deposed KMS key is deleted", "a deposed launch template is deleted", KMS + _LT, KMS + _LT, KMS + _LT,
     bad_state=_deposed("aws_kms_key.main"), good_state=_deposed("aws_launch_template.main"), also=("secrets",))

# made, not destroyed
case("create-beside-delete", "recovery", "a second database is made and the first deleted", "a second database is made",
     RDS, RDS.replace('"main" {', '"second" {').replace('"donations"\n  engine =', '"donations-2"\n  engine ='),
     RDS + RDS.replace('"main" {', '"second" {').replace('"donations"\n  engine =', '"donations-2"\n  engine ='))
