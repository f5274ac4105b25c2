// The ten promises that every rule protects one of (R39).

/// One of the ten promises; `steady verify` answers all of them.
package enum Promise: String, Codable, CaseIterable, Hashable, Sendable {
    /// The flow's availability objective is kept.
    case slo
    /// The flow's latency objective is kept.
    case latency
    /// What runs in production is never changed in place.
    case immutable
    /// There is a way back, and it works now.
    case rollback
    /// What happens is seen.
    case observed
    /// What it costs is known and within the budget.
    case cost
    /// Why it is so is written down.
    case decided
    /// Secrets are kept, rotated and never hard-coded.
    case secrets
    /// Data can be brought back in time.
    case recovery
    /// What can break is known, with how it is detected.
    case failureModes = "failure-modes"
}
