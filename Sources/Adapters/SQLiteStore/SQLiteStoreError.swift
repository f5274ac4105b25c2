// Why a store could not be opened, read or written, for whoever must act.

/// An error of a SQLite file.
package struct SQLiteStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// The file was written by a newer version of Steady.
        case newerVersion
        /// The file is no database, or damaged.
        case corrupt
        /// There is no room left on the disk.
        case diskFull
        /// The file or its folder cannot be written or read.
        case notAccessible
        /// Another process holds the lease that this write needs.
        case leaseLost
        /// The write breaks a rule that the schema keeps, for example a second active rollout.
        case conflict
        /// Anything else that SQLite reports.
        case failed
    }

    /// What went wrong.
    package let code: Code
    /// What failed, with the file.
    package let message: String
    /// What to do next.
    package let hint: String

    /// An error.
    package init(_ code: Code, message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Message and hint.
    package var description: String { "\(message). \(hint)" }
}
