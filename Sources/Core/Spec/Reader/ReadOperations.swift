// Reads what the flow needs to be kept up: pipeline, data, secrets, budget, dependencies, degradation, news.

internal import Yams

extension FlowSpecReader {
    static func readPipeline(_ top: MapReader) -> [String: String] {
        top.tookDefault("pipeline", "none", because: "no commands to run: releases come ready-made")
        let map = top.map("pipeline", known: nil)
        var stages: [String: String] = [:]
        for stage in map.keys {
            guard case .value(let command) = map.find(stage, .text.renamed("a command", example: "make test")) else {
                continue
            }
            stages[stage] = command
        }
        return stages
    }

    static func readPostgres(_ top: MapReader, secrets: [String]?) -> PostgresSpec? {
        let data = top.map("data", known: "data")
        guard data.has("postgres") else {
            data.tookDefault("postgres", "none", because: "a flow without a database of its own")
            return nil
        }
        let map = data.map("postgres", known: "data.postgres")
        let objectives: ClosedRange<Duration> = .seconds(1)...(.seconds(30 * 86_400))
        let server = map.take(
            "server", ValueKind<PostgresSpec.Server>.choice, default: .external, shown: "external",
            because: "a real database is run by somebody else; scratch is for trying out")
        if server == .scratch, let secrets, !secrets.contains("database-url") {
            map.notes.warning(
                "unused-database", at: map.valuePlace(of: "server"),
                "server: scratch writes the secret database-url, which is not in secrets: nothing can read it",
                hint: "add { name: database-url, rotate: 90d } to secrets and DATABASE_URL: secret:database-url to "
                    + "service.env")
        }
        return PostgresSpec(
            rpo: map.take(
                "rpo", .duration(objectives, example: "5m"), default: .seconds(300), shown: "5m",
                because: "what continuous archiving reaches without effort, managed or not"),
            rto: map.take(
                "rto", .duration(objectives, example: "1h"), default: .seconds(3600), shown: "1h",
                because: "a restore of a small database, with somebody finding the page first"),
            drill: map.take(
                "drill", .interval, default: .seconds(90 * 86_400), shown: "90d",
                because: "quarterly; older evidence does not prove that a restore works"),
            server: server)
    }

    static func readSecrets(_ top: MapReader) -> [SecretSpec] {
        top.tookDefault("secrets", "none", because: "a flow that needs no secret")
        let hint = "write secrets: [{ name: database-url, rotate: 90d }]"
        return readNamed(top, "secrets", kind: .name("database-url"), hint: hint) { name, map in
            SecretSpec(
                name: name,
                rotate: map.take(
                    "rotate", .interval, default: .seconds(90 * 86_400), shown: "90d",
                    because: "the promise: no secret older than 90 days"))
        }
    }

    static func readBudget(_ top: MapReader) -> BudgetSpec? {
        guard top.has("budget") else {
            top.tookDefault("budget", "none", because: "what it may cost cannot be guessed")
            return nil
        }
        let map = top.map("budget", known: "budget")
        let monthly = map.require("monthly", .money, why: "what the flow may cost in a month")
        let warn = map.take(
            "warn", .percent(Percent(microPercent: 1_000_000)...Percent(microPercent: 100_000_000), example: "80%"),
            default: Percent(microPercent: 80_000_000), shown: "80%",
            because: "a fifth is left to act before the budget is spent")
        return monthly.map { BudgetSpec(monthly: $0, warn: warn) }
    }

    static func readDependencies(_ top: MapReader) -> [DependencySpec] {
        top.tookDefault("dependencies", "none", because: "a flow that depends on nothing outside")
        let hint = "write dependencies: [{ name: payment-api, failure: \"queue it, confirm later\" }]"
        return readNamed(top, "dependencies", kind: .name("payment-api"), hint: hint) { name, map in
            DependencySpec(
                name: name,
                failure: map.take(
                    "failure", .text, default: "", shown: "none",
                    because: "what happens when it fails cannot be guessed; check lists it"),
                drill: map.take(
                    "drill", .interval, default: .seconds(90 * 86_400), shown: "90d",
                    because: "quarterly, like every other drill"))
        }
    }

    static func readDegrade(_ top: MapReader) -> [DegradeSpec] {
        top.tookDefault("degrade", "none", because: "what can be switched off cannot be guessed")
        let hint = "write degrade: [{ name: recommendations-off, when: burn > 6 }]"
        let kind = ValueKind<String>.name("recommendations-off")
        return readNamed(top, "degrade", kind: kind, allowsOther: true, hint: hint) { name, map in
            let when = map.require(
                "when", .text.renamed("a condition", example: "burn > 6"), why: "the condition of this step")
            var other: [String: String] = [:]
            for key in map.keys where key != "name" && key != "when" {
                if case .value(let text) = map.find(key, .anyText) { other[key] = text }
            }
            return DegradeSpec(name: name, when: when ?? "", other: other)
        }
    }

    static func readNotify(_ top: MapReader, secrets: [String]?) -> [String: SecretReference] {
        top.tookDefault("notify", "none", because: "the page and the ledger show everything; nobody is called")
        let map = top.map("notify", known: "notify")
        var channels: [String: SecretReference] = [:]
        for channel in map.keys {
            guard case .value(let reference) = map.find(channel, .secretReference) else { continue }
            channels[channel] = reference
            checkSecret(reference, channel, map, secrets)
        }
        return channels
    }

    /// The entries of a list of mappings, each with a `name` of its own; `read` reads the other keys.
    private static func readNamed<Entry>(
        _ top: MapReader, _ key: String, kind: ValueKind<String>, allowsOther: Bool = false, hint: String,
        read: (String, MapReader) -> Entry
    ) -> [Entry] {
        guard let nodes = top.list(key, hint: hint) else { return [] }
        var lines: [String: Int] = [:]
        var result: [Entry] = []
        for (index, node) in nodes.enumerated() {
            let place = Place(node) ?? top.place(of: key)
            guard node.mapping != nil else {
                top.notes.error("wrong-type", key, at: place, "\(key)[\(index)] is not a mapping", hint: hint)
                continue
            }
            let map = MapReader(
                node, path: "\(key)[\(index)]", place: place, known: SpecKeys.known["\(key)[]"],
                allowsOther: allowsOther, notes: top.notes)
            let name = map.require("name", kind, why: "the name by which it is known")
            if name == nil { top.notes.markFaulty(key) }
            if let name, let line = lines[name] {
                map.noteError(
                    "duplicate-name", "name", "is \(name.quoted), the name of the entry in line \(line)",
                    hint: "keep one of the two, or choose another name")
            } else if let name {
                lines[name] = map.valuePlace(of: "name").line
            }
            result.append(read(name ?? "", map))
        }
        return result
    }
}

extension ValueKind where Value == Duration {
    /// How often something is repeated, an hour to two years.
    static var interval: ValueKind { .duration(.seconds(3600)...(.seconds(730 * 86_400)), example: "90d") }
}
