// Turns SQLite's result codes into errors that say what to do.

internal import GRDB

extension SQLiteStoreError {
    /// The error to give for what GRDB threw about the file at `path`.
    init(_ error: any Error, path: String) {
        if let own = error as? SQLiteStoreError {
            self = own
            return
        }
        guard let database = error as? DatabaseError else {
            self.init(.failed, message: "\(path): \(error)", hint: "See the message.")
            return
        }
        let text = database.message ?? "\(database.resultCode)"
        switch database.resultCode {
        case .SQLITE_FULL:
            self.init(
                .diskFull, message: "\(path): the disk is full, nothing was written",
                hint: "Make room on its file system; Steady goes on by itself when there is some.")
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(
                .corrupt, message: "\(path) is damaged or no database: \(text)",
                hint: "Keep the file for analysis, restore it from a copy or move it away.")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR:
            self.init(
                .notAccessible, message: "\(path) cannot be opened or written: \(text)",
                hint: "Check that its folder exists, belongs to this user and is on a writable file system.")
        case .SQLITE_CONSTRAINT:
            self.init(.conflict, message: "\(path): \(text)", hint: "The change contradicts what is stored.")
        default:
            self.init(.failed, message: "\(path): \(text)", hint: "SQLite result \(database.resultCode.rawValue).")
        }
    }
}
