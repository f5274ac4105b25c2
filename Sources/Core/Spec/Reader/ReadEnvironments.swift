// Reads where the flow runs.

internal import Yams

extension FlowSpecReader {
    static func readEnvironments(_ top: MapReader) -> [EnvironmentSpec] {
        guard top.has("environments") else {
            top.tookDefault(
                "environments", "{ production: { target: hosts } }",
                because: "the users' environment on hosts is the least that a flow needs")
            return [EnvironmentSpec(name: "production", target: .hosts)]
        }
        let map = top.map("environments", known: nil)
        if map.keys.isEmpty, top.notes.isSound("environments") {
            top.noteError(
                "missing-key", "environments", "names no environment",
                hint: "write environments: { production: { target: hosts } }")
        }
        let environments = map.keys.compactMap { name -> EnvironmentSpec? in
            guard let node = map.node(name) else { return nil }
            if case .failure(let fault) = ValueKind.label.read(name) {
                top.notes.error(
                    fault.code, map.path(of: name), at: map.place(of: name),
                    "environments: \(name.quoted) \(fault.problem)", hint: fault.hint)
            }
            return readEnvironment(name, node, in: map)
        }
        checkLike(environments, map)
        return environments
    }

    private static func readEnvironment(_ name: String, _ node: Node, in parent: MapReader) -> EnvironmentSpec {
        let map = MapReader(
            node, path: parent.path(of: name), place: parent.place(of: name),
            known: SpecKeys.known["environments.NAME"], notes: parent.notes)
        let target = map.take(
            "target", ValueKind<EnvironmentSpec.Target>.choice, default: .hosts, shown: "hosts",
            because: "hosts need nothing but this machine")
        let approve = map.texts("approve", example: "release-managers")
        map.tookDefault("approve", "none", because: "the evidence decides; write roles where a person must agree too")
        let environment = EnvironmentSpec(
            name: name, target: target, like: optional(map, "like", .text), approve: approve ?? [],
            listen: readListen(map), cluster: optional(map, "cluster", .text),
            listenerRule: optional(map, "listenerRule", .arn))
        if map.notes.isSound(map.path(of: "target")) { checkTarget(target, map) }
        return environment
    }

    private static func optional(_ map: MapReader, _ key: String, _ kind: ValueKind<String>) -> String? {
        guard case .value(let value) = map.find(key, kind) else { return nil }
        return value
    }

    private static func readListen(_ map: MapReader) -> String? {
        guard case .value(let target) = map.find("target", ValueKind<EnvironmentSpec.Target>.choice), target == .ecs
        else {
            return map.takeOptional("listen", .listen, because: "a free port on loopback: nobody else reaches it")
        }
        return nil
    }

    private static func checkTarget(_ target: EnvironmentSpec.Target, _ map: MapReader) {
        let own = target == .ecs ? ["cluster", "listenerRule"] : []
        let foreign = target == .ecs ? ["listen"] : ["cluster", "listenerRule"]
        for key in foreign where map.has(key) {
            map.noteError(
                "conflict", key, "does not go with target: \(target.rawValue)",
                hint: "remove \(key), or write target: \(target == .ecs ? "hosts" : "ecs")")
        }
        for key in own where !map.has(key) {
            let example = key == "cluster" ? "NAME" : "arn:aws:elasticloadbalancing:…:listener-rule/…"
            map.noteMissing(key, hint: "target: ecs needs it: write \(key): \(example)")
        }
    }

    private static func checkLike(_ environments: [EnvironmentSpec], _ map: MapReader) {
        let names = environments.map(\.name)
        let like = Dictionary(environments.map { ($0.name, $0.like) }, uniquingKeysWith: { first, _ in first })
        var reported: Set<String> = []
        for environment in environments {
            guard let other = environment.like, let node = map.node(environment.name)?.mapping else { continue }
            let place = node["like"].flatMap { Place($0) } ?? map.place(of: environment.name)
            let path = map.path(of: environment.name) + ".like"
            guard names.contains(other) else {
                let hint = nearest(other, in: names).map { "did you mean \($0)?" }
                map.notes.error(
                    "unknown-environment", path, at: place, "\(path): there is no environment \(other.quoted)",
                    hint: hint ?? "environments are: \(names.joined(separator: ", ").shortened)")
                continue
            }
            let chain = chain(from: environment.name, like)
            guard let chain, !reported.contains(environment.name) else { continue }
            reported.formUnion(chain)
            map.notes.error(
                "cycle", path, at: place,
                "\(path): \((chain + [environment.name]).joined(separator: " is like ").shortened)",
                hint: "let one environment stand for itself: remove its like")
        }
    }

    /// The environments of the circle that `start` lies in; nil if it lies in none.
    private static func chain(from start: String, _ like: [String: String?]) -> [String]? {
        var visited = [start]
        while let next = like[visited[visited.count - 1]] ?? nil {
            if next == start { return visited }
            if visited.contains(next) { return nil }
            visited.append(next)
        }
        return nil
    }
}

extension ValueKind where Value == String {
    /// The name of something at AWS.
    static var arn: ValueKind {
        let example = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener-rule/app/web/1/2/3"
        return ValueKind.text.renamed("an ARN", example: example).checked { text in
            text.hasPrefix("arn:") && text.split(separator: ":", omittingEmptySubsequences: false).count >= 6
                ? nil : ValueFault(problem: "is not an ARN", hint: "write it whole: \(example)")
        }
    }

    /// Where users reach the flow, `host:port`.
    static var listen: ValueKind {
        ValueKind(noun: "an address", example: "127.0.0.1:8080") { text in
            guard let colon = text.lastIndex(of: ":") else {
                let hint = Int(text) == nil ? "write \(text.prefix(60)):8080" : "write 127.0.0.1:\(text)"
                return .failure(ValueFault(problem: "is not host:port", hint: hint))
            }
            let host = text[..<colon]
            let port = String(text[text.index(after: colon)...])
            let isHost = !host.isEmpty && host.unicodeScalars.allSatisfy { $0.isHostLetter } && isBracketed(host)
            guard isHost else {
                return .failure(
                    ValueFault(
                        problem: "has no host before the port",
                        hint: "write 127.0.0.1:8080; an IPv6 address in brackets: \"[::1]:8080\""))
            }
            return ValueKind<Int>.port.read(port).map { _ in text }.mapError { _ in
                ValueFault(
                    code: "out-of-range", problem: "has no valid port",
                    hint: "write a port between 1 and 65535 behind the colon: \(host.prefix(60)):8080")
            }
        }
    }

    private static func isBracketed(_ host: Substring) -> Bool {
        let isIPv6 = host.contains(":") || host.contains("[") || host.contains("]")
        return !isIPv6 || (host.hasPrefix("[") && host.hasSuffix("]") && host.dropFirst().dropLast().contains(":"))
    }
}

extension ValueKind where Value == Int {
    /// A TCP port.
    static var port: ValueKind { .integer(1...65_535, example: 8080) }
}

extension Unicode.Scalar {
    /// What may stand in a host name or an IP address.
    fileprivate var isHostLetter: Bool {
        isASCII && (properties.isAlphabetic || isLabelLetter || ".-_:[]*".unicodeScalars.contains(self))
    }
}
