// A price per unit, exact to 0.0000000001 USD: $0.0000111 must not be rounded away.

/// US dollars per unit in ten-billionths, the precision of AWS's price list.
package struct UnitPrice: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Ten-billionths of a dollar.
    package var tenBillionths: Int64

    /// A price from ten-billionths of a dollar.
    package init(tenBillionths: Int64) { self.tenBillionths = tenBillionths }

    /// `0.04048`, `.0004/1000` (per thousand), `5`; nil if it is no plain decimal, finer than a ten-billionth,
    /// or a million dollars and more.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 2, let value = Self.exact(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self.init(tenBillionths: value)
            return
        }
        guard let divisor = Int64(parts[1]), divisor > 0, value % divisor == 0 else { return nil }
        self.init(tenBillionths: value / divisor)
    }

    private static func exact(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.joined().allSatisfy({ $0.isASCII && $0.isNumber }), !parts.joined().isEmpty
        else { return nil }
        var fraction = parts.count == 2 ? String(parts[1]) : ""
        while fraction.hasSuffix("0") { fraction.removeLast() }
        guard fraction.count <= 10, parts[0].count <= 6 else { return nil }
        return Int64(parts[0] + fraction + String(repeating: "0", count: 10 - fraction.count))
    }

    /// Decoded from its text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = UnitPrice(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a price like 0.04048")
        }
        self = value
    }

    /// Encoded as its text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// All its digits: `0.04048`.
    package var description: String {
        let rest = String(tenBillionths % 10_000_000_000)
        var digits = String(repeating: "0", count: 10 - rest.count) + rest
        while digits.hasSuffix("0") { digits.removeLast() }
        let whole = tenBillionths / 10_000_000_000
        return digits.isEmpty ? "\(whole)" : "\(whole).\(digits)"
    }

    /// Cheaper first.
    package static func < (left: UnitPrice, right: UnitPrice) -> Bool { left.tenBillionths < right.tenBillionths }
}
