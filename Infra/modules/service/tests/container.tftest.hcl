# The task definition: what runs, as whom, with what.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  name                     = "shop-test"
  vpc_id                   = "vpc-0123456789abcdef0"
  load_balancer_subnet_ids = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
  task_subnet_ids          = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
  image                    = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  repository_arn           = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"
  certificate_arn          = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
  access_logs              = { bucket = "shop-logs" }
  internal                 = true # otherwise the check on CloudFront warns, and a warning fails a run
  rollback_alarm_names     = ["shop-failed-requests"]
}

override_resource {
  target          = aws_iam_role.execution
  override_during = plan
  values          = { arn = "arn:aws:iam::111122223333:role/execution" }
}

override_resource {
  target          = aws_iam_role.task
  override_during = plan
  values          = { arn = "arn:aws:iam::111122223333:role/task" }
}

run "hardened_by_default" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem == true && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "10001:10001" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].privileged == false
    error_message = "The root file system must be read-only and the user not root."
  }

  assert {
    condition     = join(",", jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.drop) == "ALL" && !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.add)
    error_message = "All capabilities must be dropped and none added."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.initProcessEnabled == true && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].stopTimeout == 60
    error_message = "There must be an init process, and time to stop."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.tmpfs[0].containerPath == "/tmp" && contains(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.tmpfs[0].mountOptions, "noexec")
    error_message = "/tmp must be writable, and nothing in it executable."
  }

  assert {
    condition     = strcontains(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].image, "@sha256:")
    error_message = "The image must be given by digest."
  }

  assert {
    condition     = aws_ecs_task_definition.this.skip_destroy == true
    error_message = "Old revisions must stay: a rollback needs them."
  }

  assert {
    condition     = one(aws_ecs_task_definition.this.runtime_platform).cpu_architecture == "ARM64" && aws_ecs_task_definition.this.network_mode == "awsvpc"
    error_message = "ARM64 must be the default, awsvpc the network mode."
  }

  assert {
    condition     = aws_ecs_task_definition.this.execution_role_arn == "arn:aws:iam::111122223333:role/execution" && aws_ecs_task_definition.this.task_role_arn == "arn:aws:iam::111122223333:role/task"
    error_message = "Execution role and task role must not be mixed up."
  }
}

run "logs_go_to_the_group" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["awslogs-group"] == "/ecs/shop-test" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["awslogs-region"] == "eu-west-1"
    error_message = "Logs must go to the module's group in the provider's region."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].logConfiguration.options["mode"] == "non-blocking"
    error_message = "A slow CloudWatch must not stop the program."
  }
}

run "secrets_by_reference" {
  command = plan

  variables {
    secrets = {
      DATABASE_URL = { arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf", key = "url" }
      PAYMENT_KEY  = { arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/payment-GhIjKl" }
      FLAG_SOURCE  = { arn = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/flags" }
    }
    environment = { LOG_LEVEL = "info", TOKEN_TTL_SECONDS = "300", PASSWORD_POLICY_URL = "https://example.org/policy" }
  }

  assert {
    condition     = { for secret in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : secret.name => secret.valueFrom }["DATABASE_URL"] == "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/database-AbCdEf:url::"
    error_message = "A key of a JSON secret must be named in valueFrom."
  }

  assert {
    condition     = { for secret in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : secret.name => secret.valueFrom }["PAYMENT_KEY"] == "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/payment-GhIjKl"
    error_message = "A whole secret must be named by its ARN."
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets) == 3 && length(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment) == 3
    error_message = "Names that only speak about secrets (a time to live, an address) must be allowed."
  }
}

run "disk_instead_of_memory" {
  command = plan

  variables {
    temporary_files       = { kind = "disk" }
    ephemeral_storage_gib = 50
  }

  assert {
    condition     = !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.tmpfs) && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].mountPoints[0].sourceVolume == "tmp" && one(aws_ecs_task_definition.this.volume).name == "tmp"
    error_message = "/tmp must be a mounted volume."
  }

  assert {
    condition     = one(aws_ecs_task_definition.this.ephemeral_storage).size_in_gib == 50
    error_message = "The size of the disk must reach the task."
  }
}

run "no_storage_block_for_the_included_20_gib" {
  command = plan

  assert {
    condition     = length(aws_ecs_task_definition.this.ephemeral_storage) == 0
    error_message = "AWS refuses a size of 20 GiB."
  }
}

run "check_inside_the_container" {
  command = plan

  variables {
    container_health_check = { command = ["/app/healthy"] }
  }

  assert {
    condition     = join(" ", jsondecode(aws_ecs_task_definition.this.container_definitions)[0].healthCheck.command) == "CMD /app/healthy" && jsondecode(aws_ecs_task_definition.this.container_definitions)[0].healthCheck.startPeriod == 30
    error_message = "The check must be in CMD form."
  }
}

run "no_check_inside_by_default" {
  command = plan

  assert {
    condition     = !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].healthCheck) && !can(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command)
    error_message = "Attributes that are not set must be left out."
  }
}

run "root_with_its_reason" {
  command = plan

  variables {
    user   = "0"
    unsafe = { root_user = "preview environment, thrown away every night" }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "0"
    error_message = "A given user must reach the container."
  }
}

run "writable_with_its_reason" {
  command = plan

  variables {
    read_only_root_filesystem = false
    unsafe                    = { writable_root_filesystem = "preview environment, thrown away every night" }
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem == false
    error_message = "The setting must reach the container."
  }
}

run "refuses_a_tag" {
  command = plan

  variables {
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v1"
  }

  expect_failures = [var.image]
}

run "refuses_latest_by_omission" {
  command = plan

  variables {
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop"
  }

  expect_failures = [var.image]
}

run "refuses_a_tag_beside_the_digest" {
  command = plan

  variables {
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v1@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  }

  expect_failures = [var.image]
}

run "refuses_a_short_digest" {
  command = plan

  variables {
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:9f86d081"
  }

  expect_failures = [var.image]
}

run "refuses_an_image_of_another_repository" {
  command = plan

  variables {
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/other@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
  }

  expect_failures = [var.repository_arn]
}

run "refuses_ecr_without_repository" {
  command = plan

  variables {
    repository_arn = null
  }

  expect_failures = [var.repository_arn]
}

run "refuses_repository_wildcards" {
  command = plan

  variables {
    repository_arn = "arn:aws:ecr:eu-west-1:111122223333:repository/*"
  }

  expect_failures = [var.repository_arn]
}

run "an_image_outside_ecr" {
  command = plan

  variables {
    image          = "registry.example.org:5000/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    repository_arn = null
  }

  assert {
    condition     = !strcontains(aws_iam_role_policy.execution.policy, "ecr:")
    error_message = "Without a repository the execution role must have no ECR permission."
  }
}

run "refuses_unknown_cpu" {
  command = plan

  variables {
    cpu = 300
  }

  expect_failures = [var.cpu]
}

run "size_256_512" {
  command = plan

  variables {
    cpu    = 256
    memory = 512
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "256" && aws_ecs_task_definition.this.memory == "512"
    error_message = "A size of the table must be accepted."
  }
}

run "size_512_4096" {
  command = plan

  variables {
    cpu    = 512
    memory = 4096
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "4096"
    error_message = "A size of the table must be accepted."
  }
}

run "size_1024_2048" {
  command = plan

  variables {
    cpu    = 1024
    memory = 2048
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "1024" && aws_ecs_task_definition.this.memory == "2048"
    error_message = "A size of the table must be accepted."
  }
}

run "size_2048_16384" {
  command = plan

  variables {
    cpu    = 2048
    memory = 16384
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "2048" && aws_ecs_task_definition.this.memory == "16384"
    error_message = "A size of the table must be accepted."
  }
}

run "size_4096_30720" {
  command = plan

  variables {
    cpu    = 4096
    memory = 30720
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "4096" && aws_ecs_task_definition.this.memory == "30720"
    error_message = "A size of the table must be accepted."
  }
}

run "size_8192_20480" {
  command = plan

  variables {
    cpu    = 8192
    memory = 20480
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "8192" && aws_ecs_task_definition.this.memory == "20480"
    error_message = "A size of the table must be accepted."
  }
}

run "size_16384_122880" {
  command = plan

  variables {
    cpu    = 16384
    memory = 122880
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "16384" && aws_ecs_task_definition.this.memory == "122880"
    error_message = "A size of the table must be accepted."
  }
}

run "refuses_size_256_4096" {
  command = plan

  variables {
    cpu    = 256
    memory = 4096
  }

  expect_failures = [var.memory]
}

run "refuses_size_512_512" {
  command = plan

  variables {
    cpu    = 512
    memory = 512
  }

  expect_failures = [var.memory]
}

run "refuses_size_512_5120" {
  command = plan

  variables {
    cpu    = 512
    memory = 5120
  }

  expect_failures = [var.memory]
}

run "refuses_size_1024_1024" {
  command = plan

  variables {
    cpu    = 1024
    memory = 1024
  }

  expect_failures = [var.memory]
}

run "refuses_size_1024_2500" {
  command = plan

  variables {
    cpu    = 1024
    memory = 2500
  }

  expect_failures = [var.memory]
}

run "refuses_size_2048_2048" {
  command = plan

  variables {
    cpu    = 2048
    memory = 2048
  }

  expect_failures = [var.memory]
}

run "refuses_size_4096_31744" {
  command = plan

  variables {
    cpu    = 4096
    memory = 31744
  }

  expect_failures = [var.memory]
}

run "refuses_size_8192_18432" {
  command = plan

  variables {
    cpu    = 8192
    memory = 18432
  }

  expect_failures = [var.memory]
}

run "refuses_size_16384_36864" {
  command = plan

  variables {
    cpu    = 16384
    memory = 36864
  }

  expect_failures = [var.memory]
}

run "refuses_an_unknown_architecture" {
  command = plan

  variables {
    cpu_architecture = "AMD64"
  }

  expect_failures = [var.cpu_architecture]
}

run "refuses_root" {
  command = plan

  variables {
    user = "0"
  }

  expect_failures = [var.user]
}

run "refuses_root_with_a_group" {
  command = plan

  variables {
    user = "00:0"
  }

  expect_failures = [var.user]
}

run "refuses_a_user_by_name" {
  command = plan

  variables {
    user = "app"
  }

  expect_failures = [var.user]
}

run "refuses_a_writable_root" {
  command = plan

  variables {
    read_only_root_filesystem = false
  }

  expect_failures = [var.read_only_root_filesystem]
}

run "refuses_a_port_of_root" {
  command = plan

  variables {
    container_port = 80
  }

  expect_failures = [var.container_port]
}

run "refuses_an_unknown_protocol" {
  command = plan

  variables {
    container_protocol = "GRPC"
  }

  expect_failures = [var.container_protocol]
}

run "refuses_a_small_disk" {
  command = plan

  variables {
    ephemeral_storage_gib = 10
  }

  expect_failures = [var.ephemeral_storage_gib]
}

run "refuses_an_unknown_kind_of_temporary_files" {
  command = plan

  variables {
    temporary_files = { kind = "nfs" }
  }

  expect_failures = [var.temporary_files]
}

run "refuses_temporary_files_that_eat_the_memory" {
  command = plan

  variables {
    temporary_files = { size_mib = 600 }
  }

  expect_failures = [var.temporary_files]
}

run "refuses_a_long_stop" {
  command = plan

  variables {
    stop_timeout_seconds = 121
  }

  expect_failures = [var.stop_timeout_seconds]
}

run "refuses_a_check_without_command" {
  command = plan

  variables {
    container_health_check = { command = [] }
  }

  expect_failures = [var.container_health_check]
}

run "refuses_execute_command" {
  command = plan

  variables {
    enable_execute_command = true
  }

  expect_failures = [var.enable_execute_command]
}

run "refuses_a_secret_by_name_db_password" {
  command = plan

  variables {
    environment = { DB_PASSWORD = "x" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_name_api_key" {
  command = plan

  variables {
    environment = { API_KEY = "x" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_name_clientsecret" {
  command = plan

  variables {
    environment = { clientSecret = "x" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_name_github_token" {
  command = plan

  variables {
    environment = { GITHUB_TOKEN = "x" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_name_aws_access_key_id_x" {
  command = plan

  variables {
    environment = { AWS_ACCESS_KEY_ID_X = "x" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_name_private_key" {
  command = plan

  variables {
    environment = { PRIVATE_KEY = "x" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_value_access_key" {
  command = plan

  variables {
    environment = { SETTING = "AKIAIOSFODNN7ABCDEFG" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_value_private_key" {
  command = plan

  variables {
    environment = { SETTING = "-----BEGIN RSA PRIVATE KEY-----" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_value_address" {
  command = plan

  variables {
    environment = { SETTING = "postgres://shop:hunter2@db:5432/shop" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_value_json_web_token" {
  command = plan

  variables {
    environment = { SETTING = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_by_value_dsn" {
  command = plan

  variables {
    environment = { SETTING = "host=db;Password=hunter2;" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_variable_name_with_a_hyphen" {
  command = plan

  variables {
    environment = { "LOG-LEVEL" = "info" }
  }

  expect_failures = [var.environment]
}

run "refuses_a_secret_value" {
  command = plan

  variables {
    secrets = { DATABASE_URL = { arn = "postgres://db" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_secret_without_its_suffix" {
  command = plan

  variables {
    secrets = { DATABASE_URL = { arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_secret_wildcards" {
  command = plan

  variables {
    secrets = { DATABASE_URL = { arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/*-AbCdEf" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_key_in_a_parameter" {
  command = plan

  variables {
    secrets = { FLAGS = { arn = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/flags", key = "x" } }
  }

  expect_failures = [var.secrets]
}

run "refuses_a_variable_defined_twice" {
  command = plan

  variables {
    environment = { FLAGS = "a" }
    secrets     = { FLAGS = { arn = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/flags" } }
  }

  expect_failures = [var.secrets]
}
