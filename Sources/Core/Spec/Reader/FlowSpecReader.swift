// Reads `steady.yaml`: one text in, a specification or all of its faults out, and every default with its reason.

internal import Yams

/// A default that stands for a key that was not written.
package struct DefaultTaken: Codable, Hashable, Sendable {
    /// The key's full path: `objectives.latency.warn`.
    package var key: String
    /// The value taken, as it would be written; `none` where the key has no value.
    package var value: String
    /// Why this value, in one sentence.
    package var reason: String

    /// A default taken for `key`.
    package init(key: String, value: String, reason: String) {
        self.key = key
        self.value = value
        self.reason = reason
    }
}

/// What came out of reading a `steady.yaml`.
package struct SpecReading: Sendable {
    /// The specification; nil if any diagnostic is an error.
    package var spec: FlowSpec?
    /// Everything wrong or remarkable, in the order of the file; at most `SpecLimits.diagnostics` and one that
    /// counts the rest.
    package var diagnostics: [Diagnostic]
    /// The defaults taken, in a fixed order, one per key; empty if there is no specification.
    package var defaults: [DefaultTaken]

    /// A reading.
    package init(spec: FlowSpec?, diagnostics: [Diagnostic], defaults: [DefaultTaken]) {
        self.spec = spec
        self.diagnostics = diagnostics
        self.defaults = defaults
    }
}

/// The reader of `steady.yaml`, version 1 (docs/formats/steady-yaml.md).
package enum FlowSpecReader {
    /// Reads a specification; `file` is named in the diagnostics. Never throws: whatever is wrong is a diagnostic.
    /// Gives either a specification or at least one error.
    package static func read(_ text: String, file: String) -> SpecReading {
        let source = YAMLSource(text, file: file)
        guard source.diagnostics.isEmpty else {
            return SpecReading(spec: nil, diagnostics: source.diagnostics, defaults: [])
        }
        let notes = SpecNotes(file: file, renamed: source.renamed)
        guard let root = rootMapping(source.root, notes), isVersionOne(root, notes) else {
            return SpecReading(spec: nil, diagnostics: notes.sorted, defaults: [])
        }
        let place = Place(root) ?? .start
        let top = MapReader(root, path: "", place: place, known: SpecKeys.known[""], notes: notes)
        let spec = specification(top)
        guard !notes.hasErrors else { return SpecReading(spec: nil, diagnostics: notes.sorted, defaults: []) }
        return SpecReading(spec: spec, diagnostics: notes.sorted, defaults: notes.defaults)
    }

    private static func rootMapping(_ root: Node?, _ notes: SpecNotes) -> Node? {
        let hint = "begin with the lines steady: 1 and flow: NAME (docs/formats/steady-yaml.md)"
        switch root {
        case nil:
            notes.error("empty-file", "", at: .start, "the file is empty", hint: hint)
        case .scalar(let scalar) where scalar.isNothing:
            notes.error("empty-file", "", at: .start, "the file is empty", hint: hint)
        case .mapping: return root
        case .some(let other):
            let kind = other.sequence == nil ? "a text" : "a list"
            notes.error(
                "not-a-mapping", "", at: Place(other) ?? .start, "the file is \(kind), not a mapping of keys",
                hint: hint)
        }
        return nil
    }

    /// Another version may have other keys: then nothing else is said.
    private static func isVersionOne(_ root: Node, _ notes: SpecNotes) -> Bool {
        guard case .mapping(let mapping) = root,
            let pair = mapping.first(where: { $0.key.scalar?.string == "steady" }),
            let text = pair.value.scalar?.string, text != "1", !(pair.value.scalar?.isNothing ?? true)
        else { return true }
        notes.error(
            "unsupported-version", "steady", at: Place(pair.value) ?? .start,
            "steady: \(text.quoted) is a version that this program does not read",
            hint: "write steady: 1, or use the program that this file was written for")
        return false
    }

    private static func specification(_ top: MapReader) -> FlowSpec {
        _ = top.require("steady", .integer(1...1, example: 1), why: "the version of this format")
        let flow = top.require("flow", .label, why: "the flow's name")
        let owner = readOwner(top, flow: flow)
        let routes = readRoutes(top)
        let objectives = readObjectives(top.map("objectives", known: "objectives"))
        let traffic = readTraffic(top.map("traffic", known: "traffic"))
        let environments = readEnvironments(top)
        let secrets = readSecrets(top)
        let names = top.notes.isSound("secrets") ? secrets.map(\.name) : nil
        return FlowSpec(
            flow: flow ?? "", owner: owner, routes: routes, objectives: objectives, traffic: traffic,
            environments: environments, service: readService(top.map("service", known: "service"), secrets: names),
            rollout: readRollout(top.map("rollout", known: "rollout"), latency: objectives.latency),
            pipeline: readPipeline(top), postgres: readPostgres(top, secrets: names), secrets: secrets,
            budget: readBudget(top), dependencies: readDependencies(top), degrade: readDegrade(top),
            notify: readNotify(top, secrets: names),
            runbooks: top.takeOptional("runbooks", .folder, because: "no folder, no runbooks to run"),
            review: readReview(top.map("review", known: "review")))
    }
}
