// A cost report is readable, keeps its form, and survives storage; the usage behind it follows from the specification.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct CostTextTests {
    private let now = WallTime(milliseconds: 1_795_478_400_000)  // 2026-11-24

    private func golden(_ name: String, _ text: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "Fixtures/cost/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "UPDATE_GOLDEN=1 writes \(name) anew")
    }

    private func report(_ name: String, peak: Double, requests: Double) throws -> CostReport {
        let plan = try costFixture(name)
        return CostEstimator(
            book: try PriceBook.builtIn(), usage: usage(peak: peak, requests: requests), now: now
        ).cost(of: plan.changes, graph: plan.graph)
    }

    @Test func `a small stack fits one screen`() throws {
        let text = CostText.text(try report("small", peak: 4, requests: 2))
        try golden("small.txt", text)
        #expect(text.split(separator: "\n").count < 45)
    }

    @Test func `a full stack is shown whole on demand`() throws {
        try golden("full.txt", CostText.text(try report("full", peak: 40, requests: 3), isWhole: true))
    }

    @Test func `a change shows before, after and difference`() throws {
        let bigger = [
            change("aws_eip.new", after: "{}"), change("aws_eip.old", .delete, before: "{}"),
            change(
                "aws_cloudwatch_metric_alarm.a", .update, before: #"{"period":60}"#, after: #"{"period":10}"#),
            change("aws_instance.a", after: "{}"),
        ]
        let report = CostEstimator(book: try PriceBook.builtIn(), usage: UsageModel(), now: now).cost(of: bigger)
        try golden("change.txt", CostText.text(report))
    }

    @Test func `a report is stored and read back`() throws {
        let report = try report("full", peak: 40, requests: 3)
        let text = try CanonicalJSON.text(report)
        #expect(try CanonicalJSON.decode(CostReport.self, from: text) == report)
    }

    @Test func `the age of prices is always shown`() throws {
        let report = try report("small", peak: 4, requests: 2)
        #expect(report.ageLine.contains("57 to"))
        #expect(report.ageLine.contains("of unknown age"))
        #expect(report.ageLine.contains("too old to pass"))
        #expect(CostEstimator(book: PriceBook(), usage: UsageModel(), now: now).cost(of: []).ageLine.contains("none"))
    }

    // MARK: Usage

    /// Requests per second on average, by hand the load balancer's units: connections, active ones, gigabytes an hour.
    @Test(arguments: [
        (100.0, 10.0, 60.0, 22_000.0, 7.92), (100, 1, 60, 2_000, 4), (100, 1, 120, 2_000, 4), (100, 1, 150, 0, 5),
    ])
    func `capacity units are the largest of their dimensions`(
        rate: Double, perConnection: Double, seconds: Double, bytes: Double, units: Double
    ) {
        var model = UsageModel()
        model.set(.requestsPerConnection, to: perConnection, because: "test")
        model.set(.connectionSeconds, to: seconds, because: "test")
        model.set(.requestBytes, to: 0, because: "test")
        model.set(.responseBytes, to: bytes, because: "test")
        #expect(abs(model.capacityUnitsPerHour(requestsPerSecond: rate) - units) < 1e-9)
    }

    @Test func `every assumption has a reason, and what is measured replaces it`() {
        var model = usage(peak: 40, requests: 3)
        #expect(model.assumptions.map(\.key) == UsageAssumption.Key.allCases)
        #expect(model.assumptions.allSatisfy { !$0.reason.isEmpty })
        #expect(model.averageRequestsPerSecond == 30 && model.requests == 78_840_000)
        model.set(.peakToAverage, to: 3, because: "measured in October")
        #expect(model.averageRequestsPerSecond == 40)
        #expect(model.text.contains("peak-to-average = 3 : measured in October"))
    }
}
