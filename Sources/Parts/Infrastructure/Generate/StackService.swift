// The service, its load balancer and its secrets.

internal import Core

extension StackContext {
    var serviceFile: GeneratedFile {
        file(
            "service.tf", "The service on Fargate behind an internal load balancer.",
            [service(module: "service", name: name, network: "network", isStandby: false)])
    }

    /// The module block of a service; the standby region's has smaller bounds and copies of the secrets.
    func service(module: String, name: String, network: String, isStandby: Bool) -> String {
        let prefix = isStandby ? "standby_" : ""
        let image = isStandby ? "standby_" : ""
        let floor = isStandby ? 2 : sizing.minimumTasks(zones: tier.zones)
        let parts = [
            """
            module "\(module)" {
              source = \(source("service"))\(isStandby ? "\n\n  providers = { aws = aws.standby }" : "")

              name = \(HCL.string(name))
              vpc_id = module.\(network).vpc_id
              load_balancer_subnet_ids = module.\(network).private_subnet_ids
              task_subnet_ids = module.\(network).private_subnet_ids

              # Private addresses only: CloudFront reaches it as a VPC origin.
              internal = true
              certificate_arn = var.\(prefix)certificate_arn
              access_logs = { bucket = module.\(prefix)load_balancer_logs.bucket_name }

              # The first image only. From then on releases are Steady's business, and Terraform leaves them alone.
              image = var.\(image)image
              repository_arn = var.\(image)repository_arn
              cpu = \(sizing.taskCPU)
              memory = \(sizing.taskMemory)
              container_port = \(spec.service.port)
              stop_timeout_seconds = \(clamp(Self.seconds(spec.service.stopWithin), 2, 120))
              deregistration_delay_seconds = \(clamp(Self.seconds(spec.service.stopWithin), 5, 3600))
              health_check_grace_seconds = \(clamp(2 * Self.seconds(spec.service.startWithin), 30, 3600))
              health_check = { path = \(HCL.string(spec.service.health)) }
            """,
            environmentBlock, secretsBlock(isStandby: isStandby), databaseLine(isStandby: isStandby), deployment(name),
            """
              # \(bounds(floor, isStandby: isStandby))
              autoscaling = {
                min = \(floor)
                max = \(sizing.maximumTasks(zones: tier.zones))
                cpu_target = 60
                memory_target = 75
                requests_per_target = \(Int(sizing.requestsPerTask * 60))
              }
            }
            """,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private func clamp(_ value: Int, _ low: Int, _ high: Int) -> Int { min(high, max(low, value)) }

    private func bounds(_ floor: Int, isStandby: Bool) -> String {
        if isStandby { return "Two tasks are kept warm; autoscaling makes more of them when traffic comes here." }
        return
            "From the spec's traffic: \(floor) tasks carry \(sizing.peakRequests.spoken) with a zone lost, the maximum "
            + "\(sizing.grownRequests.spoken)."
    }

    private var environmentBlock: String {
        let plain = spec.service.environment.compactMap { key, value -> (String, String)? in
            if case .plain(let text) = value { (key, text) } else { nil }
        }.sorted { $0.0 < $1.0 }
        guard !plain.isEmpty else { return "" }
        let lines = plain.map { "    \($0.0) = \(HCL.string($0.1))" }
        return "  environment = {\n\(lines.joined(separator: "\n"))\n  }"
    }

    private func secretsBlock(isStandby: Bool) -> String {
        let secrets = spec.service.environment.compactMap { key, value -> (String, String)? in
            if case .secret(let reference) = value { (key, reference.name) } else { nil }
        }.sorted { $0.0 < $1.0 }
        guard !secrets.isEmpty else { return "" }
        let lines = secrets.map { key, name in
            let arn = "module.secrets.secret_arns[\(HCL.string(name))]"
            let own = isStandby ? "replace(\(arn), \":${var.region}:\", \":${var.standby_region}:\")" : arn
            return "    \(key) = { arn = \(own) }"
        }
        let comment = isStandby ? "  # Copies have the same name and ending in the standby region.\n" : ""
        let key = isStandby ? "module.secrets.replica_kms_key_arns[var.standby_region]" : "module.secrets.kms_key_arn"
        return "\(comment)  secrets = {\n\(lines.joined(separator: "\n"))\n  }\n\n  secrets_kms_key_arns = [\(key)]"
    }

    private func databaseLine(isStandby: Bool) -> String {
        guard hasDatabase else { return "" }
        let group = isStandby ? "aws_security_group.standby_database.id" : "module.database.security_group_id"
        return "  database = { security_group_id = \(group) }"
    }

    private func deployment(_ name: String) -> String {
        let strategy = spec.rollout.strategy == .canary ? "CANARY" : "BLUE_GREEN"
        return """
              # When one of these alarms fires during a release, ECS takes traffic back, also if Steady is gone.
              deployment = { strategy = "\(strategy)", bake_minutes = 15 }
              rollback_alarm_names = \(HCL.list(["\(name)-errors-critical", "\(name)-latency-critical"]))
            """
    }

    var secretsFile: GeneratedFile? {
        guard !spec.secrets.isEmpty else { return nil }
        let readers =
            hasSecondRegion
            ? "[module.service.execution_role_arn, module.standby_service.execution_role_arn]"
            : "[module.service.execution_role_arn]"
        let entries = spec.secrets.map { secret in
            """
                \(secret.name) = {
                  description = \(HCL.string("Secret \(secret.name) of \(spec.flow), rotated by Steady"))
                  rotate_days = \(max(1, Self.seconds(secret.rotate) / 86_400))
                  rotation = "steady"
                  rotation_role_arn = var.steady_role_arn
                  reader_role_arns = \(readers)
                }
            """
        }
        let copies = hasSecondRegion ? "\n  replica_regions = [var.standby_region]" : ""
        return file(
            "secrets.tf",
            "Secrets by name. Values never pass through Terraform: `steady secrets rotate NAME` puts them in.",
            [
                """
                module "secrets" {
                  source = \(source("secrets"))

                  name = \(HCL.string(name))
                  admin_role_arns = var.admin_role_arns
                  alarm_topic_arn = module.observability.topic_arns["warning"]\(copies)

                  secrets = {
                \(entries.joined(separator: "\n\n"))
                  }
                }
                """
            ])
    }
}
