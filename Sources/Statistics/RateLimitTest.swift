// Formulas (c) and (e): is the bad (or slow) rate of one arm above a limit. Needs no other arm.

import Foundation

/// A one-sided anytime-valid test of "the rate is at most the limit".
///
/// `E = mean over k of Π (p_k/p0)^x · ((1−p_k)/(1−p0))^(n−x)`. Every p_k lies above p0, so the likelihood ratio grows
/// with the count of bad units and the bound holds for every rate up to p0, not just at p0.
package struct RateLimitTest: Codable, Hashable, Sendable {
    /// Multiples of the limit for failures, formula (c).
    package static let failureMultiples: [Double] = [1.5, 2, 4, 10, 30, 100, 300, 1000]
    /// Multiples of the limit for latency, formula (e).
    package static let latencyMultiples: [Double] = [1.5, 2, 3, 5, 10, 19]
    /// No alternative is certain failure: one good unit would refute it for ever.
    package static let ceiling = 0.95

    private let badStep: [Double]
    private let goodStep: [Double]
    private var logWealth: [Double]

    /// A fresh test with E = 1 against `limit`, a rate in 0..<0.95.
    package init(limit: Double, multiples: [Double] = Self.failureMultiples) {
        let rates = Self.alternatives(limit: limit, multiples: multiples)
        badStep = rates.map { log($0 / limit) }
        goodStep = rates.map { log1p(-$0) - log1p(-limit) }
        logWealth = Array(repeating: 0, count: rates.count)
    }

    /// The rates the test bets on: multiples of the limit, capped at the ceiling, without repetition, rising.
    package static func alternatives(limit: Double, multiples: [Double]) -> [Double] {
        var rates: [Double] = []
        for multiple in multiples {
            let rate = min(limit * multiple, ceiling)
            if rate > limit, rates.last != rate { rates.append(rate) }
        }
        return rates
    }

    /// ln E, natural logarithm.
    package var logE: Double { LogSpace.mean(logWealth) }

    /// Adds a tick of `units`, of which `bad` were bad.
    package mutating func add(units: Int, bad: Int) {
        for index in logWealth.indices {
            logWealth[index] += Double(bad) * badStep[index] + Double(units - bad) * goodStep[index]
        }
    }
}
