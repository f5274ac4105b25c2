// Does traffic really arrive in the proportion that was configured? If not, the arms are not what they claim to be.

import Foundation

/// A two-sided anytime-valid test of "units arrive in the configured share": formula (b) on all units.
///
/// It bets on gross mismatch only (an arm that receives half, or twice, of its odds and worse): a share that is a few
/// per cent off because weights are whole numbers or sessions stick to their arm must not stop a release.
package struct SampleRatioTest: Codable, Hashable, Sendable {
    /// Odds of the canary against the configured odds.
    package static let oddsRatios: [Double] = [0.01, 0.1, 1.0 / 3, 0.5, 2, 3, 10, 100]

    private var logWealth = Array(repeating: 0.0, count: Self.oddsRatios.count)

    /// A fresh test with E = 1.
    package init() {}

    /// ln E, natural logarithm.
    package var logE: Double { LogSpace.mean(logWealth) }

    /// Adds a tick's units; a configured share of 0 or 1 is skipped.
    package mutating func add(canary: Int, control: Int, share: Double) {
        guard canary + control > 0, share > 0, share < 1 else { return }
        for (index, ratio) in Self.oddsRatios.enumerated() {
            let mix = share * ratio + 1 - share
            let step = Double(canary) * log(ratio / mix) - Double(control) * log(mix)
            // A floor keeps a mismatch that begins late visible: betting lost before it costs at most a factor of
            // 1,000.
            logWealth[index] = max(logWealth[index] + step, -6.9)
        }
    }
}
