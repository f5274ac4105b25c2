// Pairs units of both arms that arrived together, so that the ratio test needs no share from outside.

import Foundation

/// Collects ticks until both arms have a few units, then hands the block to the ratio test with the block's own share.
///
/// When a block ends depends on numbers of units only, never on how they turned out. Within a block the bad units are
/// then spread over the arms as in a draw without replacement (arms exchangeable while the environment holds still for
/// the seconds of the block), so the ratio test is exact whatever the configured share was, however it changes, and
/// through bursts and outages that hit both arms: if all units of a block are bad, it proves nothing.
struct PairedBlock: Codable, Hashable, Sendable {
    /// Units that each arm needs.
    static let units = 4
    /// A block that is not full after this many seconds is used as it is, or dropped if an arm is empty.
    static let longest = 120

    private(set) var canary = ArmCounts.none
    private(set) var control = ArmCounts.none
    /// The time the block stands for.
    private(set) var seconds = 0
    /// What the block may add to ln E: the sum over its seconds with hits.
    private(set) var mostBad = 0.0
    private(set) var mostSlow = 0.0

    /// Adds a tick in which both arms are known; a full block comes back once.
    mutating func add(_ seen: SeenTick) -> PairedBlock? {
        canary += seen.canary
        control += seen.control
        seconds += seen.seconds
        if seen.canary.bad > 0 { mostBad += EvidenceCap.bad.most(seen.canary.bad) }
        if seen.canary.slow > 0 { mostSlow += EvidenceCap.slow.most(seen.canary.slow) }
        let isFull = min(canary.units, control.units) >= Self.units
        guard isFull || seconds >= Self.longest else { return nil }
        defer { self = PairedBlock() }
        return min(canary.units, control.units) > 0 ? self : nil
    }

    /// The canary's share of the block's units.
    var share: Double { Double(canary.units) / Double(canary.units + control.units) }
}
