// Evidence ages: a fact in the ledger proves something only while it is valid.

/// A fact in the ledger together with the time until which it proves something.
package struct Evidence: Codable, Hashable, Sendable {
    /// The ledger entry, for example `L-000123`.
    package var entry: String
    /// When it was observed.
    package var observed: WallTime
    /// Until when it counts; nil if it never ages (a decision, for example).
    package var validUntil: WallTime?

    /// A piece of evidence.
    package init(entry: String, observed: WallTime, validUntil: WallTime?) {
        self.entry = entry
        self.observed = observed
        self.validUntil = validUntil
    }

    /// Whether it still proves something at `time`: from the moment observed up to, not including, `validUntil`.
    package func isFresh(at time: WallTime) -> Bool {
        guard time >= observed else { return false }
        return validUntil.map { time < $0 } ?? true
    }
}
