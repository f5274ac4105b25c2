// Who may act: one at a time, and whoever lost the right can no longer write.

import Core
import Releases
import SQLiteStore
import TestKit
import Testing

@Suite struct LeaseTests {
    private func code(_ body: () throws -> Void) -> SQLiteStoreError.Code? {
        do { try body() } catch { return (error as? SQLiteStoreError)?.code }
        return nil
    }

    @Test func `a second holder is refused, naming the first and how long`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            _ = try database.acquireLease("f", holder: "control-plane P-1", for: .seconds(30))
            folder.clock.advance(by: .seconds(10))
            let error = #expect(throws: SQLiteStoreError.self) {
                _ = try database.acquireLease("f", holder: "control-plane P-2", for: .seconds(30))
            }
            #expect(error?.code == .leaseLost)
            #expect(error?.message.contains("control-plane P-1") == true && error?.message.contains("20 s") == true)
            _ = try database.acquireLease("g", holder: "control-plane P-2", for: .seconds(30))
        }
    }

    @Test func `a lease that has run out is taken, and its last sign of life is known`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let first = try database.acquireLease("f", holder: "one", for: .seconds(30))
            #expect(first.lastSeen == nil)
            folder.clock.advance(by: .seconds(12))
            try database.renew(first, for: .seconds(30))
            let seen = folder.clock.now
            folder.clock.advance(by: .milliseconds(29_999))
            #expect(code { _ = try database.acquireLease("f", holder: "two", for: .seconds(30)) } == .leaseLost)
            folder.clock.advance(by: .milliseconds(1))
            let second = try database.acquireLease("f", holder: "two", for: .seconds(30))
            #expect(second.lastSeen == seen && second.token == first.token + 1)
        }
    }

    @Test func `whoever lost the lease can neither write nor renew, and changes nothing`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let old = try database.acquireLease("f", holder: "one", for: .seconds(30))
            folder.clock.advance(by: .seconds(31))
            let new = try database.acquireLease("f", holder: "two", for: .seconds(30))
            let change = StateChange(
                flow: FlowState(flow: "f", live: "v9"), entries: [try StateFolder.draft(1)])
            let stale = SQLiteReleaseStore(database, lease: old)
            let refused = #expect(throws: ReleaseError.self) { try stale.commit(change, flow: "f") }
            #expect(refused?.code == .leaseLost)
            #expect(code { try database.verify(old) } == .leaseLost)
            try database.verify(new)
            #expect(code { try database.renew(old, for: .seconds(30)) } == .leaseLost)
            try database.release(old)
            #expect(try stale.load(flow: "f").flow == nil)
            #expect(try SQLiteLedger(database).head() == nil)
            #expect(try SQLiteReleaseStore(database, lease: new).commit(change, flow: "f").count == 1)
        }
    }

    @Test func `the same holder may take it again, and its older self is fenced off`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let first = try database.acquireLease("f", holder: "one", for: .seconds(30))
            let second = try database.acquireLease("f", holder: "one", for: .seconds(30))
            #expect(second.token > first.token)
            #expect(code { try database.renew(first, for: .seconds(30)) } == .leaseLost)
        }
    }

    @Test func `a lease given back can be taken at once, and was nobody's`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let first = try database.acquireLease("f", holder: "one", for: .seconds(30))
            try database.release(first)
            let second = try database.acquireLease("f", holder: "two", for: .seconds(30))
            #expect(second.lastSeen == nil && second.token > first.token)
        }
    }

    @Test func `the lease of a process known to be dead is broken, nobody else's`() throws {
        try StateFolder.with { folder in
            let database = try folder.open()
            let born = folder.clock.now
            _ = try database.acquireLease("f", holder: "control-plane P-1 (process 112)", for: .seconds(30))
            folder.clock.advance(by: .seconds(3))
            for pid: Int32 in [12, 11, 1112] { try database.breakLease("f", heldByProcess: pid) }
            #expect(code { _ = try database.acquireLease("f", holder: "two", for: .seconds(30)) } == .leaseLost)
            try database.breakLease("g", heldByProcess: 112)
            try database.breakLease("f", heldByProcess: 112)
            let lease = try database.acquireLease("f", holder: "two", for: .seconds(30))
            #expect(lease.lastSeen == born)
        }
    }
}
