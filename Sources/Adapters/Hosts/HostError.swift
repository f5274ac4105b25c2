// Why something could not be done on this host.

/// An error of artifacts, secrets or instances on this host.
package struct HostError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// What was named is not there.
        case notFound
        /// What was named cannot be used as it is.
        case unusable
        /// The file system refuses.
        case notAccessible
        /// An instance cannot be started.
        case notStarted
        /// No port is free.
        case noPort
    }

    /// What went wrong.
    package let code: Code
    /// What failed, with names.
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
