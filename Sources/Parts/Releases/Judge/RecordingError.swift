// What can be wrong with a recording, for whoever has to repair it.

/// A recording that cannot be read.
package struct RecordingError: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        case empty
        case compressed
        case notText = "not-text"
        case headerMissing = "header-missing"
        case columnMissing = "column-missing"
        case fieldCount = "field-count"
        case notANumber = "not-a-number"
        case unknownArm = "unknown-arm"
        case runName = "run-name"
        case lineTooLong = "line-too-long"
        case unsorted
        case tooManyRuns = "too-many-runs"
    }

    /// What is wrong, for programs.
    package var code: Code
    /// The line it was found in, from 1.
    package var line: Int
    /// What failed, with the offending text.
    package var message: String
    /// What to do next.
    package var hint: String

    init(_ code: Code, line: Int, _ message: String, hint: String) {
        self.code = code
        self.line = line
        self.message = message
        self.hint = hint
    }
}
