// Numbers for people: no more digits than they mean anything.

package import Core

/// Writes numbers for people.
package enum Figures {
    /// `14,000`, `−3`.
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return number < 0 ? "−" + result : result
    }

    /// A number with three significant digits at most: `0.05`, `21.4`, `1,240`; `–` for nil.
    package static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        let size = abs(value)
        guard size < 1e15 else { return String(value) }
        if size >= 99.95 { return count(Int(value.rounded())) }
        let digits = size >= 9.995 ? 1 : size >= 0.0995 || size == 0 ? 2 : 3
        return decimals(value, digits)
    }

    /// `0.02%`; `–` for nil.
    package static func percent(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return number(value) + "%"
    }

    /// A share near 100 % rounded down to three digits, so that no failure is rounded away: 99.9999 is `99.999%`.
    package static func share(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        // The small addend undoes the error of a division that should have come out even.
        return decimals((value * 1000 + 1e-6).rounded(.down) / 1000, 3) + "%"
    }

    /// A duration in milliseconds as `84 ms`, `1.24 s`; `–` for nil.
    package static func milliseconds(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        if value < 9.95 { return decimals(value, 1) + " ms" }
        if value < 999.5 { return "\(Int(value.rounded())) ms" }
        return decimals(value / 1000, value < 9995 ? 2 : 1) + " s"
    }

    /// `05:36:10`, in UTC.
    package static func clock(_ time: WallTime) -> String {
        String(time.description.dropFirst(11).prefix(8))
    }

    /// `2026-11-24`, in UTC.
    package static func date(_ time: WallTime) -> String {
        String(time.description.prefix(10))
    }

    /// Rounded to at most `digits` decimals, without trailing zeros.
    static func decimals(_ value: Double, _ digits: Int) -> String {
        let factor = [1.0, 10, 100, 1000][min(digits, 3)]
        let scaled = (abs(value) * factor).rounded()
        guard scaled < 1e15 else { return String(value) }
        let whole = Int(scaled) / Int(factor)
        var rest = String(Int(scaled) % Int(factor))
        rest = String(repeating: "0", count: max(0, digits - rest.count)) + rest
        while rest.hasSuffix("0") { rest.removeLast() }
        let text = count(whole) + (rest.isEmpty || digits == 0 ? "" : "." + rest)
        return value < 0 && scaled > 0 ? "−" + text : text
    }
}
