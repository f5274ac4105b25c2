// The promise of every test: under its null, evidence of 100 : 1 comes up at most once in 100 runs, however often one
// looks.

import Foundation
import Statistics
import Testing

struct ErrorRateTests {
    static let late = OnsetPrior(atStart: 0.6, perSecond: 1.0 / 3600)

    @Test(arguments: [OnsetPrior.startOnly, late])
    func `equal arms rarely look unequal although the share changes and trouble is common`(_ onset: OnsetPrior) {
        var chance = SeededGenerator(seed: 11)
        var alarms = 0
        for _ in 0..<300 {
            var test = RateRatioTest(onset: onset)
            var highest = 0.0
            for second in 0..<400 {
                let share = [0.05, 0.1, 0.25, 0.5][second / 100]
                let rate = second % 90 < 20 ? 0.2 : 0.005
                let canary = chance.poisson(mean: 20 * share)
                let control = chance.poisson(mean: 20 * (1 - share))
                let bad = chance.binomial(trials: canary, chance: rate)
                test.add(
                    canaryBad: bad, controlBad: chance.binomial(trials: control, chance: rate),
                    share: Double(canary) / Double(max(canary + control, 1)))
                highest = max(highest, test.logE)
            }
            if highest >= log(100) { alarms += 1 }
        }
        #expect(alarms <= 3)
    }

    @Test func `a build at the limit is rarely proven to be below it, also with a reserve for later`() {
        var chance = SeededGenerator(seed: 12)
        var proven = 0
        for _ in 0..<300 {
            var proof = GoodnessProof(limit: 0.05, onset: OnsetPrior(atStart: 0.9, perSecond: 1.0 / 600))
            var highest = 0.0
            for _ in 0..<300 {
                proof.add(units: 5, bad: chance.binomial(trials: 5, chance: 0.05))
                highest = max(highest, proof.logE)
            }
            if highest >= log(20) { proven += 1 }
        }
        // Nominal 5 %.
        #expect(proven <= 15)
    }

    @Test func `the reserve lets a build be proven that was in trouble at first`() {
        var patient = GoodnessProof(limit: 0.01, onset: OnsetPrior(atStart: 0.9, perSecond: 1.0 / 600))
        var classic = GoodnessProof(limit: 0.01)
        for second in 0..<300 {
            patient.add(units: 10, bad: second < 60 ? 2 : 0)
            classic.add(units: 10, bad: second < 60 ? 2 : 0)
        }
        #expect(patient.logE >= log(20))
        #expect(classic.logE < 0)
    }

    @Test func `a late fault is seen about as fast as an early one`() {
        func seconds(calm: Int, _ onset: OnsetPrior) -> Int {
            var test = RateRatioTest(onset: onset)
            for second in 0..<calm { test.add(canaryBad: 0, controlBad: second % 20 == 0 ? 1 : 0, share: 0.5) }
            for second in 1..<1_000 {
                test.add(canaryBad: 1, controlBad: 0, share: 0.5)
                if test.logE >= log(100) { return second }
            }
            return 1_000
        }
        #expect(seconds(calm: 0, Self.late) <= 10)
        #expect(seconds(calm: 2_000, Self.late) <= 20)
        #expect(seconds(calm: 2_000, .startOnly) >= 60)
    }
}
