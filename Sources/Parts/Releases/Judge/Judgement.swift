// The judge's answer after each tick, complete enough to be shown, stored and replayed.

import Foundation

/// What is to be done.
package enum JudgeDecision: Codable, Hashable, Sendable {
    /// Send the release home. Final.
    case rollback
    /// Give the release all traffic. Final.
    case promote
    /// Gates up to this number (1…) are open: the share may grow.
    case advance(Int)
    /// Hold the share and go on watching.
    case `continue`
    /// Nothing may move: the input cannot be believed, or proof is out of reach.
    case cannotProve(JudgeGuard)
}

/// Why nothing can be proven at the moment.
package enum JudgeGuard: String, Codable, Hashable, Sendable, CaseIterable {
    /// Units do not arrive in the configured share: the arms are not what they claim to be.
    case sampleRatio = "sample-ratio"
    /// The canary has sent nothing for longer than chance explains.
    case silentCanary = "silent-canary"
    /// The control, which had traffic, has sent nothing for longer than chance explains.
    case silentControl = "silent-control"
    /// Neither arm has sent anything for longer than chance explains.
    case silentFlow = "silent-flow"
    /// Rows that must exist are missing.
    case missingRows = "missing-rows"
    /// A row counts more bad or slow units than units, or two rows contradict each other. Stays for the whole run.
    case impossibleCounts = "impossible-counts"
    /// The canary is above a limit and the control is in the same trouble.
    case sharedTrouble = "shared-trouble"
    /// The time limit of the rollout is over.
    case timeLimit = "time-limit"
}

/// Natural logarithms of the evidence against "this release is harmless"; 0 says nothing either way.
package struct JudgeEvidence: Codable, Hashable, Sendable {
    /// Bad units against control, formula (b).
    package var badRatio: Double
    /// Bad units against the limit, excused by the control.
    package var badLimit: Double
    /// Slow units against control, formula (b).
    package var slowRatio: Double
    /// Slow units against the limit, excused by the control.
    package var slowLimit: Double
    /// The weighted mean of the four, which decides.
    package var combined: Double
}

/// One answer of the judge.
package struct Judgement: Codable, Hashable, Sendable {
    /// What is to be done.
    package var decision: JudgeDecision
    /// One sentence for people: which test spoke, with counts.
    package var because: String
    /// Evidence of harm.
    package var evidence: JudgeEvidence
    /// ln G for each gate of the policy: evidence that the bad rate is below it.
    package var logGates: [Double]
    /// ln G that the slow rate is below its limit.
    package var logSlowGate: Double
    /// Further good canary units until the next gate opens; nil if out of sight or decided.
    package var stillNeeded: Int?
}
