// Turns what GRDB throws into telemetry's own errors.

internal import GRDB
internal import Statistics
internal import Telemetry

extension TelemetryError {
    /// The error to give for what was thrown while using the file at `path`.
    init(_ error: any Error, path: String) {
        if let own = error as? TelemetryError {
            self = own
            return
        }
        if error is LatencySketch.DecodingFault || error is DecodingError {
            self.init(
                .storeCorrupt, "\(path) holds a value that nobody wrote: \(error)",
                hint: "Move it away and start again: counts begin anew, the ledger is another file and not touched.",
                cause: "\(error)")
            return
        }
        guard let database = error as? DatabaseError else {
            self.init(.storeFailed, "\(path): \(error)", hint: "See the message.", cause: "\(error)")
            return
        }
        let text = database.message ?? "\(database.resultCode)"
        let cause = "SQLite \(database.extendedResultCode.rawValue): \(text)"
        switch database.resultCode {
        case .SQLITE_FULL:
            self.init(
                .storeFull, "\(path): the disk is full, the last second was not counted",
                hint: "Make room on its file system; counting goes on by itself when there is some.", cause: cause)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(
                .storeCorrupt, "\(path) is damaged or no telemetry store: \(text)",
                hint: "Move it away and start again: counts begin anew, the ledger is another file and not touched.",
                cause: cause)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR:
            self.init(
                .storeUnreachable, "\(path) cannot be opened or written: \(text)",
                hint: "Check that its folder exists, belongs to this user and is on a writable file system.",
                cause: cause)
        default:
            self.init(.storeFailed, "\(path): \(text)", hint: "See the cause in the log.", cause: cause)
        }
    }
}
