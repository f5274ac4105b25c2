// What can go wrong between the service and PostgreSQL.

/// Why a statement has no result.
struct DatabaseError: Error, CustomStringConvertible {
    /// What kind of trouble it is, which decides the answer to the client.
    enum Code: Equatable {
        /// No connection could be made.
        case unavailable
        /// The connection broke; the statement may or may not have been carried out.
        case connectionLost
        /// The time was up; the statement may or may not have been carried out.
        case timeout
        /// Too many statements are waiting already.
        case overloaded
        /// PostgreSQL refused the statement, with its five-character SQLSTATE.
        case refused(sqlState: String)
    }

    /// The kind of trouble.
    let code: Code
    /// What happened, for the log. Never holds a value that a donor sent, nor the password.
    let message: String

    /// Whether the same request may work a moment later.
    var isTemporary: Bool {
        switch code {
        case .unavailable, .connectionLost, .timeout, .overloaded: true
        case .refused(let sqlState): Self.temporaryStates.contains(sqlState)
        }
    }

    /// Serialization failure, deadlock, statement or lock timeout, too many connections, shutdown, crash, start:
    /// PostgreSQL's documentation, appendix A.
    private static let temporaryStates = [
        "40001", "40P01", "57014", "55P03", "53300", "57P01", "57P02", "57P03",
    ]

    /// The message with its kind.
    var description: String { "\(message) [\(code)]" }
}
