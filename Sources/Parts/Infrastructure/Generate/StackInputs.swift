// Variables, their example values, and outputs of a stack.

internal import Core

extension StackContext {
    private static let account = "123456789012"
    private static let certificate = "12345678-1234-1234-1234-123456789012"
    private static let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

    /// All inputs in the order of the files.
    var inputs: [StackInput] {
        var list = placeInputs + imageInputs(prefix: "", region: "us-east-1", words: "")
        if hasSecondRegion {
            list += imageInputs(prefix: "standby_", region: "us-west-2", words: " in the standby region")
        }
        list += edgeInputs + peopleInputs
        if tier == .standbyRegion, hasDatabase { list += masterInputs }
        return list
    }

    private var placeInputs: [StackInput] {
        var list = [
            input(
                "region", "string", "Region of the flow.", "\"us-east-1\"", "\"us-east-1\"",
                "Where donors are near, and their data may be."),
            input(
                "network_cidr", "string", "IPv4 range of the network, /16 to /22; it cannot be changed later.",
                "\"10.20.0.0/16\"", "\"10.20.0.0/16\"", "Must not overlap with networks that it will be connected to."),
        ]
        if tier != .singleZone {
            list.append(
                input(
                    "standby_region", "string",
                    "Region of the copies of backups\(hasSecondRegion ? " and of the standby" : "").",
                    "\"us-west-2\"", "\"us-west-2\"", "Far enough not to be lost with the first one."))
        }
        if hasSecondRegion {
            list.append(
                input(
                    "standby_network_cidr", "string", "IPv4 range of the standby region's network.", "\"10.21.0.0/16\"",
                    "\"10.21.0.0/16\"", "Another one than network_cidr."))
            list.append(
                input(
                    "active_origin", "string", "Where writes go: app, or standby after a failover.", "\"app\"",
                    "\"standby\"",
                    "The failover, after the replica was promoted."))
        }
        return list
    }

    private func imageInputs(prefix: String, region: String, words: String) -> [StackInput] {
        [
            input(
                "\(prefix)image", "string", "Image of the first release by digest\(words).", nil,
                "\"\(Self.account).dkr.ecr.\(region).amazonaws.com/\(spec.flow)@sha256:\(Self.digest)\"",
                "By digest, never by tag: aws ecr describe-images --repository-name \(spec.flow)"),
            input(
                "\(prefix)repository_arn", "string", "ECR repository of the image\(words).", nil,
                "\"arn:aws:ecr:\(region):\(Self.account):repository/\(spec.flow)\"", "Output of the module delivery."),
            input(
                "\(prefix)certificate_arn", "string",
                "Certificate of the load balancer\(words); it covers domain_names.", nil,
                "\"arn:aws:acm:\(region):\(Self.account):certificate/\(Self.certificate)\"", "In region \(region)."),
        ]
    }

    private var edgeInputs: [StackInput] {
        [
            input(
                "edge_certificate_arn", "string", "Certificate of CloudFront; it covers domain_names.", nil,
                "\"arn:aws:acm:us-east-1:\(Self.account):certificate/\(Self.certificate)\"",
                "In us-east-1, wherever the flow runs: CloudFront takes no other."),
            input(
                "domain_names", "list(string)", "Names that donors use.", nil, "[\"give.example.org\"]",
                "As in the links that are printed."),
            input(
                "zone_id", "string", "Public Route 53 zone of the names; null: the records are made elsewhere.", "null",
                "\"Z0123456789ABCDEFGHIJ\"", "aws route53 list-hosted-zones"),
        ]
    }

    private var peopleInputs: [StackInput] {
        var list = [
            input(
                "team_address", "string", "Mail address of the team \(spec.owner.team): warnings and bills.", nil,
                "\"\(spec.owner.team)@example.org\"", "Read in working hours. The subscription must be confirmed."),
            input(
                "pager_endpoint", "string",
                "https address that pages; it is in the state, so it must not hold a secret.", nil,
                "\"https://pages.example.org/sns\"", "Of the control plane or the pager."),
            input(
                "runbook_base_url", "string", "Where the runbooks are; every alarm links to BASE/SUBJECT.", nil,
                "\"https://runbooks.example.org/\(spec.flow)\"", "Without a slash at the end."),
        ]
        guard !spec.secrets.isEmpty else { return list }
        list += [
            input(
                "admin_role_arns", "list(string)",
                "Roles that may change and delete secrets, the role that applies this among them.",
                nil, "[\"arn:aws:iam::\(Self.account):role/terraform\"]", "Whoever is not listed locks itself out."),
            input(
                "steady_role_arn", "string", "Role under which Steady rotates secrets.", nil,
                "\"arn:aws:iam::\(Self.account):role/steady\"", "The control plane's."),
        ]
        return list
    }

    private var masterInputs: [StackInput] {
        [
            input(
                "database_master_secret_arn", "string", "Secret whose whole text is the database's master password.",
                nil,
                "\"arn:aws:secretsmanager:us-east-1:\(Self.account):secret:\(name)/database-master-AbCdEf\"",
                "Made before the first apply; 12 to 128 printable characters without / @ \" and space."),
            input(
                "database_master_version", "number", "Number of the master password: raise it with each new one.", "1",
                "1",
                "Without it Terraform cannot tell that the password changed."),
        ]
    }

    private func input(
        _ name: String, _ type: String, _ description: String, _ standard: String?, _ example: String, _ comment: String
    ) -> StackInput {
        StackInput(
            name: name, type: type, description: description, standard: standard, example: example, comment: comment)
    }

    var variablesFile: GeneratedFile {
        file("variables.tf", "What steady.yaml does not say.", inputs.map(\.block))
    }

    var exampleFile: GeneratedFile { example(inputs) }

    /// Blank lines between the entries: then nothing has to be aligned, and a line is easy to take out.
    func example(_ inputs: [StackInput]) -> GeneratedFile {
        let lines =
            ["# Copy to terraform.tfvars and put in your own values. Everything here is made up."] + inputs.map(\.line)
        return GeneratedFile(
            path: "terraform.tfvars.example",
            text: header("Example values of every variable.") + "\n" + lines.joined(separator: "\n\n") + "\n")
    }

    var outputsFile: GeneratedFile {
        var outputs = [
            output(
                "distribution_domain_name", "Where DNS must point to, if zone_id is null.",
                "module.edge.distribution_domain_name"),
            output("release", "What Steady needs to ship releases.", "module.service.release"),
            output("page_alarm_arn", "The one alarm that pages.", "module.observability.page_alarm_arn"),
            output("dashboards", "Dashboards by name.", "module.observability.dashboard_urls"),
        ]
        if hasDatabase {
            outputs.append(output("database_endpoint", "host:port of the database.", "module.database.endpoint"))
            outputs.append(
                output(
                    "database_resource_id", "The source of a point-in-time restore, also after a deletion.",
                    "module.database.resource_id"))
        }
        if !spec.secrets.isEmpty {
            outputs.append(
                output(
                    "secret_names", "Secrets by name; put the values in before the service starts.",
                    "module.secrets.secret_names"))
        }
        if hasSecondRegion {
            outputs.append(
                output("standby_release", "The same for the standby region.", "module.standby_service.release"))
        }
        return file("outputs.tf", "What people and Steady need to know of this stack.", outputs)
    }

    func output(_ name: String, _ description: String, _ value: String) -> String {
        """
        output "\(name)" {
          description = \(HCL.string(description))
          value = \(value)
        }
        """
    }
}
