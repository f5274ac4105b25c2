// The named limits of recordings: what a replay keeps in memory, and what it refuses.

/// Bounds of the recording reader.
package enum ReplayLimits {
    /// Rows held back for sorting, over all runs. About 100 MB.
    package static let pendingRows = 2_000_000
    /// Different runs in one recording.
    package static let runs = 100_000
    /// The longest line in bytes.
    package static let lineBytes = 4_096
    /// The longest run name in bytes.
    package static let nameBytes = 256
    /// The largest believable second.
    package static let second = 4_000_000_000
    /// The largest believable count of units in one row.
    package static let units = 1_000_000_000
}
