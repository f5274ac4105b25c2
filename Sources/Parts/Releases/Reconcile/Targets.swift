// What each release should be doing, as it follows from the stored state alone.

package import Core

/// What one release should be doing.
package struct ReleaseTarget: Hashable, Sendable {
    /// How it stands to traffic.
    package enum Role: Hashable, Sendable {
        /// It takes traffic at this weight per server.
        case serving(weight: Int)
        /// Its health is checked, but it takes no traffic.
        case probed
        /// No new sessions; those that stick to it may finish.
        case draining
        /// Running, but out of traffic.
        case standby
    }

    /// The release.
    package var release: String
    /// How it stands to traffic.
    package var role: Role
    /// Whether dead instances are started again. A release under judgement is not: its death is the evidence.
    package var isRestarted: Bool

    /// A target.
    package init(release: String, role: Role, isRestarted: Bool) {
        self.release = release
        self.role = role
        self.isRestarted = isRestarted
    }
}

/// Derives all targets. Releases that are not named are ended.
package enum Targets {
    /// The targets at `now`, those with traffic first. `instances` gives how many servers a release has, for the
    /// weights.
    package static func derive(
        flow: FlowState, rollout: Rollout?, instances: (String) -> Int, now: WallTime
    ) -> [ReleaseTarget] {
        var targets: [ReleaseTarget] = []
        if let rollout, !rollout.isFinished {
            targets = active(rollout, instances: instances, now: now)
        } else if let live = flow.live {
            targets = [ReleaseTarget(release: live, role: .serving(weight: Limits.fullWeight), isRestarted: true)]
        }
        if let warm = flow.warm, now < warm.until, !targets.contains(where: { $0.release == warm.release }) {
            targets.append(ReleaseTarget(release: warm.release, role: .standby, isRestarted: true))
        }
        return targets
    }

    private static func active(_ rollout: Rollout, instances: (String) -> Int, now: WallTime) -> [ReleaseTarget] {
        let controls = rollout.from.map(instances) ?? 0
        let plan = WeightPlan(share: rollout.share, control: controls, canary: instances(rollout.to))
        func old(_ role: ReleaseTarget.Role) -> [ReleaseTarget] {
            rollout.from.map { [ReleaseTarget(release: $0, role: role, isRestarted: true)] } ?? []
        }
        func new(_ role: ReleaseTarget.Role, isRestarted: Bool = false) -> [ReleaseTarget] {
            [ReleaseTarget(release: rollout.to, role: role, isRestarted: isRestarted || rollout.from == nil)]
        }
        switch rollout.phase {
        case .preparing:
            return old(.serving(weight: Limits.fullWeight)) + new(.probed, isRestarted: rollout.kind == .return)
        case .judging:
            return old(.serving(weight: plan.controlWeight)) + new(.serving(weight: plan.canaryWeight))
        case .promoting:
            return new(.serving(weight: Limits.fullWeight)) + old(rollout.kind == .return ? .standby : .draining)
        case .goingHome:
            return old(.serving(weight: Limits.fullWeight)) + new(.standby)
        case .promoted, .home:
            return []
        }
    }
}
