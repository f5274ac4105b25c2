// Unguessable names: for sessions, references and idempotency keys.

/// 128 random bits as 32 hexadecimal digits, from the operating system's generator.
func randomHex() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
        let digits = String(generator.next() as UInt64, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}

extension String {
    /// Whether it is something that `randomHex()` could have made.
    var isRandomHex: Bool {
        utf8.count == 32 && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
