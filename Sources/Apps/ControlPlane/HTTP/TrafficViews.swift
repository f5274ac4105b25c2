// Traffic and latency as the API gives them. Where there are no data there is nil, never zero.

package import Core

/// Latency percentiles in milliseconds; each nil without data.
package struct LatencyView: Codable, Hashable, Sendable {
    /// The median, in milliseconds.
    package var p50: Double?
    /// The 95th percentile, in milliseconds.
    package var p95: Double?
    /// The 99th percentile, in milliseconds.
    package var p99: Double?

    /// Percentiles in milliseconds.
    package init(p50: Double? = nil, p95: Double? = nil, p99: Double? = nil) {
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
    }
}

/// Traffic over a short time.
package struct TrafficView: Codable, Hashable, Sendable {
    /// Requests of the flow per second; nil if nothing is known (0 means: counted, and there were none).
    package var requestsPerSecond: Double?
    /// Failed requests in percent of the valid ones; nil without valid requests.
    package var errorPercent: Double?
    /// Latency in milliseconds.
    package var latencyMilliseconds: LatencyView

    /// Traffic over a short time.
    package init(requestsPerSecond: Double?, errorPercent: Double?, latencyMilliseconds: LatencyView) {
        self.requestsPerSecond = requestsPerSecond
        self.errorPercent = errorPercent
        self.latencyMilliseconds = latencyMilliseconds
    }
}

/// Where latency begins to matter, from the latency objective.
package struct LatencyLimits: Codable, Hashable, Sendable {
    /// From here on somebody should look, in milliseconds.
    package var warnMilliseconds: Double
    /// From here on a request is slow, in milliseconds.
    package var slowMilliseconds: Double

    /// Limits in milliseconds.
    package init(warnMilliseconds: Double, slowMilliseconds: Double) {
        self.warnMilliseconds = warnMilliseconds
        self.slowMilliseconds = slowMilliseconds
    }
}

/// Traffic over time, as columns of equal length; nil where there are no data.
package struct SeriesView: Codable, Hashable, Sendable {
    /// The release; nil for all traffic of the flow.
    package var release: String?
    /// The first step's beginning.
    package var start: WallTime
    /// The length of a step in seconds, 1 or more.
    package var stepSeconds: Int
    /// Requests per second in each step.
    package var requestsPerSecond: [Double?]
    /// Failed requests in percent of the valid ones.
    package var errorPercent: [Double?]
    /// The median latency in milliseconds.
    package var p50: [Double?]
    /// The 95th percentile in milliseconds.
    package var p95: [Double?]
    /// The 99th percentile in milliseconds.
    package var p99: [Double?]

    /// A series.
    package init(
        release: String?, start: WallTime, stepSeconds: Int, requestsPerSecond: [Double?], errorPercent: [Double?],
        p50: [Double?], p95: [Double?], p99: [Double?]
    ) {
        self.release = release
        self.start = start
        self.stepSeconds = stepSeconds
        self.requestsPerSecond = requestsPerSecond
        self.errorPercent = errorPercent
        self.p50 = p50
        self.p95 = p95
        self.p99 = p99
    }
}
