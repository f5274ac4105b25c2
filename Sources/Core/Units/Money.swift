// An amount of money with its currency: `1500 USD`.

/// An amount in one currency, held exactly in millionths.
package struct Money: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Millionths of the currency's unit.
    package var micros: Int64
    /// ISO 4217 code, for example `USD`.
    package var currency: String

    /// An amount from millionths.
    package init(micros: Int64, currency: String) {
        self.micros = micros
        self.currency = currency
    }

    /// `1500 USD`, `0.5 EUR`; nil unless it is a number, a space and a code of three capital letters.
    package init?(text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, parts[1].count == 3, parts[1].allSatisfy({ $0.isASCII && $0.isUppercase }),
            parts[0].isPlainDecimal, let value = Double(parts[0]), value < 1e12
        else { return nil }
        micros = Int64((value * 1e6).rounded())
        currency = String(parts[1])
    }

    /// As it is written: `1500 USD`, `0.05 USD`.
    package var description: String {
        let whole = micros / 1_000_000
        let rest = abs(micros % 1_000_000)
        guard rest != 0 else { return "\(whole) \(currency)" }
        var digits = String(rest)
        digits = String(repeating: "0", count: 6 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits) \(currency)"
    }
}
