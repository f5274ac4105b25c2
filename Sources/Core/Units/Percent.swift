// A share, written with its unit: `99.95%`.

/// A share between 0 % and 100 %, held exactly in millionths of a percent.
package struct Percent: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Millionths of a percent, 0 … 100,000,000.
    package var microPercent: Int64

    /// A share from millionths of a percent.
    package init(microPercent: Int64) {
        self.microPercent = microPercent
    }

    /// A share from a fraction, 0 … 1, rounded to a millionth of a percent.
    package init(fraction: Double) {
        self.init(microPercent: Int64((fraction * 1e8).rounded()))
    }

    /// `99.95%`, `1 %`; nil if it is no number with a percent sign, or outside 0 … 100.
    package init?(text: String) {
        guard text.hasSuffix("%") else { return nil }
        let digits = text.dropLast().trimmingSpaces()
        guard let value = Double(digits), value >= 0, value <= 100, digits.isPlainDecimal else { return nil }
        self.init(microPercent: Int64((value * 1e6).rounded()))
    }

    /// Encoded as its text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = Percent(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a percentage like 99.95%")
        }
        self = value
    }

    /// Encoded as its text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// As a fraction, 0 … 1.
    package var fraction: Double { Double(microPercent) / 1e8 }

    /// The shortest exact text, for example `99.95%`.
    package var description: String {
        let whole = microPercent / 1_000_000
        let rest = microPercent % 1_000_000
        guard rest != 0 else { return "\(whole)%" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)%"
    }

    /// Smaller before larger.
    package static func < (left: Percent, right: Percent) -> Bool { left.microPercent < right.microPercent }
}

extension StringProtocol {
    /// Without the spaces and tabs at both ends.
    package func trimmingSpaces() -> String {
        var slice = self[startIndex..<endIndex]
        while let first = slice.first, first == " " || first == "\t" { slice = slice.dropFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice = slice.dropLast() }
        return String(slice)
    }

    /// Digits with at most one point between them: no sign, no exponent, no `inf`.
    var isPlainDecimal: Bool {
        guard let first, first.isASCII, first.isNumber, let last, last.isNumber else { return false }
        return allSatisfy { ($0.isASCII && $0.isNumber) || $0 == "." } && filter { $0 == "." }.count <= 1
    }
}
