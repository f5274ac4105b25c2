// Recordings as files: what is read, what is refused, and with which words.

import Foundation
import Releases
import Testing

struct RecordingTests {
    static let header = "run,second,arm,requests,bad,slow\n"

    private func replay(_ text: String) throws(RecordingError) -> [ReplayOutcome] {
        try JudgeReplay.run(csv: text, policy: JudgePolicy())
    }

    /// A run whose canary fails from the first second.
    private func failing(_ run: String, seconds: Int = 20) -> [String] {
        (0..<seconds).flatMap { ["\(run),\($0),control,20,0,0", "\(run),\($0),canary,1,1,0"] }
    }

    struct Refusal: Sendable {
        var text: String
        var code: RecordingError.Code
        var line: Int
    }

    static let refusals = [
        Refusal(text: "", code: .empty, line: 0),
        Refusal(text: "\n\n", code: .empty, line: 2),
        Refusal(text: "a,0,control,5,0,0\n", code: .headerMissing, line: 1),
        Refusal(text: "run,second,arm,requests,bad\n", code: .columnMissing, line: 1),
        Refusal(text: header + "a,0,control,5,0\n", code: .fieldCount, line: 2),
        Refusal(text: header + "a,0,control,5,0,0,0\n", code: .fieldCount, line: 2),
        Refusal(text: header + "a,0,green,5,0,0\n", code: .unknownArm, line: 2),
        Refusal(text: header + "a,0,control,five,0,0\n", code: .notANumber, line: 2),
        Refusal(text: header + "a,0,control,5,0,\n", code: .notANumber, line: 2),
        Refusal(text: header + "a,-1,control,5,0,0\n", code: .notANumber, line: 2),
        Refusal(text: header + "a,0.5,control,5,0,0\n", code: .notANumber, line: 2),
        Refusal(text: header + "a,0,control,99999999999999999999999,0,0\n", code: .notANumber, line: 2),
        Refusal(text: header + "\na,0,control,5,0,0\n,0,control,5,0,0\n", code: .runName, line: 4),
        Refusal(text: header + String(repeating: "x", count: 5_000), code: .lineTooLong, line: 2),
        Refusal(text: header + "\(String(repeating: "x", count: 300)),0,control,1,0,0\n", code: .runName, line: 2),
        Refusal(text: "\u{1F}\u{0}", code: .notText, line: 1),
    ]

    @Test(arguments: refusals)
    func `what is not a recording is refused with its line and what to do`(_ refusal: Refusal) {
        do throws(RecordingError) {
            _ = try replay(refusal.text)
            Issue.record("accepted")
        } catch {
            #expect(error.code == refusal.code)
            #expect(error.line == refusal.line)
            #expect(!error.message.isEmpty && !error.hint.isEmpty)
        }
    }

    @Test func `a compressed file is named as such`() {
        var replay = JudgeReplay(policy: JudgePolicy())
        do throws(RecordingError) {
            try replay.feed([0x1F, 0x8B, 0x08, 0x00, 0x0A] as [UInt8])
            Issue.record("accepted")
        } catch {
            #expect(error.code == .compressed)
        }
    }

    @Test func `runs are answered in the order in which they first appear`() throws {
        let text = Self.header + (failing("zebra") + failing("apple") + failing("mole")).joined(separator: "\n")
        #expect(try replay(text).map(\.run) == ["zebra", "apple", "mole"])
    }

    @Test func `interleaved, reversed and arm by arm rows give the same answer`() throws {
        let (a, b) = (failing("a"), failing("b"))
        let plain = try replay(Self.header + (a + b).joined(separator: "\n"))
        let interleaved = zip(a, b).flatMap { [$0, $1] }
        let reversed = a.reversed() + b.reversed()
        let byArm = [a, b].flatMap { run in
            run.filter { $0.contains("control") } + run.filter { $0.contains("canary") }
        }
        for rows in [interleaved, reversed, byArm] {
            #expect(try replay(Self.header + rows.joined(separator: "\n")) == plain)
        }
    }

    @Test func `columns may stand in any order, with spaces, quotes, a byte order mark and Windows line ends`() throws {
        let plain = try replay(Self.header + failing("a").joined(separator: "\n"))
        var text = "\u{FEFF}Slow, Bad, Requests, Arm, Second, Run, note\r\n"
        for row in failing("a") {
            let fields = row.split(separator: ",").reversed().map { " \"\($0)\"" }
            text += fields.joined(separator: ",") + ",x\r\n"
        }
        #expect(try replay(text) == plain)
    }

    @Test func `a repeated header and a copied row change nothing`() throws {
        let rows = failing("a")
        let plain = try replay(Self.header + rows.joined(separator: "\n"))
        let text = Self.header + rows.flatMap { [$0, $0] }.joined(separator: "\n") + "\n" + Self.header
        #expect(try replay(text) == plain)
    }

    @Test func `two different rows for one second prove nothing`() throws {
        var rows = (0..<200).flatMap { ["a,\($0),control,20,0,0", "a,\($0),canary,20,0,0"] }
        #expect(try replay(Self.header + rows.joined(separator: "\n"))[0].decision == "promote")
        rows.insert("a,3,canary,19,0,0", at: 20)
        let outcome = try replay(Self.header + rows.joined(separator: "\n"))[0]
        #expect(outcome.decision == "cannot-prove")
        #expect(outcome.because.contains("contradict"))
    }

    @Test func `rows every five seconds are not taken for lost ones`() throws {
        let rows = (0..<40).flatMap { ["a,\($0 * 5),control,100,0,0", "a,\($0 * 5),canary,50,0,0"] }
        #expect(try replay(Self.header + rows.joined(separator: "\n"))[0].decision == "promote")
    }

    @Test func `a run that ends undecided says what is missing and when it ended`() throws {
        let rows = (100..<120).flatMap { ["a,\($0),control,20,0,0", "a,\($0),canary,2,0,0"] }
        let outcome = try replay(Self.header + rows.joined(separator: "\n"))[0]
        #expect(outcome.decision == "continue")
        #expect(outcome.second == 119)
        #expect(outcome.because.hasPrefix("0 of 40 canary units bad, 0 of 400 in control: no proof yet, needs "))
    }

    @Test func `an outcome is one line of JSON with its keys in order`() throws {
        let outcome = try replay(Self.header + failing("a \"b\" \\\u{1}").joined(separator: "\n"))[0]
        let head = #"{"run":"a \"b\" \\\u0001","decision":"rollback","second":"#
        let start = head + "\(outcome.second)" + #","because":"2 of "#
        #expect(outcome.jsonLine.hasPrefix(start))
        #expect(try JSONDecoder().decode(ReplayOutcome.self, from: Data(outcome.jsonLine.utf8)) == outcome)
    }

    @Test func `chunks of any size are the same recording`() throws {
        let text = Self.header + (failing("a") + failing("b")).joined(separator: "\r\n")
        let whole = try replay(text)
        for size in [1, 7, 64, 4_096] {
            var replay = JudgeReplay(policy: JudgePolicy())
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                try replay.feed(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(try replay.finish() == whole)
        }
    }

    @Test func `a recording larger than the buffer is judged on the way, and late rows are refused`() throws {
        var replay = JudgeReplay(policy: JudgePolicy())
        try replay.feed((Self.header + failing("early").joined(separator: "\n") + "\n").utf8)
        for start in stride(from: 0, to: ReplayLimits.pendingRows / 2, by: 1_000) {
            var chunk = ""
            for second in start..<start + 1_000 {
                chunk += "long,\(second),control,1,0,0\nlong,\(second),canary,1,0,0\n"
            }
            try replay.feed(chunk.utf8)
        }
        var tooLate = replay
        do throws(RecordingError) {
            try tooLate.feed("long,7,control,1,0,0\n".utf8)
            _ = try tooLate.finish()
            // The run was decided before: what comes late does not matter any more.
        } catch {
            Issue.record("refused a row of a decided run")
        }
        try replay.feed("early,30,control,20,0,0\n".utf8)
        let outcomes = try replay.finish()
        #expect(outcomes.map(\.run) == ["early", "long"])
        #expect(outcomes.map(\.decision) == ["rollback", "promote"])
    }
}
