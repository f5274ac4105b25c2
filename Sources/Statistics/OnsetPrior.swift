// When may a fault have begun? A test that bets everything on "from the first second" is slow to see a late fault.

import Foundation

/// A prior over the second in which a fault begins, with which a test spreads its stake over start times.
///
/// A weighted sum of test martingales that start at different times, whose weights add up to one, is itself a test
/// martingale (money not yet staked is held as cash). So a late start is watched for without any loss of the error
/// guarantee; the price is the logarithm of the weight.
package struct OnsetPrior: Codable, Hashable, Sendable {
    /// The weight of "it was there from the start", 0…1.
    package var atStart: Double
    /// Of the weight that is left, the part staked in each second, 0…1.
    package var perSecond: Double

    /// A prior from its two parts.
    package init(atStart: Double, perSecond: Double) {
        self.atStart = atStart
        self.perSecond = perSecond
    }

    /// All on the start: the classic test without late onset.
    package static let startOnly = OnsetPrior(atStart: 1, perSecond: 0)

    /// What is newly staked out of `reserve` during `seconds`.
    func staked(from reserve: Double, during seconds: Int) -> Double {
        guard reserve > 0, perSecond > 0, seconds > 0 else { return 0 }
        return reserve * -expm1(Double(seconds) * log1p(-perSecond))
    }
}
