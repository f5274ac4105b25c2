// The labelled corpus in Infra/plan-corpus: every harmful plan is stopped, no harmless one is.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct LabelledPlansTests {
    private struct Row: Decodable {
        var `case`: String
        var kind: String
        var promise: String
        var also: [String]
        var what: String
        var expected: String
        var plan: String
        var needsSpecification: Bool?
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Infra/plan-corpus").standardizedFileURL.path

    /// The budget that the corpus speaks of.
    private static let specification = """
        steady: 1
        flow: donations
        routes: [GET /donate, POST /donations, POST /webhooks/payment]
        traffic: { peak: 40/s, grow: 10x }
        service: { run: ./donations }
        environments: { production: { target: hosts } }
        budget: { monthly: 1500 USD, warn: 80% }
        """

    private func verdict(_ path: String, spec: FlowSpec?) throws -> (verdict: Verdict, promises: Set<String>)? {
        let handle = try #require(FileHandle(forReadingAtPath: path))
        do {
            let report = try Reviewer.review(
                { Array(try handle.read(upToCount: 1 << 16) ?? Data()) },
                // A fixed day, so that the corpus does not grow old with us; one plan of it is of 2024.
                settings: .init(
                    spec: spec, now: WallTime(second: 1_795_600_000), maximumAge: .seconds(400 * 86_400),
                    prices: try PriceBook.builtIn()))
            let serious = report.report.findings.filter { $0.verdict == .refuse || $0.verdict == .cannotProve }
            return (report.verdict, Set(serious.map(\.promise.rawValue)))
        } catch is PlanError {
            return nil
        }
    }

    /// With the flow's specification the budget counts as well; without one, rows that need it are left out.
    @Test(arguments: [false, true])
    func `every harmful plan is stopped by the right promise, and no harmless one is`(hasSpec: Bool) throws {
        let spec = hasSpec ? FlowSpecReader.read(Self.specification, file: "s.yaml").spec : nil
        #expect((spec != nil) == hasSpec)
        let index = try Data(contentsOf: URL(filePath: "\(Self.folder)/index.json"))
        let rows = try JSONDecoder().decode([Row].self, from: index)
        #expect(rows.count > 600)
        for row in rows where hasSpec || row.needsSpecification != true {
            let answer = try verdict("\(Self.folder)/\(row.plan)", spec: spec)
            let isStopped = answer.map { $0.verdict == .refuse || $0.verdict == .cannotProve } ?? true
            #expect(isStopped == (row.expected == "refuse-or-cannot-prove"), "\(row.plan): \(row.what)")
            if let answer, isStopped, row.kind == "harmful" {
                let allowed = Set([row.promise] + row.also)
                #expect(
                    !answer.promises.isDisjoint(with: allowed), "\(row.plan): \(answer.promises) instead of \(allowed)")
            }
        }
    }
}
