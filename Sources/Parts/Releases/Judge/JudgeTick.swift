// What the judge sees: counts of units per arm and second, nothing else.

import Foundation

/// The counts of one arm in one tick. A unit is one flow (first outcome, retries collapsed), never one request.
package struct ArmCounts: Codable, Hashable, Sendable {
    /// All units of the arm in the tick.
    package var units: Int
    /// Units that failed; client aborts count as failed.
    package var bad: Int
    /// Units slower than the latency limit or timed out. May overlap with `bad`.
    package var slow: Int

    /// Counts of one arm.
    package init(units: Int, bad: Int, slow: Int) {
        self.units = units
        self.bad = bad
        self.slow = slow
    }

    /// No units.
    package static let none = ArmCounts(units: 0, bad: 0, slow: 0)

    /// Whether the counts can be true at all.
    var isPossible: Bool {
        (0...ReplayLimits.units).contains(units) && (0...units).contains(bad) && (0...units).contains(slow)
    }

    static func += (left: inout ArmCounts, right: ArmCounts) {
        left.units += right.units
        left.bad += right.bad
        left.slow += right.slow
    }
}

/// One tick of both arms.
package struct JudgeTick: Codable, Hashable, Sendable {
    /// The second in which the tick begins, counted from any fixed origin; rises from tick to tick.
    package var second: Int
    /// The control's counts; nil if there was no data row for that arm. Missing is not zero.
    package var control: ArmCounts?
    /// The canary's counts; nil if there was no data row for that arm.
    package var canary: ArmCounts?

    /// A tick.
    package init(second: Int, control: ArmCounts?, canary: ArmCounts?) {
        self.second = second
        self.control = control
        self.canary = canary
    }
}
