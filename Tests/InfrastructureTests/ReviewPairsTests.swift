// Pairs of small plans made by people who had not seen the rules: what is harmful is stopped, its twin is not.
//
// Fixtures/review/pairs.jsonl holds of each plan only the resources in which the twins differ, cut out of plans that
// the real terraform CLI had made. The rules were mended on them: they guard, and measure nothing.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct ReviewPairsTests {
    private struct Row: Decodable {
        var `case`: String
        var kind: String
        var promise: String
        var also: [String]
        var what: String
    }

    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/review/pairs.jsonl")

    @Test func `every rule that speaks is in the catalogue`() throws {
        let known = Set(RuleCatalogue.all.map(\.name))
        for line in try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n") {
            let plan = try #require(JSONValue(text: String(line))?["plan"]).canonicalText
            let rules = Set(try review(plan).report.findings.map(\.rule))
            #expect(rules.isSubset(of: known), "\(rules.subtracting(known))")
        }
    }

    @Test func `a harmful plan is stopped by the right promise, and its twin is not`() throws {
        let lines = try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines.count > 800)
        for line in lines {
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            let plan = try #require(JSONValue(text: line)?["plan"]).canonicalText
            let serious = try review(plan).report.findings.filter {
                $0.verdict == .refuse || $0.verdict == .cannotProve
            }
            guard row.kind == "harmful" else {
                #expect(serious.isEmpty, "\(row.case): \(row.what): \(serious)")
                continue
            }
            let promises = Set(serious.map(\.promise.rawValue))
            #expect(
                !promises.isDisjoint(with: [row.promise] + row.also), "\(row.case): \(row.what): \(promises)")
        }
    }
}
