// From a spec to a design: every tier measured, the cheapest one chosen that keeps all promises.

package import Core

/// Designs the architecture of a flow. Pure: the same spec and prices give the same report.
package enum Design {
    /// Measures every tier and chooses.
    ///
    /// `defaults` are those that reading the spec took; each one that matters here becomes a question. With
    /// `survivesRegion` the promises about recovery cover the loss of a whole region too. Tiers that `prices` cannot
    /// price are measured all the same, but never chosen while the spec has a budget.
    package static func make(
        spec: FlowSpec, prices: some MeterPricing, defaults: [DefaultTaken] = [], survivesRegion: Bool = false
    ) -> DesignReport {
        let judge = PromiseJudge(spec: spec, survivesRegion: survivesRegion)
        let tiers = measure(judge, prices)
        let choice = choose(tiers, hasBudget: spec.budget != nil)
        let questions = DesignQuestions(spec: spec, defaults: defaults, survivesRegion: survivesRegion, choice: choice)
        return DesignReport(
            format: "design-1", flow: spec.flow, required: judge.required,
            traffic: "\(spec.traffic.peak), grow \(Rate(perSecond: spec.traffic.grow).description.dropLast(2))x",
            sizing: Sizing(spec), survivesRegion: survivesRegion, tiers: tiers, choice: choice,
            conflicts: DesignConflicts(spec: spec, tiers: tiers, survivesRegion: survivesRegion).list(),
            proposal: proposal(tiers), questions: questions.list(tiers) { measure($0, prices) },
            caveats: caveats(spec, tiers) + age(tiers, choice, prices), assumptions: DesignAssumption.all(spec),
            figures: AvailabilityFigures.all)
    }

    /// What a tier uses in a month at today's traffic, for an estimate by the price book.
    package static func uses(_ tier: DesignTier, _ spec: FlowSpec) -> [MeterUse] {
        TierMeters.list(tier, Sizing(spec), spec).map { BookPricing.use($0) }
    }

    private static func age(_ tiers: [TierReport], _ choice: DesignChoice, _ prices: some MeterPricing) -> [String] {
        let shown = tiers.first { $0.tier == choice.tier ?? choice.nearest } ?? tiers.last
        return shown.flatMap { prices.age($0.cost.lines.map(\.quantity)) }.map { [$0] } ?? []
    }

    /// All tiers, from the smallest.
    private static func measure(_ judge: PromiseJudge, _ prices: some MeterPricing) -> [TierReport] {
        DesignTier.allCases.map { tier in
            let spec = judge.spec
            let sizing = Sizing(spec)
            let availability = AvailabilityModel.estimate(tier, spec)
            let latency = LatencyModel.estimate(tier, spec)
            let recovery = RecoveryModel.cases(tier, hasDatabase: spec.postgres != nil)
            let cost = cost(tier, spec, prices)
            return TierReport(
                tier: tier, title: tier.title, summary: tier.summary(hasDatabase: spec.postgres != nil),
                minimumTasks: tier == .hosts ? max(2, spec.service.instances) : sizing.minimumTasks(zones: tier.zones),
                maximumTasks: tier == .hosts ? max(2, spec.service.instances) : sizing.maximumTasks(zones: tier.zones),
                availability: availability, latency: latency, recovery: recovery, cost: cost,
                limits: ServiceLimits.list(tier, sizing, spec), failureModes: FailureModes.list(tier, spec),
                promises: judge.checks(availability, latency, recovery, cost))
        }
    }

    private static func cost(_ tier: DesignTier, _ spec: FlowSpec, _ prices: some MeterPricing) -> CostEstimate {
        let now = priced(TierMeters.list(tier, Sizing(spec), spec), prices)
        let grown = priced(TierMeters.list(tier, Sizing(spec, scale: max(1, spec.traffic.grow)), spec), prices)
        return CostEstimate(monthly: now.sum, grown: grown.sum, lines: now.lines, missing: now.missing)
    }

    private static func priced(
        _ meters: [MeterQuantity], _ prices: some MeterPricing
    ) -> (sum: Money?, lines: [CostEstimate.Line], missing: [String]) {
        var lines: [CostEstimate.Line] = []
        var missing: [String] = []
        var micros: Int64 = 0
        for meter in meters {
            do {
                let money = try prices.monthly(meter)
                micros += money.micros
                lines.append(CostEstimate.Line(quantity: meter, monthly: money))
            } catch {
                missing.append("\(meter.meter): \(error)")
                lines.append(CostEstimate.Line(quantity: meter, monthly: nil))
            }
        }
        return (missing.isEmpty ? Money(micros: micros, currency: "USD") : nil, lines, missing)
    }

    // MARK: - Choosing

    static func choose(_ tiers: [TierReport], hasBudget: Bool) -> DesignChoice {
        let keeping = tiers.filter(\.keepsAll)
        let priced = keeping.filter { $0.cost.monthly != nil }
        // Without any price the tiers are in ascending order of what they are made of.
        if let best = cheapest(priced) ?? keeping.first {
            return DesignChoice(
                tier: best.tier, nearest: nil, verdict: .pass,
                because:
                    "It is the cheapest that keeps every promise\(best.cost.monthly.map { ", for \($0.spoken) a month" } ?? "")."
            )
        }
        let keepsElse = tiers.filter(\.keepsAllButBudget)
        let nearest = hasBudget ? keepsElse.first { $0.cost.monthly == nil } ?? nearest(tiers) : nearest(tiers)
        let unproven = tiers.contains { tier in
            tier.keepsAllButBudget && tier.misses.allSatisfy { $0.verdict == .cannotProve }
        }
        if unproven, let cheapest = cheapest(keepsElse) {
            return DesignChoice(
                tier: nil, nearest: cheapest.tier, verdict: .cannotProve,
                because:
                    "\(cheapest.title) keeps the promises for \(cheapest.cost.monthly?.spoken ?? "") a month; the budget is in another "
                    + "currency than the prices (USD), so nothing says that it is enough.")
        }
        let because =
            unproven
            ? "A tier keeps the promises, but cannot be priced: its cost is not proven to be within the budget."
            : "No tier keeps every promise. The nearest that the budget allows is \(nearest?.title ?? "none")."
        return DesignChoice(
            tier: nil, nearest: nearest?.tier, verdict: unproven ? .cannotProve : .refuse, because: because)
    }

    /// The affordable tier that misses least, then the cheapest; if none is affordable, the cheapest of all.
    private static func nearest(_ tiers: [TierReport]) -> TierReport? {
        let affordable = tiers.filter { tier in
            tier.promises.first { $0.requirement == .budget }.map { $0.verdict == .pass } ?? true
        }
        guard !affordable.isEmpty else { return cheapest(tiers) ?? tiers.first }
        let fewest = affordable.map(\.misses.count).min() ?? 0
        return cheapest(affordable.filter { $0.misses.count == fewest }) ?? affordable.first
    }

    private static func cheapest(_ tiers: [TierReport]) -> TierReport? {
        tiers.filter { $0.cost.monthly != nil }.min { left, right in
            (left.cost.monthly?.micros ?? .max) < (right.cost.monthly?.micros ?? .max)
        }
    }

    private static func proposal(_ tiers: [TierReport]) -> [BudgetStep] {
        tiers.compactMap { tier -> BudgetStep? in
            guard let monthly = tier.cost.monthly else { return nil }
            let recovery = PromiseJudgeWords.recovery(tier)
            return BudgetStep(
                from: monthly, tier: tier.tier,
                buys:
                    "\(tier.availability.expected.spoken) (\(tier.availability.expected.missingMinutes)), \(recovery)",
                misses: tier.misses.filter { $0.requirement != .budget }.map {
                    "\($0.requirement.rawValue) \($0.required): \($0.reached)"
                })
        }.sorted { $0.from.micros < $1.from.micros }
    }

    private static func caveats(_ spec: FlowSpec, _ tiers: [TierReport]) -> [String] {
        guard let multi = tiers.first(where: { $0.tier == .multiZone }) else { return [] }
        let target = spec.objectives.availability.target
        let contract = multi.availability.contractual
        let best = AvailabilityModel.bestContract(spec)
        var list: [String] = []
        let numbers = "multi-zone behind CloudFront has \(contract.spoken) by SLA, without CloudFront \(best.spoken)"
        if best < target {
            list.append(
                "Contracts alone cannot give \(target): \(numbers). The choice rests on design targets, which nobody promises."
            )
        } else if contract < target {
            list.append(
                "Behind CloudFront contracts alone cannot give \(target): \(numbers). The choice rests on design targets."
            )
        }
        list.append(
            "An SLA is a refund for a bad month, not a forecast; what you reach is what `steady slo status` measures.")
        if let chosen = tiers.first(where: \.keepsAll) {
            let margin = chosen.availability.expected.microPercent - target.microPercent
            if margin < 10_000 {
                list.append(
                    "The margin is thin: \(chosen.title) is expected to be \(Percent(microPercent: margin).spoken) above the "
                        + "target. One bad incident uses it up.")
            }
        }
        list.append(
            "Times to recover are assumptions until drills of a restore and of a failure have shown them."
        )
        list.append("Prices are those of us-east-1 for on-demand use, 730 h a month, without tax and support.")
        return list
    }
}

/// Words about recovery that more than one output needs.
enum PromiseJudgeWords {
    /// `back in 2 min after a zone, 55 min after a mistake, 8 h after a region`.
    static func recovery(_ tier: TierReport) -> String {
        let parts: [(RecoveryCase.Event, String)] = [(.zone, "a zone"), (.mistake, "a mistake"), (.region, "a region")]
        let texts = parts.compactMap { event, words in
            tier.recovery.first { $0.event == event }.map { "\($0.rto.spoken) after \(words)" }
        }
        return "back in " + texts.joined(separator: ", ")
    }
}

extension DesignAssumption {
    /// The assumptions that matter for a spec.
    static func all(_ spec: FlowSpec) -> [DesignAssumption] {
        let data: Set<String> = ["database-cpu", "database-size", "statements", "pool"]
        return Assumed.all.filter { spec.postgres != nil || !data.contains($0.name) }
    }
}
