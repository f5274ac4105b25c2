// The limits of sending load over HTTP.

/// Named limits of this adapter.
enum Limits {
    /// Connections to the server at once; a request beyond it waits for one, within its own time. The process's limit
    /// of open files must leave room for as many as the server lets grow.
    static let connections = 10_000
    /// How long a connection may take to be made.
    static let connectMilliseconds: Int64 = 5000
    /// How long an idle connection is kept. Shorter than servers and load balancers keep theirs (HAProxy's examples: 10
    /// s): else a request meets a connection that the server is just closing, and fails for no fault of the server.
    static let idleMilliseconds: Int64 = 2000
    /// Bytes of an answer that are read at all; beyond it the answer counts as broken.
    static let readBytes = 64 << 20
    /// Characters of an error's description.
    static let errorText = 200
}
