// The database, files and backups of a stack.

internal import Core

extension StackContext {
    var databaseFile: GeneratedFile? {
        guard hasDatabase else { return nil }
        return file("database.tf", "PostgreSQL, restorable to any second of the last 35 days.", databaseParts)
    }

    private var databaseParts: [String] {
        let module = """
            module "database" {
              source = \(source("database"))

              name = \(HCL.string(name))
              instance_class = \(HCL.string(databaseClass))
              max_connections = \(maxConnections)
              database_name = \(HCL.string(databaseName))
              vpc_id = module.network.vpc_id
              subnet_group_name = module.network.database_subnet_group_name
              client_security_groups = { service = module.service.task_security_group_id }
            \(databaseOptions)
              event_topic_arn = module.observability.topic_arns["warning"]
              alarm_actions = { for level, arn in module.observability.topic_arns : level => [arn] }
              runbook_base_url = var.runbook_base_url
            }
            """
        guard tier == .standbyRegion else { return [module] }
        let password = """
            # RDS makes no replica beside a password that it manages. This one is read when it is needed, and reaches
            # neither plan nor state; raise database_master_version with each new one.
            ephemeral "aws_secretsmanager_secret_version" "database_master" {
              secret_id = var.database_master_secret_arn
            }
            """
        return [password, module]
    }

    private var databaseOptions: String {
        switch tier {
        case .singleZone:
            """

              # One zone: whatever stops it is answered by a restore.
              multi_az = false

              unsafe = {
                multi_az = "Tier single zone of the design: the budget does not hold a standby"
              }

            """
        case .standbyRegion:
            """

              manage_master_user_password = false
              master_password = ephemeral.aws_secretsmanager_secret_version.database_master.secret_string
              master_password_version = var.database_master_version

              # Follows the primary within seconds, and is promoted by the failover runbook.
              replica_region = var.standby_region
              replica_subnet_group_name = module.standby_network.database_subnet_group_name
              replica_security_group_ids = [aws_security_group.standby_database.id]
              replica_alarm_actions = { for level, arn in module.standby_observability.topic_arns : level => [arn] }

            """
        default: ""
        }
    }

    var storageFile: GeneratedFile {
        var parts = [
            logs(prefix: "", providers: ""),
            """
            # Styles, scripts, pictures, and the pages that are shown when nothing else answers.
            module "static" {
              source = \(source("storage"))

              name = "\(name)-static"
              access_log = { bucket = module.access_logs.bucket_name }
              cloudfront_read_statement = module.edge.static_bucket_statement_json
            }
            """,
        ]
        if hasSecondRegion {
            parts.append(logs(prefix: "standby_", providers: "\n\n  providers = { aws = aws.standby }"))
        }
        return file("storage.tf", "Buckets: files, and the logs of buckets and load balancers.", parts)
    }

    private func logs(prefix: String, providers: String) -> String {
        """
        module "\(prefix)access_logs" {
          source = \(source("storage"))\(providers)

          name = "\(name)-s3-logs"
          kind = "s3-access-logs"
        }

        module "\(prefix)load_balancer_logs" {
          source = \(source("storage"))\(providers)

          name = "\(name)-alb-logs"
          kind = "alb-logs"
          access_log = { bucket = module.\(prefix)access_logs.bucket_name }
        }
        """
    }

    var backupFile: GeneratedFile {
        let resources = hasDatabase ? "[module.database.arn, module.static.bucket_arn]" : "[module.static.bucket_arn]"
        let copies = tier == .singleZone ? "" : "\n  copy_region = var.standby_region"
        let database = """
                database = {
                  resource_type = "RDS"

                  metadata_overrides = {
                    dbSubnetGroupName = module.network.database_subnet_group_name
                    vpcSecurityGroupIds = jsonencode([aws_security_group.restore.id])
                  }
                }


            """
        let group = """
            # Databases that are restored on trial: no rules, so nothing reaches them.
            resource "aws_security_group" "restore" {
              name = "\(name)-restore"
              description = "Databases restored on trial: nothing reaches them"
              vpc_id = module.network.vpc_id
            }
            """
        let module = """
            module "backup" {
              source = \(source("backup"))

              name = \(HCL.string(name))\(copies)
              resource_arns = \(resources)

              restore_tests = {
            \(hasDatabase ? database : "")    static = { resource_type = "S3" }
              }

              notification_topic_arn = module.observability.topic_arns["warning"]
              runbook_base_url = var.runbook_base_url
            }
            """
        return file(
            "backup.tf", "Backups that nobody can delete, and a restore on trial every week.",
            hasDatabase ? [module, group] : [module])
    }
}
