// The tables of telemetry.db. Migrations are named, literal and never edited.

internal import GRDB

enum TelemetrySchema {
    /// All migrations, oldest first.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("telemetry-1-rollups") { database in
            try database.execute(sql: rollups)
        }
        return migrator
    }

    private static let rollups = """
        CREATE TABLE telemetry_name (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE CHECK (length(text) BETWEEN 1 AND 2000)
        ) STRICT;

        CREATE TABLE telemetry_rollup (
            width INTEGER NOT NULL CHECK (width IN (1, 10, 60, 3600)),
            second INTEGER NOT NULL CHECK (second % width = 0),
            route INTEGER NOT NULL REFERENCES telemetry_name (id),
            release INTEGER NOT NULL REFERENCES telemetry_name (id),
            requests INTEGER NOT NULL CHECK (requests >= 0),
            bad INTEGER NOT NULL CHECK (bad BETWEEN 0 AND requests),
            slow INTEGER NOT NULL CHECK (slow BETWEEN 0 AND warned),
            warned INTEGER NOT NULL CHECK (warned BETWEEN 0 AND requests),
            invalid INTEGER NOT NULL CHECK (invalid >= 0),
            sketch BLOB NOT NULL,
            PRIMARY KEY (width, second, route, release)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE telemetry_kept (
            width INTEGER PRIMARY KEY CHECK (width IN (1, 10, 60, 3600)),
            first_second INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE telemetry_gap (
            id INTEGER PRIMARY KEY,
            first_second INTEGER NOT NULL,
            end_second INTEGER NOT NULL CHECK (end_second > first_second),
            reason TEXT NOT NULL CHECK (length(reason) > 0),
            lost INTEGER CHECK (lost >= 0)
        ) STRICT;
        CREATE INDEX telemetry_gap_by_end ON telemetry_gap (end_second);

        CREATE TABLE telemetry_writer (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            last_flush_ms INTEGER NOT NULL,
            checkpoint TEXT,
            clean INTEGER NOT NULL CHECK (clean IN (0, 1))
        ) STRICT;
        """
}
