// The state file: opened once, migrated, refused if it is newer; every write may carry ledger entries.

package import Core
internal import Foundation
internal import GRDB

/// The SQLite file that holds the ledger and the state that changes together with it (`.steady/steady.db`).
///
/// WAL with `synchronous=FULL`: a committed transaction survives kill -9 and loss of power.
package final class StateDatabase: Sendable {
    /// Where the file is.
    package let path: String
    let pool: DatabasePool
    let clock: any WallClock

    /// Opens the file, creates it if `create`, and brings its schema up to date. Throws `SQLiteStoreError` if it is
    /// damaged, not accessible or written by a newer version: then nothing was changed.
    package init(path: String, clock: any WallClock, create: Bool = true) throws {
        self.path = path
        self.clock = clock
        guard create || FileManager.default.fileExists(atPath: path) else {
            throw SQLiteStoreError(
                .notAccessible, message: "\(path) does not exist",
                hint:
                    "Run the command in the folder of a flow that `steady up` was started for, or name it with --state."
            )
        }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
            }
            try Self.refuseNewer(path)
            pool = try DatabasePool(path: path, configuration: configuration)
            try StateSchema.migrator.migrate(pool)
        } catch {
            throw SQLiteStoreError(error, path: path)
        }
    }

    /// Looks before anything is opened for writing: a pool writes to the file as soon as it is opened.
    private static func refuseNewer(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        guard try queue.read({ try StateSchema.migrator.hasBeenSuperseded($0) }) else { return }
        throw SQLiteStoreError(
            .newerVersion, message: "\(path) was written by a newer version of Steady",
            hint: "Use that version, or start with another state folder; the file was not touched.")
    }

    /// Runs a read; errors come out as `SQLiteStoreError`.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try pool.read(body) } catch { throw SQLiteStoreError(error, path: path) }
    }

    /// Runs a durable transaction that blocks other writers from its first statement on.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            var result: Value?
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    result = try body(database)
                    return .commit
                }
            }
            guard let result else { preconditionFailure("a committed transaction has a result") }
            return result
        } catch { throw SQLiteStoreError(error, path: path) }
    }
}
