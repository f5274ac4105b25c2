// Why HAProxy could not be asked or changed.

/// An error of HAProxy's runtime socket or of its answer.
package struct HAProxyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// Nothing answers at the socket.
        case notReachable
        /// It did not answer in time.
        case timedOut
        /// It refused the command.
        case refused
        /// The answer is not what HAProxy 2.6 or newer gives.
        case unreadable
        /// The path of a socket is too long for the operating system.
        case pathTooLong
    }

    /// What went wrong.
    package let code: Code
    /// What failed, with the command or path.
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
