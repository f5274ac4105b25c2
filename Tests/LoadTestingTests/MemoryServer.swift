// A server in memory, on the simulation's clock.
import LoadTesting
import Synchronization

/// Answers each request after a time that a rule gives; a request that takes longer than its own limit fails.
final class MemoryServer: LoadClient {
    /// One request as it came in.
    struct Seen: Sendable {
        let at: Duration
        let request: LoadRequest
    }

    private let clock: SimulatedClock
    private let origin: SimulatedClock.Instant
    private let rule: @Sendable (Seen, Int) -> (Duration, LoadOutcome)
    private let log = Mutex<[Seen]>([])

    /// `rule` gets a request and its number, from 0, and says how long the answer takes and what it is.
    init(clock: SimulatedClock, rule: @escaping @Sendable (Seen, Int) -> (Duration, LoadOutcome)) {
        self.clock = clock
        self.rule = rule
        origin = clock.now
    }

    var seen: [Seen] { log.withLock { $0 } }

    func send(_ request: LoadRequest) async -> LoadOutcome {
        let seen = Seen(at: origin.duration(to: clock.now), request: request)
        let number = log.withLock { log in
            log.append(seen)
            return log.count - 1
        }
        let (time, outcome) = rule(seen, number)
        let late = time > request.timeout
        do {
            try await clock.sleep(until: clock.now.advanced(by: min(time, request.timeout)), tolerance: nil)
        } catch {
            return .failure(.broken, "cancelled")
        }
        return late ? .failure(.timeout, "no answer within \(request.timeout)") : outcome
    }
}
