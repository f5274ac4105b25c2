// Reads one mapping of the specification: unknown and duplicate keys, then key by key with defaults.

internal import Yams

/// One key of a mapping with its value.
struct MapEntry {
    var place: Place
    var node: Node
}

/// What was found at a key.
enum Found<Value> {
    case missing
    /// It is there, but wrong: already noted.
    case faulty
    case value(Value)
}

/// One mapping of the specification.
struct MapReader {
    /// Where all readers note what they find.
    let notes: SpecNotes
    /// The path of the mapping: `objectives.latency`; empty for the root.
    let path: String
    /// Where the mapping, or the one it should stand in, begins.
    let place: Place
    /// The keys in the order written.
    private(set) var keys: [String] = []
    /// A mapping that could not be read: nothing in it is called missing and no default is recorded.
    private let isMuted: Bool
    private var entries: [String: MapEntry] = [:]

    /// A mapping that is not there (all keys missing), or, `isMuted`, that could not be read.
    init(absent path: String, place: Place, isMuted: Bool, notes: SpecNotes) {
        self.path = path
        self.place = place
        self.isMuted = isMuted
        self.notes = notes
    }

    /// Reads the keys of `node`, which stands at `place`. `known` nil means that the team chooses the keys.
    init(_ node: Node, path: String, place: Place, known: [String]?, allowsOther: Bool = false, notes: SpecNotes) {
        self.path = path
        self.place = place
        self.notes = notes
        guard case .mapping(let mapping) = node else {
            isMuted = true
            noteWrongType(node, path: path, expected: "a mapping", hint: Self.mappingHint(path, known: known))
            return
        }
        isMuted = false
        for (number, pair) in mapping.enumerated() {
            guard number < SpecLimits.entries else {
                notes.error(
                    "out-of-range", path, at: place, "\(shownPath) has more than \(number) keys",
                    hint: "a specification is small: is something generated in here?")
                break
            }
            take(pair.key, pair.value, known: allowsOther ? nil : known)
        }
    }

    /// The full path of a key of this mapping.
    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Whether the key is written.
    func has(_ key: String) -> Bool { entries[key] != nil }

    /// Where the key is written, or where the mapping begins.
    func place(of key: String) -> Place { entries[key]?.place ?? place }

    /// The node of a key.
    func node(_ key: String) -> Node? { entries[key]?.node }

    /// Where the value of a key begins.
    func valuePlace(of key: String) -> Place { node(key).flatMap { Place($0) } ?? place(of: key) }

    /// The value at a key, if it is there and right.
    func find<Value>(_ key: String, _ kind: ValueKind<Value>, isRequired: Bool = false) -> Found<Value> {
        guard let entry = entries[key] else { return isMuted ? .faulty : .missing }
        let value = notes.scalar(
            entry.node, kind, path: path(of: key), fallback: entry.place, isRequired: isRequired)
        return value.map { .value($0) } ?? .faulty
    }

    /// The value at a key that must be there; nil after an error was noted.
    func require<Value>(_ key: String, _ kind: ValueKind<Value>, why: String) -> Value? {
        switch find(key, kind, isRequired: true) {
        case .value(let value): return value
        case .faulty: return nil
        case .missing:
            noteMissing(key, hint: "write \(key): \(kind.example) (\(why))")
            return nil
        }
    }

    /// The value at a key, or its default, which is recorded with its reason. After an error the default stands in.
    func take<Value>(
        _ key: String, _ kind: ValueKind<Value>, default value: Value, shown: String, because reason: String
    ) -> Value {
        switch find(key, kind) {
        case .value(let found): return found
        case .faulty: return value
        case .missing:
            notes.tookDefault(path(of: key), shown, because: reason)
            return value
        }
    }

    /// The value at a key, or nil, which is recorded as the default `none`.
    func takeOptional<Value>(_ key: String, _ kind: ValueKind<Value>, because reason: String) -> Value? {
        take(key, kind.optional, default: nil, shown: "none", because: reason)
    }

    /// The mapping at a key; if it is missing, one in which every key is missing.
    func map(_ key: String, known: String?) -> MapReader {
        let path = path(of: key)
        guard let entry = entries[key] else {
            return MapReader(absent: path, place: place, isMuted: isMuted, notes: notes)
        }
        return MapReader(
            entry.node, path: path, place: entry.place, known: known.map { SpecKeys.known[$0] ?? [] }, notes: notes)
    }

    /// The entries of the list at a key; nil if it is missing or wrong.
    func list(_ key: String, hint: String) -> [Node]? {
        guard let entry = entries[key] else { return nil }
        let path = path(of: key)
        guard case .sequence(let sequence) = entry.node else {
            notes.wrongType(entry.node, path: path, expected: "a list", at: entry.place, hint: hint)
            return nil
        }
        guard sequence.count <= SpecLimits.entries else {
            notes.error(
                "out-of-range", path, at: entry.place,
                "\(path) has \(sequence.count) entries, the limit is \(SpecLimits.entries)",
                hint: "a specification is small: is something generated in here?")
            return nil
        }
        return Array(sequence)
    }

    /// A list of different texts at a key; nil if it is missing or wrong.
    func texts(_ key: String, example: String) -> [String]? {
        guard let nodes = list(key, hint: "write \(key): [\(example)]") else { return nil }
        var result: [String] = []
        for node in nodes {
            let place = Place(node) ?? place(of: key)
            guard let text = notes.scalar(node, .text, path: path(of: key), fallback: place) else { continue }
            if result.contains(text) {
                notes.error(
                    "duplicate-name", path(of: key), at: place, "\(path(of: key)): \(text.quoted) is listed twice",
                    hint: "keep one of them")
            } else {
                result.append(text)
            }
        }
        return result
    }

    /// Notes that a key must be there.
    func noteMissing(_ key: String, hint: String) {
        guard !isMuted, !notes.isGuessed(path(of: key)) else { return }
        notes.error("missing-key", path(of: key), at: place, "\(path(of: key)) is missing", hint: hint)
    }

    /// Notes an error about the value of a key.
    func noteError(_ code: String, _ key: String, _ problem: String, hint: String) {
        notes.error(code, path(of: key), at: valuePlace(of: key), "\(path(of: key)) \(problem)", hint: hint)
    }

    /// Records a default that no single value stands for, unless the mapping could not be read.
    func tookDefault(_ key: String, _ value: String, because reason: String) {
        if !isMuted, !has(key) { notes.tookDefault(path(of: key), value, because: reason) }
    }
}

extension MapReader {
    private var shownPath: String { path.isEmpty ? "the file" : path }

    private mutating func take(_ keyNode: Node, _ value: Node, known: [String]?) {
        let keyPlace = Place(keyNode) ?? place
        guard case .scalar(let scalar) = keyNode else {
            notes.error(
                "wrong-type", path, at: keyPlace, "a key of \(shownPath) is not a text",
                hint: "write a key as a plain word; put texts with { } or [ ] between quotes")
            return
        }
        let key = notes.renamed[scalar.string] ?? scalar.string
        if let known, !known.contains(key) {
            noteUnknown(key, value, at: keyPlace, known: known)
        } else if let first = entries[key] {
            notes.error(
                "duplicate-key", path(of: key), at: keyPlace,
                "\(path(of: key).shortened) is written twice, first in line \(first.place.line)",
                hint: "keep one of the two")
        } else {
            keys.append(key)
            entries[key] = MapEntry(place: keyPlace, node: value)
        }
    }

    private func noteUnknown(_ key: String, _ value: Node, at keyPlace: Place, known: [String]) {
        let hint: String
        let colon = key.firstIndex(of: ":")
        if key == "<<" {
            hint = "merge keys are not read here: write the keys out"
        } else if let colon, let word = nearest(String(key[..<colon]), in: known) {
            hint = "write a space after the colon: \(word): \(key[key.index(after: colon)...].prefix(40))"
            notes.guess(self.path(of: word))
        } else if !key.isEmpty, key.allSatisfy({ $0.isNumber || $0 == "." }) {
            hint = "inside { } a comma separates keys: put a value that contains one between quotes"
        } else if let word = nearest(key, in: known) {
            hint = "did you mean \(word)?"
            notes.guess(self.path(of: word))
        } else if let home = SpecKeys.home(of: key) {
            notes.guess(home.isEmpty ? key : "\(home).\(key)")
            let owner = home.isEmpty ? "the top level of the file" : home
            hint = "\(key) belongs to \(owner)"
        } else {
            hint = "known here: \(known.joined(separator: ", "))"
        }
        let place = path.isEmpty ? "" : " in \(path)"
        notes.error("unknown-key", path(of: key), at: keyPlace, "unknown key \(key.quoted)\(place)", hint: hint)
    }

    private func noteWrongType(_ node: Node, path: String, expected: String, hint: String) {
        notes.wrongType(node, path: path, expected: expected, at: place, hint: hint)
    }

    private static func mappingHint(_ path: String, known: [String]?) -> String {
        let name = path.split(separator: ".").last.map(String.init) ?? "key"
        guard let known else { return "write \(name): { NAME: VALUE }" }
        return "write keys below it: \(known.joined(separator: ", "))"
    }
}

extension ValueKind {
    /// The same kind for a value that may be absent.
    var optional: ValueKind<Value?> {
        ValueKind<Value?>(noun: noun, example: example) { text in read(text).map { $0 } }
    }
}
