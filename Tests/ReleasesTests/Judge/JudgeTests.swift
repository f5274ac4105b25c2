// The judge's decisions on small inputs, and what it says about them.

import Foundation
import Releases
import Statistics
import Testing

struct JudgeTests {
    /// Feeds constant seconds and returns the last answer, or the first final one.
    private func feed(
        _ judge: inout Judge, from first: Int = 0, seconds: Int, control: ArmCounts?, canary: ArmCounts?,
        share: Double? = nil
    ) -> Judgement {
        var answer = judge.standing
        for second in first..<first + seconds {
            answer = judge.settle(JudgeTick(second: second, control: control, canary: canary), expectedShare: share)
            if answer.decision == .rollback || answer.decision == .promote { break }
        }
        return answer
    }

    private func good(_ units: Int) -> ArmCounts { ArmCounts(units: units, bad: 0, slow: 0) }

    @Test func `two failures as the first two canary units are home, one is not`() {
        var judge = Judge(policy: JudgePolicy())
        _ = feed(&judge, seconds: 5, control: good(20), canary: good(0))
        let failure = ArmCounts(units: 1, bad: 1, slow: 0)
        let one = feed(&judge, from: 5, seconds: 1, control: good(20), canary: failure)
        #expect(one.decision == .continue)
        let two = feed(&judge, from: 6, seconds: 1, control: good(20), canary: failure)
        #expect(two.decision == .rollback)
        #expect(two.evidence.combined >= log(100))
        #expect(two.because.hasPrefix("2 of 2 canary units bad, 0 of 140 in control: "))
        #expect(two.because.contains("absolute limit"))
    }

    @Test func `after a final decision the answer stays`() {
        var judge = Judge(policy: JudgePolicy())
        let all = ArmCounts(units: 2, bad: 2, slow: 0)
        let answer = feed(&judge, seconds: 30, control: good(20), canary: all)
        #expect(answer.decision == .rollback)
        let later = feed(&judge, from: 30, seconds: 500, control: good(20), canary: good(10))
        #expect(later.decision == .rollback)
        #expect(later.because == answer.because)
    }

    @Test func `a good build opens gate after gate and is promoted after the soak, with numbers on the way`() {
        var judge = Judge(policy: JudgePolicy())
        var stages: [Int] = []
        var needed: [Int] = []
        var last: Judgement?
        for second in 0..<200 {
            let tick = JudgeTick(second: second, control: good(14), canary: good(6))
            let answer = judge.settle(tick, expectedShare: 0.3)
            if case .advance(let stage) = answer.decision { stages.append(stage) }
            if let more = answer.stillNeeded { needed.append(more) }
            last = answer
            if answer.decision == .promote { break }
        }
        #expect(stages == [1, 2])
        #expect(last?.decision == .promote)
        #expect(judge.openGates == 3)
        #expect(needed.contains { $0 > 0 } && last?.stillNeeded == nil)
        // Seconds 0…66: 400 units at 6 a second, and more than a minute of soak.
        #expect(last?.because.hasPrefix("0 of 4") == true)
        #expect(last?.because.contains("fewer than 1 % are bad") == true)
    }

    @Test func `proof within seconds still waits for the soak`() {
        var judge = Judge(policy: JudgePolicy(soak: 60))
        let early = feed(&judge, seconds: 59, control: good(200), canary: good(200))
        #expect(early.decision == .continue)
        #expect(early.stillNeeded == 0)
        #expect(early.because.contains("waits for 60 s of canary traffic"))
        #expect(feed(&judge, from: 59, seconds: 5, control: good(200), canary: good(200)).decision == .promote)
    }

    @Test func `a bad unit just before the promotion delays it`() {
        var calm = Judge(policy: JudgePolicy())
        var shaken = calm
        _ = feed(&calm, seconds: 60, control: good(20), canary: good(20))
        _ = feed(&shaken, seconds: 59, control: good(20), canary: good(20))
        _ = feed(&shaken, from: 59, seconds: 1, control: good(20), canary: ArmCounts(units: 20, bad: 1, slow: 0))
        #expect(feed(&calm, from: 60, seconds: 1, control: good(20), canary: good(20)).decision == .promote)
        let waiting = feed(&shaken, from: 60, seconds: 1, control: good(20), canary: good(20))
        #expect(waiting.decision == .continue)
        #expect((waiting.stillNeeded ?? 0) > 0)
        #expect(feed(&shaken, from: 61, seconds: 10, control: good(20), canary: good(20)).decision == .promote)
    }

    @Test func `a handful of slow units against a fast control is found by the ratio test`() {
        var judge = Judge(policy: JudgePolicy())
        var slow = 0
        for second in 0..<300 {
            let hit = second % 10 == 9 ? 1 : 0
            slow += hit
            let tick = JudgeTick(second: second, control: good(19), canary: ArmCounts(units: 1, bad: 0, slow: hit))
            let answer = judge.settle(tick, expectedShare: 0.05)
            if answer.decision == .rollback {
                #expect(answer.because.contains("slow") && answer.because.contains("ratio test"))
                break
            }
        }
        #expect(slow <= 6)
        #expect(judge.standing.decision == .rollback)
    }

    @Test func `both arms above a limit are neither sent home nor promoted`() {
        var judge = Judge(policy: JudgePolicy())
        let answer = feed(
            &judge, seconds: 600, control: ArmCounts(units: 50, bad: 2, slow: 0),
            canary: ArmCounts(units: 50, bad: 2, slow: 0))
        #expect(answer.decision == .cannotProve(.sharedTrouble))
        #expect(answer.because.contains("control is in the same trouble"))
    }

    @Test func `the harm budget is a limit of its own`() {
        let fewBad = ArmCounts(units: 10, bad: 1, slow: 0)
        var judge = Judge(policy: JudgePolicy(harm: 3))
        // Both arms alike, so that no evidence speaks against the canary.
        #expect(feed(&judge, seconds: 2, control: fewBad, canary: fewBad).decision != .rollback)
        let spent = feed(&judge, from: 2, seconds: 1, control: fewBad, canary: fewBad)
        #expect(spent.decision == .rollback)
        #expect(spent.because == "3 of 30 canary units bad: the harm budget of 3 bad units is spent")
        #expect(spent.evidence.combined < log(100))
    }

    @Test func `the time limit ends in cannot prove`() {
        var judge = Judge(policy: JudgePolicy(limit: 100))
        let answer = feed(&judge, seconds: 120, control: good(1), canary: good(1))
        #expect(answer.decision == .cannotProve(.timeLimit))
    }

    @Test func `the same input gives the same bits, also through JSON after every tick`() throws {
        var chance = SeededGenerator(seed: 99)
        let world = World.steady(15, canary: 0.004, control: 0.002)
        let ticks = (0..<200).map { world.draw($0, share: 0.2, &chance) }
        var straight = Judge(policy: JudgePolicy())
        var stored = straight
        for tick in ticks {
            let answer = straight.settle(tick, expectedShare: 0.2)
            stored = try JSONDecoder().decode(Judge.self, from: JSONEncoder().encode(stored))
            let again = stored.settle(tick, expectedShare: 0.2)
            #expect(answer.evidence.combined.bitPattern == again.evidence.combined.bitPattern)
            #expect(answer == again)
        }
        #expect(stored == straight)
    }

    @Test func `gates follow the limit of the policy`() {
        #expect(JudgePolicy().gates == [0.4, 0.1, 0.01])
        #expect(JudgePolicy(limitBad: 0.2).gates == [0.4, 0.2])
        #expect(JudgePolicy(limitBad: 0.02, gates: [0.05, 0.3, 0.02]).gates == [0.3, 0.05, 0.02])
    }

    @Test(arguments: [(20.0, 0.025), (2.0, 0.25), (0.2, 0.5), (0.0, 0.5), (1_000.0, 0.02)])
    func `the ramp starts with about one unit at risk within the loop latency`(_ lambda: Double, _ share: Double) {
        #expect(abs(RampPolicy().startShare(lambda: lambda) - share) < 1e-12)
    }
}
