// Formula (b): is the bad rate of one arm higher than that of the other, while traffic and share may change.

import Foundation

/// A one-sided anytime-valid test of "the canary's bad rate is at most the control's".
///
/// Under equal rates a bad unit is a canary unit with probability w, the canary's share of units; at rate ratio r with
/// probability w_r = w·r / (w·r + 1 − w). The statistic is the mean over a grid of r of the product of likelihood
/// ratios: an e-process, so P(it ever reaches 1/alpha) ≤ alpha by Ville's inequality, however often one looks. A bad
/// rate that varies over time in both arms alike cancels out. Source: Lindon and Malek, NeurIPS 2022 (multinomial count
/// data). If w is the share among the units of the very tick, bad units are split hypergeometrically, which is smaller
/// in convex order than the binomial (Hoeffding 1963), so the bound holds all the more.
package struct RateRatioTest: Codable, Hashable, Sendable {
    /// The grid of rate ratios, all equally likely.
    package static let ratios: [Double] = [1.5, 2, 3, 5, 10, 20, 50, 100, 300, 1000]

    private let onset: OnsetPrior
    private var logWealth: [Double]
    private var reserve: Double
    private var idleSeconds = 0

    /// A fresh test with E = 1.
    package init(onset: OnsetPrior = .startOnly) {
        self.onset = onset
        logWealth = Array(repeating: log(onset.atStart), count: Self.ratios.count)
        reserve = 1 - onset.atStart
    }

    /// ln E, natural logarithm.
    package var logE: Double { LogSpace.add(LogSpace.mean(logWealth), log(reserve)) }

    /// Adds one tick. A share of 0 or 1 says nothing about the ratio: such a tick is skipped.
    ///
    /// - Parameters:
    ///   - canaryBad: bad canary units in the tick.
    ///   - controlBad: bad control units in the tick.
    ///   - share: the canary's share of all units, 0…1.
    ///   - seconds: the time the tick stands for; matters for late onset only.
    ///   - atMost: the most by which the tick may raise ln E for any ratio, so that one clump of failures (a pause that
    ///     hits all that a process serves) cannot convince alone. A capped supermartingale is one still: the bound
    ///     holds.
    package mutating func add(
        canaryBad: Int, controlBad: Int, share: Double, seconds: Int = 1, atMost: Double = .infinity
    ) {
        idleSeconds += seconds
        guard canaryBad + controlBad > 0, share > 0, share < 1 else { return }
        stakeReserve()
        for (index, ratio) in Self.ratios.enumerated() {
            let mix = share * ratio + 1 - share
            let step = Double(canaryBad) * log(ratio / mix) - Double(controlBad) * log(mix)
            logWealth[index] += min(step, atMost)
        }
    }

    private mutating func stakeReserve() {
        let stake = onset.staked(from: reserve, during: idleSeconds)
        idleSeconds = 0
        guard stake > 0 else { return }
        reserve -= stake
        let logStake = log(stake)
        for index in logWealth.indices { logWealth[index] = LogSpace.add(logWealth[index], logStake) }
    }
}
