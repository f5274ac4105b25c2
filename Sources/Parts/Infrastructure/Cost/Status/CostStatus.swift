// Where the bill stands against the budget, and whether somebody must be told.

package import Core

/// The report of `steady cost status`.
package struct CostStatus: Codable, Hashable, Sendable {
    /// The flow.
    package var flow: String
    /// When the bill was read.
    package var readAt: WallTime
    /// The budget.
    package var budget: BudgetSpec
    /// What was billed so far this month, incomplete last days included.
    package var monthToDate: Money
    /// The last day whose figure is settled; nil if none is.
    package var settledThrough: CalendarDay?
    /// The whole month before; nil if it was not read whole.
    package var previousMonth: Money?
    /// This month by service, dearest first.
    package var services: [ActualCost.Service]
    /// The forecast; nil if there is none, for the reason in `gap`.
    package var forecast: CostForecast?
    /// Why there is no forecast.
    package var gap: ForecastGap?
    /// The day on which the budget will be used up; nil if it will not.
    package var crossing: CalendarDay?
    /// What the design or the plan was estimated to cost in a month; nil if no estimate was given.
    package var estimate: Money?
    /// Expected month end over the estimate, in hundredths: 140 is 1.4 times.
    package var hundredthsOfEstimate: Int?
    /// Days that cost more than the weeks before explain.
    package var rises: [CostRise]
    /// What measured use advises.
    package var sizes: [SizeAdvice]
    /// What stands in the way of an advice, in sentences.
    package var sizeGaps: [String]
    /// All findings with their verdict.
    package var verdict: VerdictReport

    /// The status from what was billed. `estimate` is compared if given; `sizes` and `sizeGaps` are handed through.
    package static func make(
        flow: String, cost: ActualCost, budget: BudgetSpec, estimate: Money? = nil, sizes: SizeReport = SizeReport()
    ) -> CostStatus {
        let result = CostForecast.make(cost)
        var forecast: CostForecast?
        var gap: ForecastGap?
        switch result {
        case .success(let value): forecast = value
        case .failure(let error): gap = error
        }
        var status = CostStatus(
            flow: flow, readAt: cost.readAt, budget: budget, monthToDate: cost.monthToDate,
            settledThrough: cost.settled.last?.day, previousMonth: cost.previousMonth, services: cost.byService,
            forecast: forecast, gap: gap, crossing: forecast?.crossing(budget.monthly), estimate: estimate,
            hundredthsOfEstimate: ratio(forecast?.month.expected, estimate), rises: CostRise.find(in: cost),
            sizes: sizes.advice, sizeGaps: sizes.gaps, verdict: VerdictReport(findings: []))
        status.verdict = VerdictReport(findings: CostStatusGate.judge(status, hasAmounts: cost.hasAmounts))
        return status
    }

    private static func ratio(_ cost: Money?, _ estimate: Money?) -> Int? {
        guard let cost, let estimate, estimate.micros > 0, cost.currency == estimate.currency else { return nil }
        return Int((Double(cost.micros) / Double(estimate.micros) * 100).rounded())
    }
}

/// What `RightSizing` found.
package struct SizeReport: Codable, Hashable, Sendable {
    /// What to change.
    package var advice: [SizeAdvice]
    /// Why there is no advice for a resource, in sentences.
    package var gaps: [String]

    /// A report; empty by default.
    package init(advice: [SizeAdvice] = [], gaps: [String] = []) {
        self.advice = advice
        self.gaps = gaps
    }
}
