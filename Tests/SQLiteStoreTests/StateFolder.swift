// A folder with a state file for one test, and the tools to damage it.

import Core
import Foundation
import GRDB
import SQLiteStore
import TestKit
import Testing

/// Where one test keeps its state file.
struct StateFolder {
    let path: String
    let clock = TestWallClock()

    var file: String { path + "/steady.db" }

    /// Calls `body` with a new folder and removes it afterwards.
    static func with(_ body: (StateFolder) throws -> Void) throws {
        var template = Array((NSTemporaryDirectory() + "/steady-state-XXXXXX").utf8CString)
        let folder = StateFolder(path: String(cString: try #require(mkdtemp(&template))))
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        try body(folder)
    }

    func open(create: Bool = true) throws -> StateDatabase {
        try StateDatabase(path: file, clock: clock, create: create)
    }

    /// A closed file with so many ledger entries.
    func writeEntries(_ count: Int) throws {
        let ledger = SQLiteLedger(try open())
        for number in 1...count { try ledger.append(try Self.draft(number)) }
    }

    static func draft(_ number: Int) throws -> LedgerDraft {
        try LedgerDraft(
            kind: "test.entry", actor: "user:alice", subject: "S-\(number % 3)", facts: ["number": number])
    }

    /// Changes the file behind Steady's back, its protecting triggers removed.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: file)
        try queue.write { database in
            try database.execute(
                sql: "DROP TRIGGER ledger_is_never_changed; DROP TRIGGER ledger_is_never_shortened;\(sql)")
        }
        try queue.close()
    }

    /// Runs SQL on the file as it is.
    func execute(_ sql: String) throws {
        let queue = try DatabaseQueue(path: file)
        defer { #expect(throws: Never.self) { try queue.close() } }
        try queue.write { try $0.execute(sql: sql) }
    }

    /// The texts of all tables, indices and triggers.
    func schema() throws -> [String] {
        let queue = try DatabaseQueue(path: file)
        defer { #expect(throws: Never.self) { try queue.close() } }
        return try queue.read { database in
            try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        }
    }
}
