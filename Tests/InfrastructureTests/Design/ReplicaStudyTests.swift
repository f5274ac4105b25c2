// "Add a replica in another region", judged by promises, backups and budget.

import Core
import Infrastructure
import Testing

@Suite struct ReplicaStudyTests {
    private func study(_ changes: [String: String] = [:], prices: TablePrices = TablePrices()) throws -> ReplicaStudy? {
        let spec = try #require(try DesignFixtures.donations(changes).spec)
        return ReplicaStudy.make(
            spec: spec, design: Design.make(spec: spec, prices: prices), region: "eu-west-1", prices: prices)
    }

    private func row(_ study: ReplicaStudy?, _ about: String) throws -> ReplicaStudy.Row {
        try #require(study?.rows.first { $0.about == about })
    }

    @Test func `the text is what it was`() throws {
        let text = ReplicaText.text(try #require(try study()))
        #expect(text == (try DesignFixtures.golden("design/replica.txt", text)))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func `the bill is that of its meters`() throws {
        // 730 x .168, 100 GB at .115 and at .095, a key, three alarms, and the changes at .02 a GB.
        let study = try #require(try study())
        let transfer = try #require(study.lines.first { $0.quantity.meter == "transfer.region.gb" })
        let hand = 122.64 + 11.5 + 9.5 + 1 + 0.3 + transfer.quantity.quantity * 0.02
        #expect(abs(Double(study.added?.micros ?? 0) / 1e6 - hand) < 0.01)
    }

    @Test(arguments: [("1500 USD", Verdict.pass), ("900 USD", .refuse), ("1500 EUR", .cannotProve)])
    func `the budget decides`(budget: String, verdict: Verdict) throws {
        let study = try study(["1500 USD": budget])
        #expect(study?.verdict == verdict, "\(String(describing: study?.rows))")
    }

    @Test func `it helps against the loss of a region, and against nothing else`() throws {
        let study = try study()
        #expect(try row(study, "loss of a region").with == "loses 1 min, back in 2 h")
        for about in ["availability", "latency", "data destroyed by mistake"] {
            let row = try row(study, about)
            #expect(row.with == row.without)
        }
    }

    @Test func `without a price nothing is proven`() throws {
        var prices = TablePrices()
        prices.table["transfer.region.gb"] = nil
        #expect(try study(prices: prices)?.verdict == .cannotProve)
    }

    @Test func `without a database there is nothing to replicate`() throws {
        let bare = try #require(FlowSpecReader.read(DesignFixtures.bare, file: "steady.yaml").spec)
        let design = Design.make(spec: bare, prices: TablePrices())
        #expect(ReplicaStudy.make(spec: bare, design: design, region: "eu-west-1", prices: TablePrices()) == nil)
    }
}
