// Alarms, dashboards and the budget.

internal import Core

extension StackContext {
    var observabilityFile: GeneratedFile {
        let paging =
            hasDatabase
            ? """

              # Users feel nothing yet, but the database stops when its disk is full.
              paging_alarm_arns = { database-storage = module.database.alarm_arns["free-storage-critical"] }
            """ : ""
        return file(
            "observability.tf",
            "Topics, alarms, SLOs and dashboards. A page means that donors are hurt, or soon will be.",
            [
                """
                module "observability" {
                  source = \(source("observability"))

                  name = \(HCL.string(name))
                  runbook_base_url = var.runbook_base_url

                \(subscriptions)

                \(targets("service"))
                \(hasDatabase ? "  databases = { primary = \(HCL.string(name)) }\n" : "")  cdn = { distribution_id = module.edge.distribution_id }
                  web_acl = { metric_name = module.edge.web_acl_name }
                \(paging)
                  related_alarm_arns = { backup-missing = module.backup.missing_backup_alarm_arn }

                \(objectives(isWhole: true))
                }
                """
            ])
    }

    /// Who is told; the same in both regions.
    var subscriptions: String {
        """
          subscriptions = {
            warning = [{ protocol = "email", endpoint = var.team_address }]
            critical = [{ protocol = "https", endpoint = var.pager_endpoint }]
          }
        """
    }

    /// Load balancer and service of one region.
    func targets(_ module: String) -> String {
        """
          load_balancer = {
            arn_suffix = module.\(module).load_balancer_arn_suffix
            target_groups = module.\(module).target_group_arn_suffixes
          }

          services = {
            app = {
              cluster_name = module.\(module).cluster_name
              service_name = module.\(module).service_name
            }
          }

        """
    }

    /// The spec's objectives; `isWhole` with the latency, too.
    func objectives(isWhole: Bool) -> String {
        let (availability, latency) = (spec.objectives.availability, spec.objectives.latency)
        func days(_ window: Duration) -> Int { Self.seconds(window) / 86_400 }
        let below = Double(latency.below.components.seconds) + Double(latency.below.components.attoseconds) / 1e18
        let target = availability.target.description.dropLast()
        var lines = [
            "    availability = { source = \"load_balancer\", target = \(target), window_days = \(days(availability.window)) }"
        ]
        if isWhole {
            lines.append(
                "    latency = { source = \"latency\", latency_seconds = \(number(below)), target = "
                    + "\(number(latency.percentile)), window_days = \(days(latency.window)) }")
        }
        return "  slos = {\n\(lines.joined(separator: "\n"))\n  }"
    }

    private func number(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }

    var budgetFile: GeneratedFile? {
        guard let budget = spec.budget else { return nil }
        let dollars = Double(budget.monthly.micros / 10_000) / 100
        let warn = number((budget.warn.fraction * 10_000).rounded() / 100)
        return file(
            "budget.tf", "Word before the money is gone, by the tags Service and Environment.",
            [
                """
                module "budget" {
                  source = \(source("budget"))

                  name = \(HCL.string(name))
                  monthly_limit_usd = \(number(dollars))
                  tag_filters = { Service = local.tags.Service, Environment = local.tags.Environment }
                  topic_arn = module.observability.topic_arns["warning"]
                  email_addresses = [var.team_address]

                  notifications = [
                    { type = "ACTUAL", threshold = \(warn) },
                    { type = "FORECASTED", threshold = 100 },\(warn == "100" ? "" : "\n    { type = \"ACTUAL\", threshold = 100 },")
                  ]
                }
                """
            ])
    }
}
