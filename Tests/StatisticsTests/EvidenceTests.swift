// The evidence formulas against numbers computed elsewhere: docs of the release judge, section "test vectors".

import Foundation
import Statistics
import Testing

struct EvidenceTests {
    struct RatioVector: Sendable {
        var ticks: [(canaryBad: Int, controlBad: Int, share: Double)]
        var logE: Double
    }

    static let ratioVectors = [
        RatioVector(ticks: [(3, 0, 0.1)], logE: 5.943678334),
        RatioVector(ticks: [(0, 5, 0.1)], logE: -1.590779367),
        RatioVector(ticks: [(2, 1, 0.05), (4, 3, 0.25)], logE: 3.227096270),
    ]

    @Test(arguments: ratioVectors)
    func `the ratio test gives the computed evidence`(_ vector: RatioVector) {
        var test = RateRatioTest()
        for tick in vector.ticks {
            test.add(canaryBad: tick.canaryBad, controlBad: tick.controlBad, share: tick.share)
        }
        #expect(abs(test.logE - vector.logE) < 1e-8)
    }

    @Test(arguments: [0.0, 1.0])
    func `a share of zero or one skips the tick`(_ share: Double) {
        var test = RateRatioTest()
        test.add(canaryBad: 5, controlBad: 0, share: share)
        #expect(test.logE == 0)
    }

    @Test(arguments: [
        (0.01, RateLimitTest.failureMultiples, 2, 2, 7.423294775),
        (0.01, RateLimitTest.failureMultiples, 5, 100, 2.634577004),
        (0.01, RateLimitTest.failureMultiples, 1, 100, -1.186575282),
        (0.01, RateLimitTest.failureMultiples, 0, 300, -3.113791081),
        (0.05, RateLimitTest.latencyMultiples, 3, 3, 7.198230322),
        (0.05, RateLimitTest.latencyMultiples, 10, 40, 7.466985116),
    ])
    func `the limit test gives the computed evidence`(
        _ limit: Double, _ multiples: [Double], _ bad: Int, _ units: Int, _ logE: Double
    ) {
        var test = RateLimitTest(limit: limit, multiples: multiples)
        test.add(units: units, bad: bad)
        #expect(abs(test.logE - logE) < 1e-8)
    }

    @Test func `alternatives above the ceiling become one`() {
        let rates = RateLimitTest.alternatives(limit: 0.01, multiples: RateLimitTest.failureMultiples)
        #expect(rates.map { ($0 * 1000).rounded() } == [15, 20, 40, 100, 300, 950])
    }

    @Test func `the first two canary units failing are enough for the mean of both tests`() {
        var ratio = RateRatioTest()
        ratio.add(canaryBad: 2, controlBad: 0, share: 0.025)
        var limit = RateLimitTest(limit: 0.01)
        limit.add(units: 2, bad: 2)
        #expect(abs(LogSpace.mean([ratio.logE, limit.logE]) - 6.961249) < 1e-6)
    }

    @Test(arguments: [
        (0.05, 67, 0, 2.982271944), (0.05, 68, 0, 3.028621690), (0.01, 344, 0, 2.995836), (0.01, 642, 1, 2.995927),
    ])
    func `the proof of goodness gives the computed evidence`(_ limit: Double, _ units: Int, _ bad: Int, _ logG: Double)
    {
        var proof = GoodnessProof(limit: limit)
        proof.add(units: units, bad: bad)
        #expect(abs(proof.logE - logG) < 1e-6)
    }

    @Test(arguments: [
        (0.05, 68, 127), (0.02, 172, 320), (0.01, 344, 642), (0.005, 690, 1287), (0.002, 1728, 3221),
    ])
    func `the units needed for proof are the computed ones`(_ limit: Double, _ noneFailed: Int, _ oneFailed: Int) {
        var proof = GoodnessProof(limit: limit)
        #expect(proof.goodUnitsNeeded(toReach: log(20)) == noneFailed)
        proof.add(units: 1, bad: 1)
        #expect(proof.goodUnitsNeeded(toReach: log(20)) == oneFailed - 1)
        proof.add(units: 10_000, bad: 0)
        #expect(proof.goodUnitsNeeded(toReach: log(20)) == 0)
    }

    @Test func `a proof that is out of sight has no number of units`() {
        var proof = GoodnessProof(limit: 0.01)
        proof.add(units: 1_000_000, bad: 500_000)
        #expect(proof.goodUnitsNeeded(toReach: log(20)) == nil)
    }

    @Test func `sums of logarithms neither overflow nor lose an empty list`() {
        #expect(LogSpace.sum([1000, 1000]) == 1000 + log(2))
        #expect(LogSpace.add(-.infinity, -.infinity) == -.infinity)
        #expect(LogSpace.mean([]) == -.infinity)
        #expect(abs(LogSpace.sum([0, 1], weights: [0.5, 0.5]) - log((1 + M_E) / 2)) < 1e-12)
        #expect(LogSpace.sum([5, 800], weights: [1, 0]) == 5)
    }
}
