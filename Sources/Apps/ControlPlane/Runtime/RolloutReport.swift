// A stored rollout as commands print it, without a running control plane.

package import Core
package import Releases

/// Turns stored rollouts into what the API would answer.
package enum RolloutReport {
    /// The view of a rollout as of `now`.
    package static func view(of rollout: Rollout, now: WallTime) -> RolloutView {
        RolloutViews.view(of: rollout, now: now, unitRate: nil, isSpecChanged: false)
    }
}
