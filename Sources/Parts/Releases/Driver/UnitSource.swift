// Where the driver gets its counts from.

import Core
internal import Synchronization
package import Telemetry

/// Gives the judge's counts; what is counted comes in elsewhere.
package protocol UnitSource: Sendable {
    /// See `UnitCounter.ticks`.
    func ticks(after: Int, through: Int, control: String?, canary: String) -> [JudgeTick]
    /// See `UnitCounter.rate`.
    func rate(through: Int, span: Int) -> Double?
    /// See `UnitCounter.addFailedAttempts`.
    func addFailedAttempts(_ attempts: Int, release: String, second: Int)
}

/// A `UnitCounter` behind a lock, for whoever counts and whoever judges.
package final class SharedUnitCounter: UnitSource {
    private let counter: Mutex<UnitCounter>

    /// A counter for a flow's routes and latency limits.
    package init(routes: RouteTable, limits: LatencyLimits) {
        counter = Mutex(UnitCounter(routes: routes, limits: limits))
    }

    /// Takes one request.
    package func add(_ observation: RequestObservation) {
        counter.withLock { $0.add(observation) }
    }

    /// See `UnitCounter.ticks`.
    package func ticks(after: Int, through: Int, control: String?, canary: String) -> [JudgeTick] {
        counter.withLock { $0.ticks(after: after, through: through, control: control, canary: canary) }
    }

    /// See `UnitCounter.rate`.
    package func rate(through: Int, span: Int) -> Double? {
        counter.withLock { $0.rate(through: through, span: span) }
    }

    /// See `UnitCounter.addFailedAttempts`.
    package func addFailedAttempts(_ attempts: Int, release: String, second: Int) {
        counter.withLock { $0.addFailedAttempts(attempts, release: release, second: second) }
    }
}
