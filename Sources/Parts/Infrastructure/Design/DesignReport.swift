// What a design says, as values: the text, the decision record and the diagrams are made from it.

package import Core

/// What a flow asks of its architecture.
package enum Requirement: String, Codable, Hashable, Sendable, CaseIterable {
    /// The share of requests that must succeed.
    case availability
    /// The limit of the latency percentile.
    case latency
    /// How much data may be lost.
    case rpo
    /// How long it may take to be back.
    case rto
    /// What it may cost in a month.
    case budget
}

/// One requirement against one tier.
package struct PromiseCheck: Codable, Hashable, Sendable {
    /// The requirement.
    package var requirement: Requirement
    /// What is required, as written in the spec.
    package var required: String
    /// What the tier reaches.
    package var reached: String
    /// Pass, refuse, or cannot prove (no price, another currency).
    package var verdict: Verdict
    /// By how much it falls short; nil if it does not.
    package var shortBy: String?
}

/// What a tier costs in a month.
package struct CostEstimate: Codable, Hashable, Sendable {
    /// One meter and its price.
    package struct Line: Codable, Hashable, Sendable {
        /// What is used.
        package var quantity: MeterQuantity
        /// What that costs; nil if there is no price.
        package var monthly: Money?
    }

    /// The sum at today's traffic; nil if a meter has no price.
    package var monthly: Money?
    /// The sum at the growth to plan for; nil if a meter has no price, or if one database cannot carry it.
    package var grown: Money?
    /// The meters at today's traffic.
    package var lines: [Line]
    /// What could not be priced, and why.
    package var missing: [String]
}

/// One tier, measured against the spec.
package struct TierReport: Codable, Hashable, Sendable {
    /// The tier.
    package var tier: DesignTier
    /// Its name for people.
    package var title: String
    /// What it is made of.
    package var summary: String
    /// Tasks at least, in each region that serves; for hosts the instances on the machine.
    package var minimumTasks: Int
    /// Tasks at the growth to plan for, likewise.
    package var maximumTasks: Int
    /// How often it works.
    package var availability: AvailabilityEstimate
    /// What it adds to the latency.
    package var latency: LatencyEstimate
    /// What it loses when something is lost.
    package var recovery: [RecoveryCase]
    /// What it costs.
    package var cost: CostEstimate
    /// The limits that it would meet.
    package var limits: [ServiceLimit]
    /// How it fails.
    package var failureModes: [FailureMode]
    /// The spec's requirements against it.
    package var promises: [PromiseCheck]

    /// Whether it keeps every promise.
    package var keepsAll: Bool { promises.allSatisfy { $0.verdict == .pass } }
    /// Whether it keeps every promise but, perhaps, the budget.
    package var keepsAllButBudget: Bool {
        promises.allSatisfy { $0.verdict == .pass || $0.requirement == .budget }
    }
    /// The requirements that it does not keep.
    package var misses: [PromiseCheck] { promises.filter { $0.verdict != .pass } }
}

/// The tier chosen, or why none is.
package struct DesignChoice: Codable, Hashable, Sendable {
    /// The cheapest tier that keeps all promises; nil if none does.
    package var tier: DesignTier?
    /// Without a choice: the affordable tier that misses least; nil only if nothing can be priced.
    package var nearest: DesignTier?
    /// Pass with a choice, refuse without one, cannot prove where prices are missing.
    package var verdict: Verdict
    /// Why.
    package var because: String
}

/// A requirement that cannot be kept, and what could be done.
package struct DesignConflict: Codable, Hashable, Sendable {
    /// The requirement.
    package var requirement: Requirement
    /// What is required.
    package var required: String
    /// The best that can be had.
    package var best: String
    /// By how much that falls short.
    package var shortBy: String
    /// What else could be written or built, each with its price.
    package var alternatives: [String]
}

/// What a budget buys.
package struct BudgetStep: Codable, Hashable, Sendable {
    /// From this much a month on.
    package var from: Money
    /// The tier.
    package var tier: DesignTier
    /// What it gives.
    package var buys: String
    /// The requirements that it still misses.
    package var misses: [String]
}

/// Something that the spec leaves open.
package struct DesignQuestion: Codable, Hashable, Sendable {
    /// The spec's key; nil if there is none for it.
    package var key: String?
    /// The question.
    package var question: String
    /// What was taken meanwhile.
    package var taken: String
    /// Why.
    package var because: String
    /// What another answer would change.
    package var effect: String
}

/// A design: every tier measured, one chosen, and what stays open.
package struct DesignReport: Codable, Hashable, Sendable {
    /// The version of this form.
    package var format: String
    /// The flow's name.
    package var flow: String
    /// What the spec asks, as text by requirement; without those that it does not ask.
    package var required: [String: String]
    /// The traffic as written: `40/s, grow 10x`.
    package var traffic: String
    /// What the traffic needs.
    package var sizing: Sizing
    /// Whether a whole region's loss was counted among the events to survive.
    package var survivesRegion: Bool
    /// All tiers, from the smallest.
    package var tiers: [TierReport]
    /// The choice.
    package var choice: DesignChoice
    /// What stands against a choice; empty if there is one.
    package var conflicts: [DesignConflict]
    /// What each budget buys, from the cheapest tier; tiers without a price are left out.
    package var proposal: [BudgetStep]
    /// What the spec leaves open.
    package var questions: [DesignQuestion]
    /// What must be said about the numbers.
    package var caveats: [String]
    /// The numbers that were assumed.
    package var assumptions: [DesignAssumption]
    /// The providers' figures.
    package var figures: [AvailabilityFigure]

    /// The report of a tier.
    package subscript(tier: DesignTier) -> TierReport? { tiers.first { $0.tier == tier } }
    /// The tier chosen, or else the nearest.
    package var proposed: TierReport? { (choice.tier ?? choice.nearest).flatMap { self[$0] } }
}
