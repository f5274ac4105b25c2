// The formulas against numbers computed elsewhere: the reference's test vectors, natural logarithms.

import Statistics
import Testing

@Suite struct FormulaOracleTests {
    @Test func `formula b, one tick of three bad canary units at a tenth of the traffic`() {
        var test = RateRatioTest()
        test.add(canaryBad: 3, controlBad: 0, share: 0.1)
        #expect(abs(test.logE - 5.943678334) < 1e-8)
    }

    @Test func `formula b, bad control units speak for the canary`() {
        var test = RateRatioTest()
        test.add(canaryBad: 0, controlBad: 5, share: 0.1)
        #expect(abs(test.logE - -1.590779367) < 1e-8)
    }

    @Test func `formula b, the share may change`() {
        var test = RateRatioTest()
        test.add(canaryBad: 2, controlBad: 1, share: 0.05)
        test.add(canaryBad: 4, controlBad: 3, share: 0.25)
        #expect(abs(test.logE - 3.227096270) < 1e-8)
    }

    @Test(arguments: [0.0, 1.0]) func `a share of zero or one skips the tick`(share: Double) {
        var test = RateRatioTest()
        test.add(canaryBad: 5, controlBad: 5, share: share)
        #expect(test.logE == 0)
    }

    @Test(arguments: [
        (2, 2, 7.423294775), (100, 5, 2.634577004), (100, 1, -1.186575282), (300, 0, -3.113791081),
    ]) func `formula c at a limit of one percent`(units: Int, bad: Int, expected: Double) {
        var test = RateLimitTest(limit: 0.01)
        test.add(units: units, bad: bad)
        #expect(abs(test.logE - expected) < 1e-8)
    }

    @Test func `formula c leaves out alternatives above the ceiling`() {
        #expect(
            RateLimitTest.alternatives(limit: 0.01, multiples: RateLimitTest.failureMultiples)
                == [0.015, 0.02, 0.04, 0.1, 0.3, 0.95])
    }

    @Test(arguments: [(3, 3, 7.198230322), (40, 10, 7.466985116)])
    func `formula e at a limit of five percent slow`(units: Int, slow: Int, expected: Double) {
        var test = RateLimitTest(limit: 0.05, multiples: RateLimitTest.latencyMultiples)
        test.add(units: units, bad: slow)
        #expect(abs(test.logE - expected) < 1e-8)
    }

    @Test(arguments: [
        (0.05, 67, 0, 2.982271944), (0.05, 68, 0, 3.028621690), (0.01, 344, 0, 2.995836), (0.01, 642, 1, 2.995927),
    ])
    func `formula d, proof of goodness`(limit: Double, units: Int, bad: Int, expected: Double) {
        var proof = GoodnessProof(limit: limit)
        proof.add(units: units, bad: bad)
        #expect(abs(proof.logE - expected) < 1e-6)
    }

    @Test func `what is still needed is the smallest number that proves it`() throws {
        var proof = GoodnessProof(limit: 0.05)
        proof.add(units: 40, bad: 0)
        let needed = try #require(proof.goodUnitsNeeded(toReach: 2.995732))
        var enough = proof
        enough.add(units: needed, bad: 0)
        var short = proof
        short.add(units: needed - 1, bad: 0)
        #expect(enough.logE >= 2.995732 && short.logE < 2.995732)
    }

    @Test func `a seed gives the same draws`() {
        var first = SeededGenerator(seed: 7)
        var second = SeededGenerator(seed: 7)
        #expect((0..<100).map { _ in first.poisson(mean: 3.5) } == (0..<100).map { _ in second.poisson(mean: 3.5) })
    }

    @Test func `poisson draws have the right mean and variance`() {
        var chance = SeededGenerator(seed: 11)
        let draws = (0..<20_000).map { _ in Double(chance.poisson(mean: 4)) }
        let mean = draws.reduce(0, +) / 20_000
        let variance = draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
        // Standard errors: 0.014 of the mean, 0.042 of the variance; five of them.
        #expect(abs(mean - 4) < 0.07 && abs(variance - 4) < 0.21)
    }
}
