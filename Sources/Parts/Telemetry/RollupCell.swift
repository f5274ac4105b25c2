// What is counted, and for whom: the cells that a store adds up.

package import Statistics

/// Counts of requests. Adding is exact, so the counts of a minute are those of its seconds together.
package struct RequestCounts: Codable, Hashable, Sendable {
    /// Requests that count for the objectives: all but the invalid ones.
    package var requests: Int
    /// Of these: those whose user got no proper answer, see `Outcome`.
    package var bad: Int
    /// Of these: those that took longer than the objective's limit, or ran into a time limit.
    package var slow: Int
    /// Of these: those that took longer than the warning, slow ones included.
    package var warned: Int
    /// Requests beside them that count for nothing.
    package var invalid: Int

    /// Counts.
    package init(requests: Int = 0, bad: Int = 0, slow: Int = 0, warned: Int = 0, invalid: Int = 0) {
        self.requests = requests
        self.bad = bad
        self.slow = slow
        self.warned = warned
        self.invalid = invalid
    }

    /// Adds one request.
    package mutating func add(_ outcome: Outcome) {
        guard outcome.isValid else { return invalid += 1 }
        requests += 1
        if outcome.isBad { bad += 1 }
        if outcome.isSlow { slow += 1 }
        if outcome.isWarned { warned += 1 }
    }

    /// Adds other counts.
    package static func += (left: inout RequestCounts, right: RequestCounts) {
        left.requests += right.requests
        left.bad += right.bad
        left.slow += right.slow
        left.warned += right.warned
        left.invalid += right.invalid
    }
}

/// Counts with the sketch of their latencies.
package struct RequestStatistics: Hashable, Sendable {
    /// The counts.
    package var counts: RequestCounts
    /// Total times of all requests that count, failed ones included.
    package var latencies: LatencySketch

    /// Counts with their latencies.
    package init(counts: RequestCounts = RequestCounts(), latencies: LatencySketch = LatencySketch()) {
        self.counts = counts
        self.latencies = latencies
    }

    /// Adds one request.
    package mutating func add(_ outcome: Outcome, total: Duration) {
        counts.add(outcome)
        if outcome.isValid { latencies.add(total) }
    }

    /// Adds others.
    package static func += (left: inout RequestStatistics, right: RequestStatistics) {
        left.counts += right.counts
        left.latencies.merge(right.latencies)
    }
}

/// What was counted in one second for one route and one release.
package struct RollupCell: Hashable, Sendable {
    /// The release of requests that never reached a server.
    package static let noRelease = "-"
    /// The release of requests beyond the number of releases told apart.
    package static let otherReleases = "~"

    /// The second since 1970 in which the requests ended.
    package var second: Int
    /// The route's label, or `RouteTable.other`.
    package var route: String
    /// The release, `noRelease` or `otherReleases`.
    package var release: String
    /// What was counted.
    package var statistics: RequestStatistics

    /// A cell.
    package init(second: Int, route: String, release: String, statistics: RequestStatistics) {
        self.second = second
        self.route = route
        self.release = release
        self.statistics = statistics
    }
}
