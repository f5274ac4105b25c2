// A rollout played again from its ledger entries: the same bits, or the first difference.

import Core
import Releases
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct RolloutReplayTests {
    /// The entries of a real rollout.
    private func entries(_ rates: UnitRates, seed: UInt64) async throws -> [LedgerEntry] {
        let rig = try await DriverRig.live(seed: seed)
        rig.world.units.set(rates, of: "v2")
        rig.world.units.set(UnitRates(bad: 0.001, slow: 0.01), of: "v1")
        let rollout = try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.finish()
        return rig.store.entries.filter { $0.subject == rollout.id }
    }

    private func altered(_ entry: LedgerEntry, _ change: (inout RolloutFacts.Judged) -> Void) throws -> LedgerEntry {
        var facts = try entry.decodeFacts(RolloutFacts.Judged.self)
        change(&facts)
        let draft = try LedgerDraft(kind: entry.kind, actor: entry.actor, subject: entry.subject, facts: facts)
        return LedgerEntry(draft, sequence: entry.sequence, time: entry.time, previous: entry.previous)
    }

    @Test(arguments: [UnitRates(bad: 0.001), UnitRates(bad: 0.06), UnitRates(slow: 0.2)], [1, 2, 3] as [UInt64])
    func `every verdict comes out the same, bit for bit`(rates: UnitRates, seed: UInt64) async throws {
        let entries = try await entries(rates, seed: seed)
        let replay = try RolloutReplay.play(entries)
        #expect(replay.isSame && !replay.steps.isEmpty && replay.steps.allSatisfy(\.isSame))
        #expect(replay.rollout == entries[0].subject)
        for step in replay.steps {
            #expect(step.recorded.evidence.combined.bitPattern == step.replayed.evidence.combined.bitPattern)
        }
    }

    @Test func `a changed count is found in its entry`() async throws {
        var entries = try await entries(UnitRates(bad: 0.02), seed: 4)
        let judged = entries.indices.filter { entries[$0].kind == "rollout.judged" }
        let place = try #require(judged.dropFirst().first)
        entries[place] = try altered(entries[place]) { $0.ticks[0].tick.canary?.units += 1 }
        let replay = try RolloutReplay.play(entries)
        #expect(!replay.isSame)
        #expect(replay.steps.first { !$0.isSame }?.entry == entries[place].id)
    }

    @Test func `a changed verdict, or a changed share, is found`() async throws {
        let entries = try await entries(UnitRates(bad: 0.02), seed: 5)
        let place = try #require(entries.firstIndex { $0.kind == "rollout.judged" })
        for change: (inout RolloutFacts.Judged) -> Void in [
            { $0.judgement.decision = .promote }, { $0.judgement.because += "." },
            { $0.judgement.evidence.combined = $0.judgement.evidence.combined.nextUp },
        ] {
            var damaged = entries
            damaged[place] = try altered(entries[place], change)
            #expect(try !RolloutReplay.play(damaged).isSame)
        }
    }

    @Test func `without its start, or under another rule, it is refused`() async throws {
        let entries = try await entries(UnitRates(), seed: 6)
        #expect(throws: ReleaseError.self) { try RolloutReplay.play(Array(entries.dropFirst())) }
        #expect(throws: ReleaseError.self) { try RolloutReplay.play([]) }
        let place = try #require(entries.firstIndex { $0.kind == "rollout.judged" })
        var other = entries
        other[place] = try altered(entries[place]) { $0.rule = "judge-0" }
        let error = #expect(throws: ReleaseError.self) { try RolloutReplay.play(other) }
        #expect(error?.code == .refused && error?.message.contains("judge-0") == true)
    }

    @Test func `a rollout that was never judged has nothing to differ`() async throws {
        let rig = try DriverRig()
        let rollout = try await rig.deploy(SampleRelease.unit("v1"))
        try await rig.finish()
        let replay = try RolloutReplay.play(rig.store.entries.filter { $0.subject == rollout.id })
        #expect(replay.isSame && replay.steps.isEmpty)
    }
}
