// Shares as integer weights: exact at the ends, within a stated error between.

import Releases
import Statistics
import Testing

@Suite struct WeightPlanTests {
    @Test(arguments: 1...5, 1...5)
    func `no share is no weight, all is all, whatever the numbers of servers`(control: Int, canary: Int) {
        let nothing = WeightPlan(share: 0, control: control, canary: canary)
        #expect(nothing.controlWeight == 256 && nothing.canaryWeight == 0)
        let all = WeightPlan(share: 1, control: control, canary: canary)
        #expect(all.controlWeight == 0 && all.canaryWeight == 256)
    }

    @Test func `without servers of one arm the other has everything`() {
        #expect(WeightPlan(share: 0.3, control: 2, canary: 0).controlWeight == 256)
        #expect(WeightPlan(share: 0.3, control: 0, canary: 2).canaryWeight == 256)
    }

    /// With the larger weight at 256 a step of the smaller one is at most 1/256 of the odds of one server against one:
    /// half a step of rounding is an error of at most 1/512 of the arms' ratio. Where the weight rounds to 0 it is 1.
    @Test(arguments: [1, 2, 3, 10], [1, 2, 3, 10])
    func `the share given is near the share meant`(control: Int, canary: Int) {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            let share = 0.001 + 0.998 * generator.uniform()
            let plan = WeightPlan(share: share, control: control, canary: canary)
            #expect((1...256).contains(plan.canaryWeight) && (1...256).contains(plan.controlWeight))
            let given = plan.share(control: control, canary: canary)
            let ratio = Double(max(control, canary)) / Double(min(control, canary))
            // The least share that a weight of 1 can give, or take, is all that rounding up to 1 can add.
            #expect(abs(given - share) <= ratio / 256, "\(share) became \(given) with \(plan)")
        }
    }

    @Test func `a larger share never gives a smaller part`() {
        var last = 0.0
        for step in 0...1000 {
            let given = WeightPlan(share: Double(step) / 1000, control: 3, canary: 2).share(control: 3, canary: 2)
            #expect(given >= last)
            last = given
        }
        #expect(last == 1)
    }

    @Test(arguments: [(0.02, 256, 5), (0.1, 256, 28), (0.5, 256, 256), (0.75, 85, 256)])
    func `the usual shares of one server against one`(share: Double, control: Int, canary: Int) {
        let plan = WeightPlan(share: share, control: 1, canary: 1)
        #expect(plan.controlWeight == control && plan.canaryWeight == canary)
    }
}
