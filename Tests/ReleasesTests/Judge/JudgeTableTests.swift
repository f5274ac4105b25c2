// The table of the judge: what it decides, how soon, and what it costs, at three traffic levels. Printed, with bounds.
//
// Few rollouts per row, so that the test stays short without optimisation; the same rows with 1,000 rollouts stand in
// the README of the judge.

import Releases
import Statistics
import Testing

@Suite(.serialized) struct JudgeTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var lambda: Double
        var runs: Int
        /// Median seconds in which the reference judge promotes a build without failures; ours may take a quarter more.
        var reference: Int

        var testDescription: String { "\(lambda)/s" }
    }

    static let rows = [
        Row(lambda: 20, runs: 60, reference: 275), Row(lambda: 2, runs: 15, reference: 430),
        Row(lambda: 0.2, runs: 8, reference: 3_480),
    ]

    @Test(.timeLimit(.minutes(3)), arguments: rows)
    func `healthy builds are promoted, bad ones go home, with ten seconds of loop latency`(_ row: Row) {
        // The reference lets the share grow to one half.
        let simulator = Simulator(ramp: RampPolicy(loopLatency: 10, largestGrown: 0.5))
        print(Tally.header)
        for canary in [0, 0.0005, 0.002, 0.005, 0.01, 0.02, 0.05, 0.2, 1] {
            let tally = simulator.run(row.runs, seed: 1) { _ in .steady(row.lambda, canary: canary) }
            print(tally.row("\(row.lambda)/s, \(canary * 100) % bad, L 10 s"))
            if canary == 0 {
                #expect(tally.promoted == 1)
                #expect(Double(tally.seconds(0.5)) <= 1.25 * Double(row.reference))
            }
            if canary == 0.0005 { #expect(tally.home == 0) }
            if canary >= 0.02 { #expect(tally.promoted == 0) }
            if canary >= 0.05 { #expect(tally.home == 1) }
            if canary == 1 { #expect(tally.meanFailed <= 8.2) }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `at a flow every five seconds, trouble of both arms sends at most one in a hundred home`() {
        let simulator = Simulator(ramp: RampPolicy(loopLatency: 10), limit: 700)
        let worlds: [(String, @Sendable (Int) -> Double)] = [
            ("burst", { (300..<360).contains($0) ? 0.2 : 0.0005 }),
            ("outage", { (300..<420).contains($0) ? 1 : 0.0005 }),
            ("both 2 %", { _ in 0.02 }), ("drift", { min(0.03, Double($0) * 6e-5) }),
        ]
        print(Tally.header)
        for (name, rate) in worlds {
            let tally = simulator.run(100, seed: 31) { _ in .common(0.2, rate) }
            print(tally.row("0.2/s, \(name)"))
            #expect(tally.home <= 0.01, "\(name)")
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0.05, 0.2, 1])
    func `a canary that turns bad after 200 perfect seconds costs little more than one that was bad at once`(
        _ rate: Double
    ) {
        let simulator = Simulator(fixedShare: 0.25, limit: 1_800)
        let early = simulator.run(40, seed: 41) { _ in World(lambda: 2, canary: { _ in rate }) }
        let late = simulator.run(40, seed: 42) { _ in World(lambda: 2, canary: { $0 < 200 ? 0 : rate }) }
        print(Tally.header)
        print(early.row("2/s, \(rate * 100) % bad at once"))
        print(late.row("2/s, \(rate * 100) % bad after 200 s"))
        #expect(late.home == 1)
        #expect(late.meanFailed <= early.meanFailed + 4)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `pauses that slow all requests of a second send no harmless build home`(_ inBothArms: Bool) {
        let simulator = Simulator(fixedShare: 0.5, limit: 300)
        let tally = simulator.run(60, seed: 51) { chance in
            func pauses() -> [Double] { (0..<300).map { _ in chance.uniform() < 0.02 ? 0.6 : 0.002 } }
            let control = pauses()
            let canary = inBothArms ? control : pauses()
            return World(
                lambda: 200, control: { _ in 0 }, canary: { _ in 0 }, controlSlow: { control[$0] },
                canarySlow: { canary[$0] })
        }
        print(tally.row("200/s, pauses, \(inBothArms ? "in both arms" : "each arm its own")"))
        #expect(tally.home == 0)
    }
}

/// Recordings with the faults of real ones, replayed without knowing the share.
struct RecordedWorldTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var lambda: Double
        var writesZeros: Bool
        var testDescription: String { "\(lambda)/s, \(writesZeros ? "rows of zeros" : "no rows without requests")" }

        var recorder: Recorder {
            var recorder = Recorder()
            recorder.writesZeros = writesZeros
            recorder.seconds = lambda < 1 ? 2_500 : 200
            if lambda < 1 { recorder.share = { _ in 0.5 } }
            return recorder
        }
    }

    static let cases = [0.2, 2, 20, 2_000].flatMap { lambda in
        [true, false].map { Case(lambda: lambda, writesZeros: $0) }
    }

    @Test(.timeLimit(.minutes(1)), arguments: cases)
    func `lost rows, silence and drift promote nothing bad and send nothing good home`(_ which: Case) throws {
        let lambda = which.lambda
        var lossy = which.recorder
        lossy.controlLoss = 0.2
        lossy.canaryLoss = 0.2
        #expect(try lossy.outcomes(6, seed: 1) { _ in .steady(lambda, canary: 0.0005) }.count("rollback") == 0)
        let common = try lossy.outcomes(6, seed: 2) { _ in .common(lambda) { _ in 0.05 } }
        #expect(common.count("continue", "cannot-prove") == 6)
        #expect(try lossy.outcomes(6, seed: 3) { _ in .steady(lambda, canary: 0.05) }.count("promote") == 0)
        var silent = which.recorder
        silent.canaryEnds = lambda < 1 ? 400 : 40
        #expect(try silent.outcomes(6, seed: 4) { _ in .steady(lambda, canary: 0) }.count("cannot-prove") == 6)
        var growing = which.recorder
        let seconds = growing.seconds
        growing.share = { 0.02 + 0.48 * Double($0) / Double(seconds) }
        let drift = World.common(lambda) { 0.05 * Double($0) / Double(seconds) }
        #expect(try growing.outcomes(6, seed: 5) { _ in drift }.count("rollback") == 0)
    }
}
