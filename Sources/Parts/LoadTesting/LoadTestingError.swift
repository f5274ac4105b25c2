// What is wrong with a load test that cannot run.

/// A journey or a schedule that makes no sense.
package struct LoadTestingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The journey's steps do not fit together.
        case invalidJourney
        /// The schedule has no sessions, too many, or takes too long.
        case invalidSchedule
    }

    /// What is wrong.
    package let code: Code
    /// What exactly, with names.
    package let message: String
    /// What to write instead.
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
