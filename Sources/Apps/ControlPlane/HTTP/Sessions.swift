// Logged-in browsers. A session is a signed text, so nothing is stored and a restart logs nobody out.

package import Core
import Crypto
import Foundation

/// A logged-in browser, as its cookie says.
package struct Session: Hashable, Sendable {
    /// The cookie's value: `v1.MILLISECONDS.SIGNATURE`. It tells nothing about the access token.
    package let value: String
}

/// Issues and verifies sessions and the tokens of their forms.
package struct Sessions: Sendable {
    private let sessionKey: SymmetricKey
    private let formKey: SymmetricKey

    /// Sessions that belong to an access token: another token makes all of them void.
    package init(token: AccessToken) {
        sessionKey = token.key(for: "steady session v1")
        formKey = token.key(for: "steady form v1")
    }

    /// A session that begins now and lasts `HTTPLimits.sessionLife`.
    package func issue(at time: WallTime) -> Session {
        let head = "v1.\(time.milliseconds)"
        return Session(value: "\(head).\(Self.sign(head, sessionKey))")
    }

    /// The session of a cookie's value; nil if it was not issued by us or has run out.
    package func verify(_ value: String, at time: WallTime) -> Session? {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "v1", let issued = Int64(parts[1]),
            Self.isSignature(String(parts[2]), of: "v1.\(parts[1])", sessionKey)
        else { return nil }
        let age = time - WallTime(milliseconds: issued)
        // A clock that was set back must not log people out: an age below zero counts as fresh.
        return age < HTTPLimits.sessionLife ? Session(value: value) : nil
    }

    /// What a form of this session carries, so that no other site can make it up.
    package func formToken(of session: Session) -> String {
        Self.sign(session.value, formKey)
    }

    /// Whether a text is the form token of this session; compared in constant time.
    package func isFormToken(_ candidate: String, of session: Session) -> Bool {
        Self.isSignature(candidate, of: session.value, formKey)
    }

    private static func sign(_ text: String, _ key: SymmetricKey) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key).hexDigits
    }

    private static func isSignature(_ candidate: String, of text: String, _ key: SymmetricKey) -> Bool {
        guard let code = bytes(hex: candidate) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(text.utf8), using: key)
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var result: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
                return nil
            }
            result.append(byte)
        }
        return result
    }
}
