// What a bill and its forecast say about the budget.

internal import Core

/// Judges a bill. Unlike `BudgetGate`, which judges what a plan would cost by list prices, this is about real money.
enum CostStatusGate {
    /// Actual over estimate from which on somebody is told, in hundredths: a quarter more.
    static let estimateWarning = 125

    /// One finding about the amount, and one for each further reason to tell somebody.
    static func judge(_ status: CostStatus, hasAmounts: Bool) -> [Finding] {
        guard status.budget.monthly.currency == "USD" else {
            return [
                finding(
                    .cannotProve, "the budget is in \(status.budget.monthly.currency), and the bill is in USD",
                    "Write the budget in USD, or state the rate that it was made with.")
            ]
        }
        let others = status.rises.map(rise) + [estimate(status)].compactMap { $0 } + [next(status)].compactMap { $0 }
        let amount = amount(status, hasAmounts: hasAmounts)
        return [amount] + others
    }

    private static func amount(_ status: CostStatus, hasAmounts: Bool) -> Finding {
        let limit = status.budget.monthly
        let spent = "\(CostText.cents(status.monthToDate)) USD this month"
        if status.monthToDate.micros > limit.micros {
            return finding(
                .refuse, "\(spent): above the budget of \(limit) already",
                "Stop what is not needed, take a size advice below, or raise the budget and write down why.")
        }
        guard let forecast = status.forecast else {
            let why = status.gap?.message ?? "there is no forecast"
            // What is spent already counts whether or not there is a forecast.
            if hasAmounts, status.monthToDate.micros >= warning(status) {
                return finding(
                    .cannotProve, "\(spent), at or above \(status.budget.warn) of \(limit), and \(why)",
                    status.gap?.hint ?? "Look again tomorrow.")
            }
            return finding(.cannotProve, why, status.gap?.hint ?? "Look again tomorrow.")
        }
        return byForecast(status, forecast, spent)
    }

    private static func byForecast(_ status: CostStatus, _ forecast: CostForecast, _ spent: String) -> Finding {
        let limit = status.budget.monthly
        let ends = "\(spent), the month will end at \(CostText.range(forecast.month)), the budget is \(limit)"
        if forecast.month.low.micros > limit.micros {
            let day = status.crossing.map { "; used up on \($0)" } ?? ""
            return finding(
                .refuse, "\(ends): even the low end of the forecast is above it\(day)",
                "Take a size advice, find the service that grew, or raise the budget and write down why.")
        }
        if let day = status.crossing {
            return finding(
                .warn, "\(ends): it will be used up on \(day)",
                "Look at the dearest services; until then sizes or the budget can still be changed under review.")
        }
        if forecast.month.high.micros > limit.micros {
            return finding(
                .warn, "\(ends): the expected month fits, the high end of the forecast does not",
                "Look again in a few days: the range narrows as the month goes on.")
        }
        if status.monthToDate.micros >= warning(status) || forecast.month.expected.micros >= warning(status) {
            return finding(
                .warn, "\(ends): at or above the \(status.budget.warn) where somebody is told",
                "Look at the dearest services before more is added.")
        }
        return finding(.pass, ends, "Nothing to do.")
    }

    private static func warning(_ status: CostStatus) -> Int64 {
        Int64((Double(status.budget.monthly.micros) * status.budget.warn.fraction).rounded())
    }

    private static func rise(_ rise: CostRise) -> Finding {
        finding(
            .warn,
            "\(rise.service) cost \(CostText.cents(rise.cost)) USD on \(rise.day)\(rise.isSettled ? "" : " so far"), "
                + "\(CostText.cents(rise.above)) USD more than its usual \(CostText.cents(rise.usual)) USD a day "
                + "(the weeks before explain at most \(CostText.cents(rise.explained)) USD)",
            "Look what changed that day: `steady ledger show`, releases, traffic, logs.", subject: rise.service)
    }

    private static func estimate(_ status: CostStatus) -> Finding? {
        guard let hundredths = status.hundredthsOfEstimate, let estimate = status.estimate,
            hundredths >= estimateWarning
        else { return nil }
        return finding(
            .warn, "actual is \(factor(hundredths)) × the estimate of \(CostText.cents(estimate)) USD a month",
            "Compare services with `steady cost`; correct the assumptions about use in the specification.",
            subject: "estimate")
    }

    /// Only if this month is fine: otherwise it was said already.
    private static func next(_ status: CostStatus) -> Finding? {
        guard let forecast = status.forecast, status.crossing == nil,
            forecast.month.expected.micros <= status.budget.monthly.micros,
            forecast.nextMonth.expected.micros > status.budget.monthly.micros
        else { return nil }
        return finding(
            .warn,
            "the next month is expected at \(CostText.range(forecast.nextMonth)), above the budget of "
                + "\(status.budget.monthly)",
            "Change sizes or the budget before it begins.")
    }

    static func factor(_ hundredths: Int) -> String {
        let tenths = (hundredths + 5) / 10
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func finding(
        _ verdict: Verdict, _ summary: String, _ hint: String, subject: String = "budget.monthly"
    ) -> Finding {
        Finding(rule: "budget", promise: .cost, verdict: verdict, subject: subject, summary: summary, hint: hint)
    }
}
