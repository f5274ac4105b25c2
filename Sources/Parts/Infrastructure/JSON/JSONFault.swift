// Why a file is no JSON, and where.

/// A fault in a JSON text.
package struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault.
    package enum Code: String, Hashable, Sendable {
        /// The text ends before its value does.
        case truncated
        /// Something else stands where a value, a name or a sign must be.
        case unexpected
        /// Lists and objects nest deeper than the limit.
        case tooDeep
        /// A text or number is longer than the limit.
        case tooLong
    }

    /// What kind.
    package var code: Code
    /// How many bytes stand before it.
    package var offset: Int
    /// What is wrong.
    package var message: String

    /// For people: `byte 1,024: …`.
    package var description: String { "byte \(offset): \(message)" }
}
