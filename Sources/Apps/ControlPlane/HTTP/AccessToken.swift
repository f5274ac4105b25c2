// The one secret that gives access to the control plane.

package import Crypto
import Foundation

/// A token of 256 random bits. Its text is never logged: printing the value shows nothing of it.
package struct AccessToken: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The length of the random part in bytes.
    package static let byteCount = 32

    /// The token as 64 lower-case hexadecimal digits: what a person gets in a link, and a client in a header.
    package let text: String

    /// A token from 32 random bytes; nil for any other number of bytes.
    package init?(randomBytes: [UInt8]) {
        guard randomBytes.count == Self.byteCount else { return nil }
        text = randomBytes.hexDigits
    }

    /// A token from its text; nil unless it is 64 lower-case hexadecimal digits.
    package init?(text: String) {
        guard text.utf8.count == 2 * Self.byteCount,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    /// Whether a text is this token, in a time that does not depend on where the first difference lies: both are
    /// compared by their HMAC-SHA256 under the token itself.
    package func matches(_ candidate: String) -> Bool {
        let key = SymmetricKey(data: Data(text.utf8))
        let own = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(own, authenticating: Data(candidate.utf8), using: key)
    }

    /// A key for one purpose, from which nothing can be learnt about the token or other keys: HMAC-SHA256 of the
    /// purpose's name under the token.
    package func key(for purpose: String) -> SymmetricKey {
        let root = SymmetricKey(data: Data(text.utf8))
        return SymmetricKey(data: Data(HMAC<SHA256>.authenticationCode(for: Data(purpose.utf8), using: root)))
    }

    /// Hides the token.
    package var description: String { "access token (hidden)" }

    /// Hides the token.
    package var debugDescription: String { description }
}

extension Sequence where Element == UInt8 {
    /// The bytes as lower-case hexadecimal digits.
    var hexDigits: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
