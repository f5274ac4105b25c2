// What a plan, or a list of meters, costs in a month.

package import Core

/// Estimates monthly costs. Needs no network, no key and no Terraform.
package struct CostEstimator: Sendable {
    private let book: PriceBook
    private let region: String
    private let usage: UsageModel
    private let countsFreeTiers: Bool
    private let now: WallTime

    /// An estimator with a price book for a region. Free tiers are an account's, and other flows may use them up: they
    /// are subtracted only if asked for, then once for everything estimated.
    package init(
        book: PriceBook, region: String = "us-east-1", usage: UsageModel, countsFreeTiers: Bool = false, now: WallTime
    ) {
        self.book = book
        self.region = region
        self.usage = usage
        self.countsFreeTiers = countsFreeTiers
        self.now = now
    }

    /// The cost of all resources of a plan before and after it, those that do not change included. `changes` are all
    /// changes of the plan; `graph` tells which task definition belongs to which service where names are not known yet.
    package func cost(of changes: [ResourceChange], graph: ReferenceGraph = ReferenceGraph()) -> CostReport {
        let real = changes.filter { !$0.isData }
        let before = priced(real.compactMap { side($0, isAfter: false) }, graph)
        let after = priced(real.compactMap { side($0, isAfter: true) }, graph)
        var report = report(before: before.outcome, after: after.outcome)
        let actions = Dictionary(real.map { (label($0), $0.action.rawValue) }, uniquingKeysWith: { first, _ in first })
        for index in report.resources.indices {
            report.resources[index].action = actions[report.resources[index].address] ?? ""
        }
        for resource in after.stack.resources where ResourceMeters.isFree(resource.type) {
            report.free[resource.type, default: 0] += 1
        }
        report.gapsBefore = before.outcome.gaps
        report.assumptions = usage.assumptions
        let unpriced = Set(before.outcome.gaps.map(\.resource)).subtracting(after.outcome.gaps.map(\.resource))
        if !unpriced.isEmpty {
            report.notes.append(
                "Not in the cost before, for want of a price: \(unpriced.sorted().joined(separator: ", ")).")
        }
        let left = real.filter { $0.action == .forget || $0.action == .createThenForget }
        if !left.isEmpty {
            let names = left.map(\.address).sorted().joined(separator: ", ")
            report.notes.append("No longer managed, and billed all the same: \(names).")
        }
        return report
    }

    /// The cost of a list of meters with quantities: what a tier of a design needs, free quantities taken off already.
    package func cost(of uses: [MeterUse]) -> CostReport {
        var report = report(before: Pricer.Outcome(), after: pricer.price(uses))
        report.notes.removeAll { $0 == Self.freeTierNote }
        return report
    }

    private static let freeTierNote = "Free tiers are not subtracted: other flows in the account may use them up."

    // MARK: Sides

    private var pricer: Pricer {
        Pricer(book: book, region: region, now: now, countsFreeTiers: countsFreeTiers)
    }

    private func label(_ change: ResourceChange) -> String {
        change.deposed.map { "\(change.address) (deposed \($0))" } ?? change.address
    }

    /// The resource as it is before or after; nil if it does not exist then. What is only forgotten goes on to exist.
    private func side(_ change: ResourceChange, isAfter: Bool) -> CostResource? {
        let isForgotten = change.action == .forget
        let snapshot = isAfter && !isForgotten ? change.after : change.before
        guard snapshot.exists else { return nil }
        return CostResource(address: label(change), type: change.type, name: change.name, snapshot: snapshot)
    }

    private func priced(_ resources: [CostResource], _ graph: ReferenceGraph)
        -> (stack: CostStack, outcome: Pricer.Outcome)
    {
        let stack = CostStack(resources, graph: graph, usage: usage, region: region, now: now)
        let meterings = resources.map { ResourceMeters.metering($0, stack) }
        var outcome = pricer.price(meterings.flatMap(\.uses))
        let hint = "Add what it costs by hand, or put its price into your own price table."
        outcome.gaps += meterings.flatMap { metering in
            metering.gaps.map { CostReport.Gap(resource: metering.resource, what: $0, hint: hint) }
        }
        let regions = meterings.compactMap { metering in metering.region.map { (metering.resource, $0) } }
        outcome.markElsewhere(Dictionary(regions, uniquingKeysWith: { first, _ in first }))
        outcome.gaps.sort { ($0.resource, $0.what) < ($1.resource, $1.what) }
        return (stack, outcome)
    }

    // MARK: The report

    private func report(before: Pricer.Outcome, after: Pricer.Outcome) -> CostReport {
        let old = Dictionary(grouping: before.lines, by: \.resource)
        let new = Dictionary(grouping: after.lines, by: \.resource)
        let resources = Set(old.keys).union(new.keys).map { address in
            let was = Self.sum(old[address] ?? [])
            let becomes = Self.sum(new[address] ?? [])
            return CostReport.Resource(
                address: address, action: "", before: was, after: becomes, delta: becomes - was,
                lines: new[address] ?? [])
        }
        let totals = (Self.sum(before.lines), Self.sum(after.lines))
        return CostReport(
            region: region, time: now, before: totals.0, after: totals.1, delta: totals.1 - totals.0,
            resources: resources.sorted {
                Self.isDearer(($0.after, $0.before), ($1.after, $1.before), $0.address, $1.address)
            },
            meters: Self.byMeter(after.lines), gaps: after.gaps, free: [:], prices: used(after.prices), assumptions: [],
            notes: notes(after))
    }

    private static func sum(_ lines: [CostReport.Line]) -> CostRange { lines.map(\.cost).reduce(.zero, +) }

    private static func byMeter(_ lines: [CostReport.Line]) -> [CostReport.MeterTotal] {
        Dictionary(grouping: lines, by: \.meter).map { meter, own in
            CostReport.MeterTotal(
                meter: meter, quantity: own.map(\.quantity).reduce(Quantity(0), +), cost: sum(own))
        }
        .sorted { isDearer(($0.cost, .zero), ($1.cost, .zero), $0.meter.key, $1.meter.key) }
    }

    private static func isDearer(
        _ left: (CostRange, CostRange), _ right: (CostRange, CostRange), _ leftName: String, _ rightName: String
    ) -> Bool {
        let first = (left.0.expected.micros, left.1.expected.micros)
        let second = (right.0.expected.micros, right.1.expected.micros)
        return first != second ? first > second : leftName < rightName
    }

    private func used(_ prices: [Meter: [Price]]) -> [CostReport.UsedPrice] {
        prices.sorted { $0.key < $1.key }.flatMap(\.value).map { price in
            let age = price.age(at: now)
            return CostReport.UsedPrice(price: price, digest: price.digest, age: age, standing: age.standing)
        }
    }

    private func notes(_ outcome: Pricer.Outcome) -> [String] {
        var notes = [
            "List prices without tax and discounts; a month has \(hoursPerMonth.plain) hours; all in \(region).",
            countsFreeTiers
                ? "Free tiers are subtracted once: nothing else in the account may use them."
                : Self.freeTierNote,
        ]
        if outcome.prices.keys.contains(where: { $0.key.hasPrefix("fargate.spot.") }) {
            notes.append("Spot prices float, and spot tasks may be taken away: the day's price is no promise.")
        }
        if let advice = FlatPlans.advice(outcome.lines, book: book, region: region) { notes.append(advice) }
        if outcome.lines.contains(where: { $0.isDerived && !outcome.elsewhere.keys.contains($0.resource) }) {
            notes.append(
                "A price that is not in the book is computed from another size of its family, in proportion, or from one zone (Multi-AZ is twice that), up to the rounding to a tenth of a cent."
            )
        }
        let other = Set(outcome.elsewhere.values).sorted()
        if !other.isEmpty {
            notes.append(
                "What stands in \(other.joined(separator: ", ")) is priced as in \(region): most other regions are dearer."
            )
        }
        return notes
    }
}
