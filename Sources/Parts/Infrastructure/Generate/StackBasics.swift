// Versions, providers, backend and network of a stack.

internal import Core

extension StackContext {
    var versionsFile: GeneratedFile {
        file(
            "versions.tf", "Versions that this stack was written for.",
            [
                """
                terraform {
                  required_version = ">= 1.11"

                  required_providers {
                    aws = {
                      source = "hashicorp/aws"
                      version = ">= 6.21, < 7.0"
                    }
                  }
                }
                """
            ])
    }

    var providersFile: GeneratedFile {
        let standby = hasSecondRegion ? provider(alias: "standby", region: "var.standby_region") : ""
        return file("providers.tf", "Regions and tags.", [tags, provider(alias: nil, region: "var.region"), standby])
    }

    /// The four tags, from the spec.
    var tags: String {
        """
        # On every resource that has tags. Costs are split by them: activate them in the billing console once.
        locals {
          tags = {
            Environment = \(HCL.string(environment))
            Service = \(HCL.string(spec.flow))
            Owner = \(HCL.string(spec.owner.team))
            CostCenter = \(HCL.string(spec.owner.costCenter ?? "unassigned"))
          }
        }
        """
    }

    func provider(alias: String?, region: String) -> String {
        let head = alias.map { "  alias = \(HCL.string($0))\n" } ?? ""
        return """
            provider "aws" {
            \(head)  region = \(region)

              default_tags {
                tags = local.tags
              }
            }
            """
    }

    var backendFile: GeneratedFile {
        let comment =
            hasSecondRegion
            ? """
            # The state's bucket (module state) lies in the standby region: when the first region is lost, the failover
            # can still be applied. bucket, region and kms_key_id come from its output `backend`, in backend.hcl:
            """
            : "# bucket, region and kms_key_id come from the output `backend` of the stack that holds the states, in backend.hcl:"
        return file(
            "backend.tf", "Where the state lives.",
            [
                comment + "\n"
                    + """
                    #   terraform init -backend-config=backend.hcl
                    terraform {
                      backend "s3" {
                        key = \(HCL.string("\(spec.flow)/\(environment)/terraform.tfstate"))
                        encrypt = true
                        use_lockfile = true
                      }
                    }
                    """
            ])
    }

    var networkFile: GeneratedFile {
        let single = """

              # The loss of its zone cuts the other one off, too.
              nat = "single"
              interface_endpoints = []

              unsafe = {
                single_nat = "Tier single zone of the design: the database stands in one zone anyway"
              }
            """
        return file(
            "network.tf", "The network: public, private and database subnets in each zone.",
            [
                """
                module "network" {
                  source = \(source("network"))

                  name = \(HCL.string(name))
                  cidr = var.network_cidr
                  zone_count = \(tier.zones)
                \(tier == .singleZone ? single : "  nat = \"per-zone\"")
                }
                """
            ])
    }
}
