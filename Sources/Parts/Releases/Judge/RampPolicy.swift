// How much traffic a release may have before anything is known about it, and how fast that grows.

import Foundation

/// The ramp: a starting share from the traffic, then a factor for each gate that opens.
///
/// A total failure shows after a handful of bad units at any share; the share only decides what fails during the loop
/// latency L. So the start is `share = K / (L·lambda)`: on average K units of the canary per loop latency. A gate that
/// has ruled out a bad rate p allows 1/p times as much for the same harm; with gates at 40 and 10 % growth 5 is about
/// that.
package struct RampPolicy: Codable, Hashable, Sendable {
    /// K: canary units per loop latency at the start.
    package var unitsAtRisk: Double
    /// L in seconds: age of the data plus the time an action takes.
    package var loopLatency: Double
    /// The factor by which the share grows when a gate opens.
    package var growth: Double
    /// The smallest share.
    package var smallest: Double
    /// The largest share at the start, where traffic is so low that every unit is needed.
    package var largest: Double
    /// The largest share that opened gates lead to. Evidence against control grows with share · ln(1/share), which is
    /// flat between a quarter and a half: beyond a third more users are at risk and nothing is known sooner.
    package var largestGrown: Double

    /// A ramp.
    package init(
        unitsAtRisk: Double = 1, loopLatency: Double = 2, growth: Double = 5, smallest: Double = 0.02,
        largest: Double = 0.5, largestGrown: Double = 1.0 / 3
    ) {
        self.unitsAtRisk = unitsAtRisk
        self.loopLatency = loopLatency
        self.growth = growth
        self.smallest = smallest
        self.largest = largest
        self.largestGrown = largestGrown
    }

    /// The share to begin with at `lambda` units per second of the whole flow; the largest one without traffic.
    package func startShare(lambda: Double) -> Double {
        guard lambda > 0, loopLatency > 0 else { return largest }
        return min(max(unitsAtRisk / (loopLatency * lambda), smallest), largest)
    }

    /// The share after one more gate has opened.
    package func grown(_ share: Double) -> Double { max(share, min(share * growth, largestGrown)) }
}
