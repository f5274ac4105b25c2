// Why AWS gave no answer, written for whoever must act.

/// A call of `aws` that gave no usable answer.
package struct AWSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: String, Hashable, Sendable {
        /// No credentials, or expired or wrong ones.
        case credentials
        /// The credentials may not do this.
        case denied
        /// AWS throttled every try.
        case throttled
        /// AWS refused or failed for another reason.
        case failed
        /// The answer is not what it should be.
        case answer
    }

    /// What went wrong.
    package let code: Code
    /// What failed, with the command and what aws said.
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

    /// The error that a failed command means. `action` is the IAM action that it needs.
    package static func of(_ command: [String], exitCode: Int32, said: String, action: String) -> AWSError {
        let text = said.split(whereSeparator: \.isNewline).joined(separator: " ")
        let what = "\(command.joined(separator: " ")) failed (\(exitCode)): \(text.prefix(AWSLimits.said))"
        func has(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
        if has(throttlings) {
            return AWSError(.throttled, message: what, hint: "AWS throttles this call: run it again in a minute.")
        }
        if has(["Unable to locate credentials", "NoCredentials", "could not be found", "Error loading SSO Token"]) {
            return AWSError(
                .credentials, message: what,
                hint: "aws has no credentials: run `aws configure sso` or `aws sso login`, or set AWS_PROFILE; "
                    + "in CI assume the role by OIDC.")
        }
        if has(["ExpiredToken", "InvalidClientTokenId", "UnrecognizedClient", "SignatureDoesNotMatch", "has expired"]) {
            return AWSError(
                .credentials, message: what,
                hint: "The credentials are expired or wrong: run `aws sso login`, then `aws sts get-caller-identity`.")
        }
        if has(["AccessDenied", "UnauthorizedOperation", "not authorized to perform", "AuthorizationError"]) {
            return AWSError(
                .denied, message: what, hint: "Allow the IAM action \(action) for the role that runs this.")
        }
        return AWSError(.failed, message: what, hint: "Run the command by hand, with --debug if it says too little.")
    }

    private static let throttlings = [
        "ThrottlingException", "(Throttling)", "ThrottledException", "TooManyRequests", "RequestLimitExceeded",
        "LimitExceededException", "Rate exceeded",
    ]
}
