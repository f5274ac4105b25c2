# ---- secrets in clear -----------------------------------------------------------------------------------------------
# made up for this corpus; none was ever valid
_PASSWORD = "Tr0ub4dor-9x!vQ2zLm7"
_AKID, _SAK = "AKIAQ3EGRT7MXN5KD2WP", "kR8vPz1LmQ4tYw7NbX2cGhJ5sDf9aEoU6iHpVqTx"
_PEM = "-----BEGIN RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun\\nVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u+qKhbwKfBstIs+bMY2Zkp18gnTxK\\n-----END RSA PRIVATE KEY-----\\n"
_ENV = 'environment = [{ name = "PORT", value = "8080" }]'
_change("secret-env-password", "secrets", "a password in a task's environment", "a second secret by valueFrom", TASKDEF, (_ENV, f'environment = [{{ name = "PORT", value = "8080" }}, {{ name = "DATABASE_PASSWORD", value = "{_PASSWORD}" }}]'),
        ("database-url-AbCdEf\" }]", "database-url-AbCdEf\" }, { name = \"PAYMENT_KEY\", valueFrom = \"arn:aws:secretsmanager:us-east-1:123456789012:secret:donations/payment-key-AbCdEf\" }]"))
_change("secret-env-url", "secrets", "a connection URL with its password in a task's environment", "a URL without one", TASKDEF, (_ENV, f'environment = [{{ name = "DATABASE", value = "postgres://app:{_PASSWORD}@db.internal:5432/donations" }}]'),
        (_ENV, 'environment = [{ name = "DATABASE", value = "postgres://db.internal:5432/donations" }]'))
_change("secret-env-lambda", "secrets", "an AWS key pair in a function's environment", "the ARN of a secret", LAMBDA, ('LOG_LEVEL = "info"', f'LOG_LEVEL = "info"\n      AWS_KEY = "{_AKID}"\n      AWS_SECRET = "{_SAK}"'),
        ('LOG_LEVEL = "info"', 'LOG_LEVEL = "info"\n      PAYMENT_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:donations/payment-key-AbCdEf"'))
_change("secret-env-token", "secrets", "a GitHub token in a task's environment, under a harmless name", "a commit's hash there", TASKDEF, (_ENV, 'environment = [{ name = "EXTRA", value = "ghp_x7Kq2LmN9vRt4WzY8bHc3JdF6gPs1QaUe5To" }]'),
        (_ENV, 'environment = [{ name = "REVISION", value = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b" }]'))
_LTU = sub(_LT, "tags = {}", 'user_data = base64encode("#!/bin/sh\\nsystemctl start donations\\n")\n  tags = {}')
_change("secret-user-data", "secrets", "a private key in user data (base64)", "the launch template gets a tag", _LTU, ("systemctl start donations", "cat > /etc/key.pem <<K\\n" + _PEM + "K\\nsystemctl start donations"), ("tags = {}", 'tags = { Team = "payments" }'), also=["immutable"])
_change("secret-user-data-export", "secrets", "an exported password in user data", "the host gets a tag", sub(_VM, "tags = {}", 'user_data = "#!/bin/sh\\nsystemctl start donations\\n"\n  tags = {}'),
        ("systemctl start donations", f"export PGPASSWORD={_PASSWORD}\\nsystemctl start donations"), ("tags = {}", 'tags = { Team = "payments" }'), also=["immutable"])
case("secret-output", "secrets", "an output shows a password that is not marked sensitive", "an output shows the secret's ARN", SECRET, SECRET + f'output "database_url" {{\n  value = "postgres://app:{_PASSWORD}@db.internal/donations"\n}}\n',
     SECRET + 'output "database_secret" {\n  value = aws_secretsmanager_secret.main.arn\n}\n')
_VAR = 'variable "db_password" {\n  type = string\n  default = "%s"\n}\n' % _PASSWORD
_MANUAL = sub(RDS, "manage_master_user_password = true", "password = var.db_password")
_WO = 'variable "db_password" {\n  type = string\n  sensitive = true\n  ephemeral = true\n}\n' + sub(RDS, "manage_master_user_password = true", "password_wo = var.db_password\n  password_wo_version = 2")
case("secret-variable-default", "secrets", "the database's password comes from a variable's default, not sensitive", "from an ephemeral variable through a write-only argument", RDS, _VAR + _MANUAL, _WO, good_args=[f"-var=db_password={_PASSWORD}"])
case("secret-literal-password", "secrets", "the database's password is a literal in the configuration", "RDS manages it", RDS.replace("  manage_master_user_password = true\n", ""),
     sub(RDS, "manage_master_user_password = true", f'password = "{_PASSWORD}"'), RDS)
case("secret-version-literal", "secrets", "a secret's value stands in the configuration", "through a write-only argument from an ephemeral variable", SECRET,
     SECRET + block("aws_secretsmanager_secret_version", "main", f'  secret_id = aws_secretsmanager_secret.main.id\n  secret_string = "{_PASSWORD}"\n'),
     'variable "value" {\n  type = string\n  sensitive = true\n  ephemeral = true\n}\n' + SECRET + block("aws_secretsmanager_secret_version", "main", "  secret_id = aws_secretsmanager_secret.main.id\n  secret_string_wo = var.value\n  secret_string_wo_version = 1\n"),
     good_args=[f"-var=value={_PASSWORD}"])
case("secret-parameter-string", "secrets", "a token in a parameter of type String", "a release number in one", PARAMETER, PARAMETER + block("aws_ssm_parameter", "token", '  name = "/donations/payment-token"\n  type = "String"\n  value = "sk_live_51HxQ2LkJ8vR4tWzY7bNcM3pFgDsA9eUo"\n'),
     PARAMETER + block("aws_ssm_parameter", "release", '  name = "/donations/release"\n  type = "String"\n  value = "2026.11.24-3"\n'))
_change("secret-tag", "secrets", "a password in a tag", "a contact in a tag", S3, ("tags = {}", f'tags = {{ AdminPassword = "{_PASSWORD}" }}'), ("tags = {}", 'tags = { Contact = "platform@example.org" }'))
_BUILD = block("aws_codebuild_project", "main", '''
  name = "donations"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image = "aws/codebuild/amazonlinux2-aarch64-standard:3.0"
    type = "ARM_CONTAINER"
    environment_variable {
      name = "STAGE"
      value = "production"
    }
  }
  source {
    type = "NO_SOURCE"
    buildspec = "version: 0.2"
  }
  tags = {}
''')
_change("secret-codebuild", "secrets", "a token in a build's environment", "the token by reference to Secrets Manager", _BUILD, ('name = "STAGE"\n      value = "production"', 'name = "NPM_TOKEN"\n      value = "npm_a8Kd93LsmQ0zXc7VbN2wErT5yUi1OpAsDfGh"'),
        ('name = "STAGE"\n      value = "production"', 'name = "NPM_TOKEN"\n      type = "SECRETS_MANAGER"\n      value = "donations/npm-token"'))
_ROT = SECRET + block("aws_secretsmanager_secret_rotation", "main", '''
  secret_id = aws_secretsmanager_secret.main.id
  rotation_lambda_arn = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
  rotation_rules {
    automatically_after_days = 30
  }
''')
case("rotation-removed", "secrets", "a secret's rotation is deleted", "it is added", _ROT, SECRET, _ROT, good_before=SECRET)
_change("rotation-365", "secrets", "rotation every 30 to every 365 days", "every 30 to every 60 days", _ROT, ("automatically_after_days = 30", "automatically_after_days = 365"), ("automatically_after_days = 30", "automatically_after_days = 60"),
        doubt="the twin is slower than before but within the 90 days of the reference")
_reverse("kms-rotation-off", "secrets", "rotation of the key off", "on", KMS, "enable_key_rotation = true", "enable_key_rotation = false")
_reverse("encryption-rds-key-disabled", "secrets", "the key is disabled: nothing encrypted by it can be read", "enabled", sub(KMS, "tags = {}", "is_enabled = true\n  tags = {}"), "is_enabled = true", "is_enabled = false", also=["recovery", "failure-modes", "slo"])

# ---- cost -----------------------------------------------------------------------------------------------------------
_BUDGET = block("aws_budgets_budget", "main", '''
  name = "donations"
  budget_type = "COST"
  limit_amount = "1500"
  limit_unit = "USD"
  time_unit = "MONTHLY"
  notification {
    comparison_operator = "GREATER_THAN"
    threshold = 80
    threshold_type = "PERCENTAGE"
    notification_type = "FORECASTED"
    subscriber_email_addresses = ["platform@example.org"]
  }
''')
case("budget-removed", "cost", "the budget is deleted", "it is moved", STAYS + _BUDGET, STAYS, moved(STAYS + _BUDGET, "aws_budgets_budget.main", "monthly"), also=["observed"])
_change("budget-raised", "cost", "the budget 1500 to 150000 USD", "1500 to 1200 USD", _BUDGET, ('"1500"', '"150000"'), ('"1500"', '"1200"'), also=["observed"], doubt="raising a budget is a decision, not a fault: a warning could be argued for")
_reverse("budget-notification-removed", "cost", "nobody hears of the budget any more", "somebody does", _BUDGET, _BUDGET[_BUDGET.index("  notification {"):_BUDGET.rindex("}\n")], "", also=["observed"])
_ADET = block("aws_ce_anomaly_subscription", "main", '''
  name = "donations"
  frequency = "DAILY"
  monitor_arn_list = ["arn:aws:ce::123456789012:anomalymonitor/00000000-0000-0000-0000-000000000000"]
  subscriber {
    type = "EMAIL"
    address = "platform@example.org"
  }
  tags = {}
''')
case("cost-anomaly-removed", "cost", "the subscription to cost anomalies is deleted", "it is moved", STAYS + _ADET, STAYS, moved(STAYS + _ADET, "aws_ce_anomaly_subscription.main", "cost"), also=["observed"])
_change("cost-over-budget", "cost", "a database of 16 times the size: far above 1500 USD a month", "the next larger size", RDS, ("db.r6g.xlarge", "db.r6g.16xlarge"), ("allocated_storage = 200", "allocated_storage = 250"), needs_spec=True)
case("cost-new-over-budget", "cost", "four Aurora instances db.r6g.8xlarge beside what is there", "one of db.r6g.large", AURORA, AURORA + block("aws_rds_cluster_instance", "more", '''
  count = 4
  identifier = "donations-${count.index}"
  cluster_identifier = aws_rds_cluster.main.id
  engine = "aurora-postgresql"
  instance_class = "db.r6g.8xlarge"
'''), AURORA + block("aws_rds_cluster_instance", "more", '''
  count = 1
  identifier = "donations-${count.index}"
  cluster_identifier = aws_rds_cluster.main.id
  engine = "aurora-postgresql"
  instance_class = "db.r6g.large"
'''), needs_spec=True)
_reverse("extended-support", "cost", "enrolled in extended support, which is charged", "not enrolled", RDS, "open-source-rds-extended-support-disabled", "open-source-rds-extended-support")
_PROVIDER = COMMON[COMMON.index('provider "aws"'):]
_change("tags-cost-center-removed", "cost", "the tag CostCenter goes from the default tags", "a fifth tag is added", _PROVIDER + S3, ('      CostCenter  = "fundraising"\n', ""), ('      CostCenter  = "fundraising"\n', '      CostCenter  = "fundraising"\n      Repository  = "donations"\n'),
        doubt="a missing tag may be a warning")
_change("tags-environment-preview", "decided", "a production database is tagged preview: the next plan could delete it", "it gets one tag more", RDS, ("tags = {}", 'tags = { Environment = "preview" }'), ("tags = {}", 'tags = { Team = "payments" }'),
        also=["recovery", "cost"], doubt="not in the reference's catalogue: what takes a resource out of the flow needs a decision")

# ---- the plan itself (synthetic: edited after terraform wrote it) -----------------------------------------------------
_TAG = sub(S3, "tags = {}", 'tags = { Data = "receipts" }')


def _plan(name, what_bad, what_good, bad, good, promise="decided", **more):
    case(name, promise, what_bad, what_good, S3, _TAG, _TAG, bad_edit=bad, good_edit=good, **more)


def _with(**values):
    return lambda plan: {**plan, **values}


def _errored(plan):
    plan.update(errored=True, complete=False, applyable=False)


def _incomplete(plan):
    plan.update(complete=False)


def _same(plan):
    plan.update(errored=False, complete=True)


def _defer(plan):
    plan.update(complete=False, deferred_changes=[{"reason": "provider_config_unknown", "resource_change": {
        "address": "aws_db_instance.later", "mode": "managed", "type": "aws_db_instance", "name": "later", "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": ["create"], "before": None, "after": {"identifier": "later"}, "after_unknown": {}, "before_sensitive": False, "after_sensitive": {}}}}])


def _no_deferred(plan):
    plan.update(deferred_changes=[])


def _major(plan):
    plan.update(format_version="2.0")


def _minor(plan):
    plan.update(format_version="1.9", a_key_of_the_future={"x": [1]})


def _stale(plan):
    plan.update(timestamp="2024-01-15T08:00:00Z")


def _older(plan):
    del plan["applyable"]


def _future(plan):
    plan.update(timestamp="2099-01-01T00:00:00Z")


def _timestamp_offset(plan):
    plan["timestamp"] = plan["timestamp"].replace("Z", "+00:00")


def _drift(left):
    """deletion_protection was switched off by hand; the plan leaves it so (as with ignore_changes), or puts it right"""
    def edit(plan):
        change = plan["resource_changes"][0]
        values = change["change"]
        assert change["type"] == "aws_db_instance"
        drifted = copy.deepcopy(change)
        drifted["change"].update(actions=["update"], after={**values["before"], "deletion_protection": False}, after_unknown={})
        plan["resource_drift"] = [drifted]
        plan["prior_state"]["values"]["root_module"]["resources"][0]["values"]["deletion_protection"] = False
        values["before"]["deletion_protection"] = False
        values["after"]["deletion_protection"] = not left
        plan["planned_values"]["root_module"]["resources"][0]["values"]["deletion_protection"] = not left
    return edit


def _check_failed(plan):
    plan["checks"] = [{"address": {"kind": "check", "name": "backups", "to_display": "check.backups"}, "status": "fail", "instances": [
        {"address": {"to_display": "check.backups"}, "status": "fail", "problems": [{"message": "no recovery point in 24 h"}]}]}]


def _check_passed(plan):
    plan["checks"] = [{"address": {"kind": "check", "name": "backups", "to_display": "check.backups"}, "status": "pass", "instances": [
        {"address": {"to_display": "check.backups"}, "status": "pass"}]}]


def _truncated(plan):
    text = json.dumps(plan, separators=(",", ":"))
    return text[:len(text) // 2]


def _indented(plan):
    return json.dumps(plan, indent=2)


_plan("plan-errored", "the plan errored", "the plan says that it did not", _errored, _same)
_plan("plan-incomplete", "the plan is incomplete", "an older format without 'applyable'", _incomplete, _older)
_plan("plan-deferred", "a database's change is deferred", "the list of deferred changes is empty", _defer, _no_deferred)
_plan("plan-major", "format 2.0", "format 1.9 with a key of the future", _major, _minor)
_plan("plan-stale", "made in 2024", "made now, the time written with an offset", _stale, _timestamp_offset)
_plan("plan-truncated", "the file ends in the middle", "the same plan, indented", _truncated, _indented)
_plan("plan-check-failed", "a check block failed", "it passed", _check_failed, _check_passed, doubt="a failed check is only a warning to terraform", also=["recovery", "observed"])
_RDST = sub(RDS, "tags = {}", 'tags = { Team = "payments" }')
case("drift-protection", "immutable", "drift: deletion protection was switched off by hand, and the plan leaves it off", "drift: it was switched off by hand, and the plan puts it right",
     RDS, _RDST, _RDST, bad_edit=_drift(True), good_edit=_drift(False), also=["recovery", "decided"])

# ---- unknown values ---------------------------------------------------------------------------------------------------
_UNKNOWN = 'resource "terraform_data" "late" {\n  input = "%s"\n}\n'


def _late(name, promise, what, text, old, new, good_old, good_new, value="true", **more):
    """harmful: an attribute that a rule needs is known after apply only; harmless: one that none needs"""
    case(name, promise, what, "an attribute that no rule needs is known after apply only", text, (_UNKNOWN % value) + sub(text, old, new), (_UNKNOWN % value) + sub(text, good_old, good_new), **more)


_LATE = "terraform_data.late.output"
_late("unknown-protection", "recovery", "deletion_protection is unknown", RDS, "deletion_protection = true", f"deletion_protection = {_LATE}", "tags = {}", f"tags = {{ Team = {_LATE} }}")
_late("unknown-retention", "recovery", "backup_retention_period is unknown", RDS, "backup_retention_period = 35", f"backup_retention_period = {_LATE}", 'tags = {}', f"tags = {{ Team = {_LATE} }}", value="35")
_late("unknown-threshold", "observed", "an alarm's threshold is unknown", BURN, "threshold = 5", f"threshold = {_LATE}", "actions_enabled = true", f"actions_enabled = true\n  alarm_description = {_LATE}", value="5")
_late("unknown-desired-count", "slo", "desired_count is unknown", SERVICE, "desired_count = 6", f"desired_count = {_LATE}", "enable_execute_command = false", f"enable_execute_command = false\n  tags = {{ Team = {_LATE} }}", value="6", also=["latency"])
_late("unknown-cidr", "secrets", "a security group's source is unknown", _ingress(5432, "10.0.0.0/16"), '"10.0.0.0/16"', _LATE, "from_port = 5432", f"from_port = 5432\n  description = {_LATE}", value="10.0.0.0/16", also=["failure-modes"])
_late("unknown-image", "immutable", "the image is unknown, and with it all container definitions", TASKDEF, '"123456789012.dkr.ecr.us-east-1.amazonaws.com/donations@sha256:' + "1" * 64 + '"', _LATE,
      'family = "donations"', f'family = "donations"\n  tags = {{ Team = {_LATE} }}', value="x", also=["secrets"])
case("unknown-policy", "secrets", "a policy names a bucket whose ARN is unknown, and with it the whole policy", "the same bucket, its ARN written down and already allowed", _pol(policy(allow("s3:GetObject", _BUCKET + "/*"))),
     S3 + _pol('jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = aws_s3_bucket.main.arn }] })'),
     S3 + _pol(policy(allow("s3:GetObject", _BUCKET + "/*", Sid="Read"))))
case("unknown-environment", "secrets", "the whole task definition is unknown after a late value in the environment", "the late value is in a tag", TASKDEF,
     (_UNKNOWN % "x") + sub(TASKDEF, _ENV, f'environment = [{{ name = "PAYMENT_PASSWORD", value = {_LATE} }}]'), (_UNKNOWN % "x") + sub(TASKDEF, 'network_mode = "awsvpc"', f'network_mode = "awsvpc"\n  tags = {{ Team = {_LATE} }}'), also=["immutable"])

# ---- whole stacks -----------------------------------------------------------------------------------------------------
_STACK = _NET + sub(AURORA.replace('"main" {', '"data" {'), "donations\"\n  engine", "flow\"\n  engine") + LOG + TG + BURN + SECRET + KMS + ECR + _VERSIONING
case("stack-destroyed", "recovery", "terraform plan -destroy of a stack", "the same stack is made", _STACK, _STACK, _STACK, good_before="", bad_args=["-destroy"], also=["observed"])
