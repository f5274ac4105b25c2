// A world in which the truth is known: traffic with given bad rates, a ramp with loop latency, and the judge.

import Releases
import Statistics

/// The truth about one scenario: bad and slow rates of both arms over time.
struct World: Sendable {
    /// Units per second of the whole flow.
    var lambda = 20.0
    /// Bad rates at a second.
    var control: @Sendable (Int) -> Double = { _ in 0.0005 }
    var canary: @Sendable (Int) -> Double = { _ in 0.0005 }
    var controlSlow: @Sendable (Int) -> Double = { _ in 0 }
    var canarySlow: @Sendable (Int) -> Double = { _ in 0 }

    /// Both arms at constant rates.
    static func steady(_ lambda: Double, canary: Double, control: Double = 0.0005) -> World {
        World(lambda: lambda, control: { _ in control }, canary: { _ in canary })
    }

    /// Both arms alike.
    static func common(_ lambda: Double, _ rate: @escaping @Sendable (Int) -> Double) -> World {
        World(lambda: lambda, control: rate, canary: rate)
    }

    func draw(_ second: Int, share: Double, _ chance: inout SeededGenerator) -> JudgeTick {
        JudgeTick(
            second: second,
            control: arm(lambda * (1 - share), control(second), controlSlow(second), &chance),
            canary: arm(lambda * share, canary(second), canarySlow(second), &chance))
    }

    private func arm(_ mean: Double, _ bad: Double, _ slow: Double, _ chance: inout SeededGenerator) -> ArmCounts {
        let units = chance.poisson(mean: mean)
        return ArmCounts(
            units: units, bad: chance.binomial(trials: units, chance: bad),
            slow: chance.binomial(trials: units, chance: slow))
    }
}

/// How one rollout ended.
struct Ending: Sendable {
    enum Kind: Sendable { case home, promoted, open }
    var kind: Kind
    /// Seconds since the start, loop latency included.
    var seconds: Int
    /// Bad canary units until then.
    var failed: Int
}

/// Runs rollouts in a world.
struct Simulator: Sendable {
    var policy = JudgePolicy()
    var ramp = RampPolicy()
    /// A share that the ramp does not touch.
    var fixedShare: Double?
    var limit = 21_600
    /// Whether the judge is told the share.
    var tellsShare = true

    func rollout(_ world: World, _ chance: inout SeededGenerator) -> Ending {
        var judge = Judge(policy: policy)
        var share = fixedShare ?? ramp.startShare(lambda: world.lambda)
        var inFlight: [(JudgeTick, Double)] = []
        var settled = 0
        var failed = 0
        let latency = Int(ramp.loopLatency)
        for second in 0..<limit {
            let tick = world.draw(second, share: share, &chance)
            failed += tick.canary?.bad ?? 0
            inFlight.append((tick, share))
            guard second >= latency else { continue }
            let (due, dueShare) = inFlight[settled]
            settled += 1
            let before = judge.openGates
            let decision = judge.decide(due, expectedShare: tellsShare ? dueShare : nil)
            let now = second + 1
            if decision == .rollback { return Ending(kind: .home, seconds: now, failed: failed) }
            if decision == .promote { return Ending(kind: .promoted, seconds: now, failed: failed) }
            if fixedShare == nil { for _ in before..<judge.openGates { share = ramp.grown(share) } }
        }
        return Ending(kind: .open, seconds: limit, failed: failed)
    }

    func run(_ count: Int, seed: UInt64, _ world: (inout SeededGenerator) -> World) -> Tally {
        var tally = Tally()
        for index in 0..<count {
            var chance = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
            let world = world(&chance)
            tally.endings.append(rollout(world, &chance))
        }
        return tally
    }
}

/// Many endings.
struct Tally: Sendable {
    var endings: [Ending] = []

    func part(_ kind: Ending.Kind) -> Double {
        Double(endings.filter { $0.kind == kind }.count) / Double(max(endings.count, 1))
    }
    var home: Double { part(.home) }
    var promoted: Double { part(.promoted) }

    func seconds(_ quantile: Double) -> Int { Self.quantile(endings.map(\.seconds), quantile) }
    func failed(_ quantile: Double) -> Int { Self.quantile(endings.map(\.failed), quantile) }
    var meanFailed: Double { Double(endings.map(\.failed).reduce(0, +)) / Double(max(endings.count, 1)) }

    private static func quantile(_ values: [Int], _ q: Double) -> Int {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * q), sorted.count - 1)]
    }

    /// home, promoted, median and p95 seconds, mean, p95 and p99 failed.
    func row(_ name: String) -> String {
        func pad(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        func fraction(_ value: Double) -> String { pad(String((value * 10_000).rounded() / 10_000), 8) }
        return pad(name, 44) + fraction(home) + fraction(promoted) + pad("\(seconds(0.5))", 7)
            + pad("\(seconds(0.95))", 7)
            + pad(String((meanFailed * 10).rounded() / 10), 7) + pad("\(failed(0.95))", 5) + pad("\(failed(0.99))", 5)
    }

    static let header =
        "scenario                                    home    promoted median p95    failed p95  p99  (seconds; failed canary units)"
}
