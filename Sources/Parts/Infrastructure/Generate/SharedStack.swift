// The stack that all environments share: states, images, and the pipeline's roles.

internal import Core

extension StackContext {
    var sharedProvidersFile: GeneratedFile {
        let standby = hasSecondRegion ? provider(alias: "standby", region: "var.standby_region") : ""
        return file("providers.tf", "Regions and tags.", [tags, provider(alias: nil, region: "var.region"), standby])
    }

    var stateFile: GeneratedFile {
        let place = hasSecondRegion ? "\n\n  providers = { aws = aws.standby }" : ""
        let stacks = ["\(spec.flow)/shared"] + spec.environments.map { "\(spec.flow)/\($0.name)" }
        let why =
            hasSecondRegion
            ? "\n# In the standby region: a failover must be possible when the first region is lost." : ""
        return file(
            "state.tf", "Where Terraform's states live, this stack's too.",
            [
                """
                # The first apply keeps its state in a local file. Then move it:
                #   terraform output -json backend | jq -r '."\(spec.flow)/shared"' > backend.tf
                #   terraform init -migrate-state\(why)
                module "state" {
                  source = \(source("state"))\(place)

                  name = \(HCL.string(Self.shortened(spec.flow)))
                  stacks = \(HCL.list(stacks))
                  break_glass_role_arns = var.break_glass_role_arns
                }
                """
            ])
    }

    var deliveryFile: GeneratedFile {
        let entries = spec.environments.map { environment in
            let name = Self.shortened("\(spec.flow)-\(environment.name)")
            let role = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/\(name)"
            return """
                    \(environment.name) = {
                      cluster_name = "\(name)"
                      service_name = "\(name)"
                      task_definition_family = "\(name)"
                      task_role_arns = ["\(role)-execution", "\(role)-task"]
                      load_balancer_role_arn = "\(role)-load-balancer"
                    }
                """
        }
        let copy = hasSecondRegion ? "\n  replica_region = var.standby_region" : ""
        return file(
            "delivery.tf", "Images by digest, and a role for each stage of the pipeline.",
            [
                "data \"aws_caller_identity\" \"current\" {}",
                """
                module "delivery" {
                  source = \(source("delivery"))

                  name = \(HCL.string(Self.shortened(spec.flow)))\(copy)
                  identity_provider = { kind = var.code_host }
                  repository = var.source_repository

                  # Names as the environments' stacks give them.
                  environments = {
                \(entries.joined(separator: "\n\n"))
                  }

                  state = {
                    bucket_arn = module.state.bucket_arn
                    key_prefix = \(HCL.string(spec.flow))
                    kms_key_arn = module.state.kms_key_arn
                  }
                }
                """,
            ])
    }

    private var sharedInputs: [StackInput] {
        var list = [
            StackInput(
                name: "region", type: "string", description: "Region of images and services.",
                standard: "\"us-east-1\"",
                example: "\"us-east-1\"", comment: "The same as in the environments."),
            StackInput(
                name: "break_glass_role_arns", type: "list(string)",
                description: "Roles that may delete states, 1 to 3. Nobody works under them.", standard: nil,
                example: "[\"arn:aws:iam::123456789012:role/break-glass\"]", comment: "Using one is an incident."),
            StackInput(
                name: "code_host", type: "string", description: "Where the pipeline runs: github or gitlab.",
                standard: "\"github\"", example: "\"github\"", comment: "Its OIDC provider is made in this account."),
            StackInput(
                name: "source_repository", type: "string",
                description: "Source repository whose pipeline gets the roles.",
                standard: nil, example: "\"example-org/\(spec.flow)\"", comment: "ORGANISATION/REPOSITORY."),
        ]
        if hasSecondRegion {
            list.append(
                StackInput(
                    name: "standby_region", type: "string",
                    description: "Region of the states and of copies of the images.",
                    standard: "\"us-west-2\"", example: "\"us-west-2\"", comment: "The same as in the environments."))
        }
        return list
    }

    var sharedVariablesFile: GeneratedFile {
        file("variables.tf", "What steady.yaml does not say.", sharedInputs.map(\.block))
    }

    var sharedExampleFile: GeneratedFile { example(sharedInputs) }

    var sharedOutputsFile: GeneratedFile {
        file(
            "outputs.tf", "What the environments and the pipeline need.",
            [
                output("backend", "Backend block of each stack.", "module.state.backend"),
                output("repository_url", "Where the pipeline pushes to.", "module.delivery.repository_url"),
                output("build_role_arn", "Role of the stage build.", "module.delivery.build_role_arn"),
                output("plan_role_arn", "Role of the stage plan.", "module.delivery.plan_role_arn"),
                output(
                    "deploy_role_arns", "Roles of the stage deploy, by environment.", "module.delivery.deploy_role_arns"
                ),
            ])
    }
}
