// One run of the probe: a real store and driver in a simulated world, from wherever the files stand to the end.

import Core
import Foundation
import Releases
import SQLiteStore
import Statistics
import TestKit

/// What the probe says at its end, as one line of JSON.
struct ProbeReport: Codable {
    /// The phase of the newest rollout.
    var phase: String
    /// Why it went home; nil if it did not.
    var reason: String?
    /// What the newest rollout was for.
    var kind: String
    /// Commits of this run.
    var commits: Int
    /// Whether the chain of the whole ledger holds.
    var ledgerIntact: Bool
    /// Whether each recorded verdict comes out the same when played again.
    var replaysSame: Bool
    /// The live release; nil if none.
    var live: String?
    /// Releases that get traffic.
    var serving: [String]
    /// The weight of all servers that are not of the live release.
    var canaryWeight: Int
    /// Processes that run and belong to no stored instance.
    var orphans: [String]
    /// Stored instances that do not run.
    var missing: [String]
    /// Changes that left nobody to serve although the live release could have.
    var dark: Int
    /// Whether the end was not reached in the time that is enough for every scenario.
    var isStuck: Bool
    /// Simulated seconds since the world began.
    var seconds: Double
}

/// Runs one scenario in a folder.
struct Probe {
    /// Simulated time after which a run that has not ended counts as stuck.
    static let patience: Duration = .seconds(200)

    let scenario: Scenario
    let world: SimulatedWorld
    let database: StateDatabase
    let lease: StateLease
    let store: KillingStore
    let driver: FlowDriver

    /// Opens the folder's files, takes the lease as the control plane does, and goes on. `away` is how long nobody
    /// drove.
    init(
        _ scenario: Scenario, folder: String, away: Duration, killAt: Int?, _ moment: FaultyReleaseStore.Moment
    ) async throws {
        self.scenario = scenario
        let units = ScriptedUnits(perSecond: 100, seed: 7, rates: [scenario.release: scenario.rates])
        world = try SimulatedWorld(units: units, file: "\(folder)/world.json")
        try world.advance(by: away)
        let openings = try world.change { state in
            state.openings += 1
            return state.openings
        }
        database = try StateDatabase(path: "\(folder)/steady.db", clock: world.clock)
        // The one before is dead, or this one would not have been started: the number stands for its process id.
        try database.breakLease(SampleRelease.flow, heldByProcess: Int32(openings - 1))
        lease = try database.acquireLease(
            SampleRelease.flow, holder: "probe (process \(openings))", for: .seconds(30))
        store = KillingStore(SQLiteReleaseStore(database, lease: lease), killAt: killAt, moment)
        driver = try FlowDriver(
            flow: SampleRelease.flow, store: store, dataPlane: world.dataPlane, host: world.host, units: units,
            clock: world.clock, ids: SequentialIDs(after: openings * 1000), logDirectory: "/logs")
        if let lastSeen = lease.lastSeen { try await driver.resume(away: world.clock.now - lastSeen) }
    }

    /// Drives the scenario to its end and reports.
    func run() async throws -> ProbeReport {
        let start = world.clock.now
        var renewed = start
        var isStuck = false
        while try await !isOver() {
            if world.clock.now - start > Self.patience {
                isStuck = true
                break
            }
            try await order()
            try await driver.turn()
            try world.advance(by: await driver.isMoving ? .milliseconds(250) : .seconds(1))
            if world.clock.now - renewed >= .seconds(5) {
                try database.renew(lease, for: .seconds(30))
                renewed = world.clock.now
            }
        }
        return try report(isStuck: isStuck)
    }

    // MARK: What people do

    private func order() async throws {
        let state = await driver.sight().state
        guard state.releases[scenario.release] != nil else {
            try world.set(scenario.behaviour, of: scenario.release)
            _ = try await driver.deploy(
                SampleRelease.unit(scenario.release), settings: scenario.settings, by: SampleRelease.alice)
            return
        }
        if scenario == .abort, let rollout = state.rollout, rollout.phase == .judging, rollout.stop == nil,
            world.clock.now - rollout.since >= .seconds(2)
        {
            _ = try await driver.abort(rollout: rollout.id, by: SampleRelease.alice)
        }
        if scenario == .return, state.flow?.live == "v2", state.rollout == nil {
            var crashing = SimulatedRelease()
            crashing.crashesAfter = .seconds(2)
            try world.set(crashing, of: "v2")
        }
    }

    // MARK: The end

    /// Whether the rollout has ended, nothing is kept warm any more, and the world is as the state says.
    private func isOver() async throws -> Bool {
        let state = await driver.sight().state
        guard state.releases[scenario.release] != nil, state.rollout == nil, state.flow?.warm == nil else {
            return false
        }
        let wanted = state.instances.filter { $0.release == state.flow?.live && $0.stopping == nil }
        let servers = world.servers
        guard wanted.count == state.instances.count, servers.count == wanted.count else { return false }
        return servers.allSatisfy {
            $0.release == state.flow?.live && $0.weight == 256 && $0.mode == .ready && $0.isHealthy
        }
    }

    private func report(isStuck: Bool) throws -> ProbeReport {
        let state = try store.load(flow: SampleRelease.flow)
        guard let last = try store.rollouts(flow: SampleRelease.flow, limit: 1).first else {
            throw SimulatedRefusal(description: "there was no rollout")
        }
        let running = world.now.processes.filter { $0.isAlive || $0.hasChild }
        let live = state.flow?.live
        return ProbeReport(
            phase: last.phase.rawValue, reason: last.reason?.kind.rawValue, kind: last.kind.rawValue,
            commits: store.commits, ledgerIntact: try isIntact(), replaysSame: try replaysSame(), live: live,
            serving: world.now.weights().keys.sorted(),
            canaryWeight: world.servers.filter { $0.release != live }.reduce(0) { $0 + $1.weight },
            orphans: running.filter { process in !state.instances.contains { $0.handle == process.handle } }
                .map(\.instance),
            missing: state.instances.filter { record in !running.contains { $0.handle == record.handle } }.map(\.id),
            dark: world.now.dark.filter { moment in live.map(moment.able.contains) ?? false }.count,
            isStuck: isStuck, seconds: (world.clock.now - WallTime(second: 1_750_000_000)).inSeconds)
    }

    private func isIntact() throws -> Bool {
        guard case .intact = try SQLiteLedger(database).check() else { return false }
        return true
    }

    private func replaysSame() throws -> Bool {
        let ledger = SQLiteLedger(database)
        return try store.rollouts(flow: SampleRelease.flow, limit: 10).allSatisfy { rollout in
            var entries: [LedgerEntry] = []
            try ledger.forEach(subject: rollout.id) { entries.append($0) }
            return try RolloutReplay.play(entries).isSame
        }
    }
}
