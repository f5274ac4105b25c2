import Foundation
import Statistics
import Testing

struct SharedTroubleTests {
    static let onset = OnsetPrior(atStart: 0.6, perSecond: 1.0 / 3600)

    private func fresh(limit: Double = 0.01) -> SharedTroubleTest { SharedTroubleTest(limit: limit, onset: Self.onset) }

    @Test func `two failures beside a healthy control are strong evidence`() {
        var test = fresh()
        for _ in 0..<5 { test.add(canaryUnits: 0, canaryBad: 0, controlUnits: 4, controlBad: 0) }
        for _ in 0..<2 { test.add(canaryUnits: 1, canaryBad: 1, controlUnits: 4, controlBad: 0) }
        #expect(test.logE >= log(1_000))
    }

    @Test func `failures that the control shares prove nothing against the canary`() {
        var test = fresh()
        for _ in 0..<60 { test.add(canaryUnits: 2, canaryBad: 0, controlUnits: 18, controlBad: 0) }
        var highest = 0.0
        for _ in 0..<120 {
            test.add(canaryUnits: 2, canaryBad: 2, controlUnits: 18, controlBad: 18)
            highest = max(highest, test.logE)
        }
        #expect(highest < log(2))
        #expect(test.troubleChance > 0.99)
    }

    @Test func `a canary that keeps failing after the control has recovered is found`() {
        var test = fresh()
        for _ in 0..<60 { test.add(canaryUnits: 2, canaryBad: 1, controlUnits: 18, controlBad: 9) }
        #expect(test.logE < log(2))
        for _ in 0..<30 { test.add(canaryUnits: 2, canaryBad: 1, controlUnits: 18, controlBad: 0) }
        #expect(test.logE >= log(1_000))
    }

    @Test func `one tick is worth no more than its cap`() {
        var test = fresh()
        test.add(canaryUnits: 50, canaryBad: 50, controlUnits: 50, controlBad: 0, atMost: 1)
        #expect(test.logE <= 1)
        #expect(test.logE > 0.3)
    }

    @Test(arguments: [(0, 0), (1_000_000, 0), (0, 1_000_000), (1_000_000, 1_000_000), (500_000, 3)])
    func `a million units in one second keep the evidence finite`(_ canaryBad: Int, _ controlBad: Int) {
        var test = fresh()
        for _ in 0..<3 {
            test.add(canaryUnits: 1_000_000, canaryBad: canaryBad, controlUnits: 1_000_000, controlBad: controlBad)
        }
        #expect(test.logE.isFinite)
        #expect(test.troubleChance >= 0 && test.troubleChance <= 1 + 1e-9)
    }

    @Test func `quiet seconds may be added one by one or not at all`() {
        var one = fresh()
        var other = fresh()
        for _ in 0..<9 { one.add(canaryUnits: 0, canaryBad: 0, controlUnits: 0, controlBad: 0) }
        one.add(canaryUnits: 1, canaryBad: 1, controlUnits: 3, controlBad: 0)
        other.add(canaryUnits: 1, canaryBad: 1, controlUnits: 3, controlBad: 0, seconds: 10)
        #expect(one == other)
    }

    @Test func `a stored test goes on with the same bits`() throws {
        var test = SharedTroubleTest(limit: 0.05, multiples: RateLimitTest.latencyMultiples, onset: Self.onset)
        var chance = SeededGenerator(seed: 5)
        for _ in 0..<50 {
            test.add(canaryUnits: 3, canaryBad: chance.binomial(trials: 3, chance: 0.2), controlUnits: 7, controlBad: 1)
        }
        var restored = try JSONDecoder().decode(SharedTroubleTest.self, from: JSONEncoder().encode(test))
        #expect(restored == test)
        test.add(canaryUnits: 4, canaryBad: 1, controlUnits: 9, controlBad: 0)
        restored.add(canaryUnits: 4, canaryBad: 1, controlUnits: 9, controlBad: 0)
        #expect(restored.logE.bitPattern == test.logE.bitPattern)
    }

    @Test func `a stored test with a table of the wrong size is refused`() throws {
        let text = String(decoding: try JSONEncoder().encode(fresh()), as: UTF8.self)
        let broken = text.replacingOccurrences(of: "\"limit\":0.01", with: "\"limit\":0.02")
        #expect(broken != text)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(SharedTroubleTest.self, from: Data(broken.utf8))
        }
    }
}

struct SampleRatioTests {
    @Test func `traffic in the configured share raises no doubt`() {
        var chance = SeededGenerator(seed: 21)
        for share in [0.02, 0.2, 0.5] {
            var test = SampleRatioTest()
            var highest = 0.0
            for _ in 0..<2_000 {
                test.add(
                    canary: chance.poisson(mean: 20 * share), control: chance.poisson(mean: 20 * (1 - share)),
                    share: share)
                highest = max(highest, test.logE)
            }
            #expect(highest < log(100))
        }
    }

    @Test func `a share that is a tenth off is tolerated`() {
        var chance = SeededGenerator(seed: 22)
        var test = SampleRatioTest()
        for _ in 0..<5_000 {
            test.add(canary: chance.poisson(mean: 2.2), control: chance.poisson(mean: 17.8), share: 0.1)
        }
        #expect(test.logE < 0)
    }

    @Test(arguments: [0.0, 0.3, 2.5, 10.0])
    func `a gross mismatch is found, also late`(_ factor: Double) {
        var chance = SeededGenerator(seed: 23)
        var test = SampleRatioTest()
        for _ in 0..<5_000 { test.add(canary: chance.poisson(mean: 1), control: chance.poisson(mean: 19), share: 0.05) }
        for _ in 0..<120 {
            test.add(canary: chance.poisson(mean: factor), control: chance.poisson(mean: 19), share: 0.05)
        }
        #expect(test.logE >= log(1_000))
    }
}
