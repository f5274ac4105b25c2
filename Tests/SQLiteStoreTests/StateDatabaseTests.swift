// Opening the state file: newer, older, damaged, missing, and with no room left.

import Core
import Foundation
import GRDB
import Releases
import SQLiteStore
import TestKit
import Testing

@Suite struct StateDatabaseTests {
    private func code(_ body: () throws -> Void) -> SQLiteStoreError.Code? {
        do { try body() } catch { return (error as? SQLiteStoreError)?.code }
        return nil
    }

    @Test func `a file of a newer version is refused and not touched`() throws {
        try StateFolder.with { folder in
            try folder.writeEntries(3)
            try folder.execute("INSERT INTO grdb_migrations VALUES ('99 things to come')")
            let before = try Data(contentsOf: URL(filePath: folder.file))
            let error = #expect(throws: SQLiteStoreError.self) { _ = try folder.open() }
            #expect(error?.code == .newerVersion && error?.hint.contains("not touched") == true)
            #expect(try Data(contentsOf: URL(filePath: folder.file)) == before)
        }
    }

    @Test(arguments: [
        "no database at all, and long enough to look at", "SQLite format 3\0" + String(repeating: "x", count: 5000),
    ])
    func `a damaged file is refused with what to do`(content: String) throws {
        try StateFolder.with { folder in
            try content.write(toFile: folder.file, atomically: false, encoding: .utf8)
            let error = #expect(throws: SQLiteStoreError.self) { _ = try folder.open() }
            #expect(error?.code == .corrupt && error?.message.contains(folder.file) == true)
            #expect(try String(contentsOfFile: folder.file, encoding: .utf8) == content)
        }
    }

    @Test func `a file that should be there and is not is named, and not made`() throws {
        try StateFolder.with { folder in
            #expect(code { _ = try folder.open(create: false) } == .notAccessible)
            #expect(!FileManager.default.fileExists(atPath: folder.file))
            let nowhere = folder.path + "/missing/steady.db"
            #expect(code { _ = try StateDatabase(path: nowhere, clock: folder.clock) } == .notAccessible)
        }
    }

    @Test func `what one has committed another one reads while both have it open`() throws {
        try StateFolder.with { folder in
            let (first, second) = (try folder.open(), try folder.open())
            try SQLiteLedger(first).append(StateFolder.draft(1))
            #expect(try SQLiteLedger(second).append(StateFolder.draft(2)).sequence == 2)
            #expect(try SQLiteLedger(first).entries(from: 1, limit: 9).count == 2)
        }
    }

    // MARK: Migrations

    /// The schema of the first version, as it was. Never edited: it stands for files that exist.
    private static let firstVersion = """
        CREATE TABLE ledger (
            sequence INTEGER NOT NULL PRIMARY KEY CHECK (sequence > 0),
            time INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind <> ''),
            actor TEXT NOT NULL CHECK (actor <> ''),
            subject TEXT NOT NULL,
            facts TEXT NOT NULL CHECK (json_valid(facts)),
            valid_until INTEGER,
            previous TEXT NOT NULL CHECK (length(previous) = 64),
            hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
        ) STRICT;
        CREATE INDEX ledger_subject ON ledger (subject, sequence);
        CREATE TABLE ledger_head (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            sequence INTEGER NOT NULL,
            hash TEXT NOT NULL CHECK (length(hash) = 64)
        ) STRICT;
        CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TABLE lease (
            name TEXT NOT NULL PRIMARY KEY,
            holder TEXT NOT NULL,
            token INTEGER NOT NULL CHECK (token > 0),
            expires INTEGER NOT NULL,
            seen INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1 ledger');
        """

    /// A file of the first version with three entries and a lease in it.
    private func writeFirstVersion(_ folder: StateFolder) throws {
        let queue = try DatabaseQueue(path: folder.file)
        try queue.write { database in
            try database.execute(sql: Self.firstVersion)
            var previous = Digest.zero
            for number in 1...3 {
                let entry = LedgerEntry(
                    try StateFolder.draft(number), sequence: number, time: WallTime(second: number), previous: previous)
                try database.execute(
                    sql: "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, NULL, ?, ?)",
                    arguments: [
                        entry.sequence, entry.time.milliseconds, entry.kind, entry.actor, entry.subject, entry.facts,
                        entry.previous.hex, entry.hash.hex,
                    ])
                previous = entry.hash
            }
            try database.execute(sql: "INSERT INTO ledger_head VALUES (1, 3, ?)", arguments: [previous.hex])
            try database.execute(sql: "INSERT INTO lease VALUES ('f', 'somebody', 7, 1, 1)")
        }
        try queue.close()
    }

    @Test func `a file of the first version is brought up to date with all that is in it`() throws {
        try StateFolder.with { folder in
            try writeFirstVersion(folder)
            let database = try folder.open()
            let ledger = SQLiteLedger(database)
            guard case .intact(3, _) = try ledger.check() else {
                Issue.record("\(try ledger.check())")
                return
            }
            #expect(try ledger.append(StateFolder.draft(4)).sequence == 4)
            let lease = try database.acquireLease("f", holder: "me", for: .seconds(1))
            #expect(lease.token == 8)
            #expect(try SQLiteReleaseStore(database, lease: lease).load(flow: "f").releases.isEmpty)
        }
    }

    @Test func `a new file and a migrated one have the same schema`() throws {
        try StateFolder.with { old in
            try writeFirstVersion(old)
            _ = try old.open()
            try StateFolder.with { new in
                _ = try new.open()
                #expect(
                    try old.schema().filter { !$0.contains("grdb_") } == new.schema().filter { !$0.contains("grdb_") })
            }
        }
    }

    @Test func `every table is strict`() throws {
        try StateFolder.with { folder in
            _ = try folder.open()
            let tables = try folder.schema().filter { $0.hasPrefix("CREATE TABLE") && !$0.contains("grdb_") }
            #expect(tables.count == 7 && tables.allSatisfy { $0.hasSuffix("STRICT") })
        }
    }

    // MARK: No room

    /// A file system of a given size, which only root may mount.
    private struct SmallDisk {
        let path: String

        static func run(_ command: [String]) -> Bool {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = command
            process.standardError = FileHandle.nullDevice
            do { try process.run() } catch { return false }
            process.waitUntilExit()
            return process.terminationStatus == 0
        }

        func mount() -> Bool { Self.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path]) }
        func grow() -> Bool { Self.run(["mount", "-o", "remount,size=8m", path]) }
        func unmount() -> Bool { Self.run(["umount", "--lazy", path]) }
    }

    @Test(.enabled(if: geteuid() == 0, "SKIPPED: a full disk is tried on a tmpfs, which only root may mount"))
    func `on a full disk nothing is written by halves, and it goes on when there is room`() throws {
        try StateFolder.with { folder in
            let disk = SmallDisk(path: folder.path)
            guard disk.mount() else {
                // A container without the right to mount: say so rather than pass.
                withKnownIssue("SKIPPED: this machine does not let us mount a tmpfs") { Issue.record("no tmpfs") }
                return
            }
            defer { #expect(disk.unmount()) }
            let database = try folder.open()
            let ledger = SQLiteLedger(database)
            let lease = try database.acquireLease("f", holder: "me", for: .seconds(30))
            let store = SQLiteReleaseStore(database, lease: lease)
            var written = 0
            var error: SQLiteStoreError?
            while error == nil, written < 1000 {
                let draft = try LedgerDraft(
                    kind: "test.big", actor: "test", subject: "S", facts: [String(repeating: "x", count: 3000)])
                let flow = FlowState(flow: "f", live: "v\(written + 1)")
                do {
                    try store.commit(StateChange(flow: flow, entries: [draft]), flow: "f")
                    written += 1
                } catch let full as SQLiteStoreError {
                    error = full
                }
            }
            #expect(
                error?.code == .diskFull && error?.hint.contains("Make room") == true, "\(String(describing: error))")
            #expect(try store.load(flow: "f").flow?.live == "v\(written)", "state and entry stand or fall together")
            #expect(try ledger.head()?.sequence == written)
            try #require(disk.grow())
            #expect(try ledger.append(StateFolder.draft(1)).sequence == written + 1)
            guard case .intact = try ledger.check() else {
                Issue.record("\(try ledger.check())")
                return
            }
        }
    }
}
