// What the SQLite release store does beyond the contract of all stores.

import Core
import Releases
import SQLiteStore
import TestKit
import Testing

@Suite struct ReleaseStoreTests {
    private func instance(_ id: String, handle: String?) -> InstanceRecord {
        InstanceRecord(
            id: id, release: "v1", index: 1, port: 20_000, handle: handle, logPath: "/logs/x",
            started: WallTime(second: 1))
    }

    @Test func `without a lease it reads and does not write`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let reader = SQLiteReleaseStore(database, lease: nil)
            let change = StateChange(flow: FlowState(flow: "f", live: "v1"))
            let error = #expect(throws: SQLiteStoreError.self) { try reader.commit(change, flow: "f") }
            #expect(error?.code == .leaseLost)
            let lease = try database.acquireLease("f", holder: "me", for: .seconds(30))
            try SQLiteReleaseStore(database, lease: lease).commit(change, flow: "f")
            #expect(try reader.load(flow: "f").flow?.live == "v1")
        }
    }

    @Test func `a conflict says what contradicts what`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let lease = try database.acquireLease("f", holder: "me", for: .seconds(30))
            let store = SQLiteReleaseStore(database, lease: lease)
            let change = StateChange(release: SampleRelease.unit("v1"))
            try store.commit(change, flow: "f")
            let error = #expect(throws: SQLiteStoreError.self) { try store.commit(change, flow: "f") }
            #expect(error?.code == .conflict && error?.message.contains("release") == true)
        }
    }

    @Test func `the handles of all instances that may be running are known, of every flow`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let lease = try database.acquireLease("f", holder: "me", for: .seconds(30))
            let store = SQLiteReleaseStore(database, lease: lease)
            var ended = instance("I-3", handle: "3:3")
            ended.ended = WallTime(second: 2)
            for (flow, records) in [
                ("f", [instance("I-1", handle: "1:1"), instance("I-2", handle: nil), ended]),
                ("g", [instance("I-4", handle: "4:4")]),
            ] {
                try store.commit(StateChange(instances: records, release: SampleRelease.unit("v1")), flow: flow)
            }
            #expect(try Set(store.runningInstances().compactMap(\.handle)) == ["1:1", "4:4"])
        }
    }

    @Test func `what a writer has committed is there for whoever opens the file next`() throws {
        try StateFolder.with { folder in
            do {
                let database = try folder.open()
                let lease = try database.acquireLease("f", holder: "me", for: .seconds(30))
                try SQLiteReleaseStore(database, lease: lease).commit(
                    StateChange(flow: FlowState(flow: "f", live: "v1"), entries: [try StateFolder.draft(1)]), flow: "f")
            }
            let again = try folder.open(create: false)
            #expect(try SQLiteReleaseStore(again, lease: nil).load(flow: "f").flow?.live == "v1")
            #expect(try SQLiteLedger(again).head()?.sequence == 1)
        }
    }
}
