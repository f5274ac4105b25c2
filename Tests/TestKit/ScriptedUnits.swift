// Traffic with known rates: how many units each release gets follows from the weights, how they end from its rates.

package import Core
package import Releases
internal import Statistics
internal import Synchronization

/// The truth about a release's units.
package struct UnitRates: Codable, Hashable, Sendable {
    /// The share of units that fail, 0 … 1.
    package var bad: Double
    /// The share of units that are slow, 0 … 1.
    package var slow: Double

    /// Rates; nothing wrong by default.
    package init(bad: Double = 0, slow: Double = 0) {
        self.bad = bad
        self.slow = slow
    }
}

/// A source of units whose draws depend on its seed, the moment and the release only: a process that starts anew sees
/// the same future, and like the real counter it has forgotten the past.
package final class ScriptedUnits: UnitSource {
    /// Units of the whole flow per second.
    package let perSecond: Double
    private let seed: UInt64
    private let rates: Mutex<[String: UnitRates]>
    private let counted = Mutex<[Int: [String: ArmCounts]]>([:])

    /// A source; releases without rates have no bad and no slow units.
    package init(perSecond: Double, seed: UInt64, rates: [String: UnitRates] = [:]) {
        self.perSecond = perSecond
        self.seed = seed
        self.rates = Mutex(rates)
    }

    /// Changes a release's rates from now on.
    package func set(_ rates: UnitRates, of release: String) {
        self.rates.withLock { $0[release] = rates }
    }

    /// Lets `span` of traffic pass from `start` on, divided by the weights, and gives the units of each release.
    package func flow(from start: WallTime, span: Duration, weights: [String: Int]) -> [String: Int] {
        let all = weights.values.reduce(0, +)
        guard all > 0 else { return [:] }
        var arrived: [String: Int] = [:]
        for (release, weight) in weights where weight > 0 {
            let mean = perSecond * span.inSeconds * Double(weight) / Double(all)
            let counts = draw(release, mean: mean, at: start)
            arrived[release] = counts.units
            count(counts, of: release, in: start.second)
        }
        return arrived
    }

    /// See `UnitSource`: like the real counter it knows nothing up to the second in which it began.
    package func ticks(after: Int, through: Int, control: String?, canary: String) -> [JudgeTick] {
        guard through > after else { return [] }
        return counted.withLock { counted in
            let oldest = counted.keys.min() ?? Int.max
            return (after + 1...through).map { second in
                guard second > oldest else { return JudgeTick(second: second, control: nil, canary: nil) }
                let arms = counted[second] ?? [:]
                return JudgeTick(
                    second: second, control: control.map { arms[$0] ?? ArmCounts.none },
                    canary: arms[canary] ?? ArmCounts.none)
            }
        }
    }

    /// See `UnitSource`: the rate that was scripted.
    package func rate(through: Int, span: Int) -> Double? { perSecond > 0 ? perSecond : nil }

    /// See `UnitSource`.
    package func addFailedAttempts(_ attempts: Int, release: String, second: Int) {
        guard attempts > 0 else { return }
        count(ArmCounts(units: attempts, bad: attempts, slow: 0), of: release, in: second)
    }

    private func draw(_ release: String, mean: Double, at time: WallTime) -> ArmCounts {
        let letters = release.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        var generator = SeededGenerator(seed: seed ^ letters &+ UInt64(bitPattern: time.milliseconds) &* 0x9E37_79B9)
        let rates = rates.withLock { $0[release] ?? UnitRates() }
        let units = generator.poisson(mean: mean)
        return ArmCounts(
            units: units, bad: generator.binomial(trials: units, chance: rates.bad),
            slow: generator.binomial(trials: units, chance: rates.slow))
    }

    private func count(_ counts: ArmCounts, of release: String, in second: Int) {
        counted.withLock { counted in
            let before = counted[second]?[release] ?? ArmCounts.none
            counted[second, default: [:]][release] = before + counts
        }
    }
}
