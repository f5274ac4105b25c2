// The limits of starting processes.

/// Named limits of this adapter.
package enum Limits {
    /// Output of one command kept at most, in bytes, where the caller has no better figure: 4 MiB.
    package static let commandOutput = 4 << 20
    /// Bytes read from the end of a log file for its last lines: 64 KiB.
    package static let logTail = 64 << 10
}
