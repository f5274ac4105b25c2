// Days as bills count them: whole days in UTC.

package import Core

/// A day in UTC, as Cost Explorer counts them. Encoded as its text, `2026-11-24`.
package struct CalendarDay: Codable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    package var number: Int

    /// A day by its number since 1970-01-01.
    package init(number: Int) { self.number = number }

    /// The day that a time lies in.
    package init(of time: WallTime) {
        number = Int((Double(time.second) / 86_400).rounded(.down))
    }

    /// `2026-11-24`; nil for anything else.
    package init?(text: String) {
        guard let time = WallTime(day: text) else { return nil }
        self.init(of: time)
    }

    /// Decoded from its text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = CalendarDay(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day like 2026-11-24")
        }
        self = day
    }

    /// Encoded as its text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// `2026-11-24`.
    package var description: String { WallTime(second: number * 86_400).day }

    /// Its place in the week, 0 … 6; 0 is Thursday, as 1970-01-01 was one.
    package var weekday: Int { ((number % 7) + 7) % 7 }

    /// 1 … 31.
    package var dayOfMonth: Int { Int(description.suffix(2)) ?? 1 }

    /// The first day of its month.
    package var monthStart: CalendarDay { CalendarDay(number: number - dayOfMonth + 1) }

    /// The first day of the month after.
    package var nextMonthStart: CalendarDay { CalendarDay(number: monthStart.number + 31).monthStart }

    /// The first day of the month before.
    package var previousMonthStart: CalendarDay { CalendarDay(number: monthStart.number - 1).monthStart }

    /// All days of its month.
    package var month: [CalendarDay] {
        (monthStart.number..<nextMonthStart.number).map { CalendarDay(number: $0) }
    }

    /// `count` days later; earlier if negative.
    package func adding(_ count: Int) -> CalendarDay { CalendarDay(number: number + count) }

    /// Earlier before later.
    package static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }
}
