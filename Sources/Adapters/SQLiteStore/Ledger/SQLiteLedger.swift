// The ledger in SQLite: append inside a transaction, read, check, and take apart for export.

package import Core
internal import GRDB

/// The ledger of one state file.
package struct SQLiteLedger: Ledger {
    private let database: StateDatabase

    /// The ledger in `database`.
    package init(_ database: StateDatabase) {
        self.database = database
    }

    /// See `Ledger`.
    @discardableResult
    package func append(_ draft: LedgerDraft) throws -> LedgerEntry {
        try database.write { try Self.append(draft, in: $0, time: database.clock.now) }
    }

    /// See `Ledger`.
    package func entries(from sequence: Int, limit: Int) throws -> [LedgerEntry] {
        try database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM ledger WHERE sequence >= ? ORDER BY sequence LIMIT ?",
                arguments: [sequence, limit]
            ).map(Self.entry)
        }
    }

    /// See `Ledger`.
    package func latest(_ limit: Int, subject: String?) throws -> [LedgerEntry] {
        try database.read { database in
            let rows =
                if let subject {
                    try Row.fetchAll(
                        database, sql: "SELECT * FROM ledger WHERE subject = ? ORDER BY sequence DESC LIMIT ?",
                        arguments: [subject, limit])
                } else {
                    try Row.fetchAll(
                        database, sql: "SELECT * FROM ledger ORDER BY sequence DESC LIMIT ?", arguments: [limit])
                }
            return rows.reversed().map(Self.entry)
        }
    }

    /// All entries of one subject, oldest first, handed over one by one.
    package func forEach(subject: String, _ body: (LedgerEntry) throws -> Void) throws {
        try database.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM ledger WHERE subject = ? ORDER BY sequence", arguments: [subject])
            while let row = try rows.next() { try body(Self.entry(row)) }
        }
    }

    /// All entries in the order stored, handed over one by one: one in memory at a time.
    package func forEach(_ body: (LedgerEntry) throws -> Void) throws {
        try database.read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM ledger ORDER BY sequence")
            while let row = try rows.next() { try body(Self.entry(row)) }
        }
    }

    /// The number and hash of the last entry; nil for an empty ledger.
    package func head() throws -> (sequence: Int, hash: Digest)? {
        try database.read { try Self.head(in: $0) }
    }

    /// See `Ledger`.
    package func check() throws -> LedgerCheck {
        try database.read { database in
            var checker = LedgerChecker()
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM ledger ORDER BY rowid")
            while let row = try rows.next() { checker.check(Self.entry(row)) }
            return checker.finish(expectedHead: try Self.head(in: database))
        }
    }

    /// Appends within a transaction that the caller holds, so that a change of state and its entry are one.
    static func append(_ draft: LedgerDraft, in database: Database, time: WallTime) throws -> LedgerEntry {
        let head = try head(in: database)
        let entry = LedgerEntry(
            draft, sequence: (head?.sequence ?? 0) + 1, time: time, previous: head?.hash ?? .zero)
        try database.execute(
            sql: "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                entry.sequence, entry.time.milliseconds, entry.kind, entry.actor, entry.subject, entry.facts,
                entry.validUntil?.milliseconds, entry.previous.hex, entry.hash.hex,
            ])
        try database.execute(
            sql: """
                INSERT INTO ledger_head VALUES (1, ?, ?)
                ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
                """, arguments: [entry.sequence, entry.hash.hex])
        return entry
    }

    private static func head(in database: Database) throws -> (sequence: Int, hash: Digest)? {
        guard let row = try Row.fetchOne(database, sql: "SELECT sequence, hash FROM ledger_head"),
            let hash = Digest(hex: row["hash"])
        else { return nil }
        return (row["sequence"], hash)
    }

    /// A row as an entry; a hash that is none becomes `zero`, which no content gives: the check then names it.
    private static func entry(_ row: Row) -> LedgerEntry {
        LedgerEntry(
            sequence: row["sequence"], time: WallTime(milliseconds: row["time"]), kind: row["kind"],
            actor: row["actor"], subject: row["subject"], facts: row["facts"],
            validUntil: (row["valid_until"] as Int64?).map { WallTime(milliseconds: $0) },
            previous: Digest(hex: row["previous"]) ?? .zero, hash: Digest(hex: row["hash"]) ?? .zero)
    }
}
