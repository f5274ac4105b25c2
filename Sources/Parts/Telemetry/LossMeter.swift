// Notices lost log lines, by their own numbers and by the data plane's counters. No clock, no I/O.

/// What the data plane says about itself at one moment.
package struct DataPlaneCounters: Hashable, Sendable {
    /// The process, as in the log lines.
    package var process: Int
    /// Requests begun since it started (`req_tot` of the frontend).
    package var requests: Int
    /// Requests that may be under way: an upper bound (`scur` of frontend and backends together).
    package var underWay: Int
    /// Log lines that it could not send since it started (`DroppedLogs` of `show info`); nil if not known, or if it
    /// logs to other places as well: the number does not say which one did not take the line.
    package var droppedLines: Int?

    /// Counters.
    package init(process: Int, requests: Int, underWay: Int, droppedLines: Int? = nil) {
        self.process = process
        self.requests = requests
        self.underWay = underWay
        self.droppedLines = droppedLines
    }
}

/// Compares what the data plane wrote with what arrived, and gives the difference as gaps.
///
/// Each process of the data plane numbers its lines, so a missing number is a lost line. Lines may arrive a little out
/// of order and two threads may give the same number twice and skip the next, so numbers are counted, not matched, and
/// a difference counts as loss only when it stood at two ticks in a row. Lines lost at the very end show no missing
/// number: there the counters help. Requests begun less those under way must have given a line.
package struct LossMeter: Sendable {
    /// How far the streams of the data plane were read.
    package struct Checkpoint: Codable, Hashable, Sendable {
        /// One process's stream.
        package struct Stream: Codable, Hashable, Sendable {
            /// The process.
            package var process: Int
            /// The number of the first line not accounted for yet.
            package var next: Int

            /// A stream.
            package init(process: Int, next: Int) {
                self.process = process
                self.next = next
            }
        }

        /// When it was taken, in seconds since 1970.
        package var second: Int
        /// The streams followed.
        package var streams: [Stream]

        /// A checkpoint.
        package init(second: Int, streams: [Stream]) {
            self.second = second
            self.streams = streams
        }
    }

    private struct Stream {
        var process: Int
        /// The number of the first line that should have arrived.
        var first: Int
        var highest: Int
        var received = 0
        /// Lost lines told already.
        var reported = 0
        /// The difference at the last tick.
        var before = 0
        /// When the stream was left, if it was resumed and not yet compared.
        var leftAt: Int?
        var lastSeen = 0
        var base: (counters: DataPlaneCounters, received: Int, missing: Int)?
        /// The counters read last: compared with the lines that have arrived by the next reading.
        var pending: DataPlaneCounters?
        /// Lost lines by the counters, at least.
        var byCounters = 0

        var missing: Int { max(0, highest - first + 1 - received) }
        var difference: Int { max(missing, byCounters) }
    }

    /// A number this much lower than the highest means that the process began anew under the same identity.
    private static let reordering = 1000

    private var streams: [Stream] = []
    private var resumed: Checkpoint?
    private var lastTick: Int?
    private var tickBefore: Int?
    private var sawAny = false

    /// A meter; `checkpoint` is where the one before it stopped.
    package init(resuming checkpoint: Checkpoint? = nil) {
        resumed = checkpoint
    }

    /// Takes note of a line that arrived, read at `second`.
    package mutating func saw(_ line: RequestObservation.Sequence, at second: Int) {
        if let index = streams.firstIndex(where: { $0.process == line.process }) {
            if line.number < streams[index].highest - Self.reordering {
                streams[index] = Stream(process: line.process, first: 0, highest: line.number)
            }
            streams[index].highest = max(streams[index].highest, line.number)
            streams[index].first = min(streams[index].first, line.number)
            streams[index].received += 1
            streams[index].lastSeen = second
        } else {
            begin(line, at: second)
        }
    }

    /// Takes the data plane's counters, to be called about once a second.
    ///
    /// They are compared with the lines that have arrived by the next call: a request that ended just before they were
    /// read has its line on the way. So this finds silence, and never calls a line lost that is only late; loss in the
    /// middle of traffic shows in the numbers.
    package mutating func compare(_ counters: DataPlaneCounters) {
        guard let index = streams.firstIndex(where: { $0.process == counters.process }) else {
            guard resumed == nil, streams.count < TelemetryLimits.processes else { return }
            // Not a line yet: from here on every request must give one.
            var stream = Stream(process: counters.process, first: 0, highest: -1)
            stream.base = (counters, 0, 0)
            streams.append(stream)
            return
        }
        guard let base = streams[index].base, base.counters.requests <= counters.requests else {
            streams[index].base = (counters, streams[index].received, streams[index].missing)
            streams[index].pending = nil
            streams[index].byCounters = 0
            return
        }
        var lost = 0
        if let earlier = streams[index].pending {
            let arrived = streams[index].received - base.received
            lost = earlier.requests - base.counters.requests - arrived - earlier.underWay
        }
        if let now = counters.droppedLines, let then = base.counters.droppedLines { lost = max(lost, now - then) }
        streams[index].byCounters = lost > 0 ? base.missing + lost : 0
        streams[index].pending = counters
    }

    /// The losses that stood at this tick and at the one before. To be called about once a second.
    package mutating func tick(at second: Int) -> [TelemetryGap] {
        var gaps: [TelemetryGap] = []
        for index in streams.indices {
            let settled = min(streams[index].difference, streams[index].before)
            let isResumed = streams[index].leftAt != nil
            if let left = streams[index].leftAt, second > streams[index].lastSeen || tickBefore != nil {
                gaps.append(
                    TelemetryGap(from: left, to: second, lostLines: settled, reason: .controlPlaneDown))
                streams[index].leftAt = nil
                streams[index].reported = max(streams[index].reported, settled)
            } else if !isResumed, settled > streams[index].reported {
                let lost = settled - streams[index].reported
                let from = tickBefore ?? lastTick ?? second - 1
                gaps.append(TelemetryGap(from: from, to: second, lostLines: lost, reason: .linesLost))
                streams[index].reported = settled
            }
            streams[index].before = streams[index].difference
        }
        tickBefore = lastTick
        lastTick = second
        return gaps
    }

    /// How far the streams were read; nil before the first line.
    package func checkpoint(at second: Int) -> Checkpoint? {
        if let resumed, streams.isEmpty { return resumed }
        let known = streams.filter { $0.highest >= 0 }
        guard !known.isEmpty else { return nil }
        return Checkpoint(
            second: second,
            streams: known.map { stream in
                let untold = max(0, stream.missing - stream.reported)
                return Checkpoint.Stream(process: stream.process, next: stream.highest + 1 - untold)
            })
    }

    private mutating func begin(_ line: RequestObservation.Sequence, at second: Int) {
        var stream = Stream(process: line.process, first: line.number, highest: line.number)
        stream.received = 1
        stream.lastSeen = second
        if let left = resumed?.streams.first(where: { $0.process == line.process }), left.next <= line.number {
            stream.first = left.next
            stream.leftAt = resumed?.second
        } else if sawAny {
            // It started while we were listening, so its stream begins with number 0.
            stream.first = 0
        }
        sawAny = true
        resumed = nil
        if streams.count >= TelemetryLimits.processes,
            let oldest = streams.indices.min(by: { streams[$0].lastSeen < streams[$1].lastSeen })
        {
            streams.remove(at: oldest)
        }
        streams.append(stream)
    }
}
