// The rows of telemetry_rollup: what is added to them and how they are asked for.

internal import Foundation
internal import GRDB
internal import Statistics
internal import Telemetry

enum TelemetryRollups {
    struct BucketKey: Hashable {
        var resolution: Resolution
        var second: Int
        var route: String
        var release: String
    }

    struct SeriesKey: Hashable, Comparable {
        var second: Int
        var group: String

        static func < (left: SeriesKey, right: SeriesKey) -> Bool {
            (left.second, left.group) < (right.second, right.group)
        }
    }

    static let select = """
        SELECT second, requests, bad, slow, warned, invalid, sketch, r.text AS routeName, v.text AS releaseName
        FROM telemetry_rollup JOIN telemetry_name r ON r.id = route JOIN telemetry_name v ON v.id = release
        """
    static let total = """
        SELECT ifnull(sum(requests), 0) AS requests, ifnull(sum(bad), 0) AS bad, ifnull(sum(slow), 0) AS slow,
            ifnull(sum(warned), 0) AS warned, ifnull(sum(invalid), 0) AS invalid
        FROM telemetry_rollup JOIN telemetry_name r ON r.id = route JOIN telemetry_name v ON v.id = release
        """
    static let window = " WHERE width = ? AND second >= ? AND second < ?"

    static func arguments(_ part: WindowPlan.Part) -> StatementArguments {
        [part.resolution.width, part.seconds.lowerBound, part.seconds.upperBound]
    }

    static func filter(_ selection: TelemetrySelection) -> (String, StatementArguments) {
        var sql = ""
        var arguments = StatementArguments()
        switch selection.routes {
        case .everything: break
        case .flow:
            sql += " AND r.text <> ?"
            arguments += [RouteTable.other]
        case .one(let label):
            sql += " AND r.text = ?"
            arguments += [label]
        }
        if let release = selection.release {
            sql += " AND v.text = ?"
            arguments += [release]
        }
        return (sql, arguments)
    }

    static func counts(_ row: Row) -> RequestCounts {
        RequestCounts(
            requests: row["requests"], bad: row["bad"], slow: row["slow"], warned: row["warned"],
            invalid: row["invalid"])
    }

    static func add(_ row: Row, to statistics: inout RequestStatistics) throws {
        statistics.counts += counts(row)
        try row.withUnsafeData(named: "sketch") { data in
            try (data ?? Data()).withUnsafeBytes { try statistics.latencies.merge(encoded: $0) }
        }
    }

    /// Every cell in all four widths.
    static func buckets(of cells: [RollupCell]) -> [BucketKey: RequestStatistics] {
        var buckets: [BucketKey: RequestStatistics] = [:]
        for cell in cells {
            for resolution in Resolution.allCases {
                let key = BucketKey(
                    resolution: resolution, second: resolution.floor(cell.second), route: cell.route,
                    release: cell.release)
                buckets[key, default: RequestStatistics()] += cell.statistics
            }
        }
        return buckets
    }

    static func add(_ added: RequestStatistics, to key: BucketKey, in database: Database) throws {
        let place: StatementArguments = [
            key.resolution.width, key.second, try id(of: key.route, in: database),
            try id(of: key.release, in: database),
        ]
        var statistics = added
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT requests, bad, slow, warned, invalid, sketch FROM telemetry_rollup
                    WHERE width = ? AND second = ? AND route = ? AND release = ?
                    """),
            arguments: place)
        if let row { try add(row, to: &statistics) }
        let counts = statistics.counts
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO telemetry_rollup
                    (width, second, route, release, requests, bad, slow, warned, invalid, sketch)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: place + [
                counts.requests, counts.bad, counts.slow, counts.warned, counts.invalid,
                Data(statistics.latencies.encoded),
            ])
    }

    private static func id(of name: String, in database: Database) throws -> Int64 {
        let find = try database.cachedStatement(sql: "SELECT id FROM telemetry_name WHERE text = ?")
        if let id = try Int64.fetchOne(find, arguments: [name]) { return id }
        try database.execute(sql: "INSERT INTO telemetry_name (text) VALUES (?)", arguments: [name])
        return database.lastInsertedRowID
    }
}
