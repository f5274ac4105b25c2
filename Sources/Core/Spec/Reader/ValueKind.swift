// How one text of the file becomes a typed value, and what to say if it does not.

/// Why a text is no value of its kind, and what to write instead.
struct ValueFault: Error {
    var code = "bad-value"
    /// Goes on behind the key and the text: `has no unit`.
    var problem: String
    var hint: String
}

/// A kind of value: a duration, a share, a name.
struct ValueKind<Value> {
    /// With its article, for messages: `a duration`.
    let noun: String
    /// One that is right: `8s`.
    let example: String
    /// The value of a text.
    let read: (String) -> Result<Value, ValueFault>

    /// The same kind under another name.
    func renamed(_ noun: String, example: String) -> ValueKind {
        ValueKind(noun: noun, example: example, read: read)
    }

    /// The same kind, with a further condition that gives a fault.
    func checked(_ check: @escaping (Value) -> ValueFault?) -> ValueKind {
        ValueKind(noun: noun, example: example) { text in
            read(text).flatMap { value in check(value).map { .failure($0) } ?? .success(value) }
        }
    }
}

extension ValueKind where Value: Comparable {
    /// The same kind within bounds; `show` writes a bound.
    func within(_ range: ClosedRange<Value>, show: @escaping (Value) -> String) -> ValueKind {
        checked { value in
            guard !range.contains(value) else { return nil }
            let bounds = "\(show(range.lowerBound)) and \(show(range.upperBound))"
            return ValueFault(
                code: "out-of-range", problem: "is out of range",
                hint: "write \(noun) between \(bounds), for example \(example)")
        }
    }
}

extension ValueKind where Value == String {
    /// A text on one or more lines that is not blank.
    static var text: ValueKind {
        ValueKind(noun: "a text", example: "\"queue it, confirm later\"") { text in
            if text.trimmingSpaces().isEmpty {
                return .failure(ValueFault(code: "no-value", problem: "is blank", hint: "write a text"))
            }
            return plain(text)
        }
    }

    /// A text, also an empty one.
    static var anyText: ValueKind { ValueKind(noun: "a text", example: "\"off\"", read: plain) }

    /// A lower-case DNS label, at most 40 characters.
    static var label: ValueKind {
        ValueKind(noun: "a name", example: "donations") { text in
            let allowed = text.unicodeScalars.allSatisfy { $0.isLabelLetter || $0 == "-" }
            if allowed, (1...40).contains(text.count), text.first != "-", text.last != "-" { return .success(text) }
            let proposal = text.asLabel
            let rule = "lower-case letters, digits and inner hyphens, at most 40"
            return .failure(
                ValueFault(
                    problem: "is not a name: \(rule)",
                    hint: proposal.isEmpty ? "write a name like donations" : "write \(proposal)"))
        }
    }

    /// The same as `label`, with an example that fits.
    static func name(_ example: String) -> ValueKind { ValueKind.label.renamed("a name", example: example) }

    /// A path below the folder of the specification.
    static var folder: ValueKind {
        ValueKind(noun: "a folder", example: "config/") { text in
            let parts = text.split(separator: "/")
            if text.hasPrefix("/") || text.hasPrefix("~") || parts.contains("..") {
                return .failure(
                    ValueFault(
                        problem: "lies outside the specification's folder",
                        hint: "write a path below the folder of steady.yaml, such as config/"))
            }
            return text.trimmingSpaces().isEmpty
                ? .failure(ValueFault(code: "no-value", problem: "is blank", hint: "write a folder such as config/"))
                : plain(text)
        }
    }

    /// The path of a URL.
    static var urlPath: ValueKind {
        ValueKind(noun: "a path", example: "/healthz") { text in
            if text.hasPrefix("/"), text.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 32 && $0 != "#" }) {
                return .success(text)
            }
            let problem = "is not a path of the service"
            return .failure(ValueFault(problem: problem, hint: "write a path that begins with /, such as /healthz"))
        }
    }

    private static func plain(_ text: String) -> Result<String, ValueFault> {
        guard text.count <= SpecLimits.text else {
            return .failure(
                ValueFault(
                    code: "out-of-range", problem: "is longer than \(SpecLimits.text) characters",
                    hint: "put it into a file and name the file"))
        }
        let hasControls = text.unicodeScalars.contains {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
        }
        return hasControls
            ? .failure(ValueFault(problem: "holds a control character", hint: "remove it; retype the text"))
            : .success(text)
    }
}

extension ValueKind where Value == Int {
    /// A whole number.
    static func integer(_ range: ClosedRange<Int>, example: Int) -> ValueKind {
        ValueKind(noun: "a whole number", example: "\(example)") { text in
            let isPlain = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
            guard isPlain, let value = Int(text), text.count == 1 || !text.hasPrefix("0") else {
                return .failure(
                    ValueFault(
                        problem: "is not a whole number",
                        hint: "write plain digits without leading zero, sign or unit: \(example)"))
            }
            return .success(value)
        }.within(range) { "\($0)" }
    }
}

extension ValueKind where Value: RawRepresentable<String> & CaseIterable {
    /// One of a few words.
    static var choice: ValueKind {
        let words = Value.allCases.map(\.rawValue)
        return ValueKind(noun: "one of " + words.joined(separator: ", "), example: words.first ?? "") { text in
            if let value = Value(rawValue: text) { return .success(value) }
            let all = "write one of: \(words.joined(separator: ", "))"
            let hint = nearest(text, in: words).map { "write \($0)" } ?? all
            return .failure(ValueFault(code: "unknown-choice", problem: "is not a known choice", hint: hint))
        }
    }
}

extension Unicode.Scalar {
    /// A lower-case ASCII letter or digit.
    var isLabelLetter: Bool { (97...122).contains(value) || (48...57).contains(value) }
}

extension String {
    /// The text as a lower-case DNS label as far as it can be made one; empty if nothing is left.
    var asLabel: String {
        var label = ""
        for scalar in lowercased().unicodeScalars.prefix(200) {
            if scalar.isLabelLetter {
                label.unicodeScalars.append(scalar)
            } else if !label.isEmpty, !label.hasSuffix("-") {
                label.append("-")
            }
        }
        label = String(label.prefix(40))
        while label.hasSuffix("-") { label.removeLast() }
        return label
    }
}
