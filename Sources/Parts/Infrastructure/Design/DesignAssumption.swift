// The numbers that a design takes before there are measurements. Each is named in the report with what replaces it.

/// A number that was assumed.
package struct DesignAssumption: Codable, Hashable, Sendable {
    /// Its stable name.
    package var name: String
    /// The value with its unit, for people.
    package var value: String
    /// Why this value.
    package var because: String
    /// What replaces it by a measured one.
    package var replacedBy: String
}

/// The assumed numbers.
enum Assumed {
    /// Peak flows per second divided by the month's mean.
    static let peakToMean = 10.0
    /// Requests for files (styles, scripts, pictures) that the edge answers for one flow.
    static let filesPerFlow = 3.0
    /// Mean size of an answer in kilobytes (1,000 bytes).
    static let kilobytesPerAnswer = 10.0
    /// CPU that the service needs for one request, in seconds of one vCPU.
    static let serviceSeconds = 0.005
    /// CPU that the database needs for one request, in seconds of one vCPU.
    static let databaseSeconds = 0.002
    /// The share of a CPU that is planned for: above it queues grow fast.
    static let utilisation = 0.6
    /// Bytes of structured logs per request, in kilobytes.
    static let logKilobytes = 1.0
    /// The database's size in GB.
    static let databaseGigabytes = 100.0
    /// Statements that one request sends to the database, one after the other.
    static let statements = 10.0
    /// Connections that one task keeps to the database.
    static let poolSize = 10.0
    /// Releases in a month.
    static let releases = 8.0
    /// How long a call to an outside service, such as the payment provider, keeps its connection, in seconds.
    static let outsideSeconds = 2.0

    static let all: [DesignAssumption] = [
        row("peak-to-mean", "10", "campaigns come in bursts", "30 days of telemetry"),
        row("files-per-flow", "3", "styles, scripts and pictures that the browser does not have yet", "edge logs"),
        row("answer-size", "10 kB", "a page without its pictures, compressed", "edge logs"),
        row("service-cpu", "5 ms of one vCPU a request", "a small web service", "a load test"),
        row(
            "database-cpu", "2 ms of one vCPU a request", "ten short statements by primary key", "a load test"),
        row(
            "utilisation", "60 %", "above it waiting time grows fast (M/M/1: 1.5 times the service time at 60 %)",
            "a load test"),
        row("log-size", "1 kB a request", "one structured line", "log metrics"),
        row("database-size", "100 GB", "the smallest that is usual; storage grows by itself", "a restore drill"),
        row("statements", "10 a request, one after the other", "an ORM without tuning", "database insights"),
        row("pool", "10 connections a task", "twice the vCPUs and some", "the service's configuration"),
        row("releases", "8 a month", "twice a week", "the ledger"),
        row("outside-call", "2 s", "a payment provider on a bad day", "telemetry"),
    ]

    private static func row(
        _ name: String, _ value: String, _ because: String, _ replacedBy: String
    ) -> DesignAssumption {
        DesignAssumption(name: name, value: value, because: because, replacedBy: replacedBy)
    }
}
