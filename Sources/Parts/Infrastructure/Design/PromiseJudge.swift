// The spec's requirements against one tier.

internal import Core
internal import Foundation

/// Judges a tier by a spec.
struct PromiseJudge {
    let spec: FlowSpec
    let survivesRegion: Bool

    /// The time to be back where the spec names none.
    static let defaultTime = Duration.seconds(3600)

    /// The requirements that the spec states, as text.
    var required: [String: String] {
        var texts = [
            Requirement.availability.rawValue: spec.objectives.availability.target.description
                + " over \(spec.objectives.availability.window.text)",
            Requirement.latency.rawValue: "p\(percentile) below \(spec.objectives.latency.below.text)",
        ]
        if let postgres = spec.postgres {
            texts[Requirement.rpo.rawValue] = postgres.rpo.text
            texts[Requirement.rto.rawValue] = postgres.rto.text
        } else if survivesRegion {
            texts[Requirement.rto.rawValue] = Self.defaultTime.text
        }
        if let budget = spec.budget { texts[Requirement.budget.rawValue] = budget.monthly.description }
        return texts
    }

    func checks(
        _ availability: AvailabilityEstimate, _ latency: LatencyEstimate, _ recovery: [RecoveryCase],
        _ cost: CostEstimate
    ) -> [PromiseCheck] {
        var checks = [check(availability), check(latency)]
        if let postgres = spec.postgres {
            checks.append(check(.rpo, worst(recovery, \.rpo), \.rpo, limit: postgres.rpo))
            checks.append(check(.rto, worst(recovery, \.rto), \.rto, limit: postgres.rto))
        } else if survivesRegion {
            // Without data there is no promise about time in the spec, but to survive a region is one.
            checks.append(check(.rto, worst(recovery, \.rto), \.rto, limit: Self.defaultTime))
        }
        if let budget = spec.budget { checks.append(check(cost, budget.monthly)) }
        return checks
    }

    /// The events that a promise covers, and of those the one that is worst.
    func worst(_ cases: [RecoveryCase], _ value: (RecoveryCase) -> Duration) -> RecoveryCase? {
        cases.filter { survivesRegion || $0.event != .region }.max { value($0) < value($1) }
    }

    private var percentile: String {
        let value = spec.objectives.latency.percentile
        return value == value.rounded() ? String(Int(value)) : String(value)
    }

    private func check(_ estimate: AvailabilityEstimate) -> PromiseCheck {
        let target = spec.objectives.availability.target
        let missing = target.microPercent - estimate.expected.microPercent
        return PromiseCheck(
            requirement: .availability, required: target.description, reached: estimate.expected.spoken,
            verdict: missing <= 0 ? .pass : .refuse,
            shortBy: missing <= 0 ? nil : "\(points(missing)) points")
    }

    private func check(_ estimate: LatencyEstimate) -> PromiseCheck {
        let below = spec.objectives.latency.below
        let isKept = estimate.added < below
        return PromiseCheck(
            requirement: .latency, required: "p\(percentile) below \(below.text)",
            reached: isKept
                ? "\((below - estimate.added).spoken) left for the service"
                : "\(estimate.added.spoken) before the service",
            verdict: isKept ? .pass : .refuse, shortBy: isKept ? nil : (estimate.added - below).spoken)
    }

    private func check(
        _ requirement: Requirement, _ worst: RecoveryCase?, _ value: (RecoveryCase) -> Duration, limit: Duration
    ) -> PromiseCheck {
        let reached = worst.map(value) ?? .zero
        let isKept = reached <= limit
        return PromiseCheck(
            requirement: requirement, required: limit.text,
            reached: reached == .zero ? "no loss" : "\(reached.spoken) (\(worst?.event.words ?? ""))",
            verdict: isKept ? .pass : .refuse, shortBy: isKept ? nil : (reached - limit).spoken)
    }

    private func check(_ cost: CostEstimate, _ budget: Money) -> PromiseCheck {
        guard let monthly = cost.monthly else {
            return PromiseCheck(
                requirement: .budget, required: budget.description,
                reached: "no price: \(cost.missing.joined(separator: ", "))",
                verdict: .cannotProve, shortBy: nil)
        }
        guard monthly.currency == budget.currency else {
            return PromiseCheck(
                requirement: .budget, required: budget.description, reached: monthly.spoken, verdict: .cannotProve,
                shortBy: nil)
        }
        let missing = monthly.micros - budget.micros
        return PromiseCheck(
            requirement: .budget, required: budget.description, reached: monthly.spoken,
            verdict: missing <= 0 ? .pass : .refuse,
            shortBy: missing <= 0 ? nil : Money(micros: missing, currency: budget.currency).spoken)
    }

    private func points(_ micro: Int64) -> String {
        let thousandths = Double((micro + 999) / 1000) / 1000
        return String(thousandths)
    }
}
