// How requests that are over come into the report.

internal import Statistics

/// When a request was intended, sent and over, since the start of the run.
struct RequestTimes {
    let intended: Duration
    let sent: Duration
    let done: Duration
}

extension LoadReport {
    /// Counts one request that is over.
    mutating func note(
        _ session: Int, step: Int, times: RequestTimes, outcome: LoadOutcome,
        failure: (kind: FailureKind, message: String)?
    ) {
        steps[step].requests += 1
        steps[step].fromIntended.add(times.done - times.intended)
        steps[step].fromSend.add(times.done - times.sent)
        if case .answer(let answer) = outcome { steps[step].statuses[answer.status, default: 0] += 1 }
        if let failure {
            steps[step].failures[failure.kind, default: 0] += 1
            if failures.count < Limits.failureSamples {
                failures.append(
                    Failure(
                        session: session, step: steps[step].name, at: times.done, kind: failure.kind,
                        message: String(failure.message.prefix(Limits.failureText))))
            }
        }
        update(second: Int(times.intended.components.seconds)) { second in
            second.requests += 1
            if failure != nil { second.failed += 1 }
            second.slowest = max(second.slowest, times.done - times.intended)
        }
    }
}
