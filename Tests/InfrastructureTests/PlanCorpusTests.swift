// Public plans of other projects load, or are refused with the right reason. The data is not ours and stays outside.

import Core
import Foundation
import Infrastructure
import Testing

/// Where the development data lies: `STEADY_SHARED`, or `../shared` beside the repository.
enum SharedData {
    static let folder: String? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL
        let place = ProcessInfo.processInfo.environment["STEADY_SHARED"] ?? root.appending(path: "shared").path
        return FileManager.default.fileExists(atPath: place) ? place : nil
    }()

    static func plans() throws -> [String] {
        guard let folder else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/data/plans")
            .filter { $0.hasSuffix(".json") && $0 != "index.json" }.sorted().map { "\(folder)/data/plans/\($0)" }
    }
}

/// Reads a plan file and keeps all of it.
func readPlan(_ path: String) throws -> (facts: PlanFacts, changes: [ResourceChange], drift: [ResourceChange]) {
    let handle = try #require(FileHandle(forReadingAtPath: path))
    var changes: [ResourceChange] = []
    var drift: [ResourceChange] = []
    let facts = try PlanReader.read {
        Array(try handle.read(upToCount: 1 << 16) ?? Data())
    } visit: { item in
        switch item {
        case .change(let change): changes.append(change)
        case .drift(let change): drift.append(change)
        }
    }
    return (facts, changes, drift)
}

@Suite(.enabled(if: SharedData.folder != nil, "needs ../shared/data (or STEADY_SHARED)")) struct PlanCorpusTests {
    @Test func `every public plan loads or is refused with the reason`() throws {
        let plans = try SharedData.plans()
        #expect(plans.count > 150)
        var refused: [String: Int] = [:]
        var loaded = 0
        for path in plans {
            do {
                let plan = try readPlan(path)
                loaded += 1
                if plan.changes.isEmpty { refused["empty \(plan.facts.formatVersion)", default: 0] += 1 }
            } catch let error as PlanError {
                refused[
                    "\(error.code): \(error.message.prefix(90)) \((path as NSString).lastPathComponent)", default: 0] +=
                    1
            }
        }
        print(loaded, refused)
    }
}
