// A server that does one thing after the other.
import Synchronization

/// A first-come-first-served queue that does no work between two times.
final class Queue: Sendable {
    private let stall: ClosedRange<Duration>
    private let service: Duration
    private let free = Mutex(Duration.zero)

    init(stallFrom: Duration, until: Duration, service: Duration) {
        stall = stallFrom...until
        self.service = service
    }

    /// How long a request that arrives at `time` takes. Call in the order of arrival.
    func time(at time: Duration) -> Duration {
        free.withLock { free in
            var start = max(free, time)
            if stall.contains(start) { start = stall.upperBound }
            free = start + service
            return free - time
        }
    }
}
