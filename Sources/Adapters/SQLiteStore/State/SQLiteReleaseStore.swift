// Releases, rollouts and instances in SQLite: a change of state and its ledger entries are one transaction.

package import Core
internal import GRDB
package import Releases

/// The seam `ReleaseStore` over a state file. With a lease every write proves that it is still held; without one
/// (reading commands) writes are refused.
package struct SQLiteReleaseStore: ReleaseStore {
    private let database: StateDatabase
    private let lease: StateLease?

    /// The store in `database`; `lease` nil for reading only.
    package init(_ database: StateDatabase, lease: StateLease?) {
        self.database = database
        self.lease = lease
    }

    /// See `ReleaseStore`.
    package func load(flow: String) throws -> StoredState {
        try database.read { database in
            var state = StoredState()
            state.flow = try String.fetchOne(
                database, sql: "SELECT state FROM flow WHERE name = ?", arguments: [flow]
            ).map { try CanonicalJSON.decode(from: $0) }
            state.rollout = try String.fetchOne(
                database, sql: "SELECT state FROM rollout WHERE flow = ? AND finished IS NULL", arguments: [flow]
            ).map { try CanonicalJSON.decode(from: $0) }
            state.instances = try String.fetchAll(
                database, sql: "SELECT record FROM instance WHERE flow = ? AND ended IS NULL ORDER BY id",
                arguments: [flow]
            ).map { try CanonicalJSON.decode(from: $0) }
            for text in try String.fetchAll(database, sql: "SELECT unit FROM release WHERE flow = ?", arguments: [flow])
            {
                let unit: ReleaseUnit = try CanonicalJSON.decode(from: text)
                state.releases[unit.name] = unit
            }
            return state
        }
    }

    /// See `ReleaseStore`.
    @discardableResult
    package func commit(_ change: StateChange, flow: String) throws -> [LedgerEntry] {
        guard let lease else {
            throw SQLiteStoreError(
                .leaseLost, message: "\(database.path) was opened for reading", hint: "Only the control plane writes.")
        }
        let now = database.clock.now
        do {
            return try database.write { database in
                try StateDatabase.check(lease, in: database, path: self.database.path)
                return try Self.apply(change, flow: flow, in: database, time: now)
            }
        } catch let error as SQLiteStoreError where error.code == .leaseLost {
            throw ReleaseError(.leaseLost, message: error.message, hint: error.hint)
        }
    }

    private static func apply(
        _ change: StateChange, flow: String, in database: Database, time: WallTime
    ) throws -> [LedgerEntry] {
        if let release = change.release { try insert(release, flow: flow, in: database) }
        if let state = change.flow {
            try database.execute(
                sql: "INSERT INTO flow VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state",
                arguments: [flow, try CanonicalJSON.text(state)])
        }
        if let rollout = change.rollout { try upsert(rollout, in: database) }
        for record in change.instances { try upsert(record, flow: flow, in: database) }
        return try change.entries.map { try SQLiteLedger.append($0, in: database, time: time) }
    }

    /// See `ReleaseStore`.
    package func rollout(id: String) throws -> Rollout? {
        try database.read { database in
            try String.fetchOne(database, sql: "SELECT state FROM rollout WHERE id = ?", arguments: [id])
                .map { try CanonicalJSON.decode(from: $0) }
        }
    }

    /// See `ReleaseStore`.
    package func rollouts(flow: String, limit: Int) throws -> [Rollout] {
        try database.read { database in
            try String.fetchAll(
                database, sql: "SELECT state FROM rollout WHERE flow = ? ORDER BY started DESC, rowid DESC LIMIT ?",
                arguments: [flow, limit]
            ).map { try CanonicalJSON.decode(from: $0) }
        }
    }

    /// All instances that may be running, of whatever flow.
    package func runningInstances() throws -> [InstanceRecord] {
        try database.read { database in
            try String.fetchAll(database, sql: "SELECT record FROM instance WHERE ended IS NULL")
                .map { try CanonicalJSON.decode(from: $0) }
        }
    }

    /// The flows that were ever rolled out, by name.
    package func flows() throws -> [String] {
        try database.read { try String.fetchAll($0, sql: "SELECT DISTINCT flow FROM rollout ORDER BY flow") }
    }

    private static func insert(_ release: ReleaseUnit, flow: String, in database: Database) throws {
        try database.execute(
            sql: "INSERT INTO release VALUES (?, ?, ?, ?)",
            arguments: [flow, release.name, try release.digest.hex, try CanonicalJSON.text(release)])
    }

    private static func upsert(_ rollout: Rollout, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO rollout VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET finished = excluded.finished, state = excluded.state
                """,
            arguments: [
                rollout.id, rollout.flow, rollout.started.milliseconds, rollout.finished?.milliseconds,
                try CanonicalJSON.text(rollout),
            ])
    }

    private static func upsert(_ record: InstanceRecord, flow: String, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO instance VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, record = excluded.record
                """,
            arguments: [
                record.id, flow, record.release, record.ended?.milliseconds, try CanonicalJSON.text(record),
            ])
    }
}
