// A fault in something that a person wrote, with its place and the remedy. Collected, never thrown one by one.

/// One fault or remark about a text that a person wrote.
package struct Diagnostic: Codable, Hashable, Sendable, CustomStringConvertible {
    /// How serious it is.
    package enum Severity: String, Codable, Hashable, Sendable {
        /// The text cannot be used.
        case error
        /// It can be used, but probably not as meant.
        case warning
    }

    /// How serious it is.
    package var severity: Severity
    /// Its stable name, for example `unknown-key`.
    package var code: String
    /// The file as the person named it.
    package var file: String
    /// The line, from 1; 0 where there is none.
    package var line: Int
    /// The column, from 1; 0 where there is none.
    package var column: Int
    /// What is wrong.
    package var summary: String
    /// What to write instead.
    package var hint: String

    /// A diagnostic; `line` and `column` are 0 where it concerns the whole file.
    package init(
        _ severity: Severity, code: String, file: String, line: Int = 0, column: Int = 0, summary: String, hint: String
    ) {
        self.severity = severity
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.summary = summary
        self.hint = hint
    }

    /// `steady.yaml:7:3: error: unknown key "rout" [unknown-key]` and the hint on the next line.
    package var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : file
        return "\(place): \(severity.rawValue): \(summary) [\(code)]\n    \(hint)"
    }
}
