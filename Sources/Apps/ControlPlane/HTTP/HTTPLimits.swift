// Every limit of the HTTP layer, with its reason.

/// The limits of the control plane's HTTP layer.
package enum HTTPLimits {
    /// The largest request body in bytes: a deployment is a few hundred bytes of JSON.
    package static let bodyBytes = 64 * 1024
    /// The largest single header field in bytes.
    package static let headerFieldBytes = 8 * 1024
    /// The largest header section in bytes.
    package static let headerBytes = 16 * 1024
    /// The most header fields in a request.
    package static let headerFields = 64
    /// Connections open at once; more wait in the kernel's queue.
    package static let connections = 256
    /// How long a connection may be silent while a request is awaited or being read.
    package static let idleConnection = Duration.seconds(60)
    /// Live viewers at once. Each costs one connection and at most one waiting frame.
    package static let eventStreams = 32
    /// How often the live page is rendered, once for all viewers.
    package static let frameInterval = Duration.seconds(1)
    /// How long a snapshot may take before the page says that it cannot be had.
    package static let snapshotDeadline = Duration.seconds(5)
    /// Ledger entries in one answer of the API.
    package static let ledgerPage = 500
    /// Ledger entries in a snapshot, and so on the page.
    package static let ledgerLines = 12
    /// Failed logins in a row before they are answered with 429; the right token always works, so that nobody can lock
    /// the people on call out (a guess at 256 random bits is hopeless at any rate).
    package static let failedLogins = 10
    /// One more failed login is allowed again after this time.
    package static let failedLoginRefill = Duration.seconds(6)
    /// How long a browser stays logged in.
    package static let sessionLife = Duration.seconds(30 * 86_400)
    /// Characters of a reason that a person gives.
    package static let reasonCharacters = 300
    /// Characters of any single text from outside that the page shows.
    package static let shownCharacters = 400
    /// Log lines of a failed release that the page shows.
    package static let shownLogLines = 40
    /// Rows of any table on the page.
    package static let shownRows = 60
    /// Bytes of the token file that are read: the token is 64 characters.
    package static let tokenFileBytes = 256
}
