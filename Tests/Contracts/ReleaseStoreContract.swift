// What every release store must do, run against the one in memory and the one in SQLite.

import Core
import Foundation
import Releases
import SQLiteStore
import TestKit
import Testing

/// One kind of store, made fresh for each test.
enum ReleaseStoreKind: String, CaseIterable, Sendable {
    case memory
    case sqlite

    /// A store with its ledger and the clock that both read.
    struct Fresh {
        var store: any ReleaseStore
        var ledger: any Ledger
        var clock: TestWallClock
    }

    /// Calls `body` with a fresh store, and removes its files afterwards.
    func withStore(_ body: (Fresh) throws -> Void) throws {
        let clock = TestWallClock()
        switch self {
        case .memory:
            let store = MemoryReleaseStore(clock: clock)
            try body(Fresh(store: store, ledger: store, clock: clock))
        case .sqlite:
            try TelemetryFolder.with { folder in
                let database = try StateDatabase(path: folder + "/steady.db", clock: clock)
                let lease = try database.acquireLease("f", holder: "test", for: .seconds(30))
                let store = SQLiteReleaseStore(database, lease: lease)
                try body(Fresh(store: store, ledger: SQLiteLedger(database), clock: clock))
            }
        }
    }
}

@Suite struct ReleaseStoreContract {
    private func rollout(_ id: String, flow: String = "f", at time: Int = 0) -> Rollout {
        Rollout(
            RolloutOrder(
                id: id, flow: flow, kind: .release, from: "v1", to: "v2", startedBy: SampleRelease.alice,
                settings: SampleRelease.settings()), at: WallTime(second: 1_750_000_000 + time))
    }

    private func finished(_ rollout: Rollout) -> Rollout {
        var rollout = rollout
        rollout.phase = .home
        rollout.finished = rollout.started + .seconds(9)
        return rollout
    }

    private func instance(_ id: String, _ release: String = "v1") -> InstanceRecord {
        InstanceRecord(
            id: id, release: release, index: 1, port: 20_000, logPath: "/logs/x",
            started: WallTime(second: 1_750_000_000))
    }

    private func draft(_ kind: String) throws -> LedgerDraft {
        try LedgerDraft(kind: kind, actor: "test", subject: "R-1", facts: ["why": kind])
    }

    /// `#expect` for an array of one thing, without the text of everything in it.
    private func isEmpty(_ state: StoredState) -> Bool {
        state.flow == nil && state.rollout == nil && state.instances.isEmpty && state.releases.isEmpty
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `a fresh store knows nothing`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { (fresh) throws in
            #expect(isEmpty(try fresh.store.load(flow: "f")))
            #expect(try fresh.store.rollouts(flow: "f", limit: 10).isEmpty)
            #expect(try fresh.store.rollout(id: "R-1") == nil)
            #expect(try fresh.ledger.check() == .intact(entries: 0, head: .zero))
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `all of a change is found again, with its entries in order`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            let flow = FlowState(
                flow: "f", live: "v1", warm: .init(release: "v0", until: WallTime(milliseconds: 7), crashes: 2))
            let change = StateChange(
                flow: flow, rollout: rollout("R-1"), instances: [instance("I-2"), instance("I-1")],
                release: SampleRelease.unit("v1"), entries: [try draft("a.b"), try draft("c.d")])
            fresh.clock.advance(by: .milliseconds(1234))
            let entries = try fresh.store.commit(change, flow: "f")
            #expect(entries.map(\.kind) == ["a.b", "c.d"] && entries.map(\.sequence) == [1, 2])
            #expect(entries.allSatisfy { $0.time == fresh.clock.now })
            #expect(try fresh.ledger.entries(from: 1, limit: 10) == entries)
            let state = try fresh.store.load(flow: "f")
            #expect(state.flow == flow && state.rollout == rollout("R-1"))
            #expect(state.instances == [instance("I-1"), instance("I-2")])
            #expect(state.releases == ["v1": SampleRelease.unit("v1")])
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `flows do not see each other`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            let change = StateChange(
                flow: FlowState(flow: "g", live: "v1"), rollout: rollout("R-1", flow: "g"),
                instances: [instance("I-1")], release: SampleRelease.unit("v1"))
            try fresh.store.commit(change, flow: "g")
            #expect(isEmpty(try fresh.store.load(flow: "f")))
            #expect(try fresh.store.rollouts(flow: "f", limit: 10).isEmpty)
            try fresh.store.commit(StateChange(rollout: rollout("R-2"), release: SampleRelease.unit("v1")), flow: "f")
            #expect(try fresh.store.load(flow: "f").rollout?.id == "R-2")
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `there is one rollout that is not finished`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            try fresh.store.commit(StateChange(rollout: rollout("R-1")), flow: "f")
            #expect(throws: (any Error).self) {
                try fresh.store.commit(StateChange(rollout: rollout("R-2")), flow: "f")
            }
            try fresh.store.commit(StateChange(rollout: finished(rollout("R-1"))), flow: "f")
            #expect(try fresh.store.load(flow: "f").rollout == nil)
            try fresh.store.commit(StateChange(rollout: rollout("R-2")), flow: "f")
            #expect(try fresh.store.rollout(id: "R-1")?.phase == .home)
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `a change that is refused leaves nothing behind, its entries included`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            try fresh.store.commit(
                StateChange(rollout: rollout("R-1"), release: SampleRelease.unit("v1"), entries: [try draft("a.b")]),
                flow: "f")
            let bad = [
                StateChange(rollout: rollout("R-2")), StateChange(release: SampleRelease.unit("v1", content: "other")),
                StateChange(instances: [instance("I-1"), instance("I-2", "v9")]),
            ]
            for change in bad {
                var change = change
                change.flow = FlowState(flow: "f", live: "v9")
                change.entries = [try draft("c.d")]
                #expect(throws: (any Error).self) { try fresh.store.commit(change, flow: "f") }
            }
            let state = try fresh.store.load(flow: "f")
            #expect(state.flow == nil && state.instances.isEmpty)
            #expect(state.releases == ["v1": SampleRelease.unit("v1")])
            #expect(try fresh.ledger.entries(from: 1, limit: 10).map(\.kind) == ["a.b"])
            try fresh.store.commit(StateChange(entries: [try draft("e.f")]), flow: "f")
            #expect(try fresh.ledger.entries(from: 1, limit: 10).map(\.sequence) == [1, 2], "no gap")
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `an instance is changed by its id, and gone when it has ended`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            try fresh.store.commit(
                StateChange(instances: [instance("I-1")], release: SampleRelease.unit("v1")), flow: "f")
            var record = instance("I-1")
            record.handle = "7:9"
            try fresh.store.commit(StateChange(instances: [record]), flow: "f")
            #expect(try fresh.store.load(flow: "f").instances == [record])
            record.ended = WallTime(second: 1_750_000_009)
            try fresh.store.commit(StateChange(instances: [record]), flow: "f")
            #expect(try fresh.store.load(flow: "f").instances.isEmpty)
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `rollouts come newest first, as many as asked for`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            // Two in the same moment: the later stored one is the newer.
            for (id, time) in [("R-1", 10), ("R-2", 30), ("R-3", 20), ("R-4", 30)] {
                try fresh.store.commit(StateChange(rollout: finished(rollout(id, at: time))), flow: "f")
            }
            #expect(try fresh.store.rollouts(flow: "f", limit: 10).map(\.id) == ["R-4", "R-2", "R-3", "R-1"])
            #expect(try fresh.store.rollouts(flow: "f", limit: 2).map(\.id) == ["R-4", "R-2"])
        }
    }

    @Test(arguments: ReleaseStoreKind.allCases)
    func `the evidence of a rollout comes back bit for bit`(_ kind: ReleaseStoreKind) throws {
        try kind.withStore { fresh in
            var judged = rollout("R-1")
            for second in 1...50 {
                let arm = ArmCounts(units: 7, bad: second % 17 == 0 ? 1 : 0, slow: second % 5 == 0 ? 1 : 0)
                judged.judgement = judged.judge.settle(
                    JudgeTick(second: second, control: arm, canary: arm), expectedShare: 0.5)
            }
            try fresh.store.commit(StateChange(rollout: judged), flow: "f")
            let read = try #require(try fresh.store.load(flow: "f").rollout)
            #expect(read == judged && read.judge.standing == judged.judge.standing)
            #expect(
                read.judgement?.evidence.combined.bitPattern == judged.judgement?.evidence.combined.bitPattern)
        }
    }
}
