// Why a command could not be run, written for whoever must act.

/// A command that could not be started, took too long, or said too much. A non-zero exit is no error: it is a result.
package struct ShellError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// The program is not installed or not on the path.
        case programMissing
        /// It did not end within its deadline and was stopped.
        case timedOut
        /// It wrote more than it may.
        case tooMuchOutput
        /// It could not be started for another reason.
        case notStarted
    }

    /// What went wrong.
    package let code: Code
    /// What failed, with the command.
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
