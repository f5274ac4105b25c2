// The seam of the store: what is counted goes in, questions about any window come out.

package import Core

/// What one flush adds to a store: all of it in one transaction, or nothing.
package struct TelemetryFlush: Hashable, Sendable {
    /// When it was taken: everything that ended before this second is in it or in an earlier one.
    package var time: WallTime
    /// What was counted since the last one.
    package var cells: [RollupCell]
    /// Losses noticed since the last one.
    package var gaps: [TelemetryGap]
    /// How far the data plane's stream was read: given back by `lastFlush`, so that a restart knows what it missed.
    package var checkpoint: LossMeter.Checkpoint?

    /// A flush.
    package init(
        time: WallTime, cells: [RollupCell] = [], gaps: [TelemetryGap] = [], checkpoint: LossMeter.Checkpoint? = nil
    ) {
        self.time = time
        self.cells = cells
        self.gaps = gaps
        self.checkpoint = checkpoint
    }
}

/// Which requests a question is about.
package struct TelemetrySelection: Hashable, Sendable {
    /// Which routes.
    package enum Routes: Hashable, Sendable {
        /// All routes of the flow: everything but `other`.
        case flow
        /// Everything, `other` included.
        case everything
        /// One route by its label.
        case one(String)
    }

    /// Which routes.
    package var routes: Routes
    /// Which release; nil for all.
    package var release: String?

    /// A selection; by default the whole flow.
    package init(_ routes: Routes = .flow, release: String? = nil) {
        self.routes = routes
        self.release = release
    }
}

/// The answer for a window, with the seconds that it really covers.
package struct TelemetrySum: Hashable, Sendable {
    /// The seconds covered: the window asked for, moved outward to the buckets still kept, see `WindowPlan`.
    package var seconds: Range<Int>
    /// What was counted in them.
    package var statistics: RequestStatistics

    /// An answer.
    package init(seconds: Range<Int>, statistics: RequestStatistics) {
        self.seconds = seconds
        self.statistics = statistics
    }
}

/// How the lines of a series are told apart.
package enum SeriesGrouping: Hashable, Sendable {
    /// One line.
    case total
    /// One line for each release.
    case release
    /// One line for each route.
    case route
}

/// One point of a series; there is none where nothing was counted.
package struct SeriesPoint: Hashable, Sendable {
    /// The first second of its step.
    package var second: Int
    /// The release or route; empty for a total.
    package var group: String
    /// What was counted in the step.
    package var statistics: RequestStatistics

    /// A point.
    package init(second: Int, group: String, statistics: RequestStatistics) {
        self.second = second
        self.group = group
        self.statistics = statistics
    }
}

/// The last thing that a store was told.
package struct LastFlush: Hashable, Sendable {
    /// When the last flush was taken.
    package var time: WallTime
    /// How far the data plane's stream had been read.
    package var checkpoint: LossMeter.Checkpoint?
    /// Whether the writer ended in order afterwards (`close(at:)`).
    package var isClean: Bool

    /// The last thing told.
    package init(time: WallTime, checkpoint: LossMeter.Checkpoint?, isClean: Bool) {
        self.time = time
        self.checkpoint = checkpoint
        self.isClean = isClean
    }
}

/// Keeps per-second counts in all four resolutions, and the gaps in them. All of it is safe to call from any thread;
/// there is one writer.
package protocol TelemetryStore: Sendable {
    /// Adds a flush to all resolutions, durably and as a whole: if it throws, nothing was added.
    func add(_ flush: TelemetryFlush) throws(TelemetryError)

    /// Records a gap. The same gap twice is one gap.
    func record(_ gap: TelemetryGap) throws(TelemetryError)

    /// Counts and latencies of the window `[from, to)`, to whole seconds; see `TelemetrySum` for its edges.
    /// Throws `windowInvalid` if `to` is before `from`.
    func sum(from: WallTime, to: WallTime, of selection: TelemetrySelection) throws(TelemetryError) -> TelemetrySum

    /// The counts alone: the same answer without latencies, much cheaper over long windows.
    func counts(from: WallTime, to: WallTime, of selection: TelemetrySelection) throws(TelemetryError) -> RequestCounts

    /// Points from `from` (rounded down to a multiple of `step`) to before `to`, in order of time and group, one for
    /// each step and group in which something was counted. `step` in seconds, at least 1; where only coarser buckets
    /// are kept the step becomes the coarser one's width. Throws `windowInvalid` for more than
    /// `TelemetryLimits.seriesPoints` steps.
    func series(
        from: WallTime, to: WallTime, step: Int, of selection: TelemetrySelection, by grouping: SeriesGrouping
    ) throws(TelemetryError) -> [SeriesPoint]

    /// The gaps that overlap `[from, to)`, in order; the newest `TelemetryLimits.gaps` of them.
    func gaps(from: WallTime, to: WallTime) throws(TelemetryError) -> [TelemetryGap]

    /// Forgets what is older than its resolution's retention, and gaps older than the longest one. Safe to repeat.
    func prune(now: WallTime) throws(TelemetryError)

    /// The last flush; nil for a store that never had one.
    func lastFlush() throws(TelemetryError) -> LastFlush?

    /// The first second for which anything was ever counted and is still kept, to the width kept there; nil if none.
    func firstSecond() throws(TelemetryError) -> Int?

    /// Begins a writer's work at `now`: gives the gap that the time since the last flush is, records it, and marks the
    /// store as in use. nil for a new store. After a clean end the gap begins where the last flush was taken as well:
    /// nobody counted meanwhile.
    @discardableResult
    func open(at now: WallTime) throws(TelemetryError) -> TelemetryGap?

    /// Ends a writer's work in order, after its last flush.
    func close(at now: WallTime) throws(TelemetryError)
}
