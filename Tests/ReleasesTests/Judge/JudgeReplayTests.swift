// Recordings: the faults that real ones have, and bad input.

import Core
import Releases
import Statistics
import Testing

@Suite struct JudgeReplayTests {
    private static func tail(_ rows: [String]) -> String {
        (["run,second,arm,requests,bad,slow"] + rows).joined(separator: "\n") + "\n"
    }

    @Test func `two failures as the first canary units send a run home`() throws {
        let rows = (0..<10).flatMap { second in
            ["a,\(second),control,20,0,0", "a,\(second),canary,1,\(second < 5 ? 0 : 1),0"]
        }
        let outcomes = try JudgeReplay.run(csv: Self.tail(rows), policy: JudgePolicy())
        #expect(outcomes.map(\.run) == ["a"])
        #expect(outcomes.first?.decision == "rollback")
        #expect((5...9).contains(outcomes.first?.second ?? 0))
    }

    @Test(.timeLimit(.minutes(1))) func `a canary that falls silent is not promoted`() throws {
        var recorder = Recorder()
        recorder.canaryEnds = 30
        let outcomes = try recorder.outcomes(20, seed: 1) { _ in .steady(20, canary: 0) }
        #expect(outcomes.count("promote") == 0 && outcomes.count("rollback") == 0)
        #expect(outcomes.count("cannot-prove") == 20)
    }

    @Test(.timeLimit(.minutes(1))) func `a flow that falls silent is not promoted`() throws {
        var recorder = Recorder()
        recorder.canaryEnds = 30
        recorder.controlEnds = 30
        let outcomes = try recorder.outcomes(20, seed: 2) { _ in .steady(20, canary: 0) }
        #expect(outcomes.count("promote") == 0 && outcomes.count("rollback") == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `lost rows of either arm send no good run home`() throws {
        var recorder = Recorder()
        recorder.controlLoss = 0.2
        recorder.canaryLoss = 0.1
        recorder.share = { _ in 0.3 }
        let outcomes = try recorder.outcomes(50, seed: 3) { _ in .steady(20, canary: 0.0005) }
        #expect(outcomes.count("rollback") <= 1)
    }

    @Test(.timeLimit(.minutes(1))) func `the order of rows, Windows line ends and a copied row change nothing`() throws
    {
        let rows = (0..<40).flatMap { second in
            ["a,\(second),control,20,0,0", "a,\(second),canary,5,\(second > 20 ? 2 : 0),0"]
        }
        let plain = try JudgeReplay.run(csv: Self.tail(rows), policy: JudgePolicy())
        var mixed = rows
        mixed.swapAt(0, 5)
        mixed.append(rows[79])
        let text = "run,second,arm,requests,bad,slow\r\n" + mixed.joined(separator: "\r\n") + "\r\n"
        #expect(try JudgeReplay.run(csv: text, policy: JudgePolicy()) == plain)
    }

    @Test(arguments: [
        ("a,1,control,5,0", "columns"), ("a,x,control,5,0,0", "second"), ("a,1,shadow,5,0,0", "arm"),
        ("a,1,canary,-5,0,0", "requests"),
    ]) func `a row that cannot be read is named with its line`(row: String, _: String) {
        #expect(throws: RecordingError.self) {
            try JudgeReplay.run(csv: Self.tail(["a,0,control,5,0,0", row]), policy: JudgePolicy())
        }
        do {
            _ = try JudgeReplay.run(csv: Self.tail(["a,0,control,5,0,0", row]), policy: JudgePolicy())
        } catch { #expect(error.line == 3) }
    }

    @Test func `more bad than requests is impossible, and proves nothing`() throws {
        let outcomes = try JudgeReplay.run(
            csv: Self.tail(["a,0,control,5,0,0", "a,0,canary,2,3,0"]), policy: JudgePolicy())
        #expect(outcomes.first?.decision == "cannot-prove")
    }

    @Test(.timeLimit(.minutes(1))) func `a judge taken from its stored state goes on bit for bit`() throws {
        var chance = SeededGenerator(seed: 9)
        var whole = Judge(policy: JudgePolicy())
        var resumed = whole
        let world = World.steady(20, canary: 0.004)
        for second in 0..<300 {
            let tick = world.draw(second, share: 0.2, &chance)
            let expected = whole.settle(tick, expectedShare: 0.2)
            resumed = try CanonicalCopy.of(resumed)
            #expect(resumed.settle(tick, expectedShare: 0.2) == expected)
        }
    }
}

/// A value through JSON and back, as the store does it.
enum CanonicalCopy {
    static func of<Value: Codable>(_ value: Value) throws -> Value {
        try CanonicalJSON.decode(from: try CanonicalJSON.text(value))
    }
}
