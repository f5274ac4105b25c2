// The rollouts that the probe can run, each with how the world behaves in it.

import Core
import Releases
import TestKit

/// A rollout to run from v1 live (or from nothing) to its end.
enum Scenario: String, CaseIterable {
    /// The first release of a flow.
    case first
    /// A good release is promoted, the old one retired after the watch.
    case good
    /// The same with half of the traffic from the start.
    case blueGreen = "blue-green"
    /// Every tenth unit fails.
    case bad
    /// Every third unit is slow.
    case slow
    /// It never answers its health check.
    case neverHealthy = "never-healthy"
    /// It ends by itself under traffic, ignores SIGTERM and leaves a child that holds its port.
    case crash
    /// Somebody aborts it.
    case abort
    /// It is promoted, crashes in its watch, and the flow returns to the release before.
    case `return`

    /// The release that is deployed.
    var release: String { self == .first ? "v1" : "v2" }

    /// How the new release behaves.
    var behaviour: SimulatedRelease {
        var behaviour = SimulatedRelease()
        switch self {
        case .neverHealthy: behaviour.healthyAfter = nil
        case .crash:
            behaviour.crashesAtRequest = 10
            behaviour.leavesChild = true
            behaviour.log = ["listening", "out of memory"]
        case .bad: behaviour.ignoresTermination = true
        case .first, .good, .blueGreen, .slow, .abort, .return: break
        }
        return behaviour
    }

    /// The truth about the units of the new release.
    var rates: UnitRates {
        switch self {
        case .bad: UnitRates(bad: 0.1)
        case .slow: UnitRates(slow: 0.3)
        case .first, .good, .blueGreen, .neverHealthy, .crash, .abort, .return: UnitRates()
        }
    }

    /// What the rollout is started with.
    var settings: RolloutSettings {
        let ramp = self == .blueGreen ? RampPolicy(smallest: 0.5, largest: 0.5) : RampPolicy()
        return SampleRelease.settings(ramp: ramp, watch: .seconds(self == .return ? 60 : 5))
    }
}
