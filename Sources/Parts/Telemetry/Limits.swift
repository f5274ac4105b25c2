// Every bound of this part, with its reason.

/// The bounds of Telemetry.
package enum TelemetryLimits {
    /// Bytes of one log line, at most: twice what our log format can produce.
    package static let lineBytes = 16_384
    /// Lines that wait to be read, at most: five seconds at 20,000 requests/s.
    package static let queuedLines = 100_000
    /// Bytes of lines that wait to be read, at most.
    package static let queuedBytes = 32 << 20
    /// Bytes that an empty queue may keep allocated.
    package static let idleQueueBytes = 1 << 20
    /// Unreadable lines kept for the operator, at most.
    package static let garbageSamples = 5
    /// Bytes kept of each of them, at most.
    package static let garbageSampleBytes = 200
    /// Seconds that a line may be behind the newest one and still land in its second.
    package static let lateSeconds = 5
    /// Seconds that a line may be ahead of the clock.
    package static let earlySeconds = 2
    /// How far back a gap for late lines may reach, in seconds: a line with a nonsense time must not void all history.
    package static let lateGapSeconds = 600
    /// Distinct releases told apart between two flushes, at most; further ones are counted together.
    package static let releases = 64
    /// Characters of a release's name, at most.
    package static let releaseBytes = 128
    /// Routes told apart, at most; further ones of a specification count as other.
    package static let routes = 200
    /// Cells (second, route, release) between two flushes, at most; lines beyond are lost and said so.
    package static let cells = 20_000
    /// Cells kept while the store cannot take them, at most: an hour of a flow with five cells a second.
    package static let backlogCells = 18_000
    /// Gaps kept while the store cannot take them, at most.
    package static let backlogGaps = 1000
    /// Processes of the data plane whose lines are followed at once: an old and a new one, and a few that never end.
    package static let processes = 8
    /// Gaps given by one query, at most; the oldest beyond are left out.
    package static let gaps = 10_000
    /// Points given by one series, at most.
    package static let seriesPoints = 20_000
}
