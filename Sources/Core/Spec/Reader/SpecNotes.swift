// What one reading of a specification collects: diagnostics, defaults taken, and which keys were faulty.

internal import Yams

/// A place in the file, both from 1.
struct Place: Hashable, Comparable {
    var line: Int
    var column: Int

    /// The beginning of the file.
    static let start = Place(line: 1, column: 1)

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Where a node begins; nil for a node that was not read from a text.
    init?(_ node: Node) {
        guard let mark = node.mark else { return nil }
        self.init(line: mark.line, column: mark.column)
    }

    static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// Shared by all mapping readers during one reading, hence a class; it never leaves the call that made it.
final class SpecNotes {
    /// The file as the person named it.
    let file: String
    /// Renamed duplicate keys and their names as written, see `YAMLSource`.
    let renamed: [String: String]
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var defaults: [DefaultTaken] = []
    private var faulty: Set<String> = []
    private var suppressed = 0
    private var guessed: Set<String> = []

    init(file: String, renamed: [String: String] = [:]) {
        self.file = file
        self.renamed = renamed
    }

    /// Whether anything so far makes the specification unusable.
    var hasErrors: Bool { !faulty.isEmpty || diagnostics.contains { $0.severity == .error } }

    /// Notes an error about the key at `path`; a second one about the same key and place is dropped.
    func error(_ code: String, _ path: String, at place: Place, _ summary: String, hint: String) {
        faulty.insert(path)
        add(.error, code, at: place, summary, hint: hint)
    }

    /// Notes a remark; the specification stays usable.
    func warning(_ code: String, at place: Place, _ summary: String, hint: String) {
        add(.warning, code, at: place, summary, hint: hint)
    }

    /// Notes that a missing key took its default.
    func tookDefault(_ key: String, _ value: String, because reason: String) {
        defaults.append(DefaultTaken(key: key, value: value, reason: reason))
    }

    /// Whether nothing was wrong with the key at `path` itself: only then may it be compared with others.
    func isSound(_ path: String) -> Bool { !faulty.contains(path) }

    /// Marks the key at `path` as not to be compared with others, because a part of it is wrong.
    func markFaulty(_ path: String) { faulty.insert(path) }

    /// Remembers that an unknown key was probably meant to be the one at `path`, which is then not called missing.
    func guess(_ path: String) { guessed.insert(path) }

    /// Whether the key at `path`, or a mapping around it, was probably written under another name.
    func isGuessed(_ path: String) -> Bool {
        guessed.contains { path == $0 || path.hasPrefix($0 + ".") }
    }

    /// All diagnostics in the order of the file, with a last one that counts what went beyond the limit.
    var sorted: [Diagnostic] {
        var result = diagnostics.sorted { ($0.line, $0.column, $0.code) < ($1.line, $1.column, $1.code) }
        if suppressed > 0 {
            result.append(
                Diagnostic(
                    .error, code: "too-many", file: file, summary: "\(suppressed) more faults are not shown",
                    hint: "mend those above first, then check again"))
        }
        return result
    }

    private func add(
        _ severity: Diagnostic.Severity, _ code: String, at place: Place, _ summary: String, hint: String
    ) {
        let diagnostic = Diagnostic(
            severity, code: code, file: file, line: place.line, column: place.column, summary: summary.onOneLine,
            hint: hint.onOneLine)
        guard !diagnostics.contains(diagnostic) else { return }
        if diagnostics.count < SpecLimits.diagnostics {
            diagnostics.append(diagnostic)
        } else {
            suppressed += 1
        }
    }
}

extension String {
    /// The text between quotes for a message: one line, at most 60 characters.
    var quoted: String { "\"" + String(prefix(60)).onOneLine + (count > 60 ? "…" : "") + "\"" }

    /// The text without anything that breaks a line or disturbs a terminal: a space stands for each such character.
    var onOneLine: String {
        let unwanted: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator, .surrogate]
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            text.append(unwanted.contains(scalar.properties.generalCategory) ? " " : scalar)
        }
        return String(text)
    }
}

extension SpecNotes {
    /// The value of a scalar node; nil after a fault was noted about the key at `path`.
    func scalar<Value>(
        _ node: Node, _ kind: ValueKind<Value>, path: String, fallback: Place, isRequired: Bool = false
    ) -> Value? {
        let place = Place(node) ?? fallback
        guard case .scalar(let scalar) = node else {
            let hint = Self.secretHint(node) ?? "write \(kind.noun), for example \(kind.example)"
            wrongType(node, path: path, expected: kind.noun, at: fallback, hint: hint)
            return nil
        }
        if scalar.isNothing {
            error(
                "no-value", path, at: fallback, "\(path.shortened) has no value",
                hint: "write \(kind.noun), for example \(kind.example)" + (isRequired ? "" : ", or remove the key"))
            return nil
        }
        switch kind.read(scalar.string) {
        case .success(let value): return value
        case .failure(let fault):
            error(
                fault.code, path, at: place, "\(path.shortened): \(scalar.string.quoted) \(fault.problem)",
                hint: fault.hint)
            return nil
        }
    }

    /// Notes that something of another type stands where `expected` should.
    func wrongType(_ node: Node, path: String, expected: String, at place: Place, hint: String) {
        let found: String
        switch node {
        case .scalar(let scalar) where scalar.isNothing:
            error("no-value", path, at: place, "\(path.shortened) has no value", hint: hint + ", or remove the key")
            return
        case .scalar: found = "a text"
        case .mapping: found = "a mapping"
        case .sequence: found = "a list"
        case .alias: found = "an alias"
        }
        error(
            "wrong-type", path, at: Place(node) ?? place, "\(path.shortened) is \(found), not \(expected)", hint: hint)
    }

    /// `{secret: name}`: a space too many.
    private static func secretHint(_ node: Node) -> String? {
        guard case .mapping(let mapping) = node, mapping.count == 1, let pair = mapping.first,
            pair.key.scalar?.string == "secret", let name = pair.value.scalar?.string
        else { return nil }
        return "write secret:\(name.prefix(60)), without a space behind the colon"
    }
}

extension Node.Scalar {
    /// Nothing was written: `key:`, `key: ~` or `key: null`. An empty text is written as "".
    var isNothing: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(string) }
}

extension String {
    /// A path for a message: no longer than a line.
    var shortened: String { count <= 80 ? self : String(prefix(79)) + "…" }
}
