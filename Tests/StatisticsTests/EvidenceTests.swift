// What follows from the formulas together: numbers of units and failures, against computed tables.

import Foundation
import Statistics
import Testing

struct EvidenceTests {
    @Test func `the first two canary units failing are enough for the mean of both tests`() {
        var ratio = RateRatioTest()
        ratio.add(canaryBad: 2, controlBad: 0, share: 0.025)
        var limit = RateLimitTest(limit: 0.01)
        limit.add(units: 2, bad: 2)
        #expect(abs(LogSpace.mean([ratio.logE, limit.logE]) - 6.961249) < 1e-6)
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
