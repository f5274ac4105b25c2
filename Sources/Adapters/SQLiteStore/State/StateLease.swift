// Who may act: one holder at a time, with a fencing token that every write proves.

package import Core
internal import GRDB

/// A lease held on a flow. Writes name its token; a write with an older token is refused.
package struct StateLease: Hashable, Sendable {
    /// The flow.
    package let name: String
    /// Who holds it.
    package let holder: String
    /// Rises with each holder: the fencing token.
    package let token: Int
    /// When the holder before was last known alive; nil if there was none, or it gave the lease back.
    package let lastSeen: WallTime?
}

extension StateDatabase {
    /// Takes the lease on `name` for `duration`. Throws `SQLiteStoreError` `leaseLost`, naming the holder, while
    /// another one's has not run out.
    package func acquireLease(_ name: String, holder: String, for duration: Duration) throws -> StateLease {
        let now = clock.now
        return try write { database in
            let row = try Row.fetchOne(database, sql: "SELECT * FROM lease WHERE name = ?", arguments: [name])
            var lastSeen: WallTime?
            if let row {
                let expires = WallTime(milliseconds: row["expires"])
                let other: String = row["holder"]
                if expires > now, other != holder {
                    throw SQLiteStoreError(
                        .leaseLost,
                        message:
                            "\(path): \(other) drives flow \(name), for at least another \((expires - now).spoken)",
                        hint: "Stop it first, or wait until its lease has run out.")
                }
                lastSeen = other.isEmpty ? nil : WallTime(milliseconds: row["seen"])
            }
            let token: Int = (row?["token"] ?? 0) + 1
            try database.execute(
                sql: """
                    INSERT INTO lease VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder,
                    token = excluded.token, expires = excluded.expires, seen = excluded.seen
                    """, arguments: [name, holder, token, (now + duration).milliseconds, now.milliseconds])
            return StateLease(name: name, holder: holder, token: token, lastSeen: lastSeen)
        }
    }

    /// Extends a lease. Throws `leaseLost` if another one has taken it meanwhile.
    package func renew(_ lease: StateLease, for duration: Duration) throws {
        let now = clock.now
        try write { database in
            try Self.check(lease, in: database, path: path)
            try database.execute(
                sql: "UPDATE lease SET expires = ?, seen = ? WHERE name = ?",
                arguments: [(now + duration).milliseconds, now.milliseconds, lease.name])
        }
    }

    /// Whether a lease is still held: throws `leaseLost` if another one has taken it. A read, cheap enough for each
    /// turn.
    package func verify(_ lease: StateLease) throws {
        try read { try Self.check(lease, in: $0, path: path) }
    }

    /// Gives a lease back, so that the next one need not wait. Nothing happens if another one has taken it.
    package func release(_ lease: StateLease) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE lease SET expires = 0, holder = '' WHERE name = ? AND token = ?",
                arguments: [lease.name, lease.token])
        }
    }

    /// Ends the lease of a holder that is known to be dead (its process is gone), so that nobody waits for it; what it
    /// was last seen at stays known. Nothing happens if somebody else holds it.
    package func breakLease(_ name: String, heldByProcess pid: Int32) throws {
        let now = clock.now.milliseconds
        try write { database in
            try database.execute(
                sql: "UPDATE lease SET expires = ? WHERE name = ? AND expires > ? AND holder LIKE ?",
                arguments: [now, name, now, "%(process \(pid))"])
        }
    }

    static func check(_ lease: StateLease, in database: Database, path: String) throws {
        let token = try Int.fetchOne(database, sql: "SELECT token FROM lease WHERE name = ?", arguments: [lease.name])
        guard token == lease.token else {
            throw SQLiteStoreError(
                .leaseLost, message: "\(path): another control plane has taken over flow \(lease.name)",
                hint: "This one stops acting; end it.")
        }
    }
}
