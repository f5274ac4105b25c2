// Where we know that we do not know: loss is shown, never hidden.

package import Core

/// A stretch of time for which counts are missing.
package struct TelemetryGap: Codable, Hashable, Sendable {
    /// Why counts are missing.
    package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nobody listened: the control plane was not running.
        case controlPlaneDown = "control-plane-down"
        /// The data plane wrote lines that never arrived, or that could not be read.
        case linesLost = "lines-lost"
        /// Lines came faster than they could be taken in.
        case flood
        /// Lines came too late for their second.
        case late
        /// Lines whose time lies in the future: the clocks disagree.
        case clock
        /// They were counted, but could not be stored for too long.
        case storeFailed = "store-failed"
    }

    /// The first second concerned.
    package var from: Int
    /// The second after the last one concerned, greater than `from`.
    package var to: Int
    /// How many requests are missing; nil if nobody knows.
    package var lostLines: Int?
    /// Why.
    package var reason: Reason

    /// A gap; one second long if `to` is not after `from`.
    package init(from: Int, to: Int, lostLines: Int?, reason: Reason) {
        self.from = from
        self.to = max(to, from + 1)
        self.lostLines = lostLines
        self.reason = reason
    }
}

extension TelemetryGap {
    /// The gap between a last flush and the moment when counting goes on: from the second of the flush, which may be
    /// counted in part, to the second of `now`, included if counting begins in the middle of it. nil if no time passed.
    package init?(since last: WallTime, until now: WallTime) {
        guard now > last else { return nil }
        self.init(from: last.second, to: now.endSecond, lostLines: nil, reason: .controlPlaneDown)
    }

    /// Whether recording this gap makes `other` superfluous: it says how many lines were lost in the same outage.
    package func replaces(_ other: TelemetryGap) -> Bool {
        reason == .controlPlaneDown && lostLines != nil && other.reason == reason && other.lostLines == nil
            && other.from >= from && other.to <= to
    }
}

extension WallTime {
    /// The first whole second at or after it: the exclusive end of the seconds that it has begun.
    package var endSecond: Int { milliseconds % 1000 == 0 ? second : second + 1 }
}
