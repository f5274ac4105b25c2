// The limits of talking to HAProxy.

/// Named limits of this adapter's runtime socket and configuration.
package enum HAProxyLimits {
    /// How long one command may take.
    package static let command: Duration = .seconds(2)
    /// The largest answer read: a thousand servers in both tables take about 0.5 MiB.
    package static let answer = 8 << 20
    /// Requests served at once by the whole flow.
    package static let connections = 8000
    /// The longest path of a Unix socket: `sun_path` holds 108 bytes with its end (unix(7)).
    package static let socketPath = 107
    /// How often each server's health is asked for.
    package static let checkInterval: Duration = .milliseconds(500)
    /// How long a check may take: a machine that is briefly overloaded must not look like a broken release.
    package static let checkTimeout: Duration = .seconds(2)
    /// Passed checks before a server is in again.
    package static let checkRises = 1
    /// Failed checks in a row before a server is taken out.
    package static let checkFalls = 3
}
