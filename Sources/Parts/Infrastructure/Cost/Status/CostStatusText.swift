// The bill on one screen.

internal import Core

/// Writes a status for a terminal.
package enum CostStatusText {
    /// Services shown before the rest is summed.
    static let shownServices = 8
    /// Size advices and gaps shown.
    static let shownSizes = 6

    /// The status as text, one screen.
    package static func text(_ status: CostStatus) -> String {
        var lines = ["\(status.flow): \(status.verdict.verdict.rawValue)", ""]
        lines += amounts(status)
        lines += services(status)
        lines += [""] + status.verdict.findings.map { "\($0.verdict.rawValue): \($0.summary). \($0.hint)" }
        if let forecast = status.forecast {
            lines += forecast.notes
            lines += forecast.oneOffs.map {
                "Not extrapolated: \(CostText.cents($0.cost)) USD of \($0.service) on \($0.day)."
            }
            if let day = forecast.newLevelSince { lines.append("The forecast starts from the level since \(day).") }
        }
        lines += sizes(status)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func amounts(_ status: CostStatus) -> [String] {
        let settled = status.settledThrough.map { "settled through \($0), later days incomplete" } ?? "nothing settled"
        var rows = [
            ("billed so far", "\(CostText.cents(status.monthToDate)) USD (\(settled))"),
            ("budget", "\(status.budget.monthly) a month, somebody is told at \(status.budget.warn)"),
        ]
        if let forecast = status.forecast {
            rows.append(("month end", CostText.range(forecast.month)))
            rows.append(("next month", CostText.range(forecast.nextMonth)))
            rows.append(
                (
                    "basis",
                    "\(forecast.basisDays) settled days; the range holds about 80 % of such months; trend "
                        + "\(CostText.cents(forecast.trendPerDay)) USD a day per day"
                ))
        } else {
            rows.append(("month end", "not known: \(status.gap?.message ?? "no forecast")"))
        }
        if let before = status.previousMonth { rows.append(("month before", "\(CostText.cents(before)) USD")) }
        if let estimate = status.estimate {
            let ratio = status.hundredthsOfEstimate.map { "; actual is \(CostStatusGate.factor($0)) × the estimate" }
            rows.append(("estimate", "\(CostText.cents(estimate)) USD\(ratio ?? "")"))
        }
        return columns(rows)
    }

    private static func services(_ status: CostStatus) -> [String] {
        guard !status.services.isEmpty else { return [] }
        let shown = status.services.prefix(shownServices)
        var rows = shown.map { ($0.name, "\(CostText.cents($0.cost)) USD") }
        let rest = status.services.dropFirst(shownServices)
        if !rest.isEmpty {
            let sum = Money(micros: rest.map(\.cost.micros).reduce(0, +), currency: "USD")
            rows.append(("\(rest.count) more", "\(CostText.cents(sum)) USD"))
        }
        return ["", "This month by service:"] + columns(rows).map { "  \($0)" }
    }

    private static func sizes(_ status: CostStatus) -> [String] {
        guard !status.sizes.isEmpty || !status.sizeGaps.isEmpty else { return [] }
        var lines = ["", "Sizes by measured use:"]
        for advice in status.sizes.prefix(shownSizes) {
            lines.append("  \(advice.resource): \(advice.from) → \(advice.to), \(saving(advice))")
            lines.append("    why: \(advice.why)")
            lines.append("    risk: \(advice.risk)")
            lines.append("    try it: \(advice.how)")
        }
        let hidden = status.sizes.count - shownSizes
        if hidden > 0 { lines.append("  \(hidden) more in --json") }
        lines += status.sizeGaps.prefix(shownSizes).map { "  \($0)" }
        let hiddenGaps = status.sizeGaps.count - shownSizes
        if hiddenGaps > 0 { lines.append("  \(hiddenGaps) more reasons in --json") }
        return lines
    }

    private static func saving(_ advice: SizeAdvice) -> String {
        guard let saving = advice.saving else { return "the price difference is not known" }
        let amount = CostText.cents(Money(micros: abs(saving.micros), currency: saving.currency))
        return saving.micros >= 0 ? "saves \(amount) USD a month" : "costs \(amount) USD a month more"
    }

    private static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 }
    }
}
