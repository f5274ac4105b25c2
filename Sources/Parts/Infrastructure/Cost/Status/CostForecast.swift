// What this month and the next will cost, as a range, or why nobody can say.

package import Core

/// Why there is no forecast.
package struct ForecastGap: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What is missing.
    package var message: String
    /// What would give a forecast.
    package var hint: String

    /// For people.
    package var description: String { "\(message). \(hint)" }
}

/// A forecast of the bill.
///
/// A month's cost = settled days as billed + for every other day the model's cost (`DailyModel`), or what is already
/// billed for it where that is more + one-off items already billed. The range holds about 80 % of months like this one
/// (75 to 88 % in simulations): the model's standard deviation times the quantile of Student's t. Fees that came in
/// both months before on the same day (± 1) are expected again; a fee that came once is only in the upper end.
package struct CostForecast: Codable, Hashable, Sendable {
    /// A day and what the month will have cost by its end.
    package struct Point: Codable, Hashable, Sendable {
        /// The day.
        package var day: CalendarDay
        /// Expected from the first of the month to the end of that day.
        package var total: Money
    }

    /// This month at its end.
    package var month: CostRange
    /// The next month, if nothing changes but what the trend already shows.
    package var nextMonth: CostRange
    /// The expected course of this month, day by day.
    package var course: [Point]
    /// By how much a day's cost grows from day to day.
    package var trendPerDay: Money
    /// How many settled days level and trend rest on.
    package var basisDays: Int
    /// The first day of a new level that the forecast starts from; nil if there was no jump.
    package var newLevelSince: CalendarDay?
    /// This month's single items, not extrapolated.
    package var oneOffs: [OneOff]
    /// What else is to be known about the figures.
    package var notes: [String]

    /// The first day on whose end more than a budget will have been spent; nil if the month stays within it.
    package func crossing(_ budget: Money) -> CalendarDay? {
        course.first { $0.total.micros > budget.micros }?.day
    }

    /// Days of history looked at: eight weeks.
    package static let history = 56

    /// A forecast from what was billed. Fails if nothing was billed or fewer than four days are settled.
    package static func make(_ cost: ActualCost) -> Result<CostForecast, ForecastGap> {
        guard cost.hasAmounts else {
            return .failure(
                ForecastGap(
                    message: "nothing was billed in the \(cost.days.count) days that were read",
                    hint: "If the flow runs, activate its cost-allocation tag (Billing, cost allocation tags); "
                        + "it counts from the next day on."))
        }
        let firstBilled = cost.days.first { $0.micros != 0 }?.day ?? cost.today
        let settled = cost.settled.filter { $0.day >= firstBilled && $0.day > cost.today.adding(-history - 2) }
        guard settled.count >= DailyModel.leastDays else {
            return .failure(
                ForecastGap(
                    message: "only \(settled.count) days are settled; \(DailyModel.leastDays) are needed",
                    hint: "Look again in \(DailyModel.leastDays - settled.count) days: "
                        + "Cost Explorer lags up to 48 hours."))
        }
        return .success(Forecaster(cost: cost, settled: settled).forecast())
    }
}

/// The work of one forecast.
private struct Forecaster {
    let cost: ActualCost
    let settled: [ActualCost.Day]
    let oneOffs: [OneOff]
    let model: DailyModel

    init(cost: ActualCost, settled: [ActualCost.Day]) {
        self.cost = cost
        self.settled = settled
        // All that was read: a fee of two months ago lies before the history of the model.
        let oneOffs = OneOffs.find(in: cost.days, history: settled)
        self.oneOffs = oneOffs
        model = DailyModel(settled.map { ($0.day, Double($0.micros - Self.sum(oneOffs, on: $0.day))) })
    }

    static func sum(_ items: [OneOff], on day: CalendarDay) -> Int64 {
        items.filter { $0.day == day }.map(\.cost.micros).reduce(0, +)
    }

    func forecast() -> CostForecast {
        let month = cost.today.month
        let billed = Dictionary(cost.thisMonth.map { ($0.day, $0) }, uniquingKeysWith: { first, _ in first })
        let first = cost.days.first?.day ?? cost.today
        var total = 0.0
        var open: [CalendarDay] = []
        var course: [CostForecast.Point] = []
        let fees = fees(in: month.filter { $0 >= cost.today })
        for day in month {
            if let known = billed[day], cost.isSettled(day) {
                total += Double(known.micros)
            } else if day >= first {
                open.append(day)
                total += expected(day, billed[day]) + fees.expected.filter { $0.day == day }.map(\.micros).reduce(0, +)
            }
            course.append(CostForecast.Point(day: day, total: Self.money(total)))
        }
        let width = model.quantile * model.deviation(open)
        let floor = Double(cost.monthToDate.micros)
        return CostForecast(
            month: range(total, width: width, extra: fees.possible, floor: floor), nextMonth: nextMonth(),
            course: course, trendPerDay: Self.money(model.slope), basisDays: model.count, newLevelSince: model.jump,
            oneOffs: oneOffs.filter { $0.day >= cost.today.monthStart }, notes: notes(open, fees, first))
    }

    /// What a day that is not settled will have cost: never less than is billed already.
    private func expected(_ day: CalendarDay, _ known: ActualCost.Day?) -> Double {
        let single = Double(Self.sum(oneOffs, on: day))
        return max(model.cost(day), Double(known?.micros ?? 0) - single) + single
    }

    private func nextMonth() -> CostRange {
        let days = cost.today.nextMonthStart.month
        let fees = fees(in: days)
        let total = days.map(model.cost).reduce(0, +) + fees.expected.map(\.micros).reduce(0, +)
        return range(total, width: model.quantile * model.deviation(days), extra: fees.possible, floor: 0)
    }

    private func range(_ total: Double, width: Double, extra: Double, floor: Double) -> CostRange {
        CostRange(
            low: Int64(max(floor, total - width).rounded()), expected: Int64(max(floor, total).rounded()),
            high: Int64(max(floor, total + width + extra).rounded()))
    }

    private struct Fee {
        var day: CalendarDay
        var micros: Double
        var service: String
    }

    /// Single items to come on these days of one month: those seen in the two months before, and the sum of those seen
    /// in only one of them.
    private func fees(in days: [CalendarDay]) -> (expected: [Fee], possible: Double) {
        guard let start = days.first?.monthStart else { return ([], 0) }
        let before = oneOffs.filter { $0.day.monthStart == start.previousMonthStart }
        let earlier = oneOffs.filter { $0.day.monthStart == start.previousMonthStart.previousMonthStart }
        var expected: [Fee] = []
        var possible = 0.0
        for item in before {
            let wanted = min(item.day.dayOfMonth, start.month.count)
            guard let day = days.first(where: { $0.dayOfMonth == wanted }) else { continue }
            // Whatever came already this month does not come again.
            if oneOffs.contains(where: { $0.day.monthStart == start && $0.service == item.service }) { continue }
            let isAgain = earlier.contains {
                $0.service == item.service && abs($0.day.dayOfMonth - item.day.dayOfMonth) <= 1
            }
            if isAgain {
                expected.append(Fee(day: day, micros: Double(item.cost.micros), service: item.service))
            } else {
                possible += Double(item.cost.micros)
            }
        }
        return (expected, possible)
    }

    private func notes(
        _ open: [CalendarDay], _ fees: (expected: [Fee], possible: Double), _ first: CalendarDay
    ) -> [String] {
        var notes: [String] = []
        let missing = open.filter { cost.isSettled($0) }
        if !missing.isEmpty {
            notes.append("\(missing.count) earlier days of the month were not read; the forecast stands in for them.")
        }
        if first > cost.today.monthStart { notes.append("Nothing is known of the days before \(first).") }
        if settled.count < 14 {
            notes.append("Less than two weeks are known: neither weekends nor a trend are in the forecast.")
        }
        let coming = fees.expected + self.fees(in: cost.today.nextMonthStart.month).expected
        if !coming.isEmpty {
            let names = coming.map { "\($0.service) on \($0.day)" }.joined(separator: ", ")
            notes.append("Expected again, as in the two months before: \(names).")
        }
        if fees.possible > 0 {
            notes.append(
                "The upper end holds \(CostText.cents(Self.money(fees.possible))) USD of single items of last month "
                    + "that may come again.")
        }
        return notes
    }

    private static func money(_ micros: Double) -> Money { Money(micros: Int64(micros.rounded()), currency: "USD") }
}
