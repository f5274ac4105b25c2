// The ledger in its file: append-only, and every change behind its back is found at the first entry concerned.

import Core
import SQLiteStore
import Testing

@Suite struct LedgerTests {
    /// One way to damage a ledger of nine entries, and what must be said about it.
    struct Damage: Sendable, CustomTestStringConvertible {
        var name: String
        var sql: String
        var kind: LedgerFault.Kind
        var sequence: Int
        var testDescription: String { name }
    }

    static let damages =
        [1, 5, 9].flatMap { number in
            [
                "kind = 'other'", "actor = 'user:eve'", "subject = 'S-9'", "facts = '{}'", "time = time + 1",
                "valid_until = 7", "previous = replace(previous, substr(previous, 1, 1), 'f')",
                "hash = '\(String(repeating: "a", count: 64))'",
            ].map { field in
                Damage(
                    name: "entry \(number) altered: \(field.prefix(20))",
                    sql: "UPDATE ledger SET \(field) WHERE sequence = \(number)", kind: .altered, sequence: number)
            }
        }
        + [1, 5, 8].map { number in
            Damage(
                name: "entry \(number) removed", sql: "DELETE FROM ledger WHERE sequence = \(number)", kind: .removed,
                sequence: number)
        }
        + [1, 8].map { number in
            Damage(
                name: "entries \(number) and \(number + 1) swapped",
                sql: """
                    UPDATE ledger SET sequence = 1000 WHERE sequence = \(number);
                    UPDATE ledger SET sequence = \(number) WHERE sequence = \(number + 1);
                    UPDATE ledger SET sequence = \(number + 1) WHERE sequence = 1000;
                    """, kind: .altered, sequence: number)
        }
        + [9, 6, 1].map { number in
            Damage(
                name: "the end cut off from \(number) on", sql: "DELETE FROM ledger WHERE sequence >= \(number)",
                kind: .truncated, sequence: number)
        }
        + [
            Damage(
                name: "the head altered", sql: "UPDATE ledger_head SET hash = '\(String(repeating: "b", count: 64))'",
                kind: .altered, sequence: 9)
        ]

    @Test func `a ledger as written is intact, also after it was closed and opened again`() throws {
        try StateFolder.with { folder in
            try folder.writeEntries(9)
            let ledger = SQLiteLedger(try folder.open())
            let head = try #require(try ledger.head())
            #expect(try ledger.check() == .intact(entries: 9, head: head.hash) && head.sequence == 9)
            #expect(try ledger.append(StateFolder.draft(10)).previous == head.hash)
        }
    }

    @Test(arguments: damages)
    func `damage is named with the first entry concerned`(damage: Damage) throws {
        try StateFolder.with { folder in
            try folder.writeEntries(9)
            try folder.tamper(damage.sql)
            guard case .broken(let fault) = try SQLiteLedger(try folder.open()).check() else {
                Issue.record("not found")
                return
            }
            #expect(fault.kind == damage.kind && fault.sequence == damage.sequence, "\(fault.summary)")
        }
    }

    @Test func `an entry put in another's place with a right hash of its own is reordered`() throws {
        try StateFolder.with { folder in
            try folder.writeEntries(5)
            let entries = try SQLiteLedger(try folder.open()).entries(from: 1, limit: 9)
            let moved = LedgerEntry(
                sequence: 3, time: entries[3].time, kind: entries[3].kind, actor: entries[3].actor,
                subject: entries[3].subject, facts: entries[3].facts, validUntil: nil, previous: entries[3].previous,
                hash: nil)
            try folder.tamper(
                """
                UPDATE ledger SET facts = '\(moved.facts)', subject = '\(moved.subject)',
                previous = '\(moved.previous)', hash = '\(moved.hash)' WHERE sequence = 3
                """)
            guard case .broken(let fault) = try SQLiteLedger(try folder.open()).check() else {
                Issue.record("not found")
                return
            }
            #expect(fault.kind == .reordered && fault.sequence == 3)
        }
    }

    @Test(arguments: ["UPDATE ledger SET actor = 'user:eve'", "DELETE FROM ledger WHERE sequence = 2"])
    func `the file itself refuses to change or shorten it`(sql: String) throws {
        try StateFolder.with { folder in
            try folder.writeEntries(3)
            #expect(throws: (any Error).self) { try folder.execute(sql) }
            guard case .intact = try SQLiteLedger(try folder.open()).check() else {
                Issue.record("the refused change was made")
                return
            }
        }
    }

    @Test func `entries are read from a number on, latest first cut, or by subject`() throws {
        try StateFolder.with { folder in
            try folder.writeEntries(9)
            let ledger = SQLiteLedger(try folder.open())
            #expect(try ledger.entries(from: 4, limit: 3).map(\.sequence) == [4, 5, 6])
            #expect(try ledger.latest(2, subject: nil).map(\.sequence) == [8, 9])
            #expect(try ledger.latest(2, subject: "S-1").map(\.sequence) == [4, 7])
            var seen: [Int] = []
            try ledger.forEach { seen.append($0.sequence) }
            #expect(seen == Array(1...9))
            seen = []
            try ledger.forEach(subject: "S-0") { seen.append($0.sequence) }
            #expect(seen == [3, 6, 9])
        }
    }

    @Test func `a draft that breaks the schema is refused and leaves no gap`() throws {
        try StateFolder.with { folder in
            let ledger = SQLiteLedger(try folder.open())
            var broken = try StateFolder.draft(1)
            broken.facts = "{not json"
            #expect(throws: SQLiteStoreError.self) { try ledger.append(broken) }
            #expect(try ledger.append(StateFolder.draft(1)).sequence == 1)
        }
    }
}
