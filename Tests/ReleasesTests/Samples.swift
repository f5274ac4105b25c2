// Rollouts and looks at the world, as the tests of the pure parts need them.

import Core
import Releases
import TestKit

/// Builds inputs of the pure parts around one moment.
enum Sample {
    static let start = WallTime(second: 1_750_000_000)

    static func rollout(
        _ kind: Rollout.Kind = .release, from: String? = "v1", to: String = "v2",
        settings: RolloutSettings = SampleRelease.settings(), at time: WallTime = start
    ) -> Rollout {
        Rollout(
            RolloutOrder(
                id: "R-1", flow: "donations", kind: kind, from: from, to: to, startedBy: SampleRelease.alice,
                settings: settings), at: time)
    }

    static func instance(
        _ release: String, _ index: Int = 1, port: Int = 20_000, handle: String? = "sim:1", isAlive: Bool = true,
        started: WallTime = start
    ) -> InstanceView {
        InstanceView(
            record: InstanceRecord(
                id: "I-\(release).\(index)", release: release, index: index, port: port, handle: handle,
                logPath: "/logs/x", started: started), isAlive: isAlive)
    }

    static func server(
        _ name: String, port: Int = 20_000, weight: Int = 0, mode: ServerView.Mode = .ready, isHealthy: Bool = true,
        sessions: Int = 0, total: Int = 0
    ) -> ServerView {
        ServerView(
            name: name, port: port, weight: weight, mode: mode, isHealthy: isHealthy,
            check: isHealthy ? "L7OK, 200" : "L7STS, 503", sessions: sessions, total: total)
    }

    /// A look at a world with one server of each release.
    static func world(
        _ after: Duration, control: ServerView? = server("v1.1", weight: 256), canary: ServerView?,
        instances: [InstanceView] = [instance("v2")], ticks: [JudgeTick] = [], unitRate: Double? = 100,
        startFailure: String? = nil
    ) -> RolloutWorld {
        RolloutWorld(
            now: start + after, instances: instances, wanted: 1, servers: [control, canary].compactMap { $0 },
            ticks: ticks, unitRate: unitRate, logTails: ["v2.1": ["last words"]], startFailure: startFailure)
    }

    static func tick(_ after: Int, units: Int = 50, bad: Int = 0, slow: Int = 0) -> JudgeTick {
        JudgeTick(
            second: start.second + after, control: ArmCounts(units: units, bad: 0, slow: 0),
            canary: ArmCounts(units: units, bad: bad, slow: slow))
    }

    /// A machine whose release is healthy and has the largest share, read back: it is being judged.
    static func judging(_ settings: RolloutSettings = SampleRelease.settings()) -> RolloutMachine {
        var settings = settings
        settings.ramp = RampPolicy(smallest: 0.5, largest: 0.5)
        var machine = RolloutMachine(rollout(settings: settings))
        machine.step(world(.seconds(1), canary: server("v2.1")))
        machine.step(world(.seconds(2), canary: server("v2.1", weight: 256)))
        return machine
    }

    /// The names of what happened.
    static func names(_ events: [RolloutEvent]) throws -> [String] {
        try events.map { try $0.draft(for: rollout(), actor: "test").kind.replacing("rollout.", with: "") }
    }
}

extension SimulatedRelease {
    /// Never healthy.
    static var ill: SimulatedRelease {
        var ill = SimulatedRelease()
        ill.healthyAfter = nil
        return ill
    }
}
