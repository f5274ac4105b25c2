// The last lines of a log file.

internal import Foundation

/// Reads the end of log files.
package enum LogTail {
    /// The last `lines` lines of the file, oldest first, of the last 64 KiB at most; empty if there is no such file.
    package static func read(_ path: String, lines: Int) -> [String] {
        guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? handle.close() }
        guard let end = try? handle.seekToEnd() else { return [] }
        let start = end > UInt64(Limits.logTail) ? end - UInt64(Limits.logTail) : 0
        guard (try? handle.seek(toOffset: start)) != nil, let data = try? handle.readToEnd() else { return [] }
        let all = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
        return all.suffix(lines).map(String.init)
    }
}
