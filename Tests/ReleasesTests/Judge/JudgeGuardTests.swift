// What the judge does with input that cannot be believed: nothing moves, but harm is still seen.

import Releases
import Statistics
import Testing

struct JudgeGuardTests {
    private func good(_ units: Int) -> ArmCounts { ArmCounts(units: units, bad: 0, slow: 0) }

    /// Feeds seconds made by `tick` and returns the last answer.
    private func run(
        _ seconds: Range<Int>, _ judge: inout Judge, share: Double? = nil, _ tick: (Int) -> (ArmCounts?, ArmCounts?)
    ) -> Judgement {
        var answer = judge.standing
        for second in seconds {
            let (control, canary) = tick(second)
            answer = judge.settle(
                JudgeTick(second: second, control: control, canary: canary), expectedShare: share)
        }
        return answer
    }

    @Test(arguments: [true, false])
    func `a canary that falls silent stops everything until it is back`(_ writesZeros: Bool) {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<50, &judge) { _ in (good(18), good(2)) }
        let silent = run(50..<70, &judge) { _ in (good(18), writesZeros ? good(0) : nil) }
        #expect(silent.decision == .cannotProve(.silentCanary))
        #expect(silent.because.contains("the canary is silent"))
        let back = run(70..<110, &judge) { _ in (good(18), good(2)) }
        #expect(back.decision == .continue)
    }

    @Test func `a control that falls silent stops everything`() {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<50, &judge) { _ in (good(18), good(2)) }
        #expect(run(50..<300, &judge) { _ in (good(0), good(2)) }.decision == .cannotProve(.silentControl))
    }

    @Test func `a flow that falls silent stops everything`() {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<50, &judge) { _ in (good(18), good(2)) }
        #expect(run(50..<80, &judge) { _ in (good(0), good(0)) }.decision == .cannotProve(.silentFlow))
    }

    @Test func `a canary that never comes is silent, not good`() {
        var judge = Judge(policy: JudgePolicy())
        #expect(run(0..<100, &judge) { _ in (good(20), nil) }.decision == .cannotProve(.silentCanary))
    }

    @Test func `low traffic may be quiet for a minute`() {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<600, &judge) { ($0 % 10 == 0 ? good(1) : nil, $0 % 10 == 5 ? good(1) : nil) }
        #expect(run(600..<660, &judge) { _ in (nil, nil) }.decision == .continue)
        #expect(run(660..<900, &judge) { _ in (good(0), good(0)) }.decision == .cannotProve(.silentFlow))
    }

    @Test func `an ebbing flow is not a silent canary`() {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<100, &judge) { _ in (good(90), good(3)) }
        // One unit every three seconds in all: the canary owes one in ninety seconds, not three a second.
        let ebb = run(100..<160, &judge) { ($0 % 3 == 0 ? good(1) : good(0), good(0)) }
        #expect(ebb.decision == .continue)
    }

    @Test func `a single lost row holds for a second, many for longer`() {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<30, &judge) { _ in (good(180), good(20)) }
        #expect(run(30..<31, &judge) { _ in (good(180), nil) }.decision == .cannotProve(.missingRows))
        #expect(run(31..<32, &judge) { _ in (good(180), good(20)) }.decision == .continue)
        let lossy = run(32..<59, &judge) { (good(180), $0 % 3 == 0 ? nil : good(20)) }
        #expect(lossy.decision == .cannotProve(.missingRows))
    }

    @Test func `seconds lost in both arms alike do not stop a proof`() {
        var judge = Judge(policy: JudgePolicy())
        var answer = judge.standing
        for second in 0..<120 where second % 8 != 3 && answer.decision != .promote {
            answer = judge.settle(
                JudgeTick(second: second, control: good(90), canary: good(30)), expectedShare: 0.25)
        }
        #expect(answer.decision == .promote)
    }

    @Test func `traffic outside the configured share is no experiment`() {
        var judge = Judge(policy: JudgePolicy())
        let answer = run(0..<60, &judge, share: 0.05) { _ in (good(10), good(10)) }
        #expect(answer.decision == .cannotProve(.sampleRatio))
        var honest = Judge(policy: JudgePolicy())
        #expect(run(0..<60, &honest, share: 0.5) { _ in (good(10), good(10)) }.decision != .cannotProve(.sampleRatio))
    }

    @Test(arguments: [
        ArmCounts(units: 2, bad: 3, slow: 0), ArmCounts(units: 2, bad: 0, slow: 3),
        ArmCounts(units: -1, bad: 0, slow: 0),
        ArmCounts(units: 2, bad: -1, slow: 0), ArmCounts(units: Int.max, bad: 0, slow: 0),
    ])
    func `impossible counts are not counted and end all trust`(_ counts: ArmCounts) {
        var judge = Judge(policy: JudgePolicy())
        _ = judge.settle(JudgeTick(second: 0, control: good(20), canary: counts), expectedShare: nil)
        let answer = run(1..<200, &judge) { _ in (good(20), good(10)) }
        #expect(answer.decision == .cannotProve(.impossibleCounts))
    }

    @Test func `time that runs backwards ends all trust`() {
        var judge = Judge(policy: JudgePolicy())
        _ = run(0..<10, &judge) { _ in (good(20), good(10)) }
        #expect(run(5..<6, &judge) { _ in (good(20), good(10)) }.decision == .cannotProve(.impossibleCounts))
    }

    @Test func `harm is seen although a guard fails`() {
        var judge = Judge(policy: JudgePolicy())
        _ = judge.settle(
            JudgeTick(second: 0, control: good(20), canary: ArmCounts(units: 2, bad: 3, slow: 0)), expectedShare: nil)
        let answer = run(1..<10, &judge) { _ in (good(20), ArmCounts(units: 2, bad: 2, slow: 0)) }
        #expect(answer.decision == .rollback)
    }

    @Test func `a total failure whose control rows are lost at the start waits for the control`() {
        var judge = Judge(policy: JudgePolicy())
        let failing = ArmCounts(units: 20, bad: 4, slow: 0)
        #expect(run(0..<1, &judge) { _ in (nil, failing) }.decision != .rollback)
        #expect(run(1..<2, &judge) { _ in (ArmCounts(units: 180, bad: 36, slow: 0), failing) }.decision != .rollback)
    }

    @Test func `without any control the limits alone decide what goes home, and nothing is promoted`() {
        var bad = Judge(policy: JudgePolicy())
        let home = run(0..<30, &bad) { _ in (nil, ArmCounts(units: 5, bad: 2, slow: 0)) }
        #expect(home.decision == .rollback)
        #expect(home.because.contains("no control to compare"))
        for zeros in [nil, ArmCounts.none] {
            var fine = Judge(policy: JudgePolicy())
            #expect(run(0..<600, &fine) { _ in (zeros, good(5)) }.decision == .cannotProve(.silentControl))
            #expect(run(600..<760, &fine) { _ in (good(5), good(5)) }.decision == .promote, "once it is there")
        }
    }

    @Test func `before the first control unit an outage may hit the canary alone by chance`() {
        var judge = Judge(policy: JudgePolicy())
        let failing = ArmCounts(units: 1, bad: 1, slow: 0)
        #expect(run(0..<5, &judge) { _ in (ArmCounts.none, failing) }.decision != .rollback)
        #expect(run(5..<30, &judge) { _ in (ArmCounts.none, failing) }.decision == .rollback, "it is waited for 5 s")
    }

    @Test func `a canary with nearly all units is judged by comparison alone`() {
        var judge = Judge(policy: JudgePolicy())
        let shared = run(0..<900, &judge) { second in
            (
                ArmCounts(units: 2, bad: second % 25 == 0 ? 1 : 0, slow: 0),
                ArmCounts(units: 18, bad: second % 3 == 0 ? 1 : 0, slow: 0)
            )
        }
        #expect(shared.decision != .rollback, "both 2 % bad")
    }

    @Test func `rows lost in the canary's bad seconds alone are no proof of goodness`() {
        var judge = Judge(policy: JudgePolicy())
        let judgement = run(0..<600, &judge) { second in
            (good(10), second % 10 == 3 ? nil : good(10))
        }
        #expect(judgement.decision == .cannotProve(.missingRows))
    }
}
