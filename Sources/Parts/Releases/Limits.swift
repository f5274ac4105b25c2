// The limits of this part.

/// Named limits of `Releases`.
package enum Limits {
    /// Sessions remembered for "first outcome per session": two generations of this many each.
    package static let sessionsPerGeneration = 100_000
    /// Seconds of unit counts kept for the judge. Longer silence of the loop is lost evidence, never wrong evidence.
    package static let unitSeconds = 120
    /// Judged seconds that one ledger entry covers at most while nothing happens.
    package static let ticksPerEntry = 10
    /// Lines of an instance's log that a decision carries.
    package static let logTailLines = 20
    /// Restarts of one instance in a row before the pause between them stops growing.
    package static let restartDoublings = 6
    /// Crashes of a newly promoted release's instances within its watch after which it goes home.
    package static let crashesInWatch = 3
    /// Rollouts looked through for whether a release was ever promoted.
    package static let rolloutsLookedAt = 1_000
    /// The pause after an automatic return that failed, before the next is tried; it doubles each time up to `most`.
    package static let returnPause: (first: Duration, most: Duration) = (.seconds(60), .seconds(1800))
    /// The longest name of a release.
    package static let releaseName = 40
    /// Weights of HAProxy go from 0 to this (management guide, `set weight`).
    package static let fullWeight = 256
    /// How long after its end a second counts as complete, in milliseconds: log lines arrive within a few.
    package static let settleMilliseconds: Int64 = 300
    /// The seconds over which the traffic is measured for the starting share.
    package static let rateSeconds = 20
}
