// What could not be stored yet, for example because the disk was full. Bounded: what does not fit becomes a gap.

/// Flushes that wait for the store.
struct FlushBacklog: Sendable {
    private var cells: [RollupCell] = []
    private var gaps: [TelemetryGap] = []

    /// Keeps a flush. The oldest cells beyond `TelemetryLimits.backlogCells` become one gap; gaps beyond
    /// `TelemetryLimits.backlogGaps` become one that spans them all.
    mutating func add(_ flush: TelemetryFlush) {
        cells += flush.cells
        gaps += flush.gaps
        let excess = cells.count - TelemetryLimits.backlogCells
        if excess > 0 {
            if let gap = Self.gap(for: cells.prefix(excess)) { gaps.append(gap) }
            cells.removeFirst(excess)
        }
        if gaps.count > TelemetryLimits.backlogGaps { gaps = [Self.span(of: gaps)] }
    }

    /// Everything kept, and forgets it.
    mutating func take() -> ([RollupCell], [TelemetryGap]) {
        defer { self = FlushBacklog() }
        return (cells, gaps)
    }

    private static func gap(for cells: some Collection<RollupCell>) -> TelemetryGap? {
        guard let first = cells.lazy.map(\.second).min(), let last = cells.lazy.map(\.second).max() else { return nil }
        let lost = cells.reduce(0) { $0 + $1.statistics.counts.requests + $1.statistics.counts.invalid }
        return TelemetryGap(from: first, to: last + 1, lostLines: lost, reason: .storeFailed)
    }

    private static func span(of gaps: [TelemetryGap]) -> TelemetryGap {
        let known = gaps.compactMap(\.lostLines)
        return TelemetryGap(
            from: gaps.map(\.from).min() ?? 0, to: gaps.map(\.to).max() ?? 0,
            lostLines: known.count == gaps.count ? known.reduce(0, +) : nil, reason: .storeFailed)
    }
}
