// The limits of a load run.

/// Named limits of load testing.
package enum Limits {
    /// Sessions under way at once. When it is reached the next one waits, is started late and is counted as behind.
    package static let sessionsInFlight = 10_000
    /// Sessions of one run: at 500/s more than five hours.
    package static let sessions = 10_000_000.0
    /// The longest run.
    package static let duration = Duration.seconds(86_400)
    /// Steps of a journey.
    package static let steps = 50
    /// Bytes of an answer that are looked at for what a journey extracts; the rest is read and thrown away.
    package static let answerBytes = 256 << 10
    /// Bytes of an extracted value; more is taken for a missing end mark.
    package static let extractedBytes = 4096
    /// Cookies of one session, and the bytes of one: RFC 6265, section 6.1.
    package static let cookies = 50
    /// See `cookies`.
    package static let cookieBytes = 4096
    /// Failed requests that a report describes one by one; all are counted.
    package static let failureSamples = 100
    /// Characters of one failure's description.
    package static let failureText = 300
    /// A session is late if it starts so long after its intended time.
    package static let late = Duration.milliseconds(100)
}
