// The limits of calling aws.

/// Named limits of this adapter.
package enum AWSLimits {
    /// How long one call may take.
    package static let call: Duration = .seconds(60)
    /// Bytes of one answer: a page of hourly metrics is about 2 MiB.
    package static let answer = 16 << 20
    /// Tries of one call in all, if AWS throttles it.
    package static let tries = 4
    /// The first wait after throttling; each further one is twice as long.
    package static let firstWait: Duration = .seconds(1)
    /// Pages of one question: three months of days by a few dozen services are two.
    package static let pages = 50
    /// Services or databases of a flow that are looked at.
    package static let resources = 100
    /// Metrics asked for in one call (CloudWatch allows 500).
    package static let metrics = 100
    /// Characters of what aws said that stand in an error.
    package static let said = 600
}
