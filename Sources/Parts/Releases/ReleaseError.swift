// Why a release could not be deployed, aborted or rolled back.

/// An error of the part `Releases`.
package struct ReleaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// The order itself is wrong: a bad name, nothing to deploy.
        case badOrder
        /// A rollout is running already.
        case rolloutRunning
        /// There is no such release or rollout.
        case notFound
        /// It is not allowed now, with the reason.
        case refused
        /// Another control plane has taken over: this one must not act any more.
        case leaseLost
        /// The data plane, a host or the store does not answer.
        case unavailable
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
