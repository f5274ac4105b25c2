// SHA-256 as Steady writes it.

internal import Crypto
package import Foundation

/// A SHA-256 digest (FIPS 180-4), written as 64 lower-case hexadecimal digits.
package struct Digest: Codable, Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let hex: String

    /// The digest of bytes that come piece by piece, so that a file of any size needs little memory.
    package struct Stream: Sendable {
        private var hash = SHA256()

        /// A stream without bytes yet.
        package init() {}

        /// Takes the next bytes.
        package mutating func add(_ bytes: some DataProtocol) { hash.update(data: bytes) }

        /// The digest of all bytes so far.
        package func finish() -> Digest { Digest(unchecked: Digest.text(hash.finalize())) }
    }

    /// The digest of some bytes.
    package init(of bytes: some DataProtocol) {
        hex = Self.text(SHA256.hash(data: bytes))
    }

    /// The digest of a text's UTF-8 bytes.
    package init(ofText text: String) {
        self.init(of: Data(text.utf8))
    }

    /// A digest from its text; nil unless it is 64 lower-case hexadecimal digits.
    package init?(hex: String) {
        guard hex.utf8.count == 64, hex.allSatisfy({ $0.isASCII && $0.isHexDigit && !$0.isUppercase }) else {
            return nil
        }
        self.hex = hex
    }

    /// Encoded as its text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let digest = Digest(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256 digest")
        }
        self = digest
    }

    /// Encoded as its text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }

    /// 64 zeros: what the first ledger entry names as its predecessor.
    package static let zero = Digest(unchecked: String(repeating: "0", count: 64))

    /// The first twelve digits, enough for people.
    package var short: String { String(hex.prefix(12)) }

    /// All 64 digits.
    package var description: String { hex }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private init(unchecked: String) {
        hex = unchecked
    }
}
