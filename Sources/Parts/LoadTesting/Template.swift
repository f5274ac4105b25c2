// Texts with places for values: paths, headers and bodies of a journey.

/// A text with places: `{{name}}` for a value as it is, `{{name|form}}` for one percent-encoded for a form or a query.
package struct Template: Hashable, Sendable, ExpressibleByStringLiteral {
    private enum Part: Hashable, Sendable {
        case text(String)
        case value(name: String, encoded: Bool)
    }

    private let parts: [Part]

    /// A template from its text. An opening `{{` without its end is plain text.
    package init(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            parts.append(.text(String(rest[..<open.lowerBound])))
            let place = rest[open.upperBound..<close.lowerBound]
            let encoded = place.hasSuffix("|form")
            parts.append(.value(name: String(encoded ? place.dropLast(5) : place), encoded: encoded))
            rest = rest[close.upperBound...]
        }
        parts.append(.text(String(rest)))
        self.parts = parts
    }

    /// A template written down in code.
    package init(stringLiteral value: String) { self.init(value) }

    /// The names of the values that it needs.
    package var names: Set<String> {
        Set(parts.compactMap { if case .value(let name, _) = $0 { name } else { nil } })
    }

    /// The text with all values in place; a value that is not there leaves its place empty. `Journey` sees to it that
    /// each value is there.
    package func rendered(with values: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let name, let encoded):
                encoded ? Self.formEncoded(values[name] ?? "") : values[name] ?? ""
            }
        }.joined()
    }

    /// Percent-encodes all but unreserved characters (RFC 3986, section 2.3): right in a query and in a form.
    private static func formEncoded(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
