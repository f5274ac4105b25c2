// Every bound and every chosen number of this part, with its reason.

internal import Core

/// The bounds of ServiceLevels.
package enum ServiceLevelLimits {
    /// The share of a window whose counts may be missing before its state is unknown. Chosen: less could hardly turn
    /// the answer, and a restart of the control plane must not void a month.
    package static let gapShare = 0.05
    /// How old the last count may be before every state is unknown, in seconds.
    package static let staleSeconds = 300
    /// How old the last count may be before the time since then counts as a gap, in seconds: a flush comes every
    /// second, and a busy machine may be late.
    package static let quietSeconds = 10
    /// What "now" means for latency and traffic, in seconds.
    package static let nowSeconds = 60
    /// The windows of burn rates, shortest first.
    package static let burnWindows: [Duration] = [.seconds(300), .seconds(3600), .seconds(6 * 3600)]
    /// Gaps named in a report, at most; the newest.
    package static let gapsNamed = 10
}
