// What the spec leaves open, as questions that somebody can answer: with the default taken and what would change.

internal import Core
internal import Foundation

/// Asks about what was not said.
struct DesignQuestions {
    let spec: FlowSpec
    let defaults: [DefaultTaken]
    let survivesRegion: Bool
    let choice: DesignChoice

    /// The questions: first the spec's defaults that matter for a design, then what no key says. `measure` designs
    /// anew for another answer.
    func list(_ tiers: [TierReport], _ measure: (PromiseJudge) -> [TierReport]) -> [DesignQuestion] {
        var questions: [DesignQuestion] = []
        for taken in defaults {
            guard let (question, effect) = about(taken.key, measure) else { continue }
            questions.append(
                DesignQuestion(
                    key: taken.key, question: question, taken: taken.value, because: taken.reason, effect: effect))
        }
        return questions + always(measure)
    }

    private typealias Measure = (PromiseJudge) -> [TierReport]

    /// The question about a key; nil if the key does not matter for a design.
    private func about(_ key: String, _ measure: Measure) -> (String, String)? {
        switch key {
        case "traffic", "traffic.peak":
            (
                "How many flows a second come at the busiest time?",
                effect(measure, "ten times as many") { $0.traffic.peak = tenfold($0) }
            )
        case "traffic.grow":
            (
                "By how much may traffic grow before somebody plans anew?",
                "It sets the maximum of tasks, and which limits must be raised now."
            )
        case "objectives", "objectives.availability", "objectives.availability.target":
            (
                "How much failure is acceptable?",
                effect(measure, "99.99 %") { $0.objectives.availability.target = Percent(microPercent: 99_990_000) }
            )
        case "objectives.latency", "objectives.latency.below":
            (
                "How long may a donor wait?",
                "Below about 0.1 s the edge must answer by itself; above it no tier is ruled out."
            )
        case "data", "data.postgres":
            (
                "Does the flow keep data, and if so, how much may be lost and how long may it be away?",
                effect(measure, "a database with rpo 5m and rto 1h") {
                    $0.postgres = PostgresSpec(
                        rpo: .seconds(300), rto: .seconds(3600), drill: .seconds(90 * 86_400), server: .external)
                }
            )
        case "data.postgres.rpo":
            (
                "How many minutes of donations may be lost?",
                effect(measure, "none (1s)") { $0.postgres?.rpo = .seconds(1) }
            )
        case "data.postgres.rto":
            ("How long may the flow be away?", effect(measure, "5m") { $0.postgres?.rto = .seconds(300) })
        case "budget", "budget.monthly":
            (
                "What may it cost in a month?",
                "Without a budget the cheapest tier that keeps the rest is taken, whatever it costs."
            )
        case "dependencies":
            (
                "What does the flow depend on (payment provider, mail), and what happens when that fails?",
                "Every dependency that stops the flow must be counted in series, and lowers the availability."
            )
        case "secrets": ("Which secrets does the service need?", "Each costs 0.40 USD a month and needs a rotation.")
        case "owner.costCenter": ("Who pays?", "The tag CostCenter; bills cannot be split without it.")
        default: nil
        }
    }

    private func always(_ measure: Measure) -> [DesignQuestion] {
        [
            DesignQuestion(
                key: nil, question: "Must the flow survive the loss of a whole region?",
                taken: survivesRegion ? "yes" : "no",
                because: survivesRegion
                    ? "it was asked for"
                    : "rpo and rto say how much and how long, not for which loss; a region is lost once in years",
                effect: text(
                    measure(PromiseJudge(spec: spec, survivesRegion: !survivesRegion)), survivesRegion ? "no" : "yes")),
            DesignQuestion(
                key: nil, question: "Where are the users, and where may their data be?",
                taken: "us-east-1, standby us-west-2",
                because: "the price book knows it best",
                effect: "Prices differ by up to a fifth; the law may forbid a region."),
            DesignQuestion(
                key: nil, question: "What do one request's CPU, the answer's size and the database's size measure?",
                taken: "5 ms, 10 kB, 100 GB", because: "a small web service",
                effect: "They set tasks, data transfer and the time of a restore; a load test measures them."
            ),
        ]
    }

    private func tenfold(_ spec: FlowSpec) -> Rate { Rate(perSecond: spec.traffic.peak.perSecond * 10) }

    private func effect(_ measure: Measure, _ answer: String, _ change: (inout FlowSpec) -> Void) -> String {
        var other = spec
        change(&other)
        return text(measure(PromiseJudge(spec: other, survivesRegion: survivesRegion)), answer)
    }

    /// `yes: multi-zone with standby region, 900 USD a month`.
    private func text(_ tiers: [TierReport], _ answer: String) -> String {
        let other = Design.choose(tiers, hasBudget: spec.budget != nil)
        guard let tier = (other.tier ?? other.nearest).flatMap({ name in tiers.first { $0.tier == name } }) else {
            return "With \(answer): nothing can be priced."
        }
        let price = tier.cost.monthly.map { ", \($0.spoken) a month" } ?? ""
        if other.tier != nil { return "With \(answer): \(tier.title)\(price)." }
        let missing = tier.misses.map { "\($0.requirement.rawValue) \($0.reached)" }.joined(separator: ", ")
        return "With \(answer): no tier keeps all; nearest \(tier.title)\(price) (\(missing))."
    }
}
