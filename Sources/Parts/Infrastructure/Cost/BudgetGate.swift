// Whether a cost stays within the budget, and whether that is known well enough to say so.

package import Core

/// The gate that a cost has to pass.
package enum BudgetGate {
    /// The findings about a cost and a budget, one per reason; a single `pass` if nothing stands against it. The
    /// verdict is that of `VerdictReport(findings:)`. Gaps, old and derived prices forbid a pass; a refusal
    /// needs none of them.
    package static func judge(_ report: CostReport, budget: BudgetSpec) -> [Finding] {
        guard budget.monthly.currency == "USD" else {
            return [
                finding(
                    .cannotProve, "the budget is in \(budget.monthly.currency), and prices are in USD",
                    "Write the budget in USD, or state the rate that it was made with.")
            ]
        }
        let amount = amount(report, budget)
        // Nothing that is missing can make it cheaper.
        if amount.verdict == .refuse { return [amount] }
        let doubts = doubts(report)
        return amount.verdict == .pass && !doubts.isEmpty ? doubts : [amount] + doubts
    }

    private static func amount(_ report: CostReport, _ budget: BudgetSpec) -> Finding {
        let limit = budget.monthly.micros
        let warn = Int64((Double(limit) * budget.warn.fraction).rounded())
        let cost = report.after
        let floor = report.gapsAtLeast.micros
        let more =
            floor == 0 ? "" : " and at least \(CostText.cents(report.gapsAtLeast)) USD for what has no price"
        let spoken = "\(CostText.range(cost))\(more) a month against a budget of \(budget.monthly)"
        if cost.low.micros + floor > limit {
            return finding(
                .refuse, "\(spoken): above it even at the least load",
                "Choose a smaller tier (`steady design`), or raise the budget and write down why.")
        }
        if cost.expected.micros + floor > limit {
            return finding(
                .cannotProve, "\(spoken): the least load fits, the expected load does not",
                "Replace assumptions about use by measurements, lower the largest number of tasks, or raise the budget."
            )
        }
        if cost.high.micros > limit {
            return finding(
                .warn, "\(spoken): the expected load fits; a whole month at the most does not",
                "Lower the largest number of tasks, or watch the cost when autoscaling stays up.")
        }
        if cost.expected.micros >= warn {
            return finding(
                .warn, "\(spoken): at or above the \(budget.warn) where somebody is told",
                "Look at the dearest resources before more is added.")
        }
        return finding(.pass, spoken, "Nothing to do.")
    }

    private static func doubts(_ report: CostReport) -> [Finding] {
        var found: [Finding] = []
        if !report.gaps.isEmpty {
            let names = Array(Set(report.gaps.map(\.resource))).sorted()
            let more = names.count > 3 ? " and \(names.count - 3) more" : ""
            found.append(
                finding(
                    .cannotProve, "not all of it is priced: \(names.prefix(3).joined(separator: ", "))\(more)",
                    report.gaps[0].hint))
        }
        let old = report.oldPrices
        if !old.isEmpty, report.oldShare.micros > 0 {
            let meters = Array(Set(old.map(\.price.meter.key))).sorted()
            found.append(
                finding(
                    .cannotProve,
                    "\(old.count) of \(report.prices.count) prices are over \(PriceAge.oldDays) days old or undated "
                        + "(\(meters.prefix(3).joined(separator: ", "))\(meters.count > 3 ? ", …" : "")); "
                        + "\(CostText.cents(report.oldShare)) USD of the expected cost rest on them",
                    "Run `steady prices update`."))
        } else if let aging = report.prices.filter({ $0.standing == .aging }).compactMap(\.age.days).max() {
            found.append(
                finding(
                    .warn, "the oldest price is \(aging) days old (more than \(PriceAge.agingDays))",
                    "Run `steady prices update`."))
        }
        let derived = report.derivedLines
        if !derived.isEmpty {
            let meters = Array(Set(derived.map(\.meter.key))).sorted()
            found.append(
                finding(
                    .cannotProve,
                    "prices are computed from related ones: \(meters.prefix(3).joined(separator: ", "))\(meters.count > 3 ? ", …" : "")",
                    "Run `steady prices update`, or put them into your own price table."))
        }
        return found
    }

    private static func finding(_ verdict: Verdict, _ summary: String, _ hint: String) -> Finding {
        Finding(
            rule: "budget", promise: .cost, verdict: verdict, subject: "budget.monthly", summary: summary, hint: hint)
    }
}
