// What a plan costs, as a review sees it: every decision shows its cost, and none may break the budget unseen.

package import Core

/// Collects what a plan's cost rests on while it is read, and judges it at the end. Of each change only what meters
/// ask for is kept.
struct ReviewCost {
    private let book: PriceBook
    private let spec: FlowSpec?
    private let scope: FlowScope
    private let now: WallTime
    private var kept: [ResourceChange] = []

    init(book: PriceBook, spec: FlowSpec?, now: WallTime) {
        self.book = book
        self.spec = spec
        scope = FlowScope(spec: spec)
        self.now = now
    }

    /// Texts longer than this are no sizes, names or references: policies, templates, user data.
    private static let longestText = 300
    /// What no meter asks for.
    private static let unasked: Set<String> = [
        "tags", "tags_all", "container_definitions", "policy", "user_data", "dashboard_body", "metric_query",
        "timeouts",
    ]

    /// Keeps what the cost of a change of the flow rests on.
    mutating func take(_ change: ResourceChange) {
        guard !change.isData, scope.reasonOutside(change) == nil else { return }
        guard ResourceMeters.isAsked(change.type) else {
            guard !change.action.isQuiet, !ResourceMeters.isFree(change.type) else { return }
            // Only its name: it will stand in the list of what has no price.
            kept.append(with(change, before: Self.presence(change.before), after: Self.presence(change.after)))
            return
        }
        kept.append(with(change, before: Self.slim(change.before), after: Self.slim(change.after)))
    }

    private func with(_ change: ResourceChange, before: Snapshot, after: Snapshot) -> ResourceChange {
        var change = change
        change.before = before
        change.after = after
        return change
    }

    private static func presence(_ snapshot: Snapshot) -> Snapshot {
        Snapshot(values: snapshot.exists ? .object(JSONObject()) : .null)
    }

    private static func slim(_ snapshot: Snapshot) -> Snapshot {
        Snapshot(values: slim(snapshot.values), unknown: slim(snapshot.unknown))
    }

    private static func slim(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): text.utf8.count > longestText ? .string("") : value
        case .array(let elements): .array(elements.map { slim($0) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { !unasked.contains($0.key) && !$0.value.isNull }.map {
                        ($0.key, slim($0.value))
                    }))
        default: value
        }
    }

    /// The cost of the plan, and what stands against it.
    func judge(graph: ReferenceGraph) -> (cost: ReviewReport.Cost, observations: [Observation]) {
        let usage = spec.map { UsageModel(spec: $0) } ?? UsageModel()
        let report = CostEstimator(book: book, usage: usage, now: now).cost(of: kept, graph: graph)
        let moved = Set(kept.filter { !$0.action.isQuiet }.map(\.address))
        let cost = ReviewReport.Cost(report, changed: moved)
        return (cost, spec?.budget.map { observations(cost, $0) } ?? [])
    }

    /// Growth that the budget does not bear. What does not grow is not this plan's doing.
    private func observations(_ cost: ReviewReport.Cost, _ budget: BudgetSpec) -> [Observation] {
        guard budget.monthly.currency == "USD", budget.monthly.micros > 0 else { return [] }
        let limit = budget.monthly.micros
        let growth = cost.expectedAfter - cost.expectedBefore
        // Half a per cent of the budget is no decision.
        guard growth * 200 > limit else { return [] }
        let spoken =
            "it adds \(CostText.cents(Self.money(growth))) USD a month (\(cost.dearest)), \(cost.spoken(budget))"
        if cost.leastAfter > limit {
            // Above it already: a small addition is not what broke it.
            let isSmall = cost.leastBefore > limit && growth * 20 < limit
            return [
                observation(
                    isSmall ? .warn : .refuse, "\(spoken): above it even at the least load",
                    "Choose a smaller size, or raise the budget and write down why.")
            ]
        }
        if cost.expectedAfter > limit, cost.expectedBefore <= limit {
            return [
                observation(
                    .cannotProve, "\(spoken): the least load fits, the expected load does not",
                    "Replace assumptions about use by measurements, choose a smaller size, or raise the budget.")
            ]
        }
        // List prices of what exists hardly ever rise; a twentieth covers what a table may have wrong of late.
        let doubt = (cost.oldShare.micros + 19) / 20
        if cost.expectedAfter + doubt > limit, cost.expectedBefore + doubt <= limit {
            return [
                observation(
                    .cannotProve, "\(spoken): too near to it for prices that are old or computed",
                    "Run `steady prices update`.")
            ]
        }
        let warn = Int64((Double(limit) * budget.warn.fraction).rounded())
        if cost.after.high.micros > limit, cost.before.high.micros <= limit {
            return [
                observation(
                    .warn, "\(spoken): a whole month at the largest size would not fit",
                    "Lower the largest number of tasks, or watch the cost when autoscaling stays up.")
            ]
        }
        guard cost.expectedAfter >= warn, cost.expectedBefore < warn else { return [] }
        return [
            observation(
                .warn, "\(spoken): at or above the \(budget.warn) where somebody is told",
                "Look at the dearest resources before more is added (`steady cost`).")
        ]
    }

    private func observation(_ verdict: Verdict, _ summary: String, _ hint: String) -> Observation {
        Observation("cost", .cost, verdict, at: "budget.monthly", summary, hint: hint)
    }

    private static func money(_ micros: Int64) -> Money { Money(micros: micros, currency: "USD") }
}

extension ReviewReport {
    /// What the flow's resources of the plan cost in a month, at list prices.
    package struct Cost: Codable, Hashable, Sendable {
        /// Before the plan, as far as prices are known.
        package var before: CostRange
        /// After it.
        package var after: CostRange
        /// What the unpriced cost at the least, before.
        package var unpricedBefore: Money
        /// What the unpriced cost at the least, after.
        package var unpricedAfter: Money
        /// Changed resources with a part that has no price.
        package var unpriced: [String]
        /// The changed resource that adds most, with how much; nil if none adds anything.
        package var largest: String?
        /// What of the expected cost rests on prices that are older than half a year, undated or computed.
        package var oldShare: Money

        init(_ report: CostReport, changed: Set<String>) {
            before = report.before
            after = report.after
            unpricedBefore = report.gapsBeforeAtLeast
            unpricedAfter = report.gapsAtLeast
            unpriced = Set(report.gaps.map(\.resource)).intersection(changed).sorted()
            let derived = report.derivedLines.map(\.cost.expected.micros).reduce(0, +)
            oldShare = Money(micros: report.oldShare.micros + derived, currency: "USD")
            // What had no price before either has grown only by the difference.
            let floors = Dictionary(
                report.gaps.map { ($0.resource, $0.atLeast?.micros ?? 0) }
                    + report.gapsBefore.map { ($0.resource, -($0.atLeast?.micros ?? 0)) }, uniquingKeysWith: +)
            let grown = Dictionary(
                report.resources.map { ($0.address, $0.delta.expected.micros) }, uniquingKeysWith: +)
            let most = floors.merging(grown, uniquingKeysWith: +).filter { changed.contains($0.key) && $0.value > 0 }
                .max { ($0.value, $1.key) < ($1.value, $0.key) }
            largest = most.map { "\($0.key) +\(CostText.cents(Money(micros: $0.value, currency: "USD")))" }
        }

        var leastBefore: Int64 { before.low.micros + unpricedBefore.micros }
        var leastAfter: Int64 { after.low.micros + unpricedAfter.micros }
        var expectedBefore: Int64 { before.expected.micros + unpricedBefore.micros }
        var expectedAfter: Int64 { after.expected.micros + unpricedAfter.micros }
        var dearest: String { largest.map { "most of it \($0)" } ?? "spread over many" }

        func spoken(_ budget: BudgetSpec) -> String {
            let sum = Money(micros: expectedAfter, currency: "USD")
            let rest = unpricedAfter.micros > 0 ? ", of which \(CostText.cents(unpricedAfter)) at the least" : ""
            return "\(CostText.cents(sum)) USD together\(rest), against a budget of \(budget.monthly)"
        }

        /// One line for people; nil if the plan changes no cost.
        package var line: String? {
            let delta = expectedAfter - expectedBefore
            guard delta != 0 || !unpriced.isEmpty else { return nil }
            let sign = delta < 0 ? "" : "+"
            let change = CostText.cents(Money(micros: delta, currency: "USD"))
            let sum = CostText.cents(Money(micros: expectedAfter, currency: "USD"))
            let rest =
                unpriced.isEmpty ? "" : "; \(unpriced.count) changed without a full price (`steady cost` lists them)"
            return "cost: \(sign)\(change) USD a month, \(sum) USD together at list prices\(rest)"
        }
    }
}
