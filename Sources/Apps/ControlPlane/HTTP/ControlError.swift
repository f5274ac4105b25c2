// The one error of the control plane's API: what went wrong, what to do, and which HTTP status says so.

/// Why a request to the control plane was not carried out.
package struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of failure; the raw value is the stable code in JSON.
    package enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        /// The request cannot be understood. 400.
        case badRequest = "bad-request"
        /// No token, or not the right one. 401.
        case unauthorized
        /// A request that another site may have caused, or for another host. 403.
        case forbidden
        /// There is no such thing. 404.
        case notFound = "not-found"
        /// It collides with something that is under way: the message says with what, whose it is, since when. 409.
        case conflict
        /// The body is larger than allowed. 413.
        case tooLarge = "too-large"
        /// Understood, but a rule forbids it. 422.
        case refused
        /// Too many of these at once. 429.
        case tooMany = "too-many"
        /// A fault of ours. 500.
        case `internal`
        /// Something that is needed does not answer. 503.
        case unavailable

        /// The HTTP status code.
        package var status: Int {
            switch self {
            case .badRequest: 400
            case .unauthorized: 401
            case .forbidden: 403
            case .notFound: 404
            case .conflict: 409
            case .tooLarge: 413
            case .refused: 422
            case .tooMany: 429
            case .internal: 500
            case .unavailable: 503
            }
        }
    }

    /// The kind of failure.
    package var code: Code
    /// What failed, with identifiers.
    package var message: String
    /// What to do next.
    package var hint: String
    /// What lies behind it, for the log only: never sent to a client. nil if nothing does.
    package var cause: String?

    /// An error.
    package init(_ code: Code, _ message: String, hint: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// `conflict: rollout R-1 of v3 is running. Abort it first.` without the cause.
    package var description: String { "\(code.rawValue): \(message). \(hint)" }
}
