// The state file's schema, as literal SQL in named migrations that are never edited.

internal import GRDB

/// The migrations of `steady.db`: the ledger and the state that changes together with it.
enum StateSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger") { database in try database.execute(sql: ledger) }
        migrator.registerMigration("2 releases and rollouts") { database in try database.execute(sql: releases) }
        return migrator
    }

    private static let ledger = """
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
        """

    private static let releases = """
        CREATE TABLE release (
            flow TEXT NOT NULL,
            name TEXT NOT NULL,
            digest TEXT NOT NULL CHECK (length(digest) = 64),
            unit TEXT NOT NULL CHECK (json_valid(unit)),
            PRIMARY KEY (flow, name)
        ) STRICT;
        CREATE TABLE rollout (
            id TEXT NOT NULL PRIMARY KEY,
            flow TEXT NOT NULL,
            started INTEGER NOT NULL,
            finished INTEGER,
            state TEXT NOT NULL CHECK (json_valid(state))
        ) STRICT;
        CREATE UNIQUE INDEX rollout_one_active ON rollout (flow) WHERE finished IS NULL;
        CREATE INDEX rollout_started ON rollout (flow, started);
        CREATE TABLE instance (
            id TEXT NOT NULL PRIMARY KEY,
            flow TEXT NOT NULL,
            release TEXT NOT NULL,
            ended INTEGER,
            record TEXT NOT NULL CHECK (json_valid(record)),
            FOREIGN KEY (flow, release) REFERENCES release (flow, name)
        ) STRICT;
        CREATE INDEX instance_running ON instance (flow) WHERE ended IS NULL;
        CREATE TABLE flow (
            name TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL CHECK (json_valid(state))
        ) STRICT;
        """
}
