// Formula (d): evidence that the bad rate is below a limit. Absence of failures counts only by its number.

import Foundation

/// An anytime-valid proof that a rate is below `limit`: a test of the hypothesis "the rate is at least `limit`".
///
/// `G = mean over f of Π (p_f/limit)^x · ((1−p_f)/(1−limit))^(n−x)`, p_f = max(limit·f, 1e-9). P(G ever reaches 1/beta)
/// ≤ beta for every rate from `limit` up.
package struct GoodnessProof: Codable, Hashable, Sendable {
    /// The fractions of the limit that a good build may really have.
    package static let fractions: [Double] = [0, 0.05, 0.1, 0.25, 0.5]

    private let onset: OnsetPrior
    private let badStep: [Double]
    private let goodStep: [Double]
    private var logWealth: [Double]
    private var reserve: Double
    private var idleSeconds = 0

    /// A fresh proof with G = 1. With an onset prior that keeps a reserve, a build that was caught in trouble (its own
    /// warm-up, or an incident common to both arms) can still be proven on what came after; the bound stays the same.
    package init(limit: Double, onset: OnsetPrior = .startOnly) {
        let rates = Self.fractions.map { max(limit * $0, 1e-9) }
        self.onset = onset
        badStep = rates.map { log($0 / limit) }
        goodStep = rates.map { log1p(-$0) - log1p(-limit) }
        logWealth = Array(repeating: log(onset.atStart), count: rates.count)
        reserve = 1 - onset.atStart
    }

    /// ln G, natural logarithm.
    package var logE: Double { LogSpace.add(LogSpace.mean(logWealth), log(reserve)) }

    /// Adds a tick of `units`, of which `bad` were bad, that stands for `seconds`.
    package mutating func add(units: Int, bad: Int, seconds: Int = 1) {
        idleSeconds += seconds
        guard units > 0 else { return }
        let stake = onset.staked(from: reserve, during: idleSeconds)
        idleSeconds = 0
        if stake > 0 {
            reserve -= stake
            let logStake = log(stake)
            for index in logWealth.indices { logWealth[index] = LogSpace.add(logWealth[index], logStake) }
        }
        for index in logWealth.indices {
            logWealth[index] += Double(bad) * badStep[index] + Double(units - bad) * goodStep[index]
        }
    }

    /// The smallest number of further units, all good, that brings ln G to `target`; nil above ten million.
    package func goodUnitsNeeded(toReach target: Double) -> Int? {
        if logE >= target { return 0 }
        var low = 0
        var high = 1
        while logE(afterGood: high) < target {
            low = high
            high *= 2
            if high > 10_000_000 { return nil }
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if logE(afterGood: middle) < target { low = middle } else { high = middle }
        }
        return high
    }

    private func logE(afterGood units: Int) -> Double {
        var later = logWealth
        for index in later.indices { later[index] += Double(units) * goodStep[index] }
        return LogSpace.add(LogSpace.mean(later), log(reserve))
    }
}
