// How often something happens: `40/s`.

/// Events per time, held as written so that it prints as it was read.
package struct Rate: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The time unit of a rate.
    package enum Per: String, Codable, Hashable, Sendable, CaseIterable {
        /// Per second.
        case second = "s"
        /// Per minute.
        case minute = "m"
        /// Per hour.
        case hour = "h"
        /// Per day of 24 hours.
        case day = "d"

        /// The length of the unit in seconds.
        package var seconds: Double {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            case .day: 86_400
            }
        }
    }

    /// Events per unit, 0 or more.
    package var count: Double
    /// The unit.
    package var per: Per

    /// A rate from events per second.
    package init(perSecond: Double) {
        count = perSecond
        per = .second
    }

    /// `40/s`, `1000/d`; nil for anything else.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = Per(rawValue: parts[1].trimmingSpaces()) else { return nil }
        let number = parts[0].trimmingSpaces()
        guard number.isPlainDecimal, let value = Double(number) else { return nil }
        count = value
        per = unit
    }

    /// Events per second.
    package var perSecond: Double { count / per.seconds }

    /// As it is written: `40/s`.
    package var description: String {
        let number = count == count.rounded() && count < 1e15 ? String(Int(count)) : String(count)
        return "\(number)/\(per.rawValue)"
    }
}
