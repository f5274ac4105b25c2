// Points in time as they are stored and shown, and the seam that time comes through.

/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z: what is stored, hashed and shown.
package struct WallTime: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970, UTC.
    package var milliseconds: Int64

    /// A time from milliseconds since 1970, UTC.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// A time from whole seconds since 1970, UTC.
    package init(second: Int) {
        self.init(milliseconds: Int64(second) * 1000)
    }

    /// Encoded as the bare number of milliseconds.
    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Encoded as the bare number of milliseconds.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    /// The second that it lies in, rounded down.
    package var second: Int { Int((milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000) }

    /// RFC 3339 in UTC with milliseconds, `2026-11-24T05:22:50.125Z`.
    package var description: String {
        let parts = Self.civil(day: Int((Double(second) / 86_400).rounded(.down)))
        let inDay = ((second % 86_400) + 86_400) % 86_400
        let milli = Int((milliseconds % 1000 + 1000) % 1000)
        func pad(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(pad(parts.year, 4))-\(pad(parts.month, 2))-\(pad(parts.day, 2))"
            + "T\(pad(inDay / 3600, 2)):\(pad(inDay / 60 % 60, 2)):\(pad(inDay % 60, 2)).\(pad(milli, 3))Z"
    }

    /// Earlier before later.
    package static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }

    /// The time `duration` later, to the millisecond.
    package static func + (time: WallTime, duration: Duration) -> WallTime {
        WallTime(milliseconds: time.milliseconds + duration.wholeMilliseconds)
    }

    /// The time `duration` earlier, to the millisecond.
    package static func - (time: WallTime, duration: Duration) -> WallTime {
        WallTime(milliseconds: time.milliseconds - duration.wholeMilliseconds)
    }

    /// How long after `earlier` it is; negative if before.
    package static func - (time: WallTime, earlier: WallTime) -> Duration {
        .milliseconds(time.milliseconds - earlier.milliseconds)
    }

    /// Year, month and day of a day number since 1970-01-01, proleptic Gregorian: Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms", `civil_from_days`.
    private static func civil(day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Seconds as a floating-point number, for display and rates.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
