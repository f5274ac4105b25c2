// What only a file can do: end in the middle, be damaged, be newer, be something else.

import Core
import Foundation
import GRDB
import SQLiteStore
import Statistics
import Telemetry
import Testing

@Suite struct SQLiteTelemetryStoreTests {
    private let base = 1_750_000_000

    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array((NSTemporaryDirectory() + "/steady-telemetry-XXXXXX").utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
        }
        try body(folder)
    }

    private func flush(_ second: Int) -> TelemetryFlush {
        var statistics = RequestStatistics(counts: RequestCounts(requests: 10, bad: 1))
        statistics.latencies.add(milliseconds: 20, times: 10)
        let cells = ["v1", "v2"].map {
            RollupCell(second: base + second, route: "POST /donations", release: $0, statistics: statistics)
        }
        return TelemetryFlush(
            time: WallTime(second: base + second + 1), cells: cells,
            checkpoint: .init(second: base + second + 1, streams: [.init(process: 1, next: second)]))
    }

    private func requests(_ store: SQLiteTelemetryStore) throws -> Int {
        let window = (WallTime(second: base), WallTime(second: base + 9999))
        let counts = try store.counts(from: window.0, to: window.1, of: TelemetrySelection())
        // In all resolutions alike.
        let hours = try store.series(from: window.0, to: window.1, step: 3600, of: TelemetrySelection(), by: .total)
        #expect(hours.reduce(0) { $0 + $1.statistics.counts.requests } == counts.requests)
        return counts.requests
    }

    @Test func `what was flushed is there after the process was killed, and the gap names the seconds`() throws {
        try withFolder { folder in
            let store = try SQLiteTelemetryStore(path: folder + "/telemetry.db")
            try store.open(at: WallTime(second: base))
            for second in 0..<30 { try store.add(flush(second)) }
            // What kill -9 leaves: the files as they are, without anything that closing would do.
            let after = folder + "/killed"
            try FileManager.default.createDirectory(atPath: after, withIntermediateDirectories: false)
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(
                    atPath: folder + "/telemetry.db" + suffix, toPath: after + "/telemetry.db" + suffix)
            }
            let reopened = try SQLiteTelemetryStore(path: after + "/telemetry.db")
            #expect(try requests(reopened) == 600)
            #expect(try reopened.lastFlush()?.isClean == false)
            let gap = try reopened.open(at: WallTime(second: base + 44))
            #expect(
                gap == TelemetryGap(from: base + 30, to: base + 44, lostLines: nil, reason: .controlPlaneDown))
        }
    }

    @Test func `a write-ahead log that ends anywhere gives whole flushes and a usable store`() throws {
        try withFolder { folder in
            let store = try SQLiteTelemetryStore(path: folder + "/telemetry.db")
            try store.open(at: WallTime(second: base))
            for second in 0..<12 { try store.add(flush(second)) }
            let database = try Data(contentsOf: URL(fileURLWithPath: folder + "/telemetry.db"))
            let log = try Data(contentsOf: URL(fileURLWithPath: folder + "/telemetry.db-wal"))
            var generator = SeededGenerator(seed: 9)
            var seen: Set<Int> = []
            for round in 0..<25 {
                let path = folder + "/cut\(round).db"
                try database.write(to: URL(fileURLWithPath: path))
                // The log of the schema is at its beginning; cut behind it.
                let length = log.count - Int(generator.next() % UInt64(log.count / 2))
                try log.prefix(length).write(to: URL(fileURLWithPath: path + "-wal"))
                let cut = try SQLiteTelemetryStore(path: path)
                let counted = try requests(cut)
                #expect(counted % 20 == 0, "half a flush after \(length) of \(log.count) bytes")
                if let last = try cut.lastFlush(), counted > 0 {
                    #expect(last.time.second - base == counted / 20, "the mark and the counts belong together")
                }
                try cut.add(flush(100))
                #expect(try requests(cut) == counted + 20)
                seen.insert(counted)
            }
            #expect(seen.count > 2, "the cuts all fell at the same place")
        }
    }

    @Test func `closing and opening again changes nothing, twice`() throws {
        try withFolder { folder in
            for round in 1...3 {
                let store = try SQLiteTelemetryStore(path: folder + "/telemetry.db")
                try store.add(flush(round))
                try store.close(at: WallTime(second: base + round + 1))
                #expect(try store.lastFlush()?.isClean == true)
                #expect(try requests(store) == round * 20)
            }
        }
    }

    @Test func `a second process reads while the first one writes`() throws {
        try withFolder { folder in
            let writer = try SQLiteTelemetryStore(path: folder + "/telemetry.db")
            try writer.add(flush(0))
            let reader = try SQLiteTelemetryStore(path: folder + "/telemetry.db")
            #expect(try requests(reader) == 20)
            try writer.add(flush(1))
            #expect(try requests(reader) == 40)
            try reader.record(TelemetryGap(from: base, to: base + 1, lostLines: 1, reason: .late))
            #expect(try writer.gaps(from: WallTime(second: base), to: WallTime(second: base + 1)).count == 1)
        }
    }

    @Test func `a file of a newer version is refused and left alone`() throws {
        try withFolder { folder in
            let path = folder + "/telemetry.db"
            do {
                let store = try SQLiteTelemetryStore(path: path)
                try store.add(flush(0))
            }
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('telemetry-99-later')") }
            try queue.close()
            let error = #expect(throws: TelemetryError.self) { try SQLiteTelemetryStore(path: path) }
            #expect(error?.code == .storeNewer && error?.message.contains(path) == true)
        }
    }

    @Test func `a file that is no database, damaged, or another database is refused`() throws {
        try withFolder { folder in
            let text = folder + "/text.db"
            try String(repeating: "no database at all\n", count: 500).write(
                toFile: text, atomically: false, encoding: .utf8)
            let other = folder + "/other.db"
            let queue = try DatabaseQueue(path: other)
            try queue.write { try $0.execute(sql: "CREATE TABLE customers (name TEXT)") }
            try queue.close()
            for path in [text, other] {
                let error = #expect(throws: TelemetryError.self) { try SQLiteTelemetryStore(path: path) }
                #expect(error?.code == .storeCorrupt && error?.message.contains(path) == true)
            }
            let missing = #expect(throws: TelemetryError.self) {
                try SQLiteTelemetryStore(path: folder + "/no/such/folder/telemetry.db")
            }
            #expect(missing?.code == .storeUnreachable)
        }
    }

    @Test func `a damaged sketch is an error, not a wrong quantile`() throws {
        try withFolder { folder in
            let path = folder + "/telemetry.db"
            let store = try SQLiteTelemetryStore(path: path)
            try store.add(flush(0))
            let queue = try DatabaseQueue(path: path)
            try queue.write { try $0.execute(sql: "UPDATE telemetry_rollup SET sketch = x'01FF'") }
            try queue.close()
            let error = #expect(throws: TelemetryError.self) {
                try store.sum(
                    from: WallTime(second: base), to: WallTime(second: base + 60), of: TelemetrySelection())
            }
            #expect(error?.code == .storeCorrupt)
            // Counts alone are still right.
            #expect(
                try store.counts(
                    from: WallTime(second: base), to: WallTime(second: base + 60), of: TelemetrySelection()
                ).requests == 20)
        }
    }

    @Test(arguments: [
        "UPDATE telemetry_rollup SET bad = requests + 1", "UPDATE telemetry_rollup SET slow = warned + 1",
        "UPDATE telemetry_rollup SET width = 7", "UPDATE telemetry_rollup SET second = second + 1 WHERE width = 10",
        "UPDATE telemetry_gap SET end_second = first_second", "UPDATE telemetry_writer SET id = 2",
        "UPDATE telemetry_rollup SET requests = 'many'",
    ])
    func `the schema keeps counts sane`(_ sql: String) throws {
        try withFolder { folder in
            let path = folder + "/telemetry.db"
            let store = try SQLiteTelemetryStore(path: path)
            try store.add(flush(0))
            try store.record(TelemetryGap(from: base, to: base + 1, lostLines: 1, reason: .late))
            let queue = try DatabaseQueue(path: path)
            #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        }
    }

    @Test func `pruning keeps the file bounded`() throws {
        try withFolder { folder in
            let store = try SQLiteTelemetryStore(path: folder + "/telemetry.db")
            // Three hours, sparse: what is older than an hour goes from the finest width.
            for second in stride(from: 0, to: 3 * 3600, by: 60) {
                try store.add(flush(second))
                try store.prune(now: WallTime(second: base + second))
            }
            let queue = try DatabaseQueue(path: folder + "/telemetry.db")
            let rows = try queue.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM telemetry_rollup WHERE width = 1") ?? 0
            }
            #expect(rows <= 2 * 61)
        }
    }
}
