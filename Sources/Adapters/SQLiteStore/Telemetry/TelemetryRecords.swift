// The small tables of telemetry.db: gaps and the writer's mark.

internal import Core
internal import GRDB
internal import Telemetry

/// The writer's one row: how far it came, and whether it ended in order.
struct TelemetryWriter {
    var time: WallTime
    var checkpoint: LossMeter.Checkpoint?
    var isClean: Bool

    static func load(in database: Database) throws -> TelemetryWriter? {
        let row = try Row.fetchOne(
            database, sql: "SELECT last_flush_ms, checkpoint, clean FROM telemetry_writer WHERE id = 1")
        guard let row else { return nil }
        let text: String? = row["checkpoint"]
        return TelemetryWriter(
            time: WallTime(milliseconds: row["last_flush_ms"]),
            checkpoint: try text.map { try CanonicalJSON.decode(from: $0) }, isClean: row["clean"])
    }

    func save(in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO telemetry_writer (id, last_flush_ms, checkpoint, clean) VALUES (1, ?, ?, ?)"
        ).execute(
            arguments: [
                time.milliseconds, try checkpoint.map { try CanonicalJSON.text($0) }, isClean,
            ])
    }
}

/// The table of gaps.
enum TelemetryGaps {
    static func record(_ gap: TelemetryGap, in database: Database) throws {
        if gap.reason == .controlPlaneDown, gap.lostLines != nil {
            try database.execute(
                sql: """
                    DELETE FROM telemetry_gap
                    WHERE reason = ? AND lost IS NULL AND first_second >= ? AND end_second <= ?
                    """,
                arguments: [gap.reason.rawValue, gap.from, gap.to])
        }
        try database.execute(
            sql: """
                INSERT INTO telemetry_gap (first_second, end_second, reason, lost)
                SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
                    SELECT 1 FROM telemetry_gap
                    WHERE first_second = ?1 AND end_second = ?2 AND reason = ?3 AND lost IS ?4)
                """,
            arguments: [gap.from, gap.to, gap.reason.rawValue, gap.lostLines])
    }

    static func overlapping(_ from: Int, _ to: Int, in database: Database) throws -> [TelemetryGap] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT first_second, end_second, reason, lost FROM telemetry_gap
                WHERE end_second > ? AND first_second < ? ORDER BY first_second DESC, id DESC LIMIT ?
                """,
            arguments: [from, to, TelemetryLimits.gaps])
        return rows.reversed().map { row in
            // A reason of a later version within this schema: the lines are lost whatever it is called.
            TelemetryGap(
                from: row["first_second"], to: row["end_second"], lostLines: row["lost"],
                reason: TelemetryGap.Reason(rawValue: row["reason"]) ?? .linesLost)
        }
    }

    static func forget(before second: Int, in database: Database) throws {
        try database.execute(sql: "DELETE FROM telemetry_gap WHERE end_second <= ?", arguments: [second])
    }
}
