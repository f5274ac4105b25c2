// A day that costs more than the weeks before explain.

package import Core

/// A sudden rise of one day's cost.
package struct CostRise: Codable, Hashable, Sendable {
    /// The day.
    package var day: CalendarDay
    /// The service that rose most.
    package var service: String
    /// What it cost that day, so far if the day is not settled.
    package var cost: Money
    /// What the weeks before explain at most.
    package var explained: Money
    /// Its usual day.
    package var usual: Money
    /// Whether the day may still grow.
    package var isSettled: Bool

    /// Above the usual day by.
    package var above: Money { Money(micros: cost.micros - usual.micros, currency: "USD") }

    /// Settled days before a day that are needed to judge it: two weeks.
    package static let leastDays = 14
    /// Days before a day that explain it: four weeks.
    package static let lookBack = 28
    /// How many of the latest days are judged: what is older was said before.
    package static let judgedDays = 4
    /// Rises below this are not worth a word: 1 USD a day, and 10 % of the usual day of all services.
    package static let least: Int64 = 1_000_000

    /// The rises of the latest days, the newest first, each with the service that rose most. A service's day is
    /// explained up to the largest of: median + 4 spreads, 1.3 × median, and 1.15 × the dearest same weekday before.
    package static func find(in cost: ActualCost) -> [CostRise] {
        let latest = cost.days.filter { $0.day.number > cost.today.number - judgedDays && $0.day <= cost.today }
        return latest.reversed().compactMap { day in rise(on: day, cost) }
    }

    private static func rise(on day: ActualCost.Day, _ cost: ActualCost) -> CostRise? {
        let before = cost.settled.filter {
            $0.day < day.day && $0.day.number >= day.day.number - lookBack && $0.day <= day.day.adding(-1)
        }
        guard before.count >= leastDays else { return nil }
        let usualDay = RobustFigures.median(before.map { Double($0.micros) })
        let rises = day.services.compactMap { service, micros -> CostRise? in
            let past = before.map { Double($0.services[service] ?? 0) }
            let median = RobustFigures.median(past)
            let same = before.filter { $0.day.weekday == day.day.weekday }.map { Double($0.services[service] ?? 0) }
            let explained = max(
                median + 4 * RobustFigures.spread(past), 1.3 * median, 1.15 * (same.max() ?? 0))
            let above = Double(micros) - median
            guard Double(micros) > explained, above >= max(Double(least), 0.1 * usualDay) else { return nil }
            return CostRise(
                day: day.day, service: service, cost: money(Double(micros)), explained: money(explained),
                usual: money(median), isSettled: cost.isSettled(day.day))
        }
        return rises.max { ($0.above.micros, $1.service) < ($1.above.micros, $0.service) }
    }

    private static func money(_ micros: Double) -> Money { Money(micros: Int64(micros.rounded()), currency: "USD") }
}
