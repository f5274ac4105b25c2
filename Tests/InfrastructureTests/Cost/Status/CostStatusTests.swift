// What a bill says about the budget, and how it reads.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct CostStatusTests {
    private func status(
        _ cost: ActualCost, budget: Double, currency: String = "USD", estimate: Double? = nil
    ) -> CostStatus {
        CostStatus.make(
            flow: "shop", cost: cost,
            budget: BudgetSpec(
                monthly: Money(micros: Int64(budget * 1e6), currency: currency), warn: Percent(fraction: 0.8)),
            estimate: estimate.map { Money(micros: Int64($0 * 1e6), currency: "USD") })
    }

    /// 10 USD a day, read on 2026-11-12: 111.5 billed, 300 at the end. The budget, the verdict, a word of the reason.
    @Test(arguments: [
        (100.0, Verdict.refuse, "already"), (200, .refuse, "low end"), (298.9, .warn, "used up on 2026-11-30"),
        (370, .warn, "somebody is told"), (400, .pass, "the month will end"),
    ])
    func `a budget is judged`(budget: Double, verdict: Verdict, word: String) {
        let status = status(.steady(10, from: "2026-09-01", to: "2026-11-12"), budget: budget)
        #expect(status.verdict.verdict == verdict, "\(status.verdict.findings)")
        #expect(status.verdict.findings[0].summary.contains(word), "\(status.verdict.findings[0].summary)")
        #expect(status.verdict.findings.allSatisfy { $0.rule == "budget" && $0.promise == .cost && !$0.hint.isEmpty })
    }

    @Test func `no data and another currency cannot be judged`() {
        let none = ActualCost(days: [], readAt: CalendarDay.of("2026-11-12").noon)
        #expect(status(none, budget: 100).verdict.verdict == .cannotProve)
        let cost = ActualCost.steady(10, from: "2026-09-01", to: "2026-11-12")
        #expect(status(cost, budget: 1000, currency: "EUR").verdict.verdict == .cannotProve)
    }

    @Test func `above the budget is refused without a forecast, too`() {
        let cost = ActualCost.steady(100, from: "2026-11-09", to: "2026-11-12")
        #expect(status(cost, budget: 200).verdict.verdict == .refuse)
        #expect(status(cost, budget: 5000).verdict.verdict == .cannotProve)
    }

    @Test(arguments: [(0, true), (1, false), (2, true)])
    func `a sudden rise names the service and how much, also of a day that is not settled`(ago: Int, isCaught: Bool) {
        let today = CalendarDay.of("2026-11-20")
        var days = ActualCost.steady(10, from: "2026-09-01", to: "2026-11-20").days
        for index in days.indices {
            days[index].services = ["Amazon RDS": 10_000_000, "AmazonCloudWatch": 1_000_000]
            // The row of one day ago rises too little: 1.5 USD on top of 11.
            let amount: Int64 = ago == 1 ? 1_500_000 : 9_000_000
            if days[index].day == today.adding(-ago) { days[index].services["AmazonCloudWatch"] = amount }
        }
        let cost = ActualCost(days: days, readAt: today.noon)
        let rises = status(cost, budget: 1000).verdict.findings.filter { $0.subject == "AmazonCloudWatch" }
        #expect(rises.count == (isCaught ? 1 : 0), "\(rises)")
        if isCaught {
            #expect(rises[0].verdict == .warn && rises[0].summary.contains("8.00 USD more"), "\(rises[0].summary)")
            #expect(rises[0].summary.contains("so far") == (ago < 2))
        }
    }

    @Test func `dear weekdays after a cheap weekend are no rise`() {
        var chance = SeededNumbers(seed: 7)
        let days = SimulatedBill(perDay: 50, noise: 0.04, weekend: 0.4).days(
            from: .of("2026-09-01"), count: 91, &chance)
        let caught = (20...60).flatMap {
            CostRise.find(in: ActualCost(seenOn: .of("2026-09-20").adding($0 - 20), days))
        }
        #expect(caught.count <= 2, "seed 7: \(caught.map { "\($0.day) \($0.service)" })")
    }

    @Test(arguments: [(250.0, nil as String?), (214, "1.4 × the estimate")])
    func `actual is compared with the estimate`(estimate: Double, word: String?) {
        let status = status(
            .steady(10, from: "2026-09-01", to: "2026-11-12"), budget: 1000, estimate: estimate)
        let told = status.verdict.findings.filter { $0.subject == "estimate" }
        #expect(told.map { $0.summary.contains(word ?? "") } == (word == nil ? [] : [true]), "\(told)")
        #expect(CostStatusText.text(status).contains("× the estimate"))
    }

    @Test func `the report is one screen and comes back from its JSON`() throws {
        let status = status(.steady(10, from: "2026-09-01", to: "2026-11-12"), budget: 298.9, estimate: 214)
        let text = CostStatusText.text(status)
        #expect(text.split(separator: "\n").count < 40)
        for word in [
            "shop: warn", "billed so far", "111.50 USD", "next month", "Amazon RDS", "settled through 2026-11-10",
        ] {
            #expect(text.contains(word), "\(word) in:\n\(text)")
        }
        let data = try JSONEncoder().encode(status)
        #expect(try JSONDecoder().decode(CostStatus.self, from: data) == status)
    }
}
