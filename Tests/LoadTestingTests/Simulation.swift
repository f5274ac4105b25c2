// Time that passes only when nothing else can happen: asynchronous code, played in one thread, the same every time.
import Synchronization

/// Runs asynchronous work on simulated time. Work is a queue of jobs; when it is empty, time jumps to the next sleeper.
final class Simulation: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    let clock = SimulatedClock()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Plays `work` to its end and returns its result. `work` may wait for the clock and for nothing else.
    func play<Value: Sendable>(_ work: @escaping @Sendable (SimulatedClock) async -> Value) -> Value? {
        let result = Mutex<Value?>(nil)
        let box = Box(result)
        Task(executorPreference: self) { [clock] in
            let value = await work(clock)
            box.value.withLock { $0 = value }
        }
        repeat { runJobs() } while clock.wakeNext()
        return box.value.withLock { $0 }
    }

    private final class Box<Value: Sendable>: Sendable {
        let value: Mutex<Value?>
        init(_ value: consuming Mutex<Value?>) { self.value = value }
    }

    private func runJobs() {
        while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}

/// A clock that stands still until it is told to wake the next sleeper.
final class SimulatedClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let number: Int
        let until: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [Sleeper] = []
        var count = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let gone = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.sleepers.append(Sleeper(number: number, until: deadline, continuation: continuation))
                    return false
                }
                if gone { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                if let index = state.sleepers.firstIndex(where: { $0.number == number }) {
                    return Optional(state.sleepers.remove(at: index))
                }
                state.cancelled.insert(number)
                return nil
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Moves time to the next sleeper's and wakes it; false if nobody sleeps.
    func wakeNext() -> Bool {
        let sleeper = state.withLock { state -> Sleeper? in
            let order = { (left: Sleeper, right: Sleeper) in (left.until, left.number) < (right.until, right.number) }
            guard let next = state.sleepers.min(by: order) else { return nil }
            state.sleepers.removeAll { $0.number == next.number }
            state.now = max(state.now, next.until)
            return next
        }
        sleeper?.continuation.resume()
        return sleeper != nil
    }
}
