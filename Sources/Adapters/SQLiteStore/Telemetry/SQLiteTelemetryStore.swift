// Telemetry in one SQLite file of its own, telemetry.db.
//
// WAL with synchronous=NORMAL. After kill -9 everything flushed is there, since it was handed to the kernel: lost is
// what was counted since the last flush, at most a second. After a power loss the last flushes before it may be missing
// as well (those since the last WAL checkpoint), in whole flushes, and the file is still consistent. The ledger, which
// must not lose anything, is another file with synchronous=FULL.

package import Core
internal import GRDB
internal import Statistics
package import Telemetry

/// The embedded telemetry store. Safe to use from any thread; one process may write, others may read.
package final class SQLiteTelemetryStore: TelemetryStore {
    /// The limits of the store.
    package enum Limits {
        /// How long a write waits for another process's, in seconds.
        package static let busySeconds = 5.0
        /// Readers at the same time.
        package static let readers = 4
        /// Bytes that the write-ahead log may keep after a checkpoint.
        package static let journalBytes = 16 << 20
    }

    /// The file.
    package let path: String
    private let pool: DatabasePool

    /// Opens the file at `path`, or creates it. Throws `storeNewer` for one that a newer version wrote, `storeCorrupt`
    /// for a damaged one or another kind of file, `storeUnreachable` if it cannot be opened.
    package init(path: String) throws(TelemetryError) {
        self.path = path
        do {
            pool = try Self.openPool(path: path)
        } catch {
            throw TelemetryError(error, path: path)
        }
    }

    /// See `TelemetryStore`.
    package func add(_ flush: TelemetryFlush) throws(TelemetryError) {
        let buckets = TelemetryRollups.buckets(of: flush.cells)
        try write { database in
            for (key, statistics) in buckets { try TelemetryRollups.add(statistics, to: key, in: database) }
            for gap in flush.gaps { try TelemetryGaps.record(gap, in: database) }
            try TelemetryWriter(
                time: flush.time, checkpoint: flush.checkpoint, isClean: false
            ).save(in: database)
        }
    }

    /// See `TelemetryStore`.
    package func record(_ gap: TelemetryGap) throws(TelemetryError) {
        try write { try TelemetryGaps.record(gap, in: $0) }
    }

    /// See `TelemetryStore`.
    package func sum(
        from: WallTime, to: WallTime, of selection: TelemetrySelection
    ) throws(TelemetryError) -> TelemetrySum {
        try ask(from, to) { database, plan in
            var sum = TelemetrySum(seconds: plan.seconds, statistics: RequestStatistics())
            for part in plan.parts {
                let (filter, arguments) = TelemetryRollups.filter(selection)
                let rows = try Row.fetchCursor(
                    database.cachedStatement(sql: TelemetryRollups.select + TelemetryRollups.window + filter),
                    arguments: TelemetryRollups.arguments(part) + arguments)
                while let row = try rows.next() { try TelemetryRollups.add(row, to: &sum.statistics) }
            }
            return sum
        }
    }

    /// See `TelemetryStore`.
    package func counts(
        from: WallTime, to: WallTime, of selection: TelemetrySelection
    ) throws(TelemetryError) -> RequestCounts {
        try ask(from, to) { database, plan in
            var counts = RequestCounts()
            for part in plan.parts {
                let (filter, arguments) = TelemetryRollups.filter(selection)
                let row = try Row.fetchOne(
                    database.cachedStatement(sql: TelemetryRollups.total + TelemetryRollups.window + filter),
                    arguments: TelemetryRollups.arguments(part) + arguments)
                if let row { counts += TelemetryRollups.counts(row) }
            }
            return counts
        }
    }

    /// See `TelemetryStore`.
    package func series(
        from: WallTime, to: WallTime, step: Int, of selection: TelemetrySelection, by grouping: SeriesGrouping
    ) throws(TelemetryError) -> [SeriesPoint] {
        try read { database in
            guard
                let plan = SeriesPlan(from: from.second, to: to.second, step: step, kept: try Self.kept(in: database))
            else { throw Self.invalidWindow(from, to) }
            let (filter, arguments) = TelemetryRollups.filter(selection)
            let part = WindowPlan.Part(resolution: plan.resolution, seconds: plan.seconds)
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: TelemetryRollups.select + TelemetryRollups.window + filter),
                arguments: TelemetryRollups.arguments(part) + arguments)
            var points: [TelemetryRollups.SeriesKey: RequestStatistics] = [:]
            while let row = try rows.next() {
                let group: String =
                    switch grouping {
                    case .total: ""
                    case .release: row["releaseName"]
                    case .route: row["routeName"]
                    }
                let key = TelemetryRollups.SeriesKey(second: plan.floor(row["second"]), group: group)
                try TelemetryRollups.add(row, to: &points[key, default: RequestStatistics()])
            }
            return points.keys.sorted().map {
                SeriesPoint(second: $0.second, group: $0.group, statistics: points[$0] ?? RequestStatistics())
            }
        }
    }

    /// See `TelemetryStore`.
    package func gaps(from: WallTime, to: WallTime) throws(TelemetryError) -> [TelemetryGap] {
        guard from <= to else { throw Self.invalidWindow(from, to) }
        return try read { try TelemetryGaps.overlapping(from.second, to.endSecond, in: $0) }
    }

    /// See `TelemetryStore`.
    package func prune(now: WallTime) throws(TelemetryError) {
        try write { database in
            for resolution in Resolution.allCases {
                let first = resolution.ceiling(now.second - resolution.retention)
                try database.execute(
                    sql: "DELETE FROM telemetry_rollup WHERE width = ? AND second < ?",
                    arguments: [resolution.width, first])
                try database.execute(
                    sql: """
                        INSERT INTO telemetry_kept (width, first_second) VALUES (?, ?)
                        ON CONFLICT (width) DO UPDATE SET first_second = max(first_second, excluded.first_second)
                        """,
                    arguments: [resolution.width, first])
            }
            try TelemetryGaps.forget(before: now.second - Resolution.hour.retention, in: database)
        }
    }

    /// See `TelemetryStore`.
    package func lastFlush() throws(TelemetryError) -> LastFlush? {
        try read { database in
            try TelemetryWriter.load(in: database).map {
                LastFlush(time: $0.time, checkpoint: $0.checkpoint, isClean: $0.isClean)
            }
        }
    }

    /// See `TelemetryStore`.
    package func firstSecond() throws(TelemetryError) -> Int? {
        try read { database in
            func first(_ resolution: Resolution) throws -> Int? {
                try Int.fetchOne(
                    database, sql: "SELECT min(second) FROM telemetry_rollup WHERE width = ?",
                    arguments: [resolution.width])
            }
            guard let hour = try first(.hour) else { return nil }
            let kept = try Self.kept(in: database)
            let exact = Resolution.allCases.first { (kept[$0] ?? .min) <= hour } ?? .hour
            return try first(exact) ?? hour
        }
    }

    /// See `TelemetryStore`.
    @discardableResult
    package func open(at now: WallTime) throws(TelemetryError) -> TelemetryGap? {
        try write { database in
            let last = try TelemetryWriter.load(in: database)
            let gap = last.flatMap { TelemetryGap(since: $0.time, until: now) }
            if let gap { try TelemetryGaps.record(gap, in: database) }
            let time = max(now, last?.time ?? now)
            try TelemetryWriter(time: time, checkpoint: last?.checkpoint, isClean: false).save(in: database)
            return gap
        }
    }

    /// See `TelemetryStore`.
    package func close(at now: WallTime) throws(TelemetryError) {
        try write { database in
            guard var last = try TelemetryWriter.load(in: database) else { return }
            last.isClean = true
            try last.save(in: database)
        }
    }
}

// MARK: - Opening, and the frame of every call

extension SQLiteTelemetryStore {
    private static func openPool(path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Limits.busySeconds)
        configuration.maximumReaderCount = Limits.readers
        configuration.label = "telemetry"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA journal_size_limit = \(Limits.journalBytes)")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        let migrator = TelemetrySchema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw TelemetryError(
                .storeNewer, "\(path) was written by a newer version of Steady",
                hint: "Use that version again, or move the file away: counts then begin anew.")
        }
        let foreign = try pool.read { database in
            let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
            return try !isEmpty && !database.tableExists("telemetry_rollup")
        }
        guard !foreign else {
            throw TelemetryError(
                .storeCorrupt, "\(path) is a database, but no telemetry store",
                hint: "Give another path, or move the file away.")
        }
        try migrator.migrate(pool)
        return pool
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(TelemetryError) -> Value {
        do { return try pool.read(body) } catch { throw TelemetryError(error, path: path) }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(TelemetryError) -> Value {
        do { return try pool.write(body) } catch { throw TelemetryError(error, path: path) }
    }

    private func ask<Value>(
        _ from: WallTime, _ to: WallTime, _ body: (Database, WindowPlan) throws -> Value
    ) throws(TelemetryError) -> Value {
        guard from <= to else { throw Self.invalidWindow(from, to) }
        return try read { database in
            try body(
                database, WindowPlan(from: from.second, to: to.endSecond, kept: try Self.kept(in: database)))
        }
    }

    private static func invalidWindow(_ from: WallTime, _ to: WallTime) -> TelemetryError {
        .invalidWindow(from: from, to: to)
    }

    private static func kept(in database: Database) throws -> [Resolution: Int] {
        var kept: [Resolution: Int] = [:]
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT width, first_second FROM telemetry_kept"))
        for row in rows {
            if let resolution = Resolution(rawValue: row["width"]) { kept[resolution] = row["first_second"] }
        }
        return kept
    }
}
