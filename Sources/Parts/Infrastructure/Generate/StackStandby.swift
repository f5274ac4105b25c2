// The second region: a smaller running copy that takes over when the first one is lost.

internal import Core

extension StackContext {
    var standbyFile: GeneratedFile? {
        guard hasSecondRegion else { return nil }
        var parts = [
            """
            module "standby_network" {
              source = \(source("network"))

              providers = { aws = aws.standby }

              name = "\(name)-standby"
              cidr = var.standby_network_cidr
              zone_count = \(tier.zones)
              nat = "per-zone"
            }
            """,
            service(
                module: "standby_service", name: "\(name)-standby", network: "standby_network", isStandby: true),
        ]
        if hasDatabase { parts.append(replicaAccess) }
        parts.append(watch)
        return file(
            "standby.tf", "The standby region. Failover: promote the replica, then active_origin = \"standby\".", parts)
    }

    private var replicaAccess: String {
        """
        resource "aws_security_group" "standby_database" {
          provider = aws.standby

          name = "\(name)-standby-database"
          description = "The replica; only the tasks of the standby region reach it"
          vpc_id = module.standby_network.vpc_id
        }

        resource "aws_vpc_security_group_ingress_rule" "standby_database" {
          provider = aws.standby

          security_group_id = aws_security_group.standby_database.id
          description = "PostgreSQL from the tasks of the standby region"
          referenced_security_group_id = module.standby_service.task_security_group_id
          ip_protocol = "tcp"
          from_port = 5432
          to_port = 5432
        }
        """
    }

    private var watch: String {
        """
        module "standby_observability" {
          source = \(source("observability"))

          providers = { aws = aws.standby }

          name = "\(name)-standby"
          runbook_base_url = var.runbook_base_url

        \(subscriptions)

        \(targets("standby_service"))
        \(objectives(isWhole: false))

          # Silence is normal here, until the failover.
          no_traffic = null

          unsafe = {
            no_traffic = "The standby region gets no traffic until the failover"
          }
        }
        """
    }
}
