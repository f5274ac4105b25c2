// The limits of running a cluster.

/// Named limits of this adapter.
enum Limits {
    /// Output of one of PostgreSQL's programs, in bytes.
    static let commandOutput = 256 << 10
    /// Making a new cluster: seconds on a laptop, longer on a slow disk.
    static let create = Duration.seconds(120)
    /// Starting or stopping the server, in seconds; a start replays the log written since the last checkpoint.
    static let startOrStopSeconds = 60
    /// A question to a program or to the server.
    static let question = Duration.seconds(10)
    /// How often a server that is still starting is asked whether it is ready: with the pause, half a minute.
    static let readyAttempts = 150
    /// The pause between two such questions.
    static let readyPause = Duration.milliseconds(200)
    /// The server's log is set aside at the next start once it has so many bytes; one earlier log is kept.
    static let logBytes = 16 << 20
    /// Lines of the server's log in an error.
    static let errorLines = 5
}
