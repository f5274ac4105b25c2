// The tables, and how they come to be. Several instances, of several releases, start at once: one of them does the
// work.
import Logging
import ServiceLifecycle
import Synchronization

/// One step of the schema. Steps only ever add: a release that does not know them must keep working, because the one
/// before it still runs during a rollout and comes back after a rollback.
struct Migration: Sendable {
    /// 1, 2, 3 …
    let version: Int
    /// What it is for.
    let name: StaticString
    /// Literal SQL, never edited once it has shipped.
    let sql: StaticString

    /// All steps in order.
    static let all = [
        Migration(
            version: 1, name: "donations",
            sql: """
                CREATE TABLE donations (
                    reference       text PRIMARY KEY CHECK (reference ~ '^D-[0-9a-f]{32}$'),
                    idempotency_key text NOT NULL UNIQUE CHECK (idempotency_key ~ '^[A-Za-z0-9-]{16,64}$'),
                    donor           text NOT NULL CHECK (donor ~ '^([0-9a-f]{32})?$'),
                    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
                    currency        text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
                    email           text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
                    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'failed')),
                    release         text NOT NULL,
                    created_at      timestamptz NOT NULL DEFAULT now(),
                    settled_at      timestamptz,
                    CHECK ((status = 'pending') = (settled_at IS NULL))
                )
                """)
    ]
}

/// Brings the schema up to date when the service starts, however long the database is away by then.
final class Schema: Service {
    private let database: Database
    private let logger: Logger
    private let ready = Mutex(false)

    /// A schema in `database` that nobody has looked at yet.
    init(database: Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    /// Whether all of this release's steps are in place.
    var isReady: Bool { ready.withLock { $0 } }

    /// Tries until it works, then waits for the end of the service.
    func run() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            while !isReady {
                do {
                    try await database.run { try Self.migrate($0) }
                    ready.withLock { $0 = true }
                    logger.info("schema is up to date")
                } catch let error as DatabaseError {
                    logger.warning("schema cannot be brought up to date yet", metadata: ["cause": "\(error)"])
                    try await Task.sleep(for: Limits.schemaRetry)
                }
            }
            try await gracefulShutdown()
        }
    }

    private static func migrate(_ connection: Connection) throws {
        try connection.transaction { connection in
            // Whoever comes second waits here, and finds the work done. The number means nothing but "donations".
            try connection.query("SELECT pg_advisory_xact_lock(7362147)")
            try connection.query(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                """)
            let rows = try connection.query("SELECT version FROM schema_migrations")
            let done = rows.compactMap { $0[0].flatMap(Int.init) }
            for migration in Migration.all where !done.contains(migration.version) {
                try connection.query(migration.sql)
                try connection.query(
                    "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)",
                    ["\(migration.version)", "\(migration.name)"])
            }
        }
    }
}
