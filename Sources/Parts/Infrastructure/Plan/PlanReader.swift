// Reads a plan's JSON of any size: changes are handed out one by one and not kept.

internal import Core
internal import Foundation

/// Reads what `terraform show -json PLAN` writes: formats without a version, 0.x and 1.x.
package struct PlanReader {
    /// Something that a plan plans, or found.
    package enum Item: Sendable {
        /// A change that will be made.
        case change(ResourceChange)
        /// A change that happened outside Terraform since the last apply.
        case drift(ResourceChange)
    }

    private let visit: (Item) throws -> Void
    private var facts = PlanFacts()
    private var digests: [(address: String, digest: String)] = []
    private var isPlan = false
    private var sensitiveVariables: Set<String> = []
    private var stateVersion: String?

    private init(visit: @escaping (Item) throws -> Void) {
        self.visit = visit
    }

    /// Reads a plan from pieces of bytes (an empty piece ends it) and calls `visit` for each change as it comes.
    /// Throws `PlanError`, or what `next` or `visit` throws.
    package static func read(
        _ next: @escaping () throws -> [UInt8], visit: @escaping (Item) throws -> Void
    ) throws -> PlanFacts {
        var reader = PlanReader(visit: visit)
        return try reader.run(next)
    }

    private mutating func run(_ next: @escaping () throws -> [UInt8]) throws -> PlanFacts {
        let counted = CountedSource(next)
        try counted.refuseBinary()
        var json = JSONReader(refill: counted.next)
        do {
            try top(&json)
            try json.end()
        } catch let fault as JSONFault {
            throw Self.error(fault)
        }
        guard isPlan else { throw notAPlan() }
        // The order of a plan's keys is its writer's: the variables may have come before or after what declares them.
        for index in facts.variables.indices where sensitiveVariables.contains(facts.variables[index].name) {
            facts.variables[index].isSensitive = true
        }
        (facts.fileDigest, facts.bytes) = counted.finish()
        let lines = digests.sorted { ($0.address, $0.digest) < ($1.address, $1.digest) }
        facts.changesDigest = Digest(ofText: lines.map { "\($0.digest) \($0.address)\n" }.joined())
        return facts
    }

    // MARK: The top level

    private mutating func top(_ json: inout JSONReader) throws {
        guard try json.enterObject() else {
            // Whatever is no JSON at all says so itself.
            _ = try json.value()
            throw PlanError(
                .notAPlan, message: "the file is JSON, and no plan: it does not begin with an object",
                hint: "Make one with `terraform plan -out=plan.bin` and `terraform show -json plan.bin`.")
        }
        while let key = try json.nextKey() {
            switch key {
            case "format_version": try version(json.value())
            case "terraform_version": facts.terraformVersion = try json.value().string ?? ""
            case "timestamp": facts.timestamp = try json.value().string.flatMap(Self.time)
            case "complete": facts.isComplete = try json.value().bool
            case "errored": facts.isErrored = try json.value().bool
            case "applyable": facts.isApplyable = try json.value().bool
            case "variables": try variables(&json)
            case "resource_changes": try changes(&json, isDrift: false)
            case "resource_drift": try changes(&json, isDrift: true)
            case "deferred_changes": try deferred(&json)
            case "output_changes": try outputs(&json)
            case "checks": try checks(&json)
            case "configuration": try configuration(&json)
            case "planned_values":
                isPlan = true
                try json.skip()
            default: try json.skip()
            }
        }
    }

    private mutating func version(_ value: JSONValue) throws {
        guard let text = value.string else { return }
        facts.formatVersion = text
        let major = text.split(separator: ".").first.flatMap { Int($0) }
        guard let major, major <= 1 else {
            throw PlanError(
                .wrongVersion,
                message: "the plan's format is \(text.prefix(20)); this version of Steady knows 0.1 to 1.x",
                hint: "Use a newer Steady, or make the plan with an older Terraform.")
        }
    }

    private mutating func variables(_ json: inout JSONReader) throws {
        for member in try json.value().object?.members ?? [] {
            guard let value = member.value["value"] else { continue }
            facts.variables.append(.init(name: member.key, value: value, isSensitive: false))
        }
    }

    private mutating func changes(_ json: inout JSONReader, isDrift: Bool) throws {
        if !isDrift { isPlan = true }
        guard try json.enterArray() else { return try json.skip() }
        while try json.nextElement() {
            let value = try json.value()
            guard let change = ResourceChange(plan: value) else { continue }
            if isDrift {
                try visit(.drift(change))
                continue
            }
            facts.counts[change.action, default: 0] += 1
            if !change.action.isQuiet || change.previousAddress != nil {
                let bytes = (value["change"] ?? .null).canonicalBytes
                digests.append((change.address + (change.deposed ?? ""), Digest(of: bytes).hex))
            }
            try visit(.change(change))
        }
    }

    private mutating func deferred(_ json: inout JSONReader) throws {
        for element in try json.value().array ?? [] {
            let change = element["resource_change"]
            facts.deferred.append(
                .init(
                    address: change?["address"]?.string ?? "a resource",
                    reason: element["reason"]?.string ?? "unknown"))
        }
    }

    private mutating func outputs(_ json: inout JSONReader) throws {
        for member in try json.value().object?.members ?? [] {
            facts.outputs.append(
                .init(
                    name: member.key, action: ResourceChange.action(member.value),
                    before: ResourceChange.snapshot(member.value, "before"),
                    after: ResourceChange.snapshot(member.value, "after")))
        }
    }

    private mutating func checks(_ json: inout JSONReader) throws {
        for element in try json.value().array ?? [] {
            guard let status = element["status"]?.string, status != "pass" else { continue }
            let problems = (element["instances"]?.array ?? []).flatMap { instance in
                (instance["problems"]?.array ?? []).compactMap { $0["message"]?.string }
            }
            facts.checks.append(
                .init(
                    address: element["address"]?["to_display"]?.string ?? "a check", status: status,
                    problems: problems))
        }
    }

    private mutating func configuration(_ json: inout JSONReader) throws {
        var configuration = ConfigurationReader()
        try configuration.read(&json)
        facts.graph = configuration.graph
        facts.providerConstants = configuration.constants
        sensitiveVariables = configuration.sensitiveVariables
    }

    // MARK: Faults

    private func notAPlan() -> PlanError {
        PlanError(
            .notAPlan, message: "the file is JSON, and no plan: it has neither resource_changes nor planned_values",
            hint: "It may be a state (`terraform show -json` without a plan file). "
                + "Make a plan with `terraform plan -out=plan.bin` and `terraform show -json plan.bin`.")
    }

    private static func error(_ fault: JSONFault) -> PlanError {
        let hint =
            switch fault.code {
            case .truncated: "The file is cut off: make it again with `terraform show -json plan.bin > plan.json`."
            case .tooDeep, .tooLong: "No plan that Terraform writes is like this: check where the file comes from."
            case .unexpected:
                "Make the file anew with `terraform show -json plan.bin > plan.json`, without other output."
            }
        return PlanError(.malformed, message: "the plan is not valid JSON at \(fault)", hint: hint)
    }

    /// RFC 3339, as Terraform writes it.
    static func time(_ text: String) -> WallTime? {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions =
            text.contains(".") ? [.withInternetDateTime, .withFractionalSeconds] : .withInternetDateTime
        return formatter.date(from: text).map { WallTime(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
    }
}

/// Bytes on their way to the reader, counted and hashed.
private final class CountedSource {
    private let source: () throws -> [UInt8]
    private var first: [UInt8]?
    private var hasher = Digest.Stream()
    private var count = 0

    init(_ source: @escaping () throws -> [UInt8]) {
        self.source = source
    }

    func next() throws -> [UInt8] {
        if let first {
            self.first = nil
            return first
        }
        let piece = try source()
        hasher.add(piece)
        count += piece.count
        return piece
    }

    /// A saved plan is a zip archive.
    func refuseBinary() throws {
        let piece = try next()
        guard !piece.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
            throw PlanError(
                .binary, message: "the file is a saved plan (binary), and not its JSON",
                hint: "Show it first: `terraform show -json plan.bin > plan.json`, in the folder of its configuration.")
        }
        guard !piece.isEmpty else {
            throw PlanError(
                .malformed, message: "the plan is empty", hint: "Check that the command that made it worked.")
        }
        first = piece.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(piece.dropFirst(3)) : piece
    }

    func finish() -> (Digest, Int) { (hasher.finish(), count) }
}
