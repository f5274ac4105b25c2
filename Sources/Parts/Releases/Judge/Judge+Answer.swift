// Puts the judge's state into words and numbers.

import Foundation
import Statistics

extension Judge {
    /// The answer that stands after the last tick.
    package var standing: Judgement { judgement(advanced: false) }

    func judgement(advanced: Bool) -> Judgement {
        let decision = decision(advanced: advanced)
        return Judgement(
            decision: decision, because: JudgeSentence(judge: self, decision: decision).text, evidence: evidence,
            logGates: gates.map(\.logE), logSlowGate: slowGate.logE, stillNeeded: final == nil ? stillNeeded : nil)
    }

    func decision(advanced: Bool) -> JudgeDecision {
        switch final {
        case .rollback, .harmBudget: return .rollback
        case .promote: return .promote
        case nil: break
        }
        if let failing = guards.failing { return .cannotProve(failing) }
        if isOverTime { return .cannotProve(.timeLimit) }
        if advanced { return .advance(stage) }
        if isTroubleShared { return .cannotProve(.sharedTrouble) }
        return .continue
    }

    /// The control (and with it the canary) is above a limit.
    var isTroubleShared: Bool { bad.limit.troubleChance > 0.9 || slow.limit.troubleChance > 0.9 }

    /// Further units, all good, until the next gate opens.
    var stillNeeded: Int? {
        if stage < gates.count - 1 { return gates[stage].goodUnitsNeeded(toReach: policy.gateThreshold) }
        guard stage < gates.count, let next = gates[stage].goodUnitsNeeded(toReach: policy.proofThreshold),
            let fast = slowGate.goodUnitsNeeded(toReach: policy.proofThreshold)
        else { return nil }
        return max(next, fast, badRecent.goodUnitsNeeded, slowRecent.goodUnitsNeeded)
    }
}
