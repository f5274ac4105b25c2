// A rollout as it is stored and as it stands in the ledger.

import Core
import Releases
import TestKit
import Testing

@Suite struct RolloutStorageTests {
    private func canary(weight: Int) -> ServerView { Sample.server("v2.1", weight: weight) }

    @Test func `a rollout read from the store goes on to the same end, bit for bit`() throws {
        var machine = Sample.judging()
        var revived = machine
        for second in 3...40 {
            let world = Sample.world(
                .seconds(second + 1), canary: canary(weight: 256),
                ticks: [Sample.tick(second, bad: second % 9 == 0 ? 1 : 0)])
            machine.step(world)
            let text = try CanonicalJSON.text(revived.rollout)
            revived = RolloutMachine(try CanonicalJSON.decode(from: text))
            revived.step(world)
            #expect(try CanonicalJSON.text(revived.rollout) == CanonicalJSON.text(machine.rollout))
        }
        #expect(machine.rollout.phase != .judging)
    }

    @Test func `a judge stored in a shape of another version is dropped, the rollout goes on`() throws {
        var machine = Sample.judging()
        machine.step(Sample.world(.seconds(4), canary: canary(weight: 256), ticks: [Sample.tick(3)]))
        let text = try CanonicalJSON.text(machine.rollout)
        let damaged = text.replacing("\"keptJudge\":{", with: "\"keptJudge\":{\"stage\":\"three\"},\"before\":{")
        #expect(damaged != text)
        let read: Rollout = try CanonicalJSON.decode(from: damaged)
        #expect(read.judge == Judge(policy: read.settings.policy) && read.phase == .judging)
    }

    @Test func `every event becomes a ledger entry under a name of its own`() throws {
        let rollout = Sample.rollout()
        let server = Sample.server("v2.1")
        let judgement = rollout.judge.standing
        let reason = HomeReason(.evidence, because: "3 of 5 failed")
        let ticks = [JudgedTick(tick: Sample.tick(1), expectedShare: 0.1)]
        let totals = ArmTotals()
        let events: [RolloutEvent] = [
            .started(rollout), .shareIntended(share: 0.1, because: "x"), .shareConfirmed(share: 0.1, servers: [server]),
            .judged(ticks: ticks, judgement: judgement, share: 0.1, totals: totals),
            .goingHome(reason, evidence: rollout.judge.evidence), .promoting(because: "x"),
            .promoted(seconds: 1.5, totals: totals), .home(reason, seconds: 1.5, totals: totals),
            .homeUnverified(servers: [server]),
        ]
        let drafts = try events.map { try $0.draft(for: rollout, actor: "control-plane") }
        #expect(Set(drafts.map(\.kind)).count == events.count)
        #expect(drafts.allSatisfy { $0.subject == "R-1" && $0.kind.hasPrefix("rollout.") && $0.facts.hasPrefix("{") })
        #expect(drafts.first?.actor == "user:alice", "who started it, not who wrote it")
        #expect(drafts.dropFirst().allSatisfy { $0.actor == "control-plane" })
    }
}
