// The numbers of a design against hand calculation, and its choices.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct DesignTests {
    private func spec(_ changes: [String: String] = [:]) throws -> FlowSpec {
        let reading = try DesignFixtures.donations(changes)
        return try #require(reading.spec, "\(reading.diagnostics)")
    }

    private func report(
        _ changes: [String: String] = [:], prices: TablePrices = TablePrices(), survivesRegion: Bool = false
    ) throws -> DesignReport {
        Design.make(spec: try spec(changes), prices: prices, survivesRegion: survivesRegion)
    }

    // MARK: - Availability

    @Test(arguments: [
        // EC2 instance-level SLA alone.
        (DesignTier.hosts, "99.5%"),
        // 1 · .999 · .9999 · .9999 · .995
        (.singleZone, "99.380621%"),
        // 1 · .999 · .9999 · .9999 · .9995
        (.multiZone, "99.830081%"),
    ])
    func `contracts are multiplied`(_ tier: DesignTier, _ expected: String) throws {
        let estimate = try #require(try report()[tier]).availability
        #expect(estimate.contractual.description == expected)
    }

    @Test(arguments: [
        // .9999^4 (CloudFront, ALB, Fargate, RDS Multi-AZ) · (1 − 8 · 2 % · 0.05 %)
        (DesignTier.multiZone, 0.999_520_09),
        // u = 1 − .9999³ = 2.9997e-4; .9999 · (1 − u · .5625) · .99992
        (.standbyRegion, 0.999_651_30),
        // .9999 · (1 − .05 u − (.95 u)²) · .99992
        (.activeRegions, 0.999_804_93),
    ])
    func `design targets and own releases give the expectation`(_ tier: DesignTier, _ expected: Double) throws {
        let estimate = try #require(try report()[tier]).availability
        #expect(abs(estimate.expected.fraction - expected) < 2e-8)
    }

    @Test func `contracts alone cannot give 99.95 %, and the report says so with the number`() throws {
        let caveat = try #require(try report().caveats.first)
        #expect(caveat.contains("cannot give 99.95%") && caveat.contains("99.83 %") && caveat.contains("99.93 %"))
    }

    @Test func `every figure names its source`() throws {
        for figure in try report().figures {
            #expect(figure.contract.contains("SLA"))
            #expect(figure.design.contains("Reliability Pillar"))
        }
    }

    // MARK: - The choice

    @Test(arguments: [
        ("monthly: 1500 USD", "monthly: 1500 USD", DesignTier.multiZone),
        ("monthly: 1500 USD", "monthly: 10000 USD", .multiZone),
        // 43 minutes: one database in one zone is enough.
        ("target: 99.95%", "target: 99.9%", .singleZone),
        ("target: 99.95%", "target: 99.96%", .standbyRegion),
        ("target: 99.95%", "target: 99.97%", .activeRegions),
        // A machine by hand takes four hours; a small budget and a modest target are enough for it.
        (
            "target: 99.95%, window: 30d }\n  latency: { percentile: 95, below: 8s",
            "target: 99%, window: 30d }\n  latency: { percentile: 95, below: 7s", .singleZone
        ),
    ])
    func `the cheapest tier that keeps all is chosen`(_ old: String, _ new: String, _ tier: DesignTier) throws {
        let report = try report([old: new])
        #expect(report.choice.tier == tier)
        #expect(report.choice.verdict == .pass)
        #expect(report.conflicts.isEmpty)
    }

    @Test func `one machine is enough where its time to be back is`() throws {
        let report = try report(["rto: 1h": "rto: 4h", "target: 99.95%": "target: 99.5%"])
        #expect(report.choice.tier == .hosts)
    }

    @Test func `surviving a region takes a second one`() throws {
        #expect(try report(survivesRegion: true).choice.tier == .standbyRegion)
        // Without data too, where the spec has no rto.
        let bare = try #require(FlowSpecReader.read(DesignFixtures.bare, file: "steady.yaml").spec)
        let report = Design.make(spec: bare, prices: TablePrices(), survivesRegion: true)
        #expect(report.choice.tier == .standbyRegion)
    }

    @Test(arguments: [100, 400, 700]) func `a budget that is too small is named with what is missing`(_ budget: Int)
        throws
    {
        let report = try report(["monthly: 1500 USD": "monthly: \(budget) USD"])
        #expect(report.choice.verdict == .refuse)
        let conflict = try #require(report.conflicts.first)
        let cost = try #require(report[.multiZone]?.cost.monthly)
        #expect(report.conflicts.count == 1)
        #expect(conflict.requirement == .budget)
        let missing = Money(micros: cost.micros - Int64(budget) * 1_000_000, currency: "USD")
        #expect(conflict.shortBy == "\((missing.micros + 999_999) / 1_000_000) USD")
        #expect(report.proposal.map(\.from.micros) == report.proposal.map(\.from.micros).sorted())
        #expect(report.proposal.count == 5)
    }

    @Test func `an impossible time names itself, the best, and alternatives`() throws {
        let report = try report(["rto: 1h": "rto: 1s"])
        #expect(report.conflicts.map(\.requirement) == [.rto])
        let conflict = try #require(report.conflicts.first)
        #expect(conflict.shortBy == "54 min 59 s")
        #expect(conflict.alternatives.count >= 3)
        // It is not proposed to write what would break another promise.
        #expect(conflict.alternatives.first?.contains("multi-zone keeps it") == true)
        #expect(report.choice.nearest == .multiZone)
    }

    @Test func `a tier without a price is never chosen under a budget, and the answer is cannot prove`() throws {
        var table = TablePrices.reference
        for key in table.keys where key.contains("multi-az.m7g") { table[key] = nil }
        let report = try report(prices: TablePrices(table: table))
        #expect(report.choice.tier == nil)
        #expect(report.choice.verdict == .cannotProve)
        #expect(report[.multiZone]?.cost.missing == ["rds.postgres.multi-az.m7g.large.hour: not in the table"])
        #expect(report.proposal.contains { $0.tier == .multiZone } == false)
    }

    @Test func `a budget in another currency is not compared`() throws {
        let report = try report(["monthly: 1500 USD": "monthly: 1500 EUR"])
        #expect(report.choice.verdict == .cannotProve)
    }

    // MARK: - Cost and size

    @Test func `the sum is the sum of the meters`() throws {
        for tier in try report().tiers {
            let sum = tier.cost.lines.reduce(Int64(0)) { $0 + ($1.monthly?.micros ?? 0) }
            #expect(tier.cost.monthly?.micros == sum)
            #expect(Set(tier.cost.lines.map(\.quantity.meter)).isDisjoint(with: [""]))
        }
    }

    @Test func `the fixed part of multi-zone is what a hand calculation gives`() throws {
        let cost = try #require(try report()[.multiZone]).cost
        func monthly(_ meter: String) -> Double {
            cost.lines.filter { $0.quantity.meter == meter }.reduce(0) { $0 + Double($1.monthly?.micros ?? 0) / 1e6 }
        }
        // 3 tasks · 0.5 vCPU · 730 h · .03238; 3 gateways · 730 h · .045; 6 endpoints · 3 zones · 730 h · .01;
        // 2 · .168 · 730 h; 100 GB · .23; 63.072 million − 10 million requests at 1 USD a million.
        #expect(abs(monthly("fargate.arm.vcpu-hour") - 35.4561) < 0.001)
        #expect(abs(monthly("nat.hour") - 98.55) < 0.001)
        #expect(abs(monthly("endpoint.hour") - 131.4) < 0.001)
        #expect(abs(monthly("rds.postgres.multi-az.m7g.large.hour") - 245.28) < 0.001)
        #expect(abs(monthly("rds.storage.gp3.multi-az.gb-month") - 23) < 0.001)
        #expect(abs(monthly("cloudfront.https-request") - 53.072) < 0.001)
    }

    @Test(arguments: ["1/s", "7/s", "40/s", "113/s", "500/s"])
    func `the tasks that are left carry the peak when a zone is lost`(_ peak: String) throws {
        let spec = try spec(["peak: 40/s": "peak: \(peak)"])
        let report = Design.make(spec: spec, prices: TablePrices())
        for tier in report.tiers where tier.tier != .hosts {
            let zones = tier.tier == .singleZone ? 2 : 3
            // The fullest zone is lost.
            let left = tier.minimumTasks - Int((Double(tier.minimumTasks) / Double(zones)).rounded(.up))
            #expect(Double(left) * report.sizing.requestsPerTask >= report.sizing.peakRequests.perSecond)
            #expect(tier.minimumTasks >= zones)
        }
    }

    @Test func `more traffic never costs less`() throws {
        let costs = try ["1/s", "10/s", "40/s", "80/s"].map { peak in
            try report(["peak: 40/s": "peak: \(peak)"]).tiers.map { $0.cost.monthly?.micros ?? .max }
        }
        for (less, more) in zip(costs, costs.dropFirst()) {
            #expect(zip(less, more).allSatisfy { $0 <= $1 })
        }
    }

    // MARK: - Limits, questions

    @Test func `limits that the grown traffic meets are marked, and all have an answer`() throws {
        for tier in try report().tiers {
            for limit in tier.limits {
                #expect(limit.isMet == (limit.metAt.map { $0.perSecond <= 400 } ?? false))
                #expect(!limit.answer.isEmpty)
            }
        }
        let met = try #require(try report()[.multiZone]).limits.filter(\.isMet).map(\.name)
        #expect(met == ["Fargate vCPUs of the account (L-3032A538)"])
    }

    @Test func `what the spec leaves open becomes questions, what it says does not`() throws {
        let complete = try DesignFixtures.donations()
        let bare = FlowSpecReader.read(DesignFixtures.bare, file: "steady.yaml")
        func keys(_ reading: SpecReading) throws -> [String] {
            Design.make(spec: try #require(reading.spec), prices: TablePrices(), defaults: reading.defaults)
                .questions.compactMap(\.key)
        }
        #expect(try keys(complete).isEmpty)
        let asked = try keys(bare)
        for key in ["traffic.peak", "objectives.availability.target", "data.postgres", "budget", "dependencies"] {
            #expect(asked.contains(key))
        }
    }

    @Test func `the same input gives the same bytes`() throws {
        let (first, second) = (try report(), try report())
        #expect(try CanonicalJSON.text(first) == CanonicalJSON.text(second))
        #expect(DesignDiagram.svg(first) == DesignDiagram.svg(second))
    }
}
