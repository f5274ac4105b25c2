// A file that Steady writes, and why it could not be written.

internal import Core

/// A generated file.
package struct GeneratedFile: Codable, Hashable, Sendable {
    /// Its path, relative to the stack's folder.
    package var path: String
    /// All of its text.
    package var text: String

    /// A file.
    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// Why nothing is generated.
package struct GenerationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is the matter.
    package enum Code: String, Hashable, Sendable {
        /// There are no modules for this tier.
        case unsupportedTier = "unsupported-tier"
        /// The spec names no such environment.
        case unknownEnvironment = "unknown-environment"
        /// A value of the spec that the modules refuse.
        case unsupportedValue = "unsupported-value"
        /// The list of generated files cannot be read.
        case unreadableManifest = "unreadable-manifest"
    }

    /// What is the matter.
    package var code: Code
    /// What failed, with names.
    package var message: String
    /// What to do.
    package var hint: String

    /// An error.
    package init(_ code: Code, _ message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// Message, code and hint.
    package var description: String { "\(message) [\(code.rawValue)]\n    \(hint)" }
}
