// The release judge: counts in, decision out. No clock, no input or output, no chance.

import Foundation
import Statistics

/// Decides about one release from counts per arm and tick.
///
/// Harm. Four tests run side by side: bad units against control (`RateRatioTest`), bad units against the limit with the
/// control's excuse (`SharedTroubleTest`), and the same two for slow units. Their weighted mean E is an e-process under
/// any dependence between them; E ≥ 1/alpha sends the release home. All four spread their stake over late onsets.
///
/// What is proven to be within its limit, and looks so lately, is not sent home for being worse than an even better
/// control.
///
/// Good. A gate opens when `GoodnessProof` rules its bad rate out. Promotion needs the last gate, the slow limit ruled
/// out, the soak time, no failing guard, and a calm recent past: a CUSUM of "4 times the limit" against "0.4 times"
/// must be near zero, so that old perfect data do not outvote what has just begun.
///
/// The value is the whole state: encode it, decode it, go on; every later number is the same to the last bit.
package struct Judge: Codable, Hashable, Sendable {
    /// The promises.
    package let policy: JudgePolicy

    private(set) var stage = 0
    private(set) var totals = Totals()
    private(set) var bad: Harm
    private(set) var slow: Harm
    private(set) var gates: [GoodnessProof]
    private(set) var slowGate: GoodnessProof
    private(set) var badRecent: RecentPast
    private(set) var slowRecent: RecentPast
    private(set) var block = PairedBlock()
    private(set) var guards: InputGuards
    private(set) var final: Verdict?

    /// Counts since the rollout began.
    struct Totals: Codable, Hashable, Sendable {
        var control = ArmCounts.none
        var canary = ArmCounts.none
        var firstSecond: Int?
        var firstCanarySecond: Int?
        var lastSecond = 0
    }

    /// Why a final decision was taken.
    enum Verdict: Codable, Hashable, Sendable {
        case rollback, harmBudget, promote
    }

    /// A judge for one rollout. `cadence` is the length of a tick in seconds.
    package init(policy: JudgePolicy, cadence: Int = 1) {
        let early = OnsetPrior(atStart: 0.9, perSecond: 1.0 / 600)
        self.policy = policy
        bad = Harm(limit: policy.limitBad, multiples: RateLimitTest.failureMultiples)
        slow = Harm(limit: policy.limitSlow, multiples: RateLimitTest.latencyMultiples)
        gates = policy.gates.map { GoodnessProof(limit: $0, onset: early) }
        slowGate = GoodnessProof(limit: policy.limitSlow, onset: early)
        badRecent = RecentPast(limit: policy.limitBad)
        slowRecent = RecentPast(limit: policy.limitSlow)
        guards = InputGuards(cadence: cadence)
    }

    /// Takes the next tick and answers. After a final decision the answer stays.
    ///
    /// - Parameters:
    ///   - tick: complete counts: the tick lies at least the loop latency in the past. A tick that is not later than
    ///     the one before is refused as contradictory data.
    ///   - expectedShare: the canary's share in force during that tick, 0…1; nil if unknown, then the counts say it.
    package mutating func settle(_ tick: JudgeTick, expectedShare: Double?) -> Judgement {
        let advanced = absorb(tick, expectedShare: expectedShare)
        return judgement(advanced: advanced)
    }

    /// As `settle`, without words and numbers: for loops over many recorded ticks.
    package mutating func decide(_ tick: JudgeTick, expectedShare: Double?) -> JudgeDecision {
        decision(advanced: absorb(tick, expectedShare: expectedShare))
    }

    /// How many gates are open.
    package var openGates: Int { stage }

    /// Takes a tick without composing an answer; true if a gate opened.
    mutating func absorb(_ tick: JudgeTick, expectedShare: Double?) -> Bool {
        if final != nil { return false }
        let seen = guards.admit(tick, expectedShare: expectedShare)
        guard seen.seconds > 0 else { return false }
        count(seen, at: tick.second)
        weigh(seen)
        return decide(hasNews: seen.canary.units + seen.control.units > 0)
    }

    /// A contradiction that only the reader of the input can see (two different rows for one second).
    mutating func distrust() { guards.contradicted = true }

    private mutating func count(_ seen: SeenTick, at second: Int) {
        totals.control += seen.control
        totals.canary += seen.canary
        totals.lastSecond = second
        if totals.firstSecond == nil { totals.firstSecond = second }
        if totals.firstCanarySecond == nil, seen.canary.units > 0 { totals.firstCanarySecond = second }
    }

    private mutating func weigh(_ seen: SeenTick) {
        let (canary, control) = (seen.canary, seen.control)
        bad.add(canary.badHits, control.badHits, seconds: seen.seconds, atMost: EvidenceCap.bad.most(canary.bad))
        slow.add(canary.slowHits, control.slowHits, seconds: seen.seconds, atMost: EvidenceCap.slow.most(canary.slow))
        if seen.isComparable, let full = block.add(seen) {
            bad.compare(full.canary.badHits, full.control.badHits, in: full, atMost: full.mostBad)
            slow.compare(full.canary.slowHits, full.control.slowHits, in: full, atMost: full.mostSlow)
        }
        for index in gates.indices {
            gates[index].add(units: seen.canary.units, bad: seen.canary.bad, seconds: seen.seconds)
        }
        // What was lost in the canary alone is taken for a bad unit where goodness is to be proven.
        if seen.suspects > 0 { gates[gates.count - 1].add(units: seen.suspects, bad: seen.suspects, seconds: 0) }
        slowGate.add(units: seen.canary.units, bad: seen.canary.slow, seconds: seen.seconds)
        badRecent.add(seen.canary.badHits)
        slowRecent.add(seen.canary.slowHits)
    }

    /// Harm first, then the gates; true if a gate opened.
    private mutating func decide(hasNews: Bool) -> Bool {
        if let harm = policy.harm, totals.canary.bad >= harm {
            final = .harmBudget
            return false
        }
        guard hasNews else { return false }
        if evidence.combined >= policy.rollbackThreshold {
            final = .rollback
            return false
        }
        guard guards.failing == nil, !isOverTime else { return false }
        let before = stage
        while stage < gates.count, isOpen(stage) { stage += 1 }
        if stage == gates.count { final = .promote }
        return stage > before
    }

    private func isOpen(_ gate: Int) -> Bool {
        if gate < gates.count - 1 { return gates[gate].logE >= policy.gateThreshold }
        return isBadProven && isSlowProven && badRecent.isCalm && slowRecent.isCalm
            && totals.lastSecond - (totals.firstCanarySecond ?? 0) >= policy.soak
    }

    /// Whether the rates are proven to be below the limits, over all data.
    private var isBadProven: Bool { gates[gates.count - 1].logE >= policy.proofThreshold }
    private var isSlowProven: Bool { slowGate.logE >= policy.proofThreshold }

    /// Whether the time limit of the rollout is over.
    var isOverTime: Bool { totals.lastSecond - (totals.firstSecond ?? 0) >= policy.limit }

    /// Evidence of harm so far.
    package var evidence: JudgeEvidence {
        let parts = [
            isBadProven && badRecent.isQuiet ? min(bad.ratio.logE, 0) : bad.ratio.logE, bad.logLimitE,
            isSlowProven && slowRecent.isQuiet ? min(slow.ratio.logE, 0) : slow.ratio.logE, slow.logLimitE,
        ]
        return JudgeEvidence(
            badRatio: parts[0], badLimit: parts[1], slowRatio: parts[2], slowLimit: parts[3],
            combined: LogSpace.sum(parts, weights: Harm.weights))
    }
}
