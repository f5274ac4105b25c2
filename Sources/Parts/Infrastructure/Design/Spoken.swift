// Numbers as the design's readers see them.

internal import Core
internal import Foundation

extension Percent {
    /// Three decimals at most, never rounded up: `99.951 %`.
    var spoken: String {
        let thousandths = microPercent / 1000
        var digits = String(thousandths % 1000)
        digits = String(repeating: "0", count: 3 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        let whole = thousandths / 1000
        return digits.isEmpty ? "\(whole) %" : "\(whole).\(digits) %"
    }

    /// What is missing to 100 %, in minutes of 30 days: `21.6 min of 30 d`.
    var missingMinutes: String {
        let minutes = ((1 - fraction) * 43_200 * 10).rounded() / 10
        return "\(minutes) min of 30 d"
    }
}

extension Money {
    /// Whole units, rounded up: what a budget must hold.
    var spoken: String { "\((micros + 999_999) / 1_000_000) \(currency)" }

    static func zero(_ currency: String) -> Money { Money(micros: 0, currency: currency) }
}

extension Rate {
    /// Without decimals where it is large, and without false precision.
    var spoken: String {
        let value = perSecond
        guard value < 10 else { return "\(Int(value.rounded()))/s" }
        return "\((value * 100).rounded() / 100)/s"
    }
}

extension String {
    /// Padded with spaces to `width` characters; unchanged if it is longer.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
