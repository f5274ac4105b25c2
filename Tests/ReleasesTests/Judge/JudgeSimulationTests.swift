// The judge's promises, kept in simulated worlds whose truth is known. Fixed seeds; the table is printed.

import Releases
import Statistics
import Testing

@Suite(.serialized) struct JudgeSimulationTests {
    private static func show(_ name: String, _ tally: Tally) {
        print(Tally.header)
        print(tally.row(name))
    }

    /// 20 % bad for 60 s, from second 40 on, in both arms.
    private static func burst(_ second: Int) -> Double { (40..<100).contains(second) ? 0.2 : 0.0005 }
    /// Everything fails for two minutes, in both arms.
    private static func outage(_ second: Int) -> Double { (40..<160).contains(second) ? 1 : 0.0005 }

    /// Two of 200 are the promised one percent.
    @Test(.timeLimit(.minutes(3)), arguments: [20.0, 2.0])
    func `a harmless build goes home in at most one percent, whatever hits both arms`(lambda: Double) {
        let simulator = Simulator(limit: 900)
        let worlds: [(String, World)] = [
            ("no trouble", .steady(lambda, canary: 0.0005)),
            ("burst in both arms", .common(lambda, Self.burst)),
            ("outage of both arms", .common(lambda, Self.outage)),
            ("both arms at 0.5 %", .common(lambda) { _ in 0.005 }),
            ("both arms at 2 %, above the limit", .common(lambda) { _ in 0.02 }),
        ]
        for (index, (name, world)) in worlds.enumerated() {
            let tally = simulator.run(200, seed: 100 + UInt64(index)) { _ in world }
            Self.show("\(name), \(lambda)/s", tally)
            #expect(tally.home <= 0.01, "\(name) at \(lambda)/s: \(tally.home)")
        }
    }

    @Test(.timeLimit(.minutes(2))) func `both arms above the limit are never promoted as good`() {
        let tally = Simulator(limit: 900).run(100, seed: 7) { _ in .common(20) { _ in 0.02 } }
        #expect(tally.promoted <= 0.05)
    }

    @Test(.timeLimit(.minutes(3))) func `one percent bad at 20 a second is caught in 96 of 100 and more`() {
        let tally = Simulator(limit: 3600).run(300, seed: 1) { _ in .steady(20, canary: 0.01) }
        Self.show("1 % bad, 20/s", tally)
        #expect(tally.home >= 0.96)
        #expect(tally.promoted <= 0.05)
    }

    @Test(.timeLimit(.minutes(2))) func `a total failure at 0.2 a second is home after 20 seconds of data`() {
        let tally = Simulator(limit: 3600).run(200, seed: 2) { _ in .steady(0.2, canary: 1) }
        Self.show("100 % bad, 0.2/s", tally)
        #expect(tally.home == 1)
        #expect(tally.seconds(0.5) <= 20 + Int(RampPolicy().loopLatency))
    }

    @Test(.timeLimit(.minutes(2)))
    func `a total failure at 20 a second costs at most eight users`() {
        let tally = Simulator(limit: 600).run(300, seed: 3) { _ in .steady(20, canary: 1) }
        Self.show("100 % bad, 20/s", tally)
        #expect(tally.home == 1)
        #expect(tally.failed(0.99) <= 8)
    }

    @Test(.timeLimit(.minutes(2))) func `three percent bad at 20 a second costs at most 25 users`() {
        let tally = Simulator(limit: 1200).run(300, seed: 4) { _ in .steady(20, canary: 0.03) }
        Self.show("3 % bad, 20/s", tally)
        #expect(tally.home >= 0.99)
        #expect(tally.failed(0.99) <= 25)
    }

    @Test(.timeLimit(.minutes(2))) func `a healthy build is promoted, soon`() {
        let tally = Simulator(limit: 3600).run(200, seed: 5) { _ in .steady(20, canary: 0) }
        Self.show("no failures, 20/s", tally)
        #expect(tally.promoted >= 0.99)
        #expect(tally.seconds(0.5) <= 90)
    }

    @Test(.timeLimit(.minutes(2))) func `five percent bad from second 50 on is caught before it is promoted`() {
        let late = World(lambda: 20, canary: { $0 < 50 ? 0.0005 : 0.05 })
        let tally = Simulator(limit: 3600).run(200, seed: 6) { _ in late }
        Self.show("5 % bad from second 50 on, 20/s", tally)
        #expect(tally.promoted <= 0.05)
    }

    @Test(.timeLimit(.minutes(2))) func `ten percent slow against a fast control goes home`() {
        var world = World.steady(20, canary: 0)
        world.canarySlow = { _ in 0.1 }
        let tally = Simulator(limit: 1200).run(100, seed: 8) { _ in world }
        Self.show("10 % slow, 20/s", tally)
        #expect(tally.home >= 0.98)
    }
}
