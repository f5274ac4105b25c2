// How much a month uses of what is billed by use: from the flow's own traffic, with every assumption named.

package import Core

/// A number that nobody measured, with why it is taken.
package struct UsageAssumption: Codable, Hashable, Sendable {
    /// What it says.
    package enum Key: String, Codable, Hashable, Sendable, CaseIterable {
        /// Flows per second at the busiest time.
        case peakFlows = "peak-flows"
        /// How many times the mean of a month the peak is.
        case peakToAverage = "peak-to-average"
        /// Requests that one flow makes.
        case requestsPerFlow = "requests-per-flow"
        /// Bytes of one request.
        case requestBytes = "request-bytes"
        /// Bytes of one response.
        case responseBytes = "response-bytes"
        /// The share of requests that CloudFront answers by itself.
        case cacheHitShare = "cache-hit-share"
        /// The share of viewers in Europe.
        case europeShare = "europe-share"
        /// Requests over one connection.
        case requestsPerConnection = "requests-per-connection"
        /// How long a connection stays open.
        case connectionSeconds = "connection-seconds"
        /// Requests per second that one vCPU carries at its scaling target.
        case requestsPerVCPU = "requests-per-vcpu"
        /// Log lines per request.
        case logLinesPerRequest = "log-lines-per-request"
        /// Bytes of a log line.
        case logLineBytes = "log-line-bytes"
        /// What is stored of a log, as a share of its size.
        case logCompression = "log-compression"
        /// Bytes per request to other parties' APIs.
        case outwardBytes = "outward-bytes"
        /// Bytes per request to AWS's own APIs.
        case endpointBytes = "endpoint-bytes"
        /// Calls per secret and month.
        case secretCalls = "secret-calls"
        /// Calls per key and month.
        case keyCalls = "key-calls"
        /// Gigabytes in a bucket.
        case bucketGB = "bucket-gb"
        /// Writes to a bucket in a month.
        case bucketPuts = "bucket-puts"
        /// Reads from a bucket in a month.
        case bucketGets = "bucket-gets"
        /// Gigabytes in a repository of images.
        case imageGB = "image-gb"
        /// The used share of a database's storage.
        case databaseUsedShare = "database-used-share"
        /// The share of a database that changes in a day.
        case databaseChangePerDay = "database-change-per-day"
        /// Gigabytes in an Aurora cluster.
        case auroraGB = "aurora-gb"
        /// Operations on Aurora's storage per request.
        case auroraOperationsPerRequest = "aurora-operations-per-request"
        /// Messages per topic and month.
        case topicMessages = "topic-messages"
        /// Requests per queue and month.
        case queueRequests = "queue-requests"
    }

    /// What it says.
    package var key: Key
    /// The number.
    package var value: Double
    /// Its unit.
    package var unit: String
    /// Why this number.
    package var reason: String

    /// For people: `responseBytes = 20000 bytes: …`.
    package var description: String { "\(key.rawValue) = \(value.plain) \(unit): \(reason)" }
}

/// The usage of a month.
package struct UsageModel: Codable, Hashable, Sendable {
    /// All assumptions, in the order of their keys.
    package private(set) var assumptions: [UsageAssumption]

    /// The defaults, for a flow that is not specified: one flow a second at the peak.
    package init() {
        assumptions = Self.defaults
    }

    /// The defaults with a flow's own traffic, by the assumptions that its design is made with: each flow asks every
    /// route once, and for some files, which the CDN answers where there is one.
    package init(spec: FlowSpec) {
        self.init()
        set(.peakFlows, to: spec.traffic.peak.perSecond, because: "traffic.peak of steady.yaml")
        let routes = Double(max(1, spec.routes.count))
        let all = routes + Assumed.filesPerFlow
        set(
            .requestsPerFlow, to: all,
            because:
                "one for each of the routes of steady.yaml, and \(Assumed.filesPerFlow.plain) for files, as in its design"
        )
        set(.cacheHitShare, to: Assumed.filesPerFlow / all, because: "the files; only where CloudFront is")
        set(.peakToAverage, to: Assumed.peakToMean, because: "as in its design; measure a month to replace it")
        set(
            .responseBytes, to: Assumed.kilobytesPerAnswer * 1000,
            because: "as in its design: a small page or JSON document, compressed")
    }

    /// Replaces an assumption, for example by what was measured.
    package mutating func set(_ key: UsageAssumption.Key, to value: Double, because reason: String) {
        guard let index = assumptions.firstIndex(where: { $0.key == key }) else { return }
        assumptions[index].value = value
        assumptions[index].reason = reason
    }

    /// The number behind a key.
    package subscript(key: UsageAssumption.Key) -> Double {
        assumptions.first { $0.key == key }?.value ?? 0
    }

    /// One line per assumption, for people.
    package var text: String { assumptions.map(\.description).joined(separator: "\n") }

    // MARK: What follows

    /// Requests per second, as a mean over the month.
    package var averageRequestsPerSecond: Double {
        self[.peakFlows] * self[.requestsPerFlow] / self[.peakToAverage]
    }

    /// Requests in a month.
    package var requests: Double { averageRequestsPerSecond * 3600 * hoursPerMonth }

    /// Gigabytes of 10^9 bytes that go out to viewers in a month.
    package var responseGB: Double { requests * self[.responseBytes] / 1e9 }

    /// Gigabytes of logs that the flow writes in a month.
    package var logGB: Double { requests * self[.logLinesPerRequest] * self[.logLineBytes] / 1e9 }

    /// Capacity units that a load balancer uses in an hour: the largest of four dimensions (AWS's page, 2026-09-20).
    /// Rules are not among them: up to ten are free.
    package func capacityUnitsPerHour(requestsPerSecond: Double) -> Double {
        let connections = requestsPerSecond / self[.requestsPerConnection]
        let bytes = requestsPerSecond * (self[.requestBytes] + self[.responseBytes])
        return [
            connections / 25, connections * self[.connectionSeconds] / 3000, bytes * 3600 / 1e9,
        ].max() ?? 0
    }

    private static let defaults: [UsageAssumption] = [
        row(.peakFlows, 1, "flows/s", "no specification was given"),
        row(.peakToAverage, 4, "", "a flow used by day and hardly by night; measure a month to replace it"),
        row(.requestsPerFlow, 1, "requests", "no specification was given"),
        row(.requestBytes, 2_000, "bytes", "headers, cookies and a small form"),
        row(.responseBytes, 20_000, "bytes", "a page or JSON document, compressed"),
        row(.cacheHitShare, 0.6, "", "of a page's requests most are for static files; only where CloudFront is"),
        row(.europeShare, 0, "", "all viewers in the United States; others cost more"),
        row(.requestsPerConnection, 10, "requests", "keep-alive for one visitor's page views"),
        row(.connectionSeconds, 60, "s", "the idle timeout of load balancers"),
        row(.requestsPerVCPU, 50, "requests/s", "an interpreted web service at its scaling target; a load report says"),
        row(.logLinesPerRequest, 2, "lines", "one access line and one of the service"),
        row(.logLineBytes, 400, "bytes", "a JSON line"),
        row(.logCompression, 0.15, "", "CloudWatch stores compressed; the share that AWS's calculator takes"),
        row(.outwardBytes, 4_000, "bytes", "per request to other parties' APIs, through the NAT gateway"),
        row(.endpointBytes, 2_000, "bytes", "per request to AWS's own APIs: logs, secrets, queues"),
        row(.secretCalls, 1_000, "calls", "per secret: read when a task starts"),
        row(.keyCalls, 10_000, "calls", "per key: data keys are cached"),
        row(.bucketGB, 10, "GB", "per bucket: static files and logs of a small site"),
        row(.bucketPuts, 10_000, "requests", "per bucket"),
        row(.bucketGets, 100_000, "requests", "per bucket"),
        row(.imageGB, 5, "GB", "per repository: about 20 images of 250 MB"),
        row(.databaseUsedShare, 0.7, "", "of the allocated storage; backups hold only what is used"),
        row(.databaseChangePerDay, 0.02, "", "of the data; each day of backups holds as much more"),
        row(.auroraGB, 20, "GB", "per cluster"),
        row(.auroraOperationsPerRequest, 5, "operations", "reads from memory are not counted"),
        row(.topicMessages, 1_000, "messages", "per topic: alarms"),
        row(.queueRequests, 1_000_000, "requests", "per queue: long polling, all day"),
    ]

    private static func row(_ key: UsageAssumption.Key, _ value: Double, _ unit: String, _ reason: String)
        -> UsageAssumption
    {
        UsageAssumption(key: key, value: value, unit: unit, reason: reason)
    }
}
