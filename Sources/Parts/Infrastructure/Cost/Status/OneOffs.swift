// Single large items of a bill: a domain for a year, a fee on the first of the month. They are no daily cost.

package import Core

/// An item that was billed once and is not extrapolated.
package struct OneOff: Codable, Hashable, Sendable {
    /// The day.
    package var day: CalendarDay
    /// The service.
    package var service: String
    /// How much of that day's cost it is.
    package var cost: Money
}

/// Finds one-off items.
enum OneOffs {
    /// A day's excess over the service's usual day counts as one-off above this multiple of the usual day,
    static let multiple = 3.0
    /// and above this multiple of the spread,
    static let spreads = 6.0
    /// and from this amount on: 10 cents.
    static let least = 100_000.0
    /// A service that is billed on fewer days than this share of them is billed now and then, not daily.
    static let rareShare = 0.2

    /// The one-off items of these days, in order of days. An excess that lasts two days or more is a new level and no
    /// one-off. `candidates` are the days looked at; usual days are those of `history`.
    static func find(in candidates: [ActualCost.Day], history: [ActualCost.Day]) -> [OneOff] {
        let names = Set((candidates + history).flatMap(\.services.keys)).sorted()
        return names.flatMap { name in items(of: name, in: candidates, history: history) }
            .sorted { ($0.day, $0.service) < ($1.day, $1.service) }
    }

    private static func items(
        of service: String, in candidates: [ActualCost.Day], history: [ActualCost.Day]
    ) -> [OneOff] {
        let usual = history.map { Double($0.services[service] ?? 0) }
        let median = RobustFigures.median(usual)
        let limit = max(
            least, median * multiple, median + spreads * RobustFigures.spread(usual))
        let excess = candidates.compactMap { day -> OneOff? in
            let amount = Double(day.services[service] ?? 0)
            guard amount > limit, history.count > 2 else { return nil }
            return OneOff(
                day: day.day, service: service,
                cost: Money(micros: Int64((amount - max(0, median)).rounded()), currency: "USD"))
        }
        let isRare = Double(usual.count { $0 > 0 }) < rareShare * Double(usual.count)
        let days = Set(excess.map(\.day))
        return excess.filter { item in
            let hasNeighbour = days.contains(item.day.adding(1)) || days.contains(item.day.adding(-1))
            return !hasNeighbour || (isRare && excess.count <= 2)
        }
    }
}
