// A driver in a simulated world, and how time passes for both.

import Core
import Releases
import TestKit
import Testing

/// One flow with its driver, its store and the machine that it runs on.
struct DriverRig {
    let world: SimulatedWorld
    let store: MemoryReleaseStore
    let ids: SequentialIDs
    var driver: FlowDriver

    /// A rig with nothing deployed. `wrap` puts something between the driver and its store.
    init(
        perSecond: Double = 100, seed: UInt64 = 1, wrap: (MemoryReleaseStore) -> any ReleaseStore = { $0 }
    ) throws {
        let clock = TestWallClock()
        world = try SimulatedWorld(clock: clock, units: ScriptedUnits(perSecond: perSecond, seed: seed))
        store = MemoryReleaseStore(clock: clock)
        ids = SequentialIDs()
        driver = try Self.driver(world, wrap(store), ids)
    }

    /// A rig with `v1` live and healthy.
    static func live(
        _ unit: ReleaseUnit = SampleRelease.unit("v1"), perSecond: Double = 100, seed: UInt64 = 1
    ) async throws -> DriverRig {
        let rig = try DriverRig(perSecond: perSecond, seed: seed)
        try await rig.deploy(unit)
        try await rig.finish()
        let live = await rig.state.flow?.live
        try #require(live == unit.name)
        return rig
    }

    /// Another control plane takes over, through any store over the same contents.
    mutating func restart(_ wrap: (MemoryReleaseStore) -> any ReleaseStore = { $0 }) throws {
        driver = try Self.driver(world, wrap(store), ids)
    }

    private static func driver(
        _ world: SimulatedWorld, _ store: any ReleaseStore, _ ids: SequentialIDs
    ) throws -> FlowDriver {
        try FlowDriver(
            flow: SampleRelease.flow, store: store, dataPlane: world.dataPlane, host: world.host, units: world.units,
            clock: world.clock, ids: ids, logDirectory: "/logs")
    }

    var state: StoredState { get async { await driver.sight().state } }

    /// The servers by name.
    func server(_ name: String) -> ServerView? { world.servers.first { $0.name == name } }

    @discardableResult
    func deploy(
        _ unit: ReleaseUnit, settings: RolloutSettings = SampleRelease.settings()
    ) async throws -> Rollout {
        try await driver.deploy(unit, settings: settings, by: SampleRelease.alice)
    }

    /// One turn, then the time until the next.
    func turn() async throws {
        try await driver.turn()
        try world.advance(by: await driver.isMoving ? .milliseconds(250) : .seconds(1))
    }

    /// Turns until the condition holds; fails after `limit` of simulated time.
    func turns(
        within limit: Duration = .seconds(300), _ location: SourceLocation = #_sourceLocation,
        until condition: (StoredState) -> Bool
    ) async throws {
        let end = world.clock.now + limit
        while await !condition(state) {
            guard world.clock.now < end else {
                Issue.record("not within \(limit): \(await state)", sourceLocation: location)
                throw CancellationError()
            }
            try await turn()
        }
    }

    /// Turns until the rollout is in this phase.
    func reach(_ phase: Rollout.Phase, _ location: SourceLocation = #_sourceLocation) async throws {
        try await turns(location) { $0.rollout?.phase == phase }
    }

    /// Turns until no rollout runs, and gives the newest one.
    @discardableResult
    func finish(_ location: SourceLocation = #_sourceLocation) async throws -> Rollout {
        try await turns(location) { $0.rollout == nil }
        return try #require(try store.rollouts(flow: SampleRelease.flow, limit: 1).first, sourceLocation: location)
    }

    /// Lets a time pass with its turns.
    func pass(_ duration: Duration) async throws {
        let end = world.clock.now + duration
        while world.clock.now < end { try await turn() }
    }

    private func turns(_ location: SourceLocation, _ condition: (StoredState) -> Bool) async throws {
        try await turns(within: .seconds(300), location, until: condition)
    }

    /// Lets the process behind a server end by itself.
    func kill(_ server: String, leavingChild: Bool = false) throws {
        let port = self.server(server)?.port
        try world.change { state in
            for place in state.processes.indices
            where state.processes[place].port == port && state.processes[place].isAlive {
                state.processes[place].isAlive = false
                state.processes[place].hasChild = leavingChild
            }
        }
    }

    /// The releases of all processes that run.
    var running: [String] { world.now.processes.filter { $0.isAlive || $0.hasChild }.map(\.release).sorted() }
}
