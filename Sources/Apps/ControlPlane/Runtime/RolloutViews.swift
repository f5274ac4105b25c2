// A rollout as the page and the API show it.

import Core
import Foundation
import Releases

/// Turns rollouts into views.
enum RolloutViews {
    static func view(of rollout: Rollout, now: WallTime, unitRate: Double?, isSpecChanged: Bool) -> RolloutView {
        RolloutView(
            id: rollout.id, release: rollout.to, from: rollout.from, phase: phase(rollout),
            sharePercent: rollout.phase == .promoted ? 100 : rollout.share * 100, startedBy: rollout.startedBy.actor,
            startedAt: rollout.started,
            elapsedSeconds: Int(((rollout.finished ?? now) - rollout.started).components.seconds),
            decision: decision(rollout), because: because(rollout), evidence: evidence(rollout),
            stillNeeded: stillNeeded(rollout, unitRate: unitRate), counts: counts(rollout), harm: harm(rollout),
            outcome: outcome(rollout), logTail: rollout.reason.flatMap { $0.logTail.isEmpty ? nil : $0.logTail },
            specChanged: isSpecChanged && !rollout.isFinished && rollout.kind == .release)
    }

    private static func phase(_ rollout: Rollout) -> String {
        switch rollout.phase {
        case .preparing: "starting"
        case .judging: "canary"
        case .promoting: "promoting"
        case .goingHome: "going home"
        case .promoted: "promoted"
        case .home: "home"
        }
    }

    private static func decision(_ rollout: Rollout) -> RolloutView.Decision {
        switch rollout.phase {
        case .promoting, .promoted: return .promote
        case .goingHome, .home: return rollout.reason?.kind == .cannotProve ? .cannotProve : .rollback
        case .preparing: return .continue
        case .judging: break
        }
        switch rollout.judgement?.decision {
        case .rollback?: return .rollback
        case .promote?: return .promote
        case .cannotProve?: return .cannotProve
        case .advance?, .continue?, nil: return .continue
        }
    }

    private static func because(_ rollout: Rollout) -> String {
        if let reason = rollout.reason { return reason.because }
        if rollout.stop != nil { return "somebody wants it to end" }
        if let judgement = rollout.judgement { return judgement.because }
        if rollout.from == nil, rollout.phase != .preparing {
            return "it is the first release: nothing to compare it with"
        }
        if rollout.kind == .return, rollout.phase != .preparing { return "\(rollout.to) was good before" }
        return rollout.phase == .preparing
            ? "instances of \(rollout.to) start and become healthy" : "no traffic was judged yet"
    }

    private static func outcome(_ rollout: Rollout) -> RolloutView.Outcome? {
        switch rollout.phase {
        case .promoted: .promoted
        case .home: rollout.reason?.kind == .aborted ? .aborted : .rolledBack
        default: nil
        }
    }

    private static func counts(_ rollout: Rollout) -> [ArmView] {
        guard rollout.kind == .release, rollout.from != nil else { return [] }
        func arm(_ name: String, _ release: String, _ counts: ArmCounts) -> ArmView {
            ArmView(arm: name, release: release, units: counts.units, bad: counts.bad, slow: counts.slow)
        }
        return [
            arm("canary", rollout.to, rollout.counts.canary),
            arm("control", rollout.from ?? "", rollout.counts.control),
        ]
    }

    private static func harm(_ rollout: Rollout) -> HarmView? {
        guard let limit = rollout.settings.policy.harm, rollout.counts.canary.units > 0 else { return nil }
        return HarmView(spent: rollout.counts.canary.bad, limit: limit)
    }

    private static func stillNeeded(_ rollout: Rollout, unitRate: Double?) -> String? {
        guard rollout.phase == .judging, let needed = rollout.judgement?.stillNeeded, needed > 0 else { return nil }
        let units = "\(grouped(needed)) more good user\(needed == 1 ? "" : "s")"
        guard let unitRate, unitRate > 0, rollout.share > 0 else { return units }
        return "\(units), or about \(Duration.seconds(Double(needed) / (unitRate * rollout.share)).spoken)"
    }

    private static func evidence(_ rollout: Rollout) -> [EvidenceView] {
        guard rollout.phase == .judging || rollout.judgement != nil, let judgement = rollout.judgement else {
            return []
        }
        let policy = rollout.settings.policy
        let from = rollout.from ?? "the release before"
        func against(_ test: String, _ meaning: String, _ logE: Double) -> EvidenceView {
            EvidenceView(
                test: test, meaning: meaning, toward: .rollback, odds: odds(logE),
                progress: progress(logE, policy.rollbackThreshold))
        }
        let harm = judgement.evidence
        let tests = [
            against("harm", "all evidence of harm together", harm.combined),
            against("failures-ratio", "fails more often than \(from)", harm.badRatio),
            against(
                "failures-limit", "fails more often than \(DeployPlanText.percent(policy.limitBad))", harm.badLimit),
            against("slow-ratio", "is slow more often than \(from)", harm.slowRatio),
            against(
                "slow-limit", "is slow more often than \(DeployPlanText.percent(policy.limitSlow))", harm.slowLimit),
        ]
        let gates = zip(policy.gates, judgement.logGates).map { gate, logG in
            EvidenceView(
                test: "gate-\(DeployPlanText.percent(gate))",
                meaning: "fails less often than \(DeployPlanText.percent(gate))",
                toward: .promote, odds: odds(logG),
                progress: progress(logG, gate == policy.gates.last ? policy.proofThreshold : policy.gateThreshold))
        }
        let slow = EvidenceView(
            test: "slow-gate", meaning: "is slow less often than \(DeployPlanText.percent(policy.limitSlow))",
            toward: .promote, odds: odds(judgement.logSlowGate),
            progress: progress(judgement.logSlowGate, policy.proofThreshold))
        return gates + [slow] + tests
    }

    private static func progress(_ log: Double, _ threshold: Double) -> Double { max(0, min(1, log / threshold)) }

    /// `14,000 : 1`, two significant digits; below 1 : 1 it says nothing yet.
    static func odds(_ log: Double) -> String {
        guard log > 0 else { return "1 : 1" }
        guard log < 27.6 else { return "over a trillion : 1" }
        let value = exp(log)
        let scale = pow(10, max(0, floor(log10(value)) - 1))
        return "\(grouped(Int((value / scale).rounded() * scale))) : 1"
    }

    static func grouped(_ number: Int) -> String {
        var digits = String(abs(number))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
