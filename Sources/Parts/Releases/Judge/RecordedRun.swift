// One run of a recording while it is read: rows not yet judged, the judge, and at last the outcome.

import Foundation

struct RecordedRun: Sendable {
    struct Row: Hashable, Sendable {
        var second: Int
        var isCanary: Bool
        var units: Int32
        var bad: Int32
        var slow: Int32
    }

    let name: String
    /// When the run was last touched, to know which runs are over.
    var generation = 0
    private(set) var rows: [Row] = []
    private var judge: Judge?
    private(set) var outcome: ReplayOutcome?
    private var settledThrough = -1

    init(name: String) { self.name = name }

    /// Adds a row; false if rows of that time have been judged already.
    mutating func add(_ row: Row) -> Bool {
        guard outcome == nil, row.second > settledThrough else { return isDecided }
        rows.append(row)
        return true
    }

    /// A final decision was taken: what comes later does not matter.
    private var isDecided: Bool { judge?.final != nil }

    /// Judges all but the newest `keeping` rows.
    mutating func settle(keeping: Int, _ policy: JudgePolicy) {
        rows.sort { ($0.second, $0.isCanary ? 1 : 0) < ($1.second, $1.isCanary ? 1 : 0) }
        var judge = self.judge ?? Judge(policy: policy, cadence: cadence)
        let limit = rows.count - keeping
        var index = 0
        while index < limit {
            let second = rows[index].second
            var end = index
            while end < rows.count, rows[end].second == second { end += 1 }
            if judge.final == nil { Self.settle(rows[index..<end], into: &judge) }
            settledThrough = second
            index = end
        }
        rows.removeFirst(min(index, rows.count))
        self.judge = judge
    }

    /// Judges what is left and answers.
    mutating func close(_ policy: JudgePolicy) -> ReplayOutcome {
        if let outcome { return outcome }
        settle(keeping: 0, policy)
        let judgement = judge?.standing
        let result = ReplayOutcome(
            run: name, decision: judgement?.decision.word ?? "continue", second: judge?.totals.lastSecond ?? 0,
            because: judgement?.because ?? "")
        outcome = result
        judge = nil
        rows = []
        return result
    }

    private static func settle(_ rows: ArraySlice<Row>, into judge: inout Judge) {
        var tick = JudgeTick(second: rows[rows.startIndex].second, control: nil, canary: nil)
        for row in rows {
            let counts = ArmCounts(units: Int(row.units), bad: Int(row.bad), slow: Int(row.slow))
            let arm = row.isCanary ? \JudgeTick.canary : \JudgeTick.control
            if let known = tick[keyPath: arm], known != counts { judge.distrust() }
            if tick[keyPath: arm] == nil { tick[keyPath: arm] = counts }
        }
        _ = judge.absorb(tick, expectedShare: nil)
    }

    /// The length of a tick: the common divisor of the distances between the first seconds. Recorders that write a row
    /// every 5 s must not look as if four of five rows were lost. With few rows 1 s is assumed.
    private var cadence: Int {
        var divisor = 0
        var distinct = 0
        for index in rows.indices.dropFirst().prefix(1_000) where rows[index].second != rows[index - 1].second {
            divisor = gcd(divisor, rows[index].second - rows[index - 1].second)
            distinct += 1
            if divisor == 1 { return 1 }
        }
        return distinct >= 4 ? max(divisor, 1) : 1
    }

    private func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
}

extension JudgeDecision {
    /// The word of a replay: an open gate is not final, so it reads as `continue`.
    package var word: String {
        switch self {
        case .rollback: "rollback"
        case .promote: "promote"
        case .advance, .continue: "continue"
        case .cannotProve: "cannot-prove"
        }
    }
}

extension JudgeReplay {
    /// Files a row under its run, and makes room when too many are waiting.
    mutating func take(_ row: RecordingRow) throws(RecordingError) {
        if current < 0 || runs[current].name != row.run { try select(row.run, line: row.line) }
        runs[current].generation = generation
        let packed = RecordedRun.Row(
            second: row.second, isCanary: row.isCanary, units: Int32(row.counts.units), bad: Int32(row.counts.bad),
            slow: Int32(row.counts.slow))
        guard runs[current].add(packed) else {
            throw RecordingError(
                .unsorted, line: row.line,
                "Line \(row.line): second \(row.second) of run '\(row.run)' comes after later rows "
                    + "have been judged.", hint: "Sort the file by run and second.")
        }
        pendingRows += 1
        if pendingRows >= ReplayLimits.pendingRows { makeRoom() }
    }

    private mutating func select(_ name: String, line: Int) throws(RecordingError) {
        if let known = indexByName[name] {
            current = known
            return
        }
        guard runs.count < ReplayLimits.runs else {
            throw RecordingError(
                .tooManyRuns, line: line, "Line \(line): more than \(ReplayLimits.runs) runs.", hint: "Split the file.")
        }
        current = runs.count
        indexByName[name] = current
        runs.append(RecordedRun(name: name))
    }

    /// Runs without a row since the last time are over; of the others the older half is judged.
    private mutating func makeRoom() {
        pendingRows = 0
        for index in runs.indices {
            if runs[index].generation < generation {
                _ = runs[index].close(policy)
            } else {
                runs[index].settle(keeping: runs[index].rows.count / 2, policy)
            }
            pendingRows += runs[index].rows.count
        }
        generation += 1
    }
}
