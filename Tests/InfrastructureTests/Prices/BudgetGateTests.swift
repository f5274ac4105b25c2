// The budget gate: what is not known well enough never passes, and what is above the budget never hides behind that.

import Core
import Infrastructure
import Testing

@Suite struct BudgetGateTests {
    private let day = WallTime(milliseconds: 1_767_225_600_000)  // 2026-01-01

    /// A cost of 100 USD per unit, by a price that is `age` days old.
    private func report(_ quantity: Quantity, age: Int = 0, more: [MeterUse] = []) throws -> CostReport {
        var book = PriceBook()
        try book.add(
            "@region us-east-1\na.month | 100 | 0- | - | - | 2026-01-01 X\n"
                + "rds.postgres.db.x.single.hour | 1 | 0- | - | - | 2026-01-01 X\n", layer: .user)
        return CostEstimator(book: book, usage: UsageModel(), now: day + .seconds(age * 86_400))
            .cost(of: [MeterUse(resource: "a", meter: "a.month", quantity: quantity)] + more)
    }

    private func judge(_ report: CostReport, _ currency: String = "USD") throws -> [Finding] {
        BudgetGate.judge(
            report,
            budget: BudgetSpec(
                monthly: Money(micros: 1_000_000_000, currency: currency), warn: try #require(Percent(text: "80%"))))
    }

    /// Units of 100 USD at the least, as expected, at the most; the age of the price; and the verdict at 1,000 USD.
    @Test(arguments: [
        (7.0, 7.0, 7.0, 0, Verdict.pass), (7.99, 7.99, 7.99, 90, .pass), (8, 8, 8, 0, .warn), (10, 10, 10, 0, .warn),
        (10.01, 10.01, 10.01, 0, .refuse), (2, 5, 10, 0, .pass), (2, 5, 10.01, 0, .warn), (2, 11, 12, 0, .cannotProve),
        (11, 12, 13, 0, .refuse), (7, 7, 7, 91, .warn), (7, 7, 7, 180, .warn), (7, 7, 7, 181, .cannotProve),
        (9, 9, 9, 181, .cannotProve), (11, 11, 11, 181, .refuse),
    ])
    func `a budget is judged`(low: Double, expected: Double, high: Double, age: Int, verdict: Verdict) throws {
        let findings = try judge(report(Quantity(low: low, expected: expected, high: high), age: age))
        #expect(VerdictReport(findings: findings).verdict == verdict, "\(findings.map(\.summary))")
        #expect(findings.allSatisfy { $0.promise == .cost && !$0.hint.isEmpty })
        #expect(verdict == .pass || !findings.contains { $0.verdict == .pass })
    }

    @Test func `what has no price cannot pass, and can be refused`() throws {
        let gap = MeterUse(resource: "b", meter: "unknown.month", quantity: Quantity(1))
        let cheap = try judge(report(Quantity(1), more: [gap]))
        #expect(cheap.map(\.verdict) == [.cannotProve] && cheap[0].summary.contains("b"))
        #expect(try judge(report(Quantity(11), more: [gap])).map(\.verdict) == [.refuse])
    }

    @Test func `a derived price cannot pass`() throws {
        let use = MeterUse(
            resource: "d", meter: .database("postgres", "db.x", isMultiZone: true), quantity: Quantity(1))
        #expect(try judge(report(Quantity(1), more: [use])).map(\.verdict) == [.cannotProve])
    }

    @Test func `a budget in another currency cannot be judged`() throws {
        #expect(try judge(report(Quantity(1)), "EUR").map(\.verdict) == [.cannotProve])
    }

    @Test func `the old part is named with what it costs`() throws {
        let finding = try #require(try judge(report(Quantity(7), age: 200)).first)
        #expect(finding.summary.contains("a.month") && finding.summary.contains("700.00 USD"), "\(finding.summary)")
        #expect(finding.hint.contains("steady prices update"))
    }
}
