// Counts observations per second, route and release, and hands them over at each flush. Pure; bounded.

package import Core

/// Counts requests in memory between two flushes.
package struct ObservationCounter: Sendable {
    /// What became of an observation.
    package enum Result: Hashable, Sendable {
        /// Counted in its second.
        case counted(Outcome)
        /// Too far behind the newest second: lost, and told as a gap.
        case late
        /// Too far ahead of the clock: lost, and told as a gap.
        case early
        /// No room: lost, and told as a gap.
        case full
    }

    /// How many observations became what since the counter began.
    package struct Totals: Codable, Hashable, Sendable {
        /// Counted.
        package var counted = 0
        /// Too late.
        package var late = 0
        /// From the future.
        package var early = 0
        /// Beyond the number of cells.
        package var full = 0
    }

    private struct Key: Hashable {
        var second: Int
        var route: Int
        var release: Int
    }

    private struct Lost {
        var lines = 0
        var from = Int.max
        var to = Int.min

        mutating func add(_ second: Int) {
            lines += 1
            from = min(from, second)
            to = max(to, second + 1)
        }

        func gap(_ reason: TelemetryGap.Reason) -> TelemetryGap? {
            lines == 0 ? nil : TelemetryGap(from: from, to: to, lostLines: lines, reason: reason)
        }
    }

    /// What became of everything so far.
    package private(set) var totals = Totals()
    private let routes: RouteTable
    private let limits: LatencyLimits
    private var newest: Int?
    private var places: [Key: Int] = [:]
    private var keys: [Key] = []
    private var statistics: [RequestStatistics] = []
    private var releases: [String: Int] = [:]
    private var releaseNames: [String] = [RollupCell.noRelease, RollupCell.otherReleases]
    private var late = Lost()
    private var early = Lost()
    private var full = Lost()
    private var backlog = FlushBacklog()

    /// A counter for a flow's routes and latency limits.
    package init(routes: RouteTable, limits: LatencyLimits) {
        self.routes = routes
        self.limits = limits
    }

    /// Counts a request in the second in which it ended.
    ///
    /// Lines come in the order of their ends, nearly: one that is up to `TelemetryLimits.lateSeconds` behind the newest
    /// still lands in its second. Measured against the newest line and not the clock, so that lines that waited while
    /// this process was stopped are counted where they belong.
    package mutating func count(_ observation: RequestObservation, now: WallTime) -> Result {
        let second = observation.time.second
        if second > now.second + TelemetryLimits.earlySeconds {
            totals.early += 1
            early.add(now.second)
            return .early
        }
        let newestBefore = newest ?? second
        if second < newestBefore - TelemetryLimits.lateSeconds {
            totals.late += 1
            late.add(max(second, newestBefore - TelemetryLimits.lateGapSeconds))
            return .late
        }
        newest = max(newestBefore, second)
        let key = Key(
            second: second, route: routes.index(method: observation.method, path: observation.path) ?? -1,
            release: release(observation.release))
        guard let place = place(for: key) else {
            totals.full += 1
            full.add(second)
            return .full
        }
        let outcome = Outcome(of: observation, limits: limits)
        statistics[place].add(outcome, total: observation.total)
        totals.counted += 1
        return .counted(outcome)
    }

    /// Everything counted and lost since the last call, and forgets it.
    package mutating func flush(now: WallTime) -> TelemetryFlush {
        let (oldCells, oldGaps) = backlog.take()
        let cells = zip(keys, statistics).map { key, statistics in
            RollupCell(
                second: key.second, route: key.route < 0 ? RouteTable.other : routes.labels[key.route],
                release: releaseNames[key.release], statistics: statistics)
        }
        let gaps = [late.gap(.late), early.gap(.clock), full.gap(.flood)].compactMap { $0 }
        keys.removeAll(keepingCapacity: true)
        statistics.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        releases.removeAll(keepingCapacity: true)
        releaseNames.removeLast(releaseNames.count - 2)
        (late, early, full) = (Lost(), Lost(), Lost())
        return TelemetryFlush(time: now, cells: oldCells + cells, gaps: oldGaps + gaps)
    }

    /// Takes a flush back that could not be stored: it comes again with the next one, as far as there is room.
    package mutating func giveBack(_ flush: TelemetryFlush) {
        backlog.add(flush)
    }

    private mutating func place(for key: Key) -> Int? {
        if let place = places[key] { return place }
        guard keys.count < TelemetryLimits.cells else { return nil }
        places[key] = keys.count
        keys.append(key)
        statistics.append(RequestStatistics())
        return keys.count - 1
    }

    private mutating func release(_ name: String?) -> Int {
        guard let name else { return 0 }
        if let known = releases[name] { return known }
        guard releaseNames.count < TelemetryLimits.releases + 2, name.utf8.count <= TelemetryLimits.releaseBytes else {
            return 1
        }
        releases[name] = releaseNames.count
        releaseNames.append(name)
        return releaseNames.count - 1
    }
}
