// What stands against a choice: which requirement, by how much, and what else could be done.

internal import Core
internal import Foundation

/// Finds the conflicts among tiers of which none keeps every promise.
struct DesignConflicts {
    let spec: FlowSpec
    let tiers: [TierReport]
    let survivesRegion: Bool

    /// One conflict for each requirement that cannot be kept; empty if a tier keeps all.
    func list() -> [DesignConflict] {
        guard !tiers.contains(where: \.keepsAll) else { return [] }
        let impossible = Requirement.allCases.filter { requirement in
            requirement != .budget && isAsked(requirement) && !tiers.contains { keeps($0, requirement) }
        }
        if !impossible.isEmpty { return impossible.map(impossibleConflict) + budgetConflict() }
        return together()
    }

    private func isAsked(_ requirement: Requirement) -> Bool {
        tiers.contains { $0.promises.contains { $0.requirement == requirement } }
    }

    private func keeps(_ tier: TierReport, _ requirement: Requirement) -> Bool {
        tier.promises.first { $0.requirement == requirement }.map { $0.verdict == .pass } ?? true
    }

    private func check(_ tier: TierReport, _ requirement: Requirement) -> PromiseCheck? {
        tier.promises.first { $0.requirement == requirement }
    }

    // MARK: - A requirement that no tier keeps

    private func impossibleConflict(_ requirement: Requirement) -> DesignConflict {
        let best = bestTier(requirement)
        let promise = best.flatMap { check($0, requirement) }
        return DesignConflict(
            requirement: requirement, required: promise?.required ?? "", best: bestText(best, promise),
            shortBy: promise?.shortBy ?? "", alternatives: alternatives(requirement, best))
    }

    private func bestText(_ tier: TierReport?, _ promise: PromiseCheck?) -> String {
        guard let tier, let promise else { return "nothing" }
        return "\(promise.reached) with \(tier.title)"
    }

    private func bestTier(_ requirement: Requirement) -> TierReport? {
        func value(_ tier: TierReport) -> Double {
            switch requirement {
            case .availability: tier.availability.expected.fraction
            case .latency: -seconds(tier.latency.added)
            case .rpo: -worst(tier, \.rpo)
            case .rto: -worst(tier, \.rto)
            case .budget: -Double(tier.cost.monthly?.micros ?? .max)
            }
        }
        // Of those that are equally good the one that misses least else, then the smallest.
        return tiers.reduce(nil) { best, tier in
            guard let best else { return tier }
            let (new, old) = (value(tier), value(best))
            return new > old || (new == old && tier.misses.count < best.misses.count) ? tier : best
        }
    }

    private func worst(_ tier: TierReport, _ value: (RecoveryCase) -> Duration) -> Double {
        tier.recovery.filter { survivesRegion || $0.event != .region }.map { seconds(value($0)) }.max() ?? 0
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    private func alternatives(_ requirement: Requirement, _ best: TierReport?) -> [String] {
        var list: [String] = []
        if let best, check(best, requirement)?.verdict == .pass {
            list.append("\(best.title) keeps it\(price(best)), and misses \(missed(best, but: requirement)).")
        } else if let best {
            list.append("Write \(writable(requirement, best)): \(best.title) keeps it\(price(best)).")
        }
        switch requirement {
        case .rto:
            list.append(
                "Keep the time for losses of machines and zones only (2 min with multi-zone): data destroyed by mistake "
                    + "comes back by a restore, and no replica shortens that.")
            list.append(
                "Go on without the database: take the donation into a queue and confirm it later (dependencies, degrade); "
                    + "then donors see no outage while it is restored.")
        case .rpo:
            list.append(
                "Write each donation to a second place before it is confirmed (a queue in another zone): archiving ships "
                    + "changes every 5 min at the latest, nothing in PostgreSQL's restore is finer.")
        case .availability:
            list.append("Count fewer requests: take what is not the flow out of routes, and serve it from the edge.")
            list.append("Accept donations without database or payment provider, and confirm them later.")
        case .latency:
            list.append("Serve the first answer from the edge, and do the work afterwards.")
        case .budget: break
        }
        return list
    }

    private func missed(_ tier: TierReport, but requirement: Requirement) -> String {
        tier.misses.filter { $0.requirement != requirement }.map { "\($0.requirement.rawValue) \($0.required)" }
            .joined(separator: ", ")
    }

    private func writable(_ requirement: Requirement, _ tier: TierReport) -> String {
        switch requirement {
        case .availability: "target: \(rounded(tier.availability.expected))"
        case .latency: "below: \(tier.latency.added.text) plus the time of the service"
        case .rpo: "rpo: \(longest(tier, \.rpo).text)"
        case .rto: "rto: \(longest(tier, \.rto).text)"
        case .budget: "monthly: \(tier.cost.monthly?.spoken ?? "")"
        }
    }

    private func longest(_ tier: TierReport, _ value: (RecoveryCase) -> Duration) -> Duration {
        tier.recovery.filter { survivesRegion || $0.event != .region }.map(value).max() ?? .zero
    }

    private func rounded(_ percent: Percent) -> Percent {
        Percent(microPercent: percent.microPercent / 10_000 * 10_000)
    }

    private func price(_ tier: TierReport) -> String { tier.cost.monthly.map { ", \($0.spoken) a month" } ?? "" }

    // MARK: - Requirements that can be kept, but not together

    /// Nothing in particular is impossible: then the cheapest tier that keeps all but the budget names the price.
    private func together() -> [DesignConflict] {
        if let unpriced = tiers.first(where: { $0.keepsAllButBudget && $0.cost.monthly == nil }) {
            return [
                DesignConflict(
                    requirement: .budget, required: spec.budget?.monthly.description ?? "",
                    best: "\(unpriced.title), which keeps all else", shortBy: "an amount that is not known",
                    alternatives: unpriced.cost.missing.prefix(3).map(unpricedText))
            ]
        }
        let budget = budgetConflict()
        if !budget.isEmpty { return budget }
        return tiers.flatMap(\.misses).filter { $0.requirement != .budget }.map(\.requirement).uniqued().map {
            requirement in
            let best = bestTier(requirement)
            let promise = tiers.compactMap { check($0, requirement) }.first { $0.verdict != .pass }
            return DesignConflict(
                requirement: requirement, required: promise?.required ?? "",
                best: "\(best?.title ?? "no tier") with which another is missed", shortBy: promise?.shortBy ?? "",
                alternatives: alternatives(requirement, best))
        }
    }

    private func unpricedText(_ missing: String) -> String {
        guard !missing.contains("larger-than") else {
            return
                "One database instance cannot carry it (the largest is m7g.16xlarge): split the data, or take reads off it."
        }
        return "Give a price (--prices): \(missing.split(separator: "\n").first ?? "")"
    }

    private func budgetConflict() -> [DesignConflict] {
        guard let budget = spec.budget?.monthly else { return [] }
        let enough = tiers.filter(\.keepsAllButBudget)
        let candidates = enough.isEmpty ? tiers : enough
        let priced = candidates.filter { $0.cost.monthly != nil }
        guard let cheapest = priced.min(by: { $0.cost.monthly!.micros < $1.cost.monthly!.micros }),
            let promise = check(cheapest, .budget), promise.verdict != .pass
        else { return [] }
        guard let monthly = cheapest.cost.monthly, monthly.currency == budget.currency else {
            return [
                DesignConflict(
                    requirement: .budget, required: budget.description,
                    best: "\(promise.reached) a month for \(cheapest.title)",
                    shortBy: "an unknown amount: prices are in USD",
                    alternatives: [
                        "Write the budget in USD: monthly: \(cheapest.cost.monthly?.spoken ?? "") would do for \(cheapest.title)."
                    ])
            ]
        }
        return [
            DesignConflict(
                requirement: .budget, required: budget.description,
                best: "\(promise.reached) a month for \(cheapest.title)",
                shortBy: promise.shortBy ?? "another currency",
                alternatives: budgetAlternatives(cheapest, budget))
        ]
    }

    private func budgetAlternatives(_ cheapest: TierReport, _ budget: Money) -> [String] {
        var list = ["Raise the budget to \(cheapest.cost.monthly?.spoken ?? "") for \(cheapest.title)."]
        for tier in tiers where check(tier, .budget)?.verdict == .pass {
            let missing = tier.misses.filter { $0.requirement != .budget }
            let texts = missing.map { "\($0.requirement.rawValue) \($0.reached) instead of \($0.required)" }
            list.append("Stay within \(budget) with \(tier.title)\(price(tier)): \(texts.joined(separator: ", ")).")
        }
        list.append(
            "Reserve: a Compute Savings Plan and a reserved database take a fifth to a third off what runs all month.")
        return list
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of its first place.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
