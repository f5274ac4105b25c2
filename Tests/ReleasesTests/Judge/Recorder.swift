// Writes recordings of a world as CSV, with the faults that real recordings have.

import Releases
import Statistics

/// A recorder of one run after another.
struct Recorder {
    /// Whether seconds without units get a row of zeros, or none.
    var writesZeros = true
    /// The chance that a row is lost, per arm.
    var controlLoss = 0.0
    var canaryLoss = 0.0
    /// From this second on an arm writes no rows.
    var controlEnds = Int.max
    var canaryEnds = Int.max
    /// The canary's share at a second.
    var share: @Sendable (Int) -> Double = { _ in 0.1 }
    var seconds = 600

    private(set) var text = "run,second,arm,requests,bad,slow\n"

    mutating func record(_ run: String, _ world: World, _ chance: inout SeededGenerator) {
        for second in 0..<seconds {
            let tick = world.draw(second, share: share(second), &chance)
            if second < controlEnds { write(run, second, "control", tick.control, controlLoss, &chance) }
            if second < canaryEnds { write(run, second, "canary", tick.canary, canaryLoss, &chance) }
        }
    }

    private mutating func write(
        _ run: String, _ second: Int, _ arm: String, _ counts: ArmCounts?, _ loss: Double,
        _ chance: inout SeededGenerator
    ) {
        guard let counts, writesZeros || counts.units > 0, chance.uniform() >= loss else { return }
        text += "\(run),\(second),\(arm),\(counts.units),\(counts.bad),\(counts.slow)\n"
    }

    /// Records `runs` runs of a world and replays them.
    func outcomes(
        _ runs: Int, seed: UInt64, _ world: (inout SeededGenerator) -> World
    ) throws -> [ReplayOutcome] {
        var recorder = self
        var chance = SeededGenerator(seed: seed)
        for run in 0..<runs {
            let world = world(&chance)
            recorder.record("r\(run)", world, &chance)
        }
        return try JudgeReplay.run(csv: recorder.text, policy: JudgePolicy())
    }
}

extension [ReplayOutcome] {
    func count(_ decisions: String...) -> Int { filter { decisions.contains($0.decision) }.count }
}
