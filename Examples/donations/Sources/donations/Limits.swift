// Every bound of the service in one place, each with its reason.

/// What the service allows at most.
enum Limits {
    /// Bytes of a request body. A donation has four short fields; a payment notice is smaller still.
    static let bodyBytes = 16 * 1024
    /// Bytes of configuration or release file.
    static let fileBytes = 64 * 1024
    /// Connections to PostgreSQL of one instance. Every release under rollout runs beside the old one, and
    /// PostgreSQL allows 100 in all by default: two releases of three instances stay below it.
    static let connections = 8
    /// Statements waiting for a connection. Beyond it the answer is 503 at once: a longer queue only makes everybody
    /// wait.
    static let waiting = 512
    /// Rows of one answer from the database; no statement of ours returns more than one.
    static let rows = 1000
    /// How long a connection may take to be made.
    static let connectTimeout = Duration.seconds(3)
    /// How long a statement may take in all, its wait for a connection included.
    static let statementTimeout = Duration.seconds(5)
    /// How long the database has for the answer that makes the instance healthy.
    static let healthTimeout = Duration.seconds(1)
    /// The pause between two attempts to bring the schema up to date while the database is away.
    static let schemaRetry = Duration.seconds(1)
    /// How long requests in flight may go on after SIGTERM.
    static let shutdown = Duration.seconds(12)
    /// How long a connection of a client may be silent.
    static let idleClient = Duration.seconds(75)
}
