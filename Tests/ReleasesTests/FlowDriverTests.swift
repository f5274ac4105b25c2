// The driver in a simulated world: whole rollouts, orders, and trouble from outside.

import Core
import Releases
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct FlowDriverTests {
    private func code(_ order: () async throws -> some Sendable) async throws -> (ReleaseError.Code, String)? {
        do {
            _ = try await order()
            return nil
        } catch let error as ReleaseError {
            return (error.code, error.description)
        }
    }

    // MARK: Whole rollouts

    @Test func `the first release is promoted as soon as it is healthy`() async throws {
        let rig = try DriverRig()
        try await rig.deploy(SampleRelease.unit("v1"))
        let rollout = try await rig.finish()
        #expect(rollout.phase == .promoted && rollout.from == nil)
        #expect(rig.server("v1.1")?.weight == 256)
        let flow = await rig.state.flow
        #expect(flow == FlowState(flow: SampleRelease.flow, live: "v1"))
    }

    @Test func `a good release is promoted, and the old one is warm until the watch ends`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        #expect(try await rig.finish().phase == .promoted)
        try await rig.turn()
        #expect(rig.server("v2.1")?.weight == 256 && rig.server("v1.1")?.mode == .maintenance)
        #expect(rig.running == ["v1", "v2"])
        let warm = await rig.state.flow?.warm
        #expect(warm?.release == "v1")
        try await rig.pass(.seconds(40))
        #expect(rig.running == ["v2"] && rig.world.servers.map(\.name) == ["v2.1"])
        #expect(rig.store.kinds.contains("watch.ended"))
        #expect(rig.world.now.dark.isEmpty)
        guard case .intact = try rig.store.check() else {
            Issue.record("the ledger is broken")
            return
        }
    }

    /// How a release fails, and why it must be sent home.
    private struct Failing: Sendable, CustomTestStringConvertible {
        var kind: HomeReason.Kind
        var rates = UnitRates()
        var behave: @Sendable (inout SimulatedRelease) -> Void = { _ in }
        var testDescription: String { kind.rawValue }
    }

    private static let failing = [
        Failing(kind: .evidence, rates: UnitRates(bad: 1)),
        Failing(kind: .evidence, rates: UnitRates(bad: 0.05)),
        Failing(kind: .evidence, rates: UnitRates(slow: 0.3)),
        Failing(kind: .neverHealthy) { $0.healthyAfter = nil },
        Failing(kind: .notStarted) { $0.startFails = "donations is no program" },
        Failing(kind: .crashed) { $0.crashesAfter = .seconds(1) },
        Failing(kind: .crashed) { $0.crashesAtRequest = 20 },
        // A leaked port and a process that will not end: home all the same, and nothing is left.
        Failing(kind: .crashed) {
            $0.crashesAtRequest = 20
            $0.leavesChild = true
        },
        Failing(kind: .evidence, rates: UnitRates(bad: 0.5)) { $0.ignoresTermination = true },
        Failing(kind: .evidence, rates: UnitRates(bad: 0.5)) { $0.lingers = .seconds(30) },
    ]

    @Test(arguments: failing)
    private func `a failing release goes home and leaves nothing behind`(failing: Failing) async throws {
        let rig = try await DriverRig.live()
        var behaviour = SimulatedRelease()
        behaviour.log = ["starting", "out of luck"]
        failing.behave(&behaviour)
        try rig.world.set(behaviour, of: "v2")
        rig.world.units.set(failing.rates, of: "v2")
        try await rig.deploy(SampleRelease.unit("v2"))
        let rollout = try await rig.finish()
        #expect(rollout.phase == .home && rollout.reason?.kind == failing.kind)
        if [.neverHealthy, .crashed].contains(failing.kind) { #expect(rollout.reason?.logTail.last == "out of luck") }
        try await rig.pass(.seconds(30))
        #expect(rig.running == ["v1"] && rig.world.servers.map(\.name) == ["v1.1"])
        #expect(rig.server("v1.1")?.weight == 256 && rig.world.now.dark.isEmpty)
        let state = await rig.state
        #expect(state.flow?.live == "v1" && state.instances.count == 1)
    }

    @Test(arguments: [Rollout.Phase.preparing, .judging, .promoting])
    func `an abort in any phase ends with the old release serving`(phase: Rollout.Phase) async throws {
        let rig = try await DriverRig.live()
        let rollout = try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(phase)
        _ = try await rig.driver.abort(rollout: rollout.id, by: SampleRelease.alice)
        let end = try await rig.finish()
        #expect(end.phase == .home && end.reason?.kind == .aborted)
        #expect(rig.world.now.weights() == ["v1": 256])
        let kinds = rig.store.entries.filter { $0.subject == rollout.id }.map(\.kind)
        #expect(kinds.last == "rollout.home" && kinds.contains("rollout.abort-asked"))
        let home = try #require(end.trafficEnded)
        let last = rig.store.entries.last { $0.kind == "rollout.going-home" }
        #expect(try home > #require(last).time, "home was not read back in the turn that decided it")
    }

    @Test func `an abort is not finished while requests are in flight`() async throws {
        let rig = try await DriverRig.live()
        var slow = SimulatedRelease()
        slow.lingers = .seconds(8)
        try rig.world.set(slow, of: "v2")
        let rollout = try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        try await rig.pass(.seconds(5))
        _ = try await rig.driver.abort(rollout: rollout.id, by: SampleRelease.alice)
        try await rig.pass(.seconds(4))
        let phase = await rig.state.rollout?.phase
        #expect(phase == .goingHome && rig.server("v2.1")?.sessions == 1)
        #expect(try await rig.finish().phase == .home)
    }

    // MARK: Orders

    @Test func `a second deploy is refused, naming who holds it, since when and what to do`() async throws {
        let rig = try await DriverRig.live()
        let first = try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.pass(.seconds(3))
        let refusal = try await code { try await rig.deploy(SampleRelease.unit("v3")) }
        let (code, text) = try #require(refusal)
        #expect(code == .rolloutRunning)
        for part in [first.id, "user:alice", "v2", "3", "steady rollout abort"] {
            #expect(text.contains(part), "\(text)")
        }
        #expect(await rig.state.releases["v3"] == nil)
    }

    @Test func `a release's name cannot stand for something else later`() async throws {
        let rig = try await DriverRig.live()
        let rollout = try await rig.deploy(SampleRelease.unit("v2"))
        _ = try await rig.driver.abort(rollout: rollout.id, by: SampleRelease.alice)
        try await rig.finish()
        let other = try await code { try await rig.deploy(SampleRelease.unit("v2", content: "something else")) }
        #expect(other?.0 == .badOrder && other?.1.contains("a new name") == true)
        try await rig.deploy(SampleRelease.unit("v2"))
        #expect(try await rig.finish().phase == .promoted, "the same content may be tried again")
    }

    @Test func `what is live cannot be deployed, and a name must be one`() async throws {
        let rig = try await DriverRig.live()
        #expect(try await code { try await rig.deploy(SampleRelease.unit("v1")) }?.0 == .refused)
        #expect(try await code { try await rig.deploy(SampleRelease.unit("../v2")) }?.0 == .badOrder)
    }

    @Test func `an abort of a rollout that does not run is refused`() async throws {
        let rig = try await DriverRig.live()
        #expect(try await code { try await rig.driver.abort(rollout: "R-9", by: SampleRelease.alice) }?.0 == .notFound)
    }

    // MARK: Rolling back

    private func promoted(_ names: [String], floor: Int? = nil) async throws -> DriverRig {
        let rig = try await DriverRig.live()
        for name in names {
            try await rig.deploy(SampleRelease.unit(name, schemaFloor: floor))
            try await rig.finish()
        }
        return rig
    }

    @Test func `a rollback goes to the warm release at once, without a judge`() async throws {
        let rig = try await promoted(["v2"])
        try await rig.pass(.seconds(3))
        let before = rig.world.clock.now
        _ = try await rig.driver.rollBack(to: nil, by: SampleRelease.alice)
        let rollout = try await rig.finish()
        #expect(rollout.kind == .return && rollout.phase == .promoted && rollout.to == "v1")
        #expect(rig.world.clock.now - before <= .seconds(6), "it was running: only its check and the drain take time")
        #expect(rig.world.now.weights() == ["v1": 256] && rig.world.now.dark.isEmpty)
        try await rig.pass(.seconds(20))
        #expect(rig.running == ["v1"], "the bad release is not kept warm")
    }

    @Test func `a rollback to a named release that was retired starts it again`() async throws {
        let rig = try await promoted(["v2"])
        try await rig.pass(.seconds(40))
        #expect(rig.running == ["v2"])
        #expect(try await code { try await rig.driver.rollBack(to: nil, by: SampleRelease.alice) }?.0 == .notFound)
        _ = try await rig.driver.rollBack(to: "v1", by: SampleRelease.alice)
        #expect(try await rig.finish().phase == .promoted)
        #expect(rig.world.now.weights() == ["v1": 256] && rig.world.now.dark.isEmpty)
    }

    @Test func `a rollback below the schema floor is refused`() async throws {
        let rig = try await promoted(["v2"], floor: 4)
        let refusal = try await code { try await rig.driver.rollBack(to: nil, by: SampleRelease.alice) }
        #expect(refusal?.0 == .refused && refusal?.1.contains("4") == true)
    }

    @Test func `a rollback to what is live, or to what never was, is refused`() async throws {
        let rig = try await promoted(["v2"])
        #expect(try await code { try await rig.driver.rollBack(to: "v2", by: SampleRelease.alice) }?.0 == .refused)
        #expect(try await code { try await rig.driver.rollBack(to: "v9", by: SampleRelease.alice) }?.0 == .notFound)
    }

    @Test func `a rollback to a release that was never promoted is refused`() async throws {
        let rig = try await DriverRig.live()
        try rig.world.set(SimulatedRelease.ill, of: "v2")
        try await rig.deploy(SampleRelease.unit("v2"))
        #expect(try await rig.finish().phase == .home)
        let refusal = try await code { try await rig.driver.rollBack(to: "v2", by: SampleRelease.alice) }
        #expect(refusal?.0 == .refused && refusal?.1.contains("never promoted") == true)
        #expect(await rig.state.flow?.live == "v1")
    }

    @Test func `a rollback while a rollout runs is its abort`() async throws {
        let rig = try await DriverRig.live()
        let rollout = try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        let same = try await rig.driver.rollBack(to: nil, by: SampleRelease.alice)
        #expect(same.id == rollout.id)
        #expect(try await rig.finish().reason?.kind == .aborted)
    }

    // MARK: Trouble from outside

    @Test func `a load balancer that lost its servers gets them back`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        try await rig.pass(.seconds(2))
        try rig.world.change { $0.servers = [] }
        try await rig.pass(.seconds(3))
        #expect(Set(rig.world.servers.map(\.name)) == ["v1.1", "v2.1"] && rig.world.now.weights()["v1"] == 256)
        #expect(try await rig.finish().phase == .promoted)
    }

    @Test func `a live instance that dies comes back at a new port, its server with it`() async throws {
        let rig = try await DriverRig.live(SampleRelease.unit("v1", instances: 2))
        try rig.kill("v1.1", leavingChild: true)
        try await rig.pass(.seconds(10))
        let server = try #require(rig.server("v1.1"))
        #expect(server.isHealthy && server.weight == 256)
        #expect(rig.running == ["v1", "v1"], "the child that held the old port is gone")
        #expect(rig.world.now.dark.isEmpty)
    }

    @Test func `weights changed by somebody else are set right again`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        try await rig.pass(.seconds(2))
        let weight = rig.server("v2.1")?.weight
        try await rig.world.dataPlane.perform(.set(name: "v2.1", weight: 200, mode: .ready))
        try await rig.turn()
        #expect(rig.server("v2.1")?.weight == weight)
        try await rig.turn()
        let confirmed = await rig.state.rollout?.shareConfirmed
        #expect(confirmed != nil)
        #expect(rig.store.kinds.filter { $0 == "rollout.share-confirmed" }.count >= 2)
    }

    @Test func `a load balancer that does not answer stops the turn, and nothing else`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try rig.world.change { $0.isReachable = false }
        let before = rig.store.entries.count
        await #expect(throws: SimulatedRefusal.self) { try await rig.driver.turn() }
        #expect(rig.store.entries.count == before)
        try rig.world.change { $0.isReachable = true }
        #expect(try await rig.finish().phase == .promoted)
    }

    @Test func `an action that fails is told and tried again`() async throws {
        let rig = try await DriverRig.live()
        try await rig.world.dataPlane.perform(.set(name: "v1.1", weight: 7, mode: .ready))
        var broken = SimulatedRelease()
        broken.startFails = "fork: no memory"
        try rig.world.set(broken, of: "v1")
        try rig.world.change { $0.processes[0].isAlive = false }
        try await rig.pass(.seconds(3))
        let failure = await rig.driver.sight().failure
        #expect(failure?.code == .unavailable && failure?.message.contains("fork: no memory") == true)
        try rig.world.set(SimulatedRelease(), of: "v1")
        try await rig.pass(.seconds(5))
        #expect(await rig.driver.sight().failure == nil)
        #expect(rig.world.now.weights() == ["v1": 256])
    }

    // MARK: Faults of the store

    @Test(arguments: 1...8)
    func `a store that fails now and then delays, nothing more`(seed: UInt64) async throws {
        var rig = try await DriverRig.live(seed: seed)
        try rig.restart { FaultyReleaseStore($0, failing: .chance(0.3, seed: seed), .before) }
        var isDeployed = false
        for _ in 0..<400 {
            if !isDeployed {
                do {
                    try await rig.deploy(SampleRelease.unit("v2"))
                    isDeployed = true
                } catch is InjectedFault {}
            }
            do { try await rig.turn() } catch is InjectedFault { try rig.world.advance(by: .seconds(1)) }
        }
        let state = await rig.state
        #expect(state.flow?.live == "v2" && state.rollout == nil, "seed \(seed)")
        #expect(rig.running == ["v2"] && rig.world.now.dark.isEmpty)
    }

    @Test(arguments: 1...17)
    func `a commit that was stored although it failed is found again by the next control plane`(commit: Int)
        async throws
    {
        var rig = try await DriverRig.live()
        try rig.restart { FaultyReleaseStore($0, failing: .nth(commit), .after) }
        do {
            try await rig.deploy(SampleRelease.unit("v2"))
            try await rig.finish()
            try await rig.pass(.seconds(40))
        } catch is InjectedFault {}
        // An action's fault is not thrown but told; whichever it was, somebody else goes on.
        try rig.restart()
        try await rig.finish()
        try await rig.pass(.seconds(40))
        let state = await rig.state
        #expect(state.flow?.live == "v2" && rig.running == ["v2"])
        #expect(rig.world.servers.map(\.name) == ["v2.1"])
    }

    @Test func `a store whose lease is lost stops the driver from acting`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        rig.store.loseLease()
        try await rig.pass(.seconds(1))
        #expect(rig.running == ["v1"], "an instance is stored before it is started")
        #expect(await rig.driver.sight().failure != nil)
    }

    // MARK: Coming back

    @Test func `a control plane away for longer than the lease sends the rollout home`() async throws {
        var rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        try rig.world.advance(by: .seconds(31))
        try rig.restart()
        try await rig.driver.resume(away: .seconds(31))
        #expect(try await rig.finish().reason?.kind == .leaseLost)
        #expect(rig.world.now.weights() == ["v1": 256])
    }

    @Test func `a control plane back within the lease goes on`() async throws {
        var rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        try rig.world.advance(by: .seconds(29))
        try rig.restart()
        try await rig.driver.resume(away: .seconds(29))
        #expect(try await rig.finish().phase == .promoted)
    }
}
