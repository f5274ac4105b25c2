// What can be wrong with the new release's instances, and how that is said.

import Core

extension RolloutMachine {
    /// How many instances of the new release the data plane's own check finds healthy.
    func healthyCount(_ world: RolloutWorld) -> Int {
        let healthy = Set(world.servers.filter(\.isHealthy).map(\.name))
        return world.instances.filter { $0.isAlive && healthy.contains($0.record.serverName) }.count
    }

    /// Why the rollout must end before it had traffic; nil if it need not.
    func faultWhilePreparing(_ world: RolloutWorld) -> HomeReason? {
        if let stop = rollout.stop { return aborted(stop) }
        if let failure = world.startFailure {
            return HomeReason(.notStarted, because: "\(rollout.to) could not be started: \(failure)")
        }
        if let dead = world.instances.first(where: { !$0.isAlive && $0.record.handle != nil }) {
            let after = world.now - dead.record.started
            return HomeReason(
                .crashed, because: "\(dead.record.serverName) ended by itself within \(after.spoken) of its start",
                logTail: world.logTails[dead.record.serverName] ?? [])
        }
        // Healthy at the last moment is healthy.
        let isLate = world.now - rollout.since >= rollout.settings.startWithin
        guard isLate, healthyCount(world) < world.wanted else { return nil }
        let names = Set(world.servers.filter(\.isHealthy).map(\.name))
        let ill = world.instances.first { !names.contains($0.record.serverName) }
        let check = ill.flatMap { instance in world.servers.first { $0.name == instance.record.serverName } }?.check
        return HomeReason(
            .neverHealthy,
            because: "\(healthyCount(world)) of \(world.wanted) instances of \(rollout.to) were healthy within "
                + "\(rollout.settings.startWithin.spoken)" + (check.map { "; the last check said \($0)" } ?? ""),
            logTail: ill.flatMap { world.logTails[$0.record.serverName] } ?? [])
    }

    /// Why the rollout must end while it has traffic, whatever the judge says; nil if it need not.
    func faultWhileServing(_ world: RolloutWorld) -> HomeReason? {
        if let stop = rollout.stop { return aborted(stop) }
        guard rollout.from != nil else { return nil }
        if let dead = world.instances.first(where: { !$0.isAlive && $0.record.handle != nil }) {
            return HomeReason(
                .crashed, because: "\(dead.record.serverName) ended by itself while it served",
                logTail: world.logTails[dead.record.serverName] ?? [])
        }
        // One without weight serves nobody: after a restart of the data plane it was just added again.
        let canary = world.servers.filter { $0.release == rollout.to && $0.mode == .ready && $0.weight > 0 }
        if let down = canary.first(where: { !$0.isHealthy }) {
            return HomeReason(
                .crashed, because: "\(down.name) failed its health check while it served: \(down.check)",
                logTail: world.logTails[down.name] ?? [])
        }
        return nil
    }

    private func aborted(_ stop: StopRequest) -> HomeReason {
        HomeReason(.aborted, because: "\(stop.actor) aborted it: \(stop.reason)")
    }
}

/// The servers of both arms.
struct Arms {
    var control: [ServerView]
    var canary: [ServerView]

    init(_ servers: [ServerView], _ rollout: Rollout) {
        canary = servers.filter { $0.release == rollout.to }
        control = servers.filter { $0.release == rollout.from }
    }

    /// Whether all wanted servers of the new release take traffic, healthy and at full weight.
    func canaryServes(_ wanted: Int) -> Bool {
        canary.filter { $0.mode == .ready && $0.weight == Limits.fullWeight && $0.isHealthy }.count >= wanted
    }
}

/// A number for people: at most one decimal.
func decimal(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
}
