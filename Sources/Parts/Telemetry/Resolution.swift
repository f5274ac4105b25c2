// The four widths in which counts are kept, and which of them answer a question.

/// The width of the buckets that counts are kept in, with how long they are kept.
package enum Resolution: Int, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// One second, for one hour.
    case second = 1
    /// Ten seconds, for two days.
    case tenSeconds = 10
    /// One minute, for 35 days.
    case minute = 60
    /// One hour, for 400 days.
    case hour = 3600

    /// The width in seconds.
    package var width: Int { rawValue }

    /// How long buckets of this width are kept, in seconds.
    package var retention: Int {
        switch self {
        case .second: 3600
        case .tenSeconds: 2 * 86_400
        case .minute: 35 * 86_400
        case .hour: 400 * 86_400
        }
    }

    /// The start of the bucket that a second lies in.
    package func floor(_ second: Int) -> Int {
        let rest = second % width
        return second - (rest < 0 ? rest + width : rest)
    }

    /// The start of the first bucket that begins at `second` or later.
    package func ceiling(_ second: Int) -> Int { -floor(-second) }

    /// Finer before coarser.
    package static func < (left: Resolution, right: Resolution) -> Bool { left.rawValue < right.rawValue }
}

/// Which buckets together make up a window of time, as few as possible and as exact as what is kept allows.
package struct WindowPlan: Hashable, Sendable {
    /// Buckets of one width that lie in a range of seconds.
    package struct Part: Hashable, Sendable {
        /// The width.
        package var resolution: Resolution
        /// The seconds covered: both ends are multiples of the width.
        package var seconds: Range<Int>

        /// A part.
        package init(resolution: Resolution, seconds: Range<Int>) {
            self.resolution = resolution
            self.seconds = seconds
        }
    }

    /// The parts in order of time, without overlap.
    package private(set) var parts: [Part] = []
    /// The seconds that the parts cover: the window asked for, with each edge moved outward (down at the start, up at
    /// the end) to a bucket of the finest width still kept there. Exact to the second for the last hour.
    package private(set) var seconds: Range<Int>

    /// A plan for `[from, to)`; `kept` gives for each width the first second for which it still has all buckets.
    /// Widths that it does not name are kept from the beginning. `from` must not be after `to`.
    package init(from: Int, to: Int, kept: [Resolution: Int]) {
        precondition(from <= to, "a window must not end before it begins")
        let start = Self.finest(at: from, kept).floor(from)
        let end = from == to ? start : Self.finest(at: to - 1, kept).ceiling(to)
        seconds = start..<end
        var position = start
        while position < end {
            let finest = Self.finest(at: position, kept)
            let widest =
                Resolution.allCases.reversed().first { width in
                    width >= finest && position % width.width == 0 && position + width.width <= end
                } ?? finest
            add(Part(resolution: widest, seconds: position..<(position + widest.width)))
            position += widest.width
        }
        seconds = start..<max(end, position)
    }

    private static func finest(at second: Int, _ kept: [Resolution: Int]) -> Resolution {
        Resolution.allCases.first { (kept[$0] ?? .min) <= $0.floor(second) } ?? .hour
    }

    private mutating func add(_ part: Part) {
        if let last = parts.last, last.resolution == part.resolution, last.seconds.upperBound == part.seconds.lowerBound
        {
            parts[parts.count - 1].seconds = last.seconds.lowerBound..<part.seconds.upperBound
        } else {
            parts.append(part)
        }
    }
}

/// Which buckets make up a series of equal steps.
package struct SeriesPlan: Hashable, Sendable {
    /// The seconds of one step.
    package var step: Int
    /// The width of the buckets to read.
    package var resolution: Resolution
    /// The seconds to read: the start is a multiple of `step`, the end one of the width.
    package var seconds: Range<Int>

    /// A plan for steps of `step` seconds (1 or more) from `from` to before `to`; `kept` as for `WindowPlan`. The step
    /// is rounded up to a multiple of the finest width kept at `from`. nil for a window that ends before it begins or
    /// has more than `TelemetryLimits.seriesPoints` steps.
    package init?(from: Int, to: Int, step: Int, kept: [Resolution: Int]) {
        guard step >= 1, from <= to else { return nil }
        let finest = Resolution.allCases.first { (kept[$0] ?? .min) <= $0.floor(from) } ?? .hour
        let rounded = finest.ceiling(step)
        let start = from - ((from % rounded) + rounded) % rounded
        guard (to - start) / rounded <= TelemetryLimits.seriesPoints else { return nil }
        let widest = Resolution.allCases.reversed().first { rounded % $0.width == 0 } ?? .second
        self.step = rounded
        resolution = max(finest, widest)
        seconds = start..<max(start, resolution.ceiling(to))
    }

    /// The start of the step that a second lies in.
    package func floor(_ second: Int) -> Int { second - ((second % step) + step) % step }
}
