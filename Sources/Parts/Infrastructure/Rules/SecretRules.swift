// Passwords, keys and tokens that stand readable in a plan.

import Core
internal import Foundation

/// Finds secrets in clear. What it finds is never repeated: only where it stands, and of what kind it is.
enum SecretRules {
    /// Attributes that hold secrets by their meaning, by type; `*` for any type.
    private static let places: [String: Set<String>] = [
        "*": [
            "password", "master_password", "secret_key", "auth_token", "private_key", "api_key", "access_token",
            "client_secret", "admin_password", "master_user_password",
        ],
        "aws_ssm_parameter": ["value"], "aws_secretsmanager_secret_version": ["secret_string", "secret_binary"],
        "aws_elasticache_user": ["passwords"], "aws_dms_endpoint": ["password"],
        "aws_iam_server_certificate": ["private_key"],
        "aws_acm_certificate": ["private_key"], "aws_directory_service_directory": ["password"],

    ]
    /// Attributes that hold text in which secrets are sometimes written down.
    private static let texts: Set<String> = [
        "environment", "environment_variables", "variables", "user_data", "user_data_base64", "container_definitions",
        "tags", "definition", "template_body", "description", "metadata", "custom_data",
        "command", "arguments", "default_arguments", "stage_variables", "setting", "build_spec", "buildspec", "source",
        "content", "connection_properties", "source_configuration", "container_properties", "advanced_security_options",
        "provider_details", "user", "auth_parameters",
    ]

    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.after.exists, change.action != .read, !change.isData, change.action != .noOp else { return [] }
        var found: [Observation] = []
        let named = places["*", default: []].union(places[change.type] ?? [])
        for member in change.after.values.object?.members ?? [] where !member.value.isNull {
            let path = AttributePath([.key(member.key)])
            if named.contains(member.key) {
                found += place(change, path, member.value)
            } else if texts.contains(member.key) {
                found += text(change, path, member.value)
            }
        }
        return found
    }

    /// An attribute that is a secret: written in clear it also stands in the state, masked or not.
    private static func place(_ change: ResourceChange, _ path: AttributePath, _ value: JSONValue) -> [Observation] {
        // A parameter is a secret by its own name, or by what stands in it.
        let name = change.after["name"].value?.string?.split(separator: "/").last.map(String.init) ?? ""
        if change.type == "aws_ssm_parameter", change.after["type"].value?.string != "SecureString",
            SecretPatterns.kind(of: value.string ?? "", named: name.replacing("-", with: "_")) != nil
        {
            return [
                finding(
                    change, path, .refuse, "a secret stands in a parameter that is not encrypted",
                    "Make it a SecureString, give its value by value_wo, and change this one: it has been seen.")
            ]
        }
        if change.type == "aws_ssm_parameter" {
            guard
                change.after["type"].value?.string == "SecureString"
                    || SecretPatterns.kind(of: value.string ?? "") != nil
            else { return [] }
        }
        guard Attribute.known(value).isSet, value.string.map(SecretPatterns.isReference) != true else { return [] }
        if change.after.isSensitive(path) {
            guard change.before[path] != change.after[path], change.type != "aws_ssm_parameter" else { return [] }
            return [
                finding(
                    change, path, .warn, "a secret stands in the plan and in the state, masked when shown",
                    "Use a write-only argument (\(path)_wo), or let AWS manage the password: then it never enters the state."
                )
            ]
        }
        return [
            finding(
                change, path, .refuse, "\(path) stands in clear in the plan",
                "Use a write-only argument, a managed password, or a reference to Secrets Manager; and change this one: it has been seen."
            )
        ]
    }

    /// A text in which something looks like a secret.
    private static func text(_ change: ResourceChange, _ path: AttributePath, _ value: JSONValue) -> [Observation] {
        var found: [Observation] = []
        walk(value, path, name: "") { path, name, text in
            guard !change.after.isSensitive(path), let kind = SecretPatterns.kind(of: text, named: name) else { return }
            found.append(
                finding(
                    change, path, .refuse, "\(kind) stands in clear\(name.isEmpty ? "" : " in \(name)")",
                    "Give the task a reference (`secrets` with valueFrom), and change this one: it has been seen."))
        }
        return found
    }

    /// Calls `visit` for each text below a value with the name it has; JSON in a text is looked into.
    private static func walk(
        _ value: JSONValue, _ path: AttributePath, name: String, visit: (AttributePath, String, String) -> Void
    ) {
        switch value {
        case .string(let text):
            if let inner = decoded(text) { within(inner, path, name: name, visit: visit) }
            if text.utf8.count < 1 << 20, text.hasPrefix("[") || text.hasPrefix("{"), let inner = JSONValue(text: text)
            {
                walk(inner, path, name: name) { _, name, text in visit(path, name, text) }
            } else {
                visit(path, name, text)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                walk(element, path.appending(.index(index)), name: name, visit: visit)
            }
        case .object(let object):
            if case .string(let name)? = object["name"], case .string(let text)? = object["value"] {
                // CodeBuild: the value is then the name of the secret.
                if let type = object["type"]?.string, ["SECRETS_MANAGER", "PARAMETER_STORE"].contains(type) { return }
                // `{name, value}`, as containers and build projects have their variables.
                visit(path.appending("value"), name, text)
                if let inner = decoded(text) { within(inner, path.appending("value"), name: name, visit: visit) }
                for member in object.members where !["name", "value"].contains(member.key) {
                    walk(member.value, path.appending(.key(member.key)), name: member.key, visit: visit)
                }
                return
            }
            for member in object.members where member.key != "secrets" && member.key != "valueFrom" {
                walk(member.value, path.appending(.key(member.key)), name: member.key, visit: visit)
            }
        case .null, .bool, .number: break
        }
    }

    /// Looks into a text that was packed: JSON by its members, anything else as it is.
    private static func within(
        _ text: String, _ path: AttributePath, name: String, visit: (AttributePath, String, String) -> Void
    ) {
        guard text.hasPrefix("{") || text.hasPrefix("["), let inner = JSONValue(text: text) else {
            return visit(path, name, text)
        }
        walk(inner, path, name: name, visit: visit)
    }

    /// The text of what is written in base64, as user data is; nil if it is none.
    private static func decoded(_ text: String) -> String? {
        guard text.utf8.count >= 24, text.utf8.count < 1 << 16, text.utf8.count % 4 == 0,
            text.utf8.allSatisfy({
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 43 || $0 == 47
                    || $0 == 61
            }), let data = Data(base64Encoded: text)
        else { return nil }
        return String(bytes: data, encoding: .utf8)
    }

    // MARK: Beside the resources

    static func check(_ facts: PlanFacts) -> [Observation] {
        var found: [Observation] = []
        for variable in facts.variables + facts.providerConstants where !variable.isSensitive {
            let isConstant = variable.name.contains(".")
            // Terraform says of a variable as a whole that it is sensitive, never of a part.
            walk(
                variable.value, AttributePath([]), name: variable.name.split(separator: ".").last.map(String.init) ?? ""
            ) {
                _, name, text in
                guard let kind = SecretPatterns.kind(of: text, named: name) else { return }
                found.append(
                    everybody(
                        Observation(
                            "secret-in-clear", .secrets, .refuse,
                            at: isConstant ? variable.name : "var.\(variable.name)",
                            "\(kind) stands in clear in the plan",
                            hint:
                                "Declare the variable sensitive and ephemeral, and give it by a write-only argument; change this one: it has been seen."
                        )))
            }
        }
        for output in facts.outputs where output.action != .noOp && output.action != .delete {
            guard !output.after.isSensitive(AttributePath([])) else { continue }
            walk(output.after.values, AttributePath([]), name: output.name) { _, name, text in
                guard let kind = SecretPatterns.kind(of: text, named: name) else { return }
                found.append(
                    everybody(
                        Observation(
                            "secret-in-clear", .secrets, .refuse, at: "output.\(output.name)",
                            "\(kind) stands in clear in an output",
                            hint: "Do not output it; whoever needs it reads Secrets Manager.")))
            }
        }
        return found
    }

    private static func everybody(_ observation: Observation) -> Observation {
        var observation = observation
        observation.concernsEverybody = true
        return observation
    }

    private static func finding(
        _ change: ResourceChange, _ path: AttributePath, _ verdict: Verdict, _ summary: String, _ hint: String
    ) -> Observation {
        everybody(
            Observation("secret-in-clear", .secrets, verdict, at: change.address, path: path, summary, hint: hint))
    }
}
