// Plays a journey by a schedule. Open loop: a session begins at its intended time, however slow the server is.

internal import Core
internal import Statistics
internal import Synchronization

/// One load run. `C` is the clock that sessions are timed by.
package final class LoadRun<C: Clock>: Sendable where C.Duration == Duration {
    private let journey: Journey
    private let schedule: ArrivalSchedule
    private let seed: UInt64
    private let client: any LoadClient
    private let clock: C
    private let gate: InFlightGate
    private let results: Mutex<LoadReport>
    private let finishing = Mutex(false)

    /// A run of `journey` by `schedule` against the server behind `client`. The same seed gives the same sessions. At
    /// most `inFlight` are under way at once: the next one then waits and is counted as behind, never dropped.
    package init(
        journey: Journey, schedule: ArrivalSchedule, seed: UInt64, client: any LoadClient, clock: C,
        inFlight: Int = Limits.sessionsInFlight
    ) {
        precondition(inFlight > 0, "a run needs room for a session")
        self.journey = journey
        self.schedule = schedule
        self.seed = seed
        self.client = client
        self.clock = clock
        gate = InFlightGate(bound: inFlight)
        results = Mutex(LoadReport(stepNames: journey.steps.map(\.name)))
    }

    /// The results so far.
    package var report: LoadReport {
        var report = results.withLock { $0 }
        report.mostInFlight = gate.most
        return report
    }

    /// Begins no further session; those under way end as they will. Takes effect at the next intended beginning.
    package func finish() {
        finishing.withLock { $0 = true }
    }

    /// Plays all sessions and returns the results when the last one is over. Call once. Cancelling the task cuts off
    /// the sessions under way.
    package func run() async -> LoadReport {
        let origin = clock.now
        await withDiscardingTaskGroup { sessions in
            for plan in SessionPlans(journey: journey, schedule: schedule, seed: seed) {
                guard await reached(origin.advanced(by: plan.start)) else { break }
                let waited = await gate.enter()
                guard !isOver else {
                    gate.leave()
                    break
                }
                note(plan, start: origin.duration(to: clock.now), waited: waited)
                sessions.addTask { [self] in
                    await play(plan, origin: origin)
                    gate.leave()
                }
            }
        }
        return report
    }

    private var isOver: Bool { Task.isCancelled || finishing.withLock { $0 } }

    /// Waits for a time; false if the run was cancelled meanwhile.
    private func reached(_ instant: C.Instant) async -> Bool {
        guard clock.now < instant else { return !Task.isCancelled }
        do {
            try await clock.sleep(until: instant, tolerance: nil)
            return true
        } catch {
            // Clocks throw for one reason only: the task was cancelled.
            return false
        }
    }

    private func play(_ plan: SessionPlan, origin: C.Instant) async {
        var session = Session(values: plan.values)
        var intended = origin.advanced(by: plan.start)
        for (index, step) in journey.steps.enumerated() {
            intended = intended.advanced(by: plan.thinks[index])
            guard await reached(intended) else { return results.withLock { $0.interrupted += 1 } }
            let sent = clock.now
            let outcome = await client.send(session.request(for: step))
            let done = clock.now
            guard !Task.isCancelled else { return results.withLock { $0.interrupted += 1 } }
            let failure = session.take(outcome, of: step)
            let times = RequestTimes(
                intended: origin.duration(to: intended), sent: origin.duration(to: sent),
                done: origin.duration(to: done))
            results.withLock { $0.note(plan.number, step: index, times: times, outcome: outcome, failure: failure) }
            guard failure == nil else { return results.withLock { $0.gaveUp += 1 } }
            // A user thinks from when the answer is there: what is intended next depends on this session alone.
            intended = done
        }
        results.withLock { $0.completed += 1 }
    }

    private func note(_ plan: SessionPlan, start: Duration, waited: Bool) {
        let lag = max(.zero, start - plan.start)
        results.withLock { report in
            report.started += 1
            report.lag.add(lag)
            if waited { report.behind += 1 }
            if lag > Limits.late { report.late += 1 }
            report.update(second: Int(plan.start.components.seconds)) { $0.sessions += 1 }
        }
    }
}
