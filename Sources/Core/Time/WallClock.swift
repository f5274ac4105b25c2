// Where the time of day and fresh ids come from: passed in, so that tests decide them.

/// Gives the time of day. Implementations outside tests exist in app roots only.
package protocol WallClock: Sendable {
    /// The time of day now.
    var now: WallTime { get }
}

/// Gives ids that were never given before.
package protocol IDSource: Sendable {
    /// A fresh id with the given prefix, for example `R-7f3a91c2` for `R`: eight hexadecimal digits, lower case.
    func next(_ prefix: String) -> String
}
