// What a run found. Reports of parts of a run merge into the report of the whole.

package import Statistics

/// The counts and latencies of a run, or of as much of it as is over.
package struct LoadReport: Hashable, Sendable {
    /// One failed request.
    package struct Failure: Hashable, Sendable {
        /// The session's number.
        package let session: Int
        /// The step's name.
        package let step: String
        /// When it was known to have failed, since the start of the run.
        package let at: Duration
        /// Why it counts as failed.
        package let kind: FailureKind
        /// What came instead.
        package let message: String
    }

    /// The results by step, in the journey's order.
    package internal(set) var steps: [StepReport]
    /// The results by second, by when requests were intended; starts at second 0.
    package internal(set) var timeline: [SecondReport] = []
    /// Sessions that were begun.
    package internal(set) var started = 0
    /// Sessions that made all their steps.
    package internal(set) var completed = 0
    /// Sessions that ended at a failed request.
    package internal(set) var gaveUp = 0
    /// Sessions that were cut off because the run was cancelled; their last request counts nowhere.
    package internal(set) var interrupted = 0
    /// Sessions that had to wait because as many as allowed were under way: the generator fell behind.
    package internal(set) var behind = 0
    /// Sessions that began more than `Limits.late` after their intended time, whatever the reason.
    package internal(set) var late = 0
    /// The most sessions under way at once.
    package internal(set) var mostInFlight = 0
    /// From intended to actual beginning, of all sessions: the generator's own delay.
    package internal(set) var lag = LatencySketch()
    /// The first failed requests, one by one.
    package internal(set) var failures: [Failure] = []

    /// A report without results.
    package init(stepNames: [String]) {
        steps = stepNames.map { StepReport(name: $0) }
    }

    /// Requests that were sent and are over.
    package var requests: Int { steps.reduce(0) { $0 + $1.requests } }
    /// Of those, the failed ones.
    package var failedRequests: Int { steps.reduce(0) { $0 + $1.failed } }

    /// Whether the latencies tell something about the server, not about the generator: nobody had to wait, and the
    /// delay's 99th percentile is at most a hundredth of `limit`, the latency that matters.
    package func generatorKeptUp(for limit: Duration) -> Bool {
        let allowed = limit / .milliseconds(1) / 100
        return behind == 0 && (lag.quantile(0.99) ?? 0) <= allowed
    }

    /// Adds the results of another part of the same run: the same journey from the same start.
    package mutating func merge(_ other: LoadReport) {
        precondition(steps.map(\.name) == other.steps.map(\.name), "reports of the same journey")
        for index in steps.indices { steps[index].merge(other.steps[index]) }
        for (second, part) in other.timeline.enumerated() { update(second: second) { $0.merge(part) } }
        started += other.started
        completed += other.completed
        gaveUp += other.gaveUp
        interrupted += other.interrupted
        behind += other.behind
        late += other.late
        // Parts run side by side: the sum is the most that can have been.
        mostInFlight += other.mostInFlight
        lag.merge(other.lag)
        failures = Array((failures + other.failures).sorted { $0.at < $1.at }.prefix(Limits.failureSamples))
    }

    mutating func update(second: Int, _ change: (inout SecondReport) -> Void) {
        let last = Int(Limits.duration.components.seconds)
        let index = max(0, min(second, last))
        while timeline.count <= index { timeline.append(SecondReport()) }
        change(&timeline[index])
    }
}

/// The results of one step. Latencies are of all requests: one that timed out is in them with the time that it took.
package struct StepReport: Hashable, Sendable {
    /// The step's name.
    package let name: String
    /// Requests that are over.
    package internal(set) var requests = 0
    /// Failed requests by why.
    package internal(set) var failures: [FailureKind: Int] = [:]
    /// Answers by status, expected or not.
    package internal(set) var statuses: [Int: Int] = [:]
    /// From the intended time to the complete answer: what a user waits, whatever held up the generator.
    package internal(set) var fromIntended = LatencySketch()
    /// From the actual send to the complete answer.
    package internal(set) var fromSend = LatencySketch()

    /// Failed requests.
    package var failed: Int { failures.values.reduce(0, +) }

    init(name: String) { self.name = name }

    mutating func merge(_ other: StepReport) {
        requests += other.requests
        failures.merge(other.failures, uniquingKeysWith: +)
        statuses.merge(other.statuses, uniquingKeysWith: +)
        fromIntended.merge(other.fromIntended)
        fromSend.merge(other.fromSend)
    }
}

/// The results of one second of a run.
package struct SecondReport: Hashable, Sendable {
    /// Sessions that were meant to begin in it.
    package internal(set) var sessions = 0
    /// Requests that were meant for it and are over.
    package internal(set) var requests = 0
    /// Of those, the failed ones.
    package internal(set) var failed = 0
    /// The longest of their latencies from the intended time.
    package internal(set) var slowest = Duration.zero

    mutating func merge(_ other: SecondReport) {
        sessions += other.sessions
        requests += other.requests
        failed += other.failed
        slowest = max(slowest, other.slowest)
    }
}
