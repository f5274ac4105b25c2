// Plays recorded counts to the judge: what would it have decided, and when.

import Foundation

/// What the judge made of one recorded run.
package struct ReplayOutcome: Codable, Hashable, Sendable {
    /// The run's name in the recording.
    package var run: String
    /// `rollback`, `promote`, `continue` or `cannot-prove`: the first final decision, else what stands at the end.
    package var decision: String
    /// The second of that decision, else the last second of the run.
    package var second: Int
    /// One sentence with counts and the test that spoke.
    package var because: String

    /// The outcome as one line of JSON: keys in the order run, decision, second, because; no line end.
    package var jsonLine: String {
        "{\"run\":\(Self.quoted(run)),\"decision\":\"\(decision)\",\"second\":\(second),\"because\":\(Self.quoted(because))}"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// Replays a recording; feed it bytes, then finish. Rows of a run may come in any order as long as they are near each
/// other: they are sorted by second within a buffer of `ReplayLimits.pendingRows` rows over all runs. Exact copies of a
/// row count once; two different rows for the same arm and second make the run unprovable.
package struct JudgeReplay: Sendable {
    let policy: JudgePolicy
    private var reader = RecordingReader()
    var runs: [RecordedRun] = []
    var indexByName: [String: Int] = [:]
    var pendingRows = 0
    var generation = 0
    var current = -1

    /// A replay under `policy`.
    package init(policy: JudgePolicy) { self.policy = policy }

    /// Replays a whole text; outcomes in the order in which runs first appear. Throws on text that is not a recording.
    package static func run(csv text: String, policy: JudgePolicy) throws(RecordingError) -> [ReplayOutcome] {
        var replay = JudgeReplay(policy: policy)
        try replay.feed(text.utf8)
        return try replay.finish()
    }

    /// Takes the next bytes of the recording, in chunks of any size.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(RecordingError) {
        var reader = reader
        try reader.read(bytes) { row throws(RecordingError) in try take(row) }
        self.reader = reader
    }

    /// Ends the recording and answers for every run.
    package mutating func finish() throws(RecordingError) -> [ReplayOutcome] {
        var reader = reader
        try reader.finish { row throws(RecordingError) in try take(row) }
        var outcomes: [ReplayOutcome] = []
        for index in runs.indices { outcomes.append(runs[index].close(policy)) }
        return outcomes
    }
}
