// The promises of a rollout and what follows from them.

import Foundation

/// What a rollout promises and what it must prove. All rates are fractions of units, 0…1.
package struct JudgePolicy: Codable, Hashable, Sendable {
    /// The chance that a build no worse than control goes home, over the whole rollout (alpha).
    package var falseRollback: Double
    /// The chance that a build at or above a limit is promoted (beta).
    package var missBad: Double
    /// A build with this share of bad units must not be promoted; also the absolute limit of the rollback test.
    package var limitBad: Double
    /// A build with this share of slow units must not be promoted; also the absolute limit for slow units.
    package var limitSlow: Double
    /// Bad rates that must be ruled out one after the other before the share grows; falling, the last is `limitBad`.
    package var gates: [Double]
    /// Bad canary units after which the release goes home whatever the evidence; nil for no such budget.
    package var harm: Int?
    /// The longest rollout in seconds. After it the answer is *cannot prove*.
    package var limit: Int
    /// The shortest time of canary traffic before a promotion, in seconds: faults that need time to show, and proof
    /// that does not come from one moment.
    package var soak: Int

    /// A policy. Gates above `limitBad` are kept, `limitBad` itself is added as the last one.
    package init(
        falseRollback: Double = 0.01, missBad: Double = 0.05, limitBad: Double = 0.01, limitSlow: Double = 0.05,
        gates: [Double] = [0.4, 0.1], harm: Int? = nil, limit: Int = 21_600, soak: Int = 60
    ) {
        self.falseRollback = falseRollback
        self.missBad = missBad
        self.limitBad = limitBad
        self.limitSlow = limitSlow
        self.gates = gates.filter { $0 > limitBad }.sorted(by: >) + [limitBad]
        self.harm = harm
        self.limit = limit
        self.soak = soak
    }

    /// The evidence against "harmless" at which a release goes home, as a natural logarithm.
    package var rollbackThreshold: Double { -log(falseRollback) }

    /// The evidence at which a gate on the way opens and the share grows, as a natural logarithm.
    package var gateThreshold: Double { -log(missBad) }

    /// The evidence at which a release is promoted, as a natural logarithm. Half of `missBad` is kept in hand, so that
    /// simulated rates stay below the promise with room for chance.
    package var proofThreshold: Double { -log(0.5 * missBad) }
}
