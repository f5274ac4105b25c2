// How a flow stands: a pure function of what the store holds, the specification and the time.

package import Core
internal import Statistics
package import Telemetry

/// All objectives of a flow with latency and traffic.
package struct ServiceLevelReport: Codable, Hashable, Sendable {
    /// The version of this shape.
    package static let version = 1

    /// The version of this shape, 1.
    package var version: Int
    /// The flow.
    package var flow: String
    /// When the question was asked.
    package var time: WallTime
    /// When anything was last counted; nil if never.
    package var lastCount: WallTime?
    /// The worst of all objectives: bad before unknown before good.
    package var state: ObjectiveState
    /// The objectives.
    package var objectives: [ObjectiveStatus]
    /// Counts of the last minute.
    package var lastMinute: RequestCounts
    /// Latency over the last minute.
    package var latencyNow: LatencyQuantiles
    /// Latency over the latency objective's window.
    package var latencyOverWindow: LatencyQuantiles
    /// What is missing over the longest window.
    package var missing: MissingCounts
    /// The newest gaps in it, oldest first.
    package var gaps: [TelemetryGap]
}

extension ServiceLevelReport {
    /// How the flow stands at `now`, over whole seconds before it. Throws what the store throws.
    package init(
        flow: String, objectives: [Objective], store: some TelemetryStore, now: WallTime
    ) throws(TelemetryError) {
        let facts = try Facts(store: store, objectives: objectives, now: now)
        version = Self.version
        self.flow = flow
        time = now
        lastCount = facts.lastCount
        var statuses: [ObjectiveStatus] = []
        for objective in objectives { statuses.append(try facts.status(of: objective)) }
        self.objectives = statuses
        state = Self.worst(statuses.map(\.state))
        let minute = try facts.sum(over: ServiceLevelLimits.nowSeconds)
        lastMinute = minute.statistics.counts
        latencyNow = LatencyQuantiles(minute.statistics.latencies)
        latencyOverWindow = LatencyQuantiles(try facts.sum(over: facts.latencyWindow).statistics.latencies)
        let counts = try facts.counts(over: facts.longestWindow)
        missing = facts.account(over: facts.longestWindow).missing(beside: counts.requests)
        gaps = facts.gaps.suffix(ServiceLevelLimits.gapsNamed)
    }

    private static func worst(_ states: [ObjectiveState]) -> ObjectiveState {
        if states.contains(.bad) { return .bad }
        return states.isEmpty || states.contains(.unknown) ? .unknown : .good
    }
}

extension LatencyQuantiles {
    fileprivate init(_ sketch: LatencySketch) {
        self.init(
            samples: sketch.count, p50: sketch.quantile(0.5), p95: sketch.quantile(0.95), p99: sketch.quantile(0.99))
    }
}
