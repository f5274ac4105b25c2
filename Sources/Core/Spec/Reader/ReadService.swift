// Reads how an instance of the service is started, found healthy and stopped.

internal import Yams

extension FlowSpecReader {
    static func readService(_ map: MapReader, secrets: [String]?) -> ServiceSpec {
        let runtime = map.take(
            "runtime", ValueKind<ServiceSpec.Runtime>.choice, default: .exec, shown: "exec",
            because: "a process needs nothing installed; podman needs podman and an image")
        let hostPort = "the usual port of a service inside a container; with exec each instance gets its own in PORT"
        return ServiceSpec(
            runtime: runtime, run: readRun(map, runtime: runtime),
            port: map.take("port", .port, default: 8080, shown: "8080", because: hostPort),
            health: map.take(
                "health", .urlPath, default: "/healthz", shown: "/healthz",
                because: "the customary path of a health check"),
            config: map.takeOptional("config", .folder, because: "a service without configuration files"),
            environment: readServiceEnvironment(map, secrets: secrets),
            instances: map.take(
                "instances", .integer(1...50, example: 2), default: 2, shown: "2",
                because: "one may fail or be replaced while the other serves"),
            startWithin: map.take(
                "startWithin", .duration(.seconds(1)...(.seconds(900)), example: "30s"), default: .seconds(30),
                shown: "30s", because: "a service starts in seconds; one that needs longer is taken for broken"),
            stopWithin: map.take(
                "stopWithin", .duration(.seconds(1)...(.seconds(600)), example: "30s"), default: .seconds(30),
                shown: "30s", because: "longer than any request should take, so that a stop loses none"),
            sessionCookie: map.takeOptional(
                "session", .sessionCookie, because: "not said: requests are judged instead of whole sessions"),
            schemaFloor: map.takeOptional(
                "schemaFloor", .integer(0...1_000_000_000, example: 12),
                because: "not said: releases are taken to work with any schema"))
    }

    private static func readRun(_ map: MapReader, runtime: ServiceSpec.Runtime) -> [String] {
        guard let node = map.node("run") else {
            if runtime == .exec, map.notes.isSound(map.path(of: "runtime")) {
                map.noteMissing("run", hint: "write run: \"./donations\", the command that starts an instance")
            } else {
                map.tookDefault("run", "none", because: "the image starts by its own command")
            }
            return []
        }
        if case .sequence(let items) = node, items.count <= SpecLimits.entries {
            let words = items.compactMap {
                map.notes.scalar($0, .anyText, path: map.path(of: "run"), fallback: map.valuePlace(of: "run"))
            }
            if runtime == .exec, words.first.map(\.isEmpty) ?? items.isEmpty {
                map.noteError("no-value", "run", "names no command", hint: "write run: \"./donations\"")
            }
            return words
        }
        guard case .value(let command) = map.find("run", .command) else { return [] }
        if let sign = command.shellSign {
            map.notes.warning(
                "shell-syntax", at: map.valuePlace(of: "run"),
                "service.run holds \(sign.quoted), but no shell runs it: it is passed on as it stands",
                hint: "write run: \"sh -c '…'\" if a shell is meant, quotes around it if not")
        }
        return command.words
    }

    private static func readServiceEnvironment(_ map: MapReader, secrets: [String]?) -> [String: EnvironmentValue] {
        guard map.has("env") else {
            map.tookDefault("env", "none", because: "a service without settings beyond PORT and STEADY_…")
            return [:]
        }
        let environment = map.map("env", known: nil)
        var result: [String: EnvironmentValue] = [:]
        for key in environment.keys {
            let path = environment.path(of: key)
            if let fault = environmentNameFault(key) {
                let problem = "service.env: \(key.quoted) \(fault.problem)"
                map.notes.error(fault.code, path, at: environment.place(of: key), problem, hint: fault.hint)
                continue
            }
            guard case .value(let value) = environment.find(key, .environmentValue) else { continue }
            result[key] = value
            if case .secret(let reference) = value { checkSecret(reference, key, environment, secrets) }
        }
        return result
    }

    private static func environmentNameFault(_ key: String) -> ValueFault? {
        if let colon = key.firstIndex(of: ":") {
            return ValueFault(
                problem: "lacks a space after the colon",
                hint: "write \(key[..<colon].prefix(40)): \(key[key.index(after: colon)...].prefix(40))")
        }
        if key == "PORT" || key.hasPrefix("STEADY_") {
            return ValueFault(
                code: "conflict", problem: "is set by Steady for each instance",
                hint: "remove it or choose another name")
        }
        let isName =
            key.unicodeScalars.allSatisfy {
                $0 == "_" || ($0.isASCII && ($0.properties.isAlphabetic || $0.isLabelLetter))
            }
            && !(key.unicodeScalars.first.map { (48...57).contains($0.value) } ?? true)
        guard !isName else { return nil }
        return ValueFault(
            problem: "is not a name for an environment variable",
            hint: "write letters, digits and underscores, not beginning with a digit: DATABASE_URL")
    }

    /// Notes an error unless `reference`, at `key`, names one of `secrets`; nil means that those are not known.
    static func checkSecret(_ reference: SecretReference, _ key: String, _ map: MapReader, _ secrets: [String]?) {
        guard let secrets, !secrets.contains(reference.name) else { return }
        let near = nearest(reference.name, in: secrets).map { "did you mean secret:\($0)? Else " } ?? ""
        map.noteError(
            "unknown-secret", key, "names the secret \(reference.name.quoted), which is not in secrets",
            hint: near + "add { name: \(reference.name.prefix(40)), rotate: 90d } to secrets")
    }
}

extension ValueKind where Value == SecretReference {
    /// `secret:NAME`.
    static var secretReference: ValueKind {
        ValueKind(noun: "a secret by name", example: "secret:slack-webhook") { text in
            guard text.hasPrefix("secret:") else {
                return .failure(
                    ValueFault(
                        problem: "is not a secret by name",
                        hint: "this is a secret: put its value into the secret store, its name into secrets, and "
                            + "write secret:NAME"))
            }
            let name = String(text.dropFirst("secret:".count))
            return ValueKind<String>.label.read(name).map { SecretReference(name: $0) }.mapError { fault in
                let right = name.asLabel
                return ValueFault(
                    problem: "does not name a secret",
                    hint: right.isEmpty ? "write secret:NAME" : "write secret:\(right)")
            }
        }
    }
}

extension ValueKind where Value == EnvironmentValue {
    /// A value itself, or `secret:NAME`.
    static var environmentValue: ValueKind {
        ValueKind(noun: "a text or secret:NAME", example: "\"1\"") { text in
            text.hasPrefix("secret:")
                ? ValueKind<SecretReference>.secretReference.read(text).map { .secret($0) }
                : ValueKind<String>.anyText.read(text).map { .plain($0) }
        }
    }
}

extension ValueKind where Value == String {
    /// `cookie NAME`, read as the name.
    static var sessionCookie: ValueKind {
        ValueKind(noun: "where the session id is", example: "cookie donor") { text in
            let parts = text.split(separator: " ")
            guard parts.count == 2, parts[0] == "cookie" else {
                let hint = parts.count == 1 ? "write cookie \(parts[0].prefix(60))" : "write cookie NAME"
                return .failure(ValueFault(problem: "does not say where the session id is", hint: hint))
            }
            let isToken = parts[1].unicodeScalars.allSatisfy {
                $0.isASCII && $0.value > 32 && $0.value < 127 && !"()<>@,;:\\\"/[]?={}".unicodeScalars.contains($0)
            }
            return isToken && parts[1].count <= 100
                ? .success(String(parts[1]))
                : .failure(ValueFault(problem: "is not the name of a cookie", hint: "write cookie donor"))
        }
    }
}
