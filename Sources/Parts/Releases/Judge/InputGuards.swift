// The judge distrusts its input: silence, lost rows, impossible counts and wrong shares stop everything but a rollback.

import Foundation
import Statistics

/// A tick after the guards: what is known, with zeros where a missing row plainly means "no requests".
struct SeenTick: Hashable, Sendable {
    var control: ArmCounts
    var canary: ArmCounts
    /// The time the tick stands for, gaps before it included; 0 if the tick must not be counted.
    var seconds: Int
    /// Whether both arms are known, so that they may be compared.
    var isComparable: Bool
    /// Rows that the canary has lost beyond those of the control, and that were not told before: each may have held a
    /// bad unit.
    var suspects = 0
}

/// Watches the input of one rollout. All limits are probabilities, not fixed times: 1 in 10,000 for silence.
struct InputGuards: Codable, Hashable, Sendable {
    /// Units that should have come, at e^−9.2 = 1 in 10,000 for none at all.
    static let silence = 9.2
    /// Evidence of 1,000 : 1 that units do not follow the configured share.
    static let sampleRatioThreshold = 6.9
    /// The part of expected rows that an arm may lose over about a minute. Loss that hits the arms alike is the
    /// collector's.
    static let tolerableLoss = 0.3
    /// The part by which the canary may lose more than the control. More is suspicious: a process that crashes takes
    /// its rows, and its failures, with it.
    static let tolerableExcessLoss = 0.1

    /// The smallest share a ramp begins with, for a canary that was never seen.
    static let smallestShare = 0.02

    /// A reader found rows that contradict each other, or counts were impossible.
    var contradicted = false

    private let cadence: Int
    private var lastSecond: Int?
    private var control = ArmWatch()
    private var canary = ArmWatch()
    private var sampleRatio = SampleRatioTest()
    /// The most rows that the canary has lost beyond the control; one means nothing.
    private var mostExcess = 1
    /// Units a canary that was never seen should have had by now; nil once it was seen.
    private var controlBeforeCanary: Double? = 0
    /// The same of a control that was never seen: without one nothing is proven to be like it.
    private var canaryBeforeControl: Double? = 0

    init(cadence: Int) { self.cadence = max(cadence, 1) }

    /// Checks a tick and says what may be counted of it.
    mutating func admit(_ tick: JudgeTick, expectedShare: Double?) -> SeenTick {
        let nothing = SeenTick(control: .none, canary: .none, seconds: 0, isComparable: false)
        let possible = (tick.control?.isPossible ?? true) && (tick.canary?.isPossible ?? true)
        guard possible, tick.second > lastSecond ?? Int.min else {
            contradicted = true
            return nothing
        }
        let seconds = lastSecond.map { tick.second - $0 } ?? cadence
        let gap = (seconds - 1) / cadence
        lastSecond = tick.second
        if gap > 0 {
            control.miss(ticks: gap)
            canary.miss(ticks: gap)
        }
        let controlKnown = control.watch(tick.control)
        let canaryKnown = canary.watch(tick.canary)
        var seen = SeenTick(
            control: tick.control ?? .none, canary: tick.canary ?? .none, seconds: seconds,
            isComparable: controlKnown && canaryKnown)
        let excess = canary.lostRows - control.lostRows
        seen.suspects = max(0, excess - mostExcess)
        mostExcess = max(mostExcess, excess)
        watchSilence(seen, gap: gap, expectedShare: expectedShare)
        if let expectedShare, seen.isComparable {
            sampleRatio.add(canary: seen.canary.units, control: seen.control.units, share: expectedShare)
        }
        return seen
    }

    /// Units an arm owes are measured by the other arm's traffic where there is some: when the whole flow ebbs, an arm
    /// may be quiet for longer. Only if both are quiet does its own past rate count.
    private mutating func watchSilence(_ seen: SeenTick, gap: Int, expectedShare: Double?) {
        let canaryRate = canary.unitsPerTick
        let controlRate = control.unitsPerTick
        canary.owe(
            seen.canary.units, perUnitOfOther: canaryRate / max(controlRate, 1e-9), other: seen.control.units, gap)
        control.owe(
            seen.control.units, perUnitOfOther: controlRate / max(canaryRate, 1e-9), other: seen.canary.units, gap)
        if seen.canary.units > 0 {
            controlBeforeCanary = nil
        } else if let waited = controlBeforeCanary {
            controlBeforeCanary = waited + Double(seen.control.units) * (expectedShare ?? Self.smallestShare)
        }
        if seen.control.units > 0 {
            canaryBeforeControl = nil
        } else if let waited = canaryBeforeControl {
            canaryBeforeControl = waited + Double(seen.canary.units) * (1 - (expectedShare ?? 0.5))
        }
    }

    private var hasLostRows: Bool {
        control.isRowLost || canary.isRowLost || max(control.loss, canary.loss) > Self.tolerableLoss
            || canary.loss - control.loss > Self.tolerableExcessLoss || isLossSelective
    }

    /// Whether the canary has lost more rows than the control over the whole rollout, by more than 2 % of the rows and
    /// three standard deviations: a loss that picks the canary's seconds may pick the bad ones.
    private var isLossSelective: Bool {
        let excess = Double(canary.lostRows - control.lostRows)
        let rows = Double(max(canary.rows, control.rows))
        return excess > 0.02 * rows + 3 * Double(canary.lostRows + control.lostRows).squareRoot()
    }

    /// The first guard that fails now.
    var failing: JudgeGuard? {
        if contradicted { return .impossibleCounts }
        if control.isQuiet && canary.isQuiet { return .silentFlow }
        if canary.isSilent || controlBeforeCanary ?? 0 >= Self.silence { return .silentCanary }
        if control.isSilent || canaryBeforeControl ?? 0 >= Self.silence { return .silentControl }
        if hasLostRows { return .missingRows }
        if sampleRatio.logE >= Self.sampleRatioThreshold { return .sampleRatio }
        return nil
    }
}

/// What is known about the rows of one arm.
struct ArmWatch: Codable, Hashable, Sendable {
    /// Units per tick, learned over about 30 units or 60 ticks, whichever is longer.
    private(set) var unitsPerTick = 0.0
    private var ticksKnown = 0.0
    /// Units that should have come since the last one, by the arm's own past rate.
    private var owedByPast = 0.0
    /// Units that should have come since the last one, by the other arm's traffic.
    private var owedByOther = 0.0
    /// Quiet ticks not yet learned: silence must not become the new normal, unless traffic comes back.
    private var quietTicks = 0
    /// The part of rows lost lately.
    private(set) var loss = 0.0
    /// Rows expected, and those of them that were lost, over the whole rollout.
    private(set) var rows = 0
    private(set) var lostRows = 0
    /// The row of the last tick is lost.
    private(set) var isRowLost = false
    /// Whether this source writes rows for ticks without units: then a missing row is a lost one.
    private var writesZeros = false

    /// The arm is silent, by its own past and by what the other arm still sends.
    var isSilent: Bool { min(owedByOther, owedByPast) >= InputGuards.silence }
    /// The arm has been silent for longer than its own past explains.
    var isQuiet: Bool { owedByPast >= InputGuards.silence }

    /// Ticks of which there was no row in either arm.
    mutating func miss(ticks: Int) {
        for _ in 0..<min(ticks, 600) { _ = watch(nil) }
    }

    /// Takes the row of a tick; false if the row is lost.
    mutating func watch(_ row: ArmCounts?) -> Bool {
        let known = row != nil || !isRowExpected
        isRowLost = !known
        rows += 1
        lostRows += known ? 0 : 1
        loss += ((known ? 0 : 1) - loss) / 60
        if let row, row.units == 0 { writesZeros = true }
        if known { learn(row?.units ?? 0) }
        return known
    }

    /// Charges what should have come in this tick and the `gap` ticks without any row before it.
    mutating func owe(_ units: Int, perUnitOfOther: Double, other: Int, _ gap: Int) {
        guard units == 0 else {
            owedByPast = 0
            owedByOther = 0
            return
        }
        // A lost row is a lost row, not silence, until many are lost one after the other.
        let most = isRowLost ? Double(gap + 1) : .infinity
        owedByPast += min(unitsPerTick * Double(gap + 1), most)
        if unitsPerTick > 0 { owedByOther += min(Double(other) * perUnitOfOther, most) }
    }

    /// A missing row is a lost one if the source writes zeros, or if no units at all would be a surprise (1 in 150).
    private var isRowExpected: Bool { writesZeros || unitsPerTick > 5 }

    private mutating func learn(_ units: Int) {
        if units == 0, owedByPast > 2 {
            quietTicks += 1
            return
        }
        if quietTicks > 0 {
            unitsPerTick *= pow(1 - 1 / window, Double(quietTicks))
            quietTicks = 0
        }
        ticksKnown += 1
        unitsPerTick += (Double(units) - unitsPerTick) / window
    }

    private var window: Double { min(max(ticksKnown, 1), max(60, min(600, 30 / max(unitsPerTick, 1e-9)))) }
}
