// The telemetry store without a file, for tests: obeys the same contract as the real one.

package import Core
internal import Statistics
internal import Synchronization
package import Telemetry

/// A telemetry store in memory.
package final class MemoryTelemetryStore: TelemetryStore {
    private struct Bucket: Hashable {
        var width: Resolution
        var second: Int
        var route: String
        var release: String
    }

    private struct State {
        var buckets: [Bucket: RequestStatistics] = [:]
        var kept: [Resolution: Int] = [:]
        var gaps: [TelemetryGap] = []
        var last: LastFlush?

        mutating func record(_ gap: TelemetryGap) {
            gaps.removeAll(where: gap.replaces)
            if !gaps.contains(gap) { gaps.append(gap) }
        }

        func matching(
            _ part: WindowPlan.Part, _ selection: TelemetrySelection
        ) -> [(Bucket, RequestStatistics)] {
            buckets.filter { bucket, _ in
                bucket.width == part.resolution && part.seconds.contains(bucket.second)
                    && (selection.release ?? bucket.release) == bucket.release
                    && Self.matches(selection.routes, bucket.route)
            }.map { ($0.key, $0.value) }
        }

        private static func matches(_ routes: TelemetrySelection.Routes, _ route: String) -> Bool {
            switch routes {
            case .everything: true
            case .flow: route != RouteTable.other
            case .one(let label): route == label
            }
        }
    }

    private let state = Mutex(State())

    /// An empty store.
    package init() {}

    /// See `TelemetryStore`.
    package func add(_ flush: TelemetryFlush) throws(TelemetryError) {
        state.withLock { state in
            for cell in flush.cells {
                for width in Resolution.allCases {
                    let bucket = Bucket(
                        width: width, second: width.floor(cell.second), route: cell.route, release: cell.release)
                    state.buckets[bucket, default: RequestStatistics()] += cell.statistics
                }
            }
            flush.gaps.forEach { state.record($0) }
            state.last = LastFlush(time: flush.time, checkpoint: flush.checkpoint, isClean: false)
        }
    }

    /// See `TelemetryStore`.
    package func record(_ gap: TelemetryGap) throws(TelemetryError) {
        state.withLock { $0.record(gap) }
    }

    /// See `TelemetryStore`.
    package func sum(
        from: WallTime, to: WallTime, of selection: TelemetrySelection
    ) throws(TelemetryError) -> TelemetrySum {
        guard from <= to else { throw .invalidWindow(from: from, to: to) }
        return state.withLock { state in
            let plan = WindowPlan(from: from.second, to: to.endSecond, kept: state.kept)
            var sum = TelemetrySum(seconds: plan.seconds, statistics: RequestStatistics())
            for part in plan.parts {
                for (_, statistics) in state.matching(part, selection) { sum.statistics += statistics }
            }
            return sum
        }
    }

    /// See `TelemetryStore`.
    package func counts(
        from: WallTime, to: WallTime, of selection: TelemetrySelection
    ) throws(TelemetryError) -> RequestCounts {
        try sum(from: from, to: to, of: selection).statistics.counts
    }

    /// See `TelemetryStore`.
    package func series(
        from: WallTime, to: WallTime, step: Int, of selection: TelemetrySelection, by grouping: SeriesGrouping
    ) throws(TelemetryError) -> [SeriesPoint] {
        let points: [SeriesPoint]? = state.withLock { state in
            guard let plan = SeriesPlan(from: from.second, to: to.second, step: step, kept: state.kept) else {
                return nil
            }
            var points: [Int: [String: RequestStatistics]] = [:]
            let part = WindowPlan.Part(resolution: plan.resolution, seconds: plan.seconds)
            for (bucket, statistics) in state.matching(part, selection) {
                let group =
                    switch grouping {
                    case .total: ""
                    case .release: bucket.release
                    case .route: bucket.route
                    }
                points[plan.floor(bucket.second), default: [:]][group, default: RequestStatistics()] += statistics
            }
            return points.keys.sorted().flatMap { second in
                (points[second] ?? [:]).sorted { $0.key < $1.key }.map {
                    SeriesPoint(second: second, group: $0.key, statistics: $0.value)
                }
            }
        }
        guard let points else { throw .invalidWindow(from: from, to: to) }
        return points
    }

    /// See `TelemetryStore`.
    package func gaps(from: WallTime, to: WallTime) throws(TelemetryError) -> [TelemetryGap] {
        guard from <= to else { throw .invalidWindow(from: from, to: to) }
        return state.withLock { state in
            let all = state.gaps.filter { $0.to > from.second && $0.from < to.endSecond }
            return all.sorted { ($0.from, $0.to) < ($1.from, $1.to) }.suffix(TelemetryLimits.gaps)
        }
    }

    /// See `TelemetryStore`.
    package func prune(now: WallTime) throws(TelemetryError) {
        state.withLock { state in
            for width in Resolution.allCases {
                let first = width.ceiling(now.second - width.retention)
                let kept = max(state.kept[width] ?? first, first)
                state.kept[width] = kept
                state.buckets = state.buckets.filter { $0.key.width != width || $0.key.second >= kept }
            }
            state.gaps.removeAll { $0.to <= now.second - Resolution.hour.retention }
        }
    }

    /// See `TelemetryStore`.
    package func lastFlush() throws(TelemetryError) -> LastFlush? {
        state.withLock { $0.last }
    }

    /// See `TelemetryStore`.
    package func firstSecond() throws(TelemetryError) -> Int? {
        state.withLock { state in
            func first(_ width: Resolution) -> Int? {
                state.buckets.keys.filter { $0.width == width }.map(\.second).min()
            }
            guard let hour = first(.hour) else { return nil }
            let exact = Resolution.allCases.first { (state.kept[$0] ?? .min) <= hour } ?? .hour
            return first(exact) ?? hour
        }
    }

    /// See `TelemetryStore`.
    @discardableResult
    package func open(at now: WallTime) throws(TelemetryError) -> TelemetryGap? {
        state.withLock { state in
            let gap = state.last.flatMap { TelemetryGap(since: $0.time, until: now) }
            if let gap { state.record(gap) }
            let time = max(now, state.last?.time ?? now)
            state.last = LastFlush(time: time, checkpoint: state.last?.checkpoint, isClean: false)
            return gap
        }
    }

    /// See `TelemetryStore`.
    package func close(at now: WallTime) throws(TelemetryError) {
        state.withLock { $0.last?.isClean = true }
    }
}
