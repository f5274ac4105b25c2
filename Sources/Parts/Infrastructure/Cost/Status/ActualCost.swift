// What was really billed, day by day and service by service.

package import Core

/// Costs as billed, in USD, before tax and credits are told apart: whatever the source counted.
package struct ActualCost: Codable, Hashable, Sendable {
    /// One day.
    package struct Day: Codable, Hashable, Sendable {
        /// The day.
        package var day: CalendarDay
        /// Whether the source calls it an estimate. Cost Explorer does so for all days of a month until its bill is
        /// closed, thus also for days that no longer change; `ActualCost.isSettled` goes by the age of a day.
        package var isEstimated: Bool
        /// Millionths of a dollar by service; a credit is negative.
        package var services: [String: Int64]

        /// A day.
        package init(day: CalendarDay, isEstimated: Bool, services: [String: Int64]) {
            self.day = day
            self.isEstimated = isEstimated
            self.services = services
        }

        /// All services together, in millionths of a dollar.
        package var micros: Int64 { services.values.reduce(0, +) }
    }

    /// One service over a time.
    package struct Service: Codable, Hashable, Sendable {
        /// As the bill calls it.
        package var name: String
        /// What it cost.
        package var cost: Money

        /// A service.
        package init(name: String, cost: Money) {
            self.name = name
            self.cost = cost
        }
    }

    /// The days, in order, each once.
    package private(set) var days: [Day]
    /// When they were read.
    package var readAt: WallTime

    /// Costs by day. Of a day given twice the services are added: pages of one answer may share a day.
    package init(days: [Day], readAt: WallTime) {
        var byDay: [CalendarDay: Day] = [:]
        for day in days {
            guard var known = byDay[day.day] else {
                byDay[day.day] = day
                continue
            }
            known.services.merge(day.services, uniquingKeysWith: +)
            known.isEstimated = known.isEstimated || day.isEstimated
            byDay[day.day] = known
        }
        self.days = byDay.values.sorted { $0.day < $1.day }
        self.readAt = readAt
    }

    /// The day of reading.
    package var today: CalendarDay { CalendarDay(of: readAt) }

    /// Whether anything was billed at all: a tag that is not activated gives days without a service.
    package var hasAmounts: Bool { days.contains { day in day.services.values.contains { $0 != 0 } } }

    /// Whether a day is old enough that its figure hardly changes: neither today nor the day before. Cost Explorer lags
    /// 24 to 48 hours; younger days are counted as billed so far and never extrapolated from.
    package func isSettled(_ day: CalendarDay) -> Bool { day.number < today.number - 1 }

    /// The days that are settled, in order.
    package var settled: [Day] { days.filter { isSettled($0.day) } }

    /// The days of the current month, in order.
    package var thisMonth: [Day] {
        days.filter { $0.day >= today.monthStart && $0.day < today.nextMonthStart }
    }

    /// What was billed so far this month, the incomplete last days included.
    package var monthToDate: Money { Money(micros: thisMonth.map(\.micros).reduce(0, +), currency: "USD") }

    /// What was billed in the whole month before; nil unless all of its days are known.
    package var previousMonth: Money? {
        let start = today.previousMonthStart
        let known = days.filter { $0.day >= start && $0.day < today.monthStart }
        guard known.count == start.month.count else { return nil }
        return Money(micros: known.map(\.micros).reduce(0, +), currency: "USD")
    }

    /// This month's services, dearest first.
    package var byService: [Service] {
        var sums: [String: Int64] = [:]
        for day in thisMonth { sums.merge(day.services, uniquingKeysWith: +) }
        return sums.filter { $0.value != 0 }
            .map { Service(name: $0.key, cost: Money(micros: $0.value, currency: "USD")) }
            .sorted { $0.cost.micros != $1.cost.micros ? $0.cost.micros > $1.cost.micros : $0.name < $1.name }
    }
}
