// From requests to the units that the judge counts: one flow of one user, retries collapsed.

import Core
package import Telemetry

/// Counts units per second and release.
///
/// A unit is a session where the request carries a session id, else a single request. Of a session only the *first*
/// outcome on each route counts, so a user who tries again four times is not four bad units. The session is counted as
/// a unit in the second of its first request, when nobody knows yet how it ends; should a later first outcome be bad or
/// slow, it is counted once more in that second, now as bad (slow). A bad share p is thereby seen as p / (1 + p) at
/// least: 0.99 % for 1 %, alike in both arms. A session that moves to another release is another unit there. Requests
/// outside the flow's routes do not count.
package struct UnitCounter: Sendable {
    private struct SessionState: Sendable {
        var routes: UInt64
        var isBad: Bool
        var isSlow: Bool
    }

    private struct SessionKey: Hashable, Sendable {
        var release: String
        var session: String
    }

    private let routes: RouteTable
    private let limits: LatencyLimits
    /// Two generations: when the younger is full it becomes the older, and what was in the older is forgotten.
    private var young: [SessionKey: SessionState] = [:]
    private var old: [SessionKey: SessionState] = [:]
    private var seconds: [Int: [String: ArmCounts]] = [:]
    private var newest = Int.min
    private var oldest = Int.max

    /// A counter for a flow's routes and latency limits.
    package init(routes: RouteTable, limits: LatencyLimits) {
        self.routes = routes
        self.limits = limits
    }

    /// Takes one request.
    package mutating func add(_ observation: RequestObservation) {
        guard let release = observation.release,
            let route = routes.index(method: observation.method, path: observation.path)
        else { return }
        let outcome = Outcome(of: observation, limits: limits)
        guard outcome.isValid else { return }
        let second = observation.time.second
        note(second)
        guard let session = observation.session, !session.isEmpty else {
            return count(second, release, ArmCounts(units: 1, bad: outcome.isBad ? 1 : 0, slow: outcome.isSlow ? 1 : 0))
        }
        add(outcome, route: route, of: SessionKey(release: release, session: session), in: second)
    }

    /// Adds failed attempts that never became a request of their own, for example a refused connection that the data
    /// plane tried again elsewhere: each counts as one bad unit of the release.
    package mutating func addFailedAttempts(_ attempts: Int, release: String, second: Int) {
        guard attempts > 0 else { return }
        note(second)
        count(second, release, ArmCounts(units: attempts, bad: attempts, slow: 0))
    }

    /// The ticks of two releases for the seconds behind `after` up to and including `through`, one for each second. An
    /// arm without units in a second has zero counts: the counter was there and saw none. Up to the second of the first
    /// request ever counted nothing is known (the counter may have begun in the middle of it): there both arms are nil.
    package func ticks(after: Int, through: Int, control: String?, canary: String) -> [JudgeTick] {
        guard through > after else { return [] }
        let first = max(after + 1, through - Limits.unitSeconds + 1)
        return (first...through).map { second in
            guard second > oldest else { return JudgeTick(second: second, control: nil, canary: nil) }
            let counts = seconds[second] ?? [:]
            return JudgeTick(
                second: second, control: control.map { counts[$0] ?? ArmCounts.none },
                canary: counts[canary] ?? ArmCounts.none)
        }
    }

    /// Units of all releases per second over at most `span` seconds up to `through`, beginning with the first of them
    /// in which anything was counted; nil if nothing was.
    package func rate(through: Int, span: Int) -> Double? {
        guard span > 0 else { return nil }
        let window = through - span + 1...through
        let counted = seconds.filter { window.contains($0.key) }
        guard let first = counted.keys.min() else { return nil }
        let units = counted.values.reduce(0) { sum, arms in sum + arms.values.reduce(0) { $0 + $1.units } }
        return units > 0 ? Double(units) / Double(through - first + 1) : nil
    }

    private mutating func add(_ outcome: Outcome, route: Int, of key: SessionKey, in second: Int) {
        let bit = UInt64(1) << UInt64(min(route, 63))
        let known = young[key] ?? old[key]
        var state = known ?? SessionState(routes: 0, isBad: false, isSlow: false)
        let isFirst = state.routes & bit == 0
        let turnsBad = isFirst && outcome.isBad && !state.isBad
        let turnsSlow = isFirst && outcome.isSlow && !state.isSlow
        state.routes |= bit
        state.isBad = state.isBad || turnsBad
        state.isSlow = state.isSlow || turnsSlow
        young[key] = state
        if young.count >= Limits.sessionsPerGeneration {
            old = young
            young = [:]
        }
        guard known == nil || turnsBad || turnsSlow else { return }
        count(second, key.release, ArmCounts(units: 1, bad: turnsBad ? 1 : 0, slow: turnsSlow ? 1 : 0))
    }

    private mutating func count(_ second: Int, _ release: String, _ counts: ArmCounts) {
        let before = seconds[second]?[release] ?? ArmCounts(units: 0, bad: 0, slow: 0)
        seconds[second, default: [:]][release] = before + counts
    }

    private mutating func note(_ second: Int) {
        oldest = min(oldest, second)
        guard second > newest else { return }
        newest = second
        guard seconds.count > Limits.unitSeconds + 10 else { return }
        seconds = seconds.filter { $0.key > second - Limits.unitSeconds }
    }
}
