// Evidence of harm in one kind of unit (bad, or slow): the comparison with control and the limit.

import Foundation
import Statistics

/// The two tests for one kind of unit.
struct Harm: Codable, Hashable, Sendable {
    /// Weights of bad ratio, bad limit, slow ratio, slow limit in the mean that decides. Bad units weigh more because a
    /// failed payment is worse than a slow one; two failures as the first two canary units must suffice.
    static let weights = [0.3, 0.5, 0.15, 0.05]
    /// Half and more of all faults of a release are there from its first second.
    static let onset = OnsetPrior(atStart: 0.7, perSecond: 1.0 / 3600)
    /// Canary units (0.1 % if both arms had equal traffic) and seconds without a single control unit after which there
    /// is no control.
    static let unitsWithoutControl = 10
    static let secondsWithoutControl = 10
    /// Seconds that a first control unit is waited for before the canary is judged by the limit without one: in an
    /// outage of both arms the first units may all be the canary's by chance.
    static let secondsOfGrace = 5
    /// Above this share of the units the control is the smaller arm, and its excuse rests on fewer units than the
    /// accusation: then only the comparison counts, which is exact at any share.
    static let largestExcusedShare = 0.6
    /// Units from which on that share is believed.
    static let unitsForShare = 50

    private(set) var ratio: RateRatioTest
    private(set) var limit: SharedTroubleTest
    private(set) var plainLimit: RateLimitTest
    private(set) var units = 0
    private(set) var controlUnits = 0
    private(set) var secondsAlone = 0

    init(limit: Double, multiples: [Double]) {
        ratio = RateRatioTest(onset: Self.onset)
        self.limit = SharedTroubleTest(limit: limit, multiples: multiples, onset: Self.onset)
        plainLimit = RateLimitTest(limit: limit, multiples: multiples)
    }

    /// Whether there is no control to compare with, so that the plain limit is the only judge.
    var isWithoutControl: Bool {
        controlUnits == 0 && units >= Self.unitsWithoutControl && secondsAlone >= Self.secondsWithoutControl
    }

    var logLimitE: Double {
        if isWithoutControl { return max(limit.logE, plainLimit.logE) }
        return isControlTooSmall ? min(limit.logE, 0) : limit.logE
    }

    private var isControlTooSmall: Bool {
        guard controlUnits > 0 else { return secondsAlone <= Self.secondsOfGrace }
        return units + controlUnits >= Self.unitsForShare
            && Double(units) > Self.largestExcusedShare * Double(units + controlUnits)
    }

    mutating func add(_ canary: Hits, _ control: Hits, seconds: Int, atMost: Double) {
        units += canary.units
        controlUnits += control.units
        limit.add(
            canaryUnits: canary.units, canaryBad: canary.hits, controlUnits: control.units, controlBad: control.hits,
            seconds: seconds, atMost: atMost)
        if controlUnits > 0 { return }
        plainLimit.add(units: canary.units, bad: canary.hits)
        if units > 0 { secondsAlone += seconds }
    }

    mutating func compare(_ canary: Hits, _ control: Hits, in block: PairedBlock, atMost: Double) {
        ratio.add(
            canaryBad: canary.hits, controlBad: control.hits, share: block.share, seconds: block.seconds, atMost: atMost
        )
    }
}

/// Units of one arm and how many of them were hit: bad, or slow.
struct Hits: Hashable, Sendable {
    var units: Int
    var hits: Int
}

/// The most that one second may add to ln E, by the canary units that were hit in it.
struct EvidenceCap: Hashable, Sendable {
    /// Two failures in one second count in full, a hundred no more than those.
    static let bad = EvidenceCap(single: 9.2, clump: 9.2)
    /// Slow units come in clumps (a pause of one process hits all that it serves): five slow units in different seconds
    /// convince, of clumps it takes seven.
    static let slow = EvidenceCap(single: 2, clump: 1.2)

    var single: Double
    var clump: Double

    func most(_ hits: Int) -> Double { hits > 1 ? clump : single }
}

extension ArmCounts {
    var badHits: Hits { Hits(units: units, hits: bad) }
    var slowHits: Hits { Hits(units: units, hits: slow) }
}

/// Whether the last units look good: a CUSUM of "4 times the limit" against "0.4 times the limit".
///
/// One bad unit blocks a promotion until about 40 good ones at a limit of 1 % have followed.
struct RecentPast: Codable, Hashable, Sendable {
    /// What is over is over: after any trouble about 170 good units at a limit of 1 % (20 at 5 %) are enough to be
    /// calm.
    static let most = 6.9

    private let badStep: Double
    private let goodStep: Double
    private(set) var suspicion = 0.0

    init(limit: Double) {
        let high = min(4 * limit, 0.9)
        let low = 0.4 * limit
        badStep = log(high / low)
        goodStep = log1p(-high) - log1p(-low)
    }

    mutating func add(_ arm: Hits) {
        suspicion = min(
            max(0, suspicion + Double(arm.hits) * badStep + Double(arm.units - arm.hits) * goodStep), Self.most)
    }

    /// Calm enough to promote.
    var isCalm: Bool { suspicion < 0.7 }
    /// Nothing that a few unlucky units would not explain.
    var isQuiet: Bool { suspicion < 3 }
    /// Good units until calm again.
    var goodUnitsNeeded: Int { isCalm ? 0 : Int(((suspicion - 0.7) / -goodStep).rounded(.up)) + 1 }
}
