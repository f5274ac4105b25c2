// Chance that can be repeated: simulations and tests pass a seed and get the same draws on every machine.

import Foundation

/// The SplitMix64 generator (Steele, Lea, Flood, OOPSLA 2014): 64 bits of state, passes BigCrush, good for simulation.
/// Not for secrets.
package struct SeededGenerator: RandomNumberGenerator, Codable, Hashable, Sendable {
    private var state: UInt64

    /// A generator whose draws depend on `seed` only.
    package init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A uniform number in 0..<1 with 53 random bits.
    package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// An exponential waiting time with the given rate per second; infinite at rate 0.
    package mutating func exponential(rate: Double) -> Double { -log1p(-uniform()) / rate }

    /// A Poisson count. Large means are split, so the draw stays exact at any mean; costs about `mean` uniforms.
    package mutating func poisson(mean: Double) -> Int {
        var count = 0
        var left = mean
        while left > 0 {
            let part = min(left, 500)
            left -= part
            let floor = exp(-part)
            var product = uniform()
            while product > floor {
                count += 1
                product *= uniform()
            }
        }
        return count
    }

    /// A binomial count: successes in `trials` with the given chance of success. Costs about `trials · chance` draws.
    package mutating func binomial(trials: Int, chance: Double) -> Int {
        if trials <= 0 || chance <= 0 { return 0 }
        if chance >= 1 { return trials }
        if chance > 0.5 { return trials - binomial(trials: trials, chance: 1 - chance) }
        // Geometric jumps from success to success.
        let logMiss = log1p(-chance)
        var successes = 0
        var position = 0.0
        while true {
            position += (log1p(-uniform()) / logMiss).rounded(.down) + 1
            if position > Double(trials) { return successes }
            successes += 1
        }
    }
}
