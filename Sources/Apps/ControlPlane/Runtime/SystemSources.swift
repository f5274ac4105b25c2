// Where time of day, ids and random bytes really come from. App roots only: everything else gets them passed in.

package import Core
import Foundation

/// The operating system's time of day.
package struct SystemWallClock: WallClock {
    /// The system's clock.
    package init() {}

    /// The time of day now, to the millisecond.
    package var now: WallTime { WallTime(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))) }
}

/// Random ids of eight hexadecimal digits, from the operating system's random numbers.
package struct SystemIDs: IDSource {
    /// The system's random numbers.
    package init() {}

    /// See `IDSource`.
    package func next(_ prefix: String) -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return prefix + "-" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// So many bytes that nobody can guess.
    package static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
