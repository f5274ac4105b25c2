// Why there is no database, written for whoever must act.

/// A cluster that could not be made, started, reached or stopped.
package struct PostgreSQLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// PostgreSQL's programs are not installed: the command line ends with 69.
        case programMissing
        /// The account that must run the server does not exist: the command line ends with 69.
        case accountMissing
        /// The cluster was made by another major version than is installed: the command line ends with 69.
        case versionMissing
        /// The directory cannot be used by the account that runs the server.
        case directoryUnusable
        /// The cluster could not be made.
        case notCreated
        /// The server did not start.
        case notStarted
        /// The server runs but does not answer as expected.
        case notReady
        /// The server did not stop.
        case notStopped
    }

    /// What went wrong.
    package let code: Code
    /// What failed, with the directory or the program.
    package let message: String
    /// What to do next.
    package let hint: String

    /// An error.
    package init(_ code: Code, message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Whether something is missing on this machine rather than broken: then the command line ends with 69.
    package var isMissingProgram: Bool { [.programMissing, .accountMissing, .versionMissing].contains(code) }

    /// Message and hint.
    package var description: String { "\(message). \(hint)" }
}
