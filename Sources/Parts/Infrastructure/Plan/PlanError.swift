// Why a plan cannot be read.

/// A plan that cannot be reviewed at all.
package struct PlanError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure.
    package enum Code: String, Hashable, Sendable {
        /// It is no JSON, or ends too early.
        case malformed
        /// It is JSON, and no plan.
        case notAPlan
        /// Its format has a newer major version than this program knows.
        case wrongVersion
        /// It is the binary file that `terraform plan -out` writes, and not its JSON.
        case binary
    }

    /// What kind.
    package var code: Code
    /// What failed, with where.
    package var message: String
    /// What to do.
    package var hint: String

    /// An error.
    package init(_ code: Code, message: String, hint: String) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// For people.
    package var description: String { "\(message)\n\(hint)" }
}
