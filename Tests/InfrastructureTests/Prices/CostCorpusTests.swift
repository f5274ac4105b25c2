// Public plans of other projects are estimated without a crash, and no resource is left out of the answer.

import Core
import Foundation
import Infrastructure
import Testing

@Suite(.enabled(if: SharedData.folder != nil, "needs ../shared/data (or STEADY_SHARED)")) struct CostCorpusTests {
    @Test func `every resource of every public plan is priced, free, or named as a gap`() throws {
        let now = WallTime(milliseconds: 1_795_478_400_000)  // 2026-11-24
        let estimator = CostEstimator(book: try PriceBook.builtIn(), usage: UsageModel(), now: now)
        var plans = 0
        var priced = 0
        for path in try SharedData.plans() {
            let plan: (facts: PlanFacts, changes: [ResourceChange], drift: [ResourceChange])
            do {
                plan = try readPlan(path)
            } catch is PlanError {
                continue  // PlanCorpusTests says which and why.
            }
            plans += 1
            let report = estimator.cost(of: plan.changes, graph: plan.facts.graph)
            let known = Set(report.resources.map(\.address)).union(report.gaps.map(\.resource))
            let after = plan.changes.filter { !$0.isData && $0.deposed == nil && $0.after.exists }
            let silent = after.filter { !known.contains($0.address) && report.free[$0.type] == nil }
            // Priced types that cost nothing as they are: gateway endpoints, step scaling, clusters without insights.
            let mayBeSilent: Set<String> = [
                "aws_vpc_endpoint", "aws_ecs_cluster", "aws_appautoscaling_policy", "aws_backup_plan",
            ]
            let missing = silent.filter { !mayBeSilent.contains($0.type) }.map(\.address)
            #expect(missing.isEmpty, "\(path): \(missing.prefix(5))")
            priced += report.resources.count
            #expect(report.after.low.micros >= 0 && report.after.high.micros >= 0)
        }
        #expect(plans > 100 && priced > 100, "\(plans) plans, \(priced) resources with a price")
    }
}
