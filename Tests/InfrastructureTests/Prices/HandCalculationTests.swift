// The program's cost of two reference stacks equals the calculation by hand in docs/cost-reference.md, to 0.1 %.

import Core
import Foundation
import Infrastructure
import Testing

/// A plan of Fixtures/cost.
func costFixture(_ name: String) throws -> (changes: [ResourceChange], graph: ReferenceGraph) {
    var changes: [ResourceChange] = []
    let facts = try PlanReader.read(pieces(try fixture("cost/\(name).json"), of: 4096)) { item in
        if case .change(let change) = item { changes.append(change) }
    }
    return (changes, facts.graph)
}

/// A usage model with a peak and a number of requests per flow.
func usage(peak: Double, requests: Double) -> UsageModel {
    var model = UsageModel()
    model.set(.peakFlows, to: peak, because: "test")
    model.set(.requestsPerFlow, to: requests, because: "test")
    return model
}

@Suite struct HandCalculationTests {
    private let now = WallTime(milliseconds: 1_795_478_400_000)  // 2026-11-24

    /// The rows of a chapter of the document: meter or bound in the first cell, its cost in the last.
    private func rows(_ chapter: String) throws -> [(name: String, cost: Double)] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
        let text = try String(contentsOf: root.appending(path: "docs/cost-reference.md"), encoding: .utf8)
        let chapters = text.components(separatedBy: "\n## ")
        let own = try #require(chapters.first { $0.hasPrefix(chapter) })
        return own.split(separator: "\n").filter { $0.hasPrefix("| ") }.compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let first = cells.first, let last = cells.last,
                let cost = Double(last.replacingOccurrences(of: "*", with: ""))
            else { return nil }
            return (first.trimmingCharacters(in: CharacterSet(charactersIn: "`*")), cost)
        }
    }

    @Test(arguments: [("small", "Small", 4.0, 2.0), ("full", "Full", 40, 3)])
    func `every meter and sum equals the calculation by hand`(
        file: String, chapter: String, peak: Double, requests: Double
    ) throws {
        let plan = try costFixture(file)
        let estimator = CostEstimator(
            book: try PriceBook.builtIn(), usage: usage(peak: peak, requests: requests), now: now)
        let report = estimator.cost(of: plan.changes, graph: plan.graph)
        #expect(report.gaps.isEmpty, "\(report.gaps)")
        let sums = ["expected": report.after.expected, "least": report.after.low, "most": report.after.high]
        var meters = Dictionary(
            uniqueKeysWithValues: report.meters.map { ($0.meter.key, Double($0.cost.expected.micros) / 1e6) })
        let rows = try rows(chapter)
        #expect(rows.count > 10)
        for row in rows {
            let cost = sums[row.name].map { Double($0.micros) / 1e6 } ?? meters.removeValue(forKey: row.name)
            let found = try #require(cost, "\(row.name) is not in the report")
            #expect(abs(found - row.cost) <= row.cost * 0.001 + 0.0001, "\(row.name): \(found), by hand \(row.cost)")
        }
        #expect(meters.isEmpty, "not in the document: \(meters)")
        #expect(report.before == .zero && report.delta == report.after)
    }

    @Test func `the parts of a report add up to its whole`() throws {
        let plan = try costFixture("full")
        let report = CostEstimator(
            book: try PriceBook.builtIn(), usage: usage(peak: 40, requests: 3), now: now
        ).cost(of: plan.changes, graph: plan.graph)
        #expect(report.resources.map(\.after).reduce(.zero, +) == report.after)
        #expect(report.meters.map(\.cost).reduce(.zero, +) == report.after)
        #expect(report.resources.allSatisfy { $0.lines.map(\.cost).reduce(.zero, +) == $0.after })
    }
}
