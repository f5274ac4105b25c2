// Why there is no price.

/// A price that cannot be had. Never answered with another price in silence.
package struct PriceError: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure.
    package enum Code: String, Codable, Hashable, Sendable {
        /// Nothing matches.
        case none
        /// More than one product matches.
        case ambiguous
        /// A quantity lies above the last tier that the book knows.
        case beyondTiers
        /// A table or a price list is not in its format.
        case malformed
    }

    /// How many candidates an error names at most.
    static let mostCandidates = 10

    /// What kind.
    package var code: Code
    /// What failed, with the meter.
    package var message: String
    /// What to do.
    package var hint: String
    /// What matches, or nearly does; at most ten.
    package var candidates: [String]

    /// An error.
    package init(_ code: Code, message: String, hint: String, candidates: [String] = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.candidates = Array(candidates.prefix(Self.mostCandidates))
    }

    /// For people.
    package var description: String {
        ([message] + candidates.map { "  - \($0)" } + [hint]).joined(separator: "\n")
    }
}
