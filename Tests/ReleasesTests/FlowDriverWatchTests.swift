// The driver after a promotion: when users go back to the release before, and when they do not.

import Core
import Releases
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct FlowDriverWatchTests {
    /// Promotes a `v2` of two instances and lets one of them die so often, the other one well all the time.
    private func crashing(_ times: Int) async throws -> DriverRig {
        let rig = try await DriverRig.live()
        try await rig.deploy(
            SampleRelease.unit("v2", instances: 2), settings: SampleRelease.settings(watch: .seconds(120)))
        try await rig.finish()
        try await rig.pass(.seconds(2))
        for time in 1...times {
            try rig.kill("v2.1")
            try await rig.turns { $0.flow?.warm?.crashes ?? 3 == time || $0.flow?.live == "v1" }
            if time < times { try await rig.pass(.seconds(10)) }
        }
        return rig
    }

    @Test func `what ails both releases is no reason to change them, and is not tried again and again`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"), settings: SampleRelease.settings(watch: .seconds(3600)))
        try await rig.finish()
        let before = try rig.store.rollouts(flow: SampleRelease.flow, limit: 100).count
        for name in ["v1", "v2"] { try rig.world.set(SimulatedRelease.ill, of: name) }
        try await rig.pass(.seconds(600))
        let returns = try rig.store.rollouts(flow: SampleRelease.flow, limit: 100).count - before
        #expect((2...5).contains(returns), "about 1, 2 and 4 minutes apart: \(returns)")
        #expect(await rig.state.flow?.live == "v2")
        for name in ["v1", "v2"] { try rig.world.set(SimulatedRelease(), of: name) }
        try await rig.pass(.seconds(120))
        let state = await rig.state
        #expect(state.flow?.live == "v2" && state.rollout == nil, "it was not its fault")
        #expect(rig.world.now.weights() == ["v2": 256])
    }

    @Test func `a return that was begun for an ill release ends when that release is well again`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"), settings: SampleRelease.settings(watch: .seconds(3600)))
        try await rig.finish()
        for name in ["v1", "v2"] { try rig.world.set(SimulatedRelease.ill, of: name) }
        try await rig.turns { $0.rollout?.kind == .return }
        for name in ["v1", "v2"] { try rig.world.set(SimulatedRelease(), of: name) }
        let ended = try await rig.finish()
        #expect(ended.phase == .home && ended.reason?.kind == .notNeeded)
        #expect(await rig.state.flow?.live == "v2")
    }

    @Test func `three crashes within the watch return to the warm release`() async throws {
        let rig = try await crashing(3)
        try await rig.turns { $0.flow?.live == "v1" }
        let rollout = try await rig.finish()
        #expect(rollout.kind == .return && rollout.startedBy.actor == "control-plane")
        #expect(rollout.startedBy.reason.contains("3 instances of v2"))
        #expect(rig.world.now.dark.isEmpty)
    }

    @Test func `two crashes within the watch do not`() async throws {
        let rig = try await crashing(2)
        try await rig.pass(.seconds(150))
        let flow = await rig.state.flow
        #expect(flow?.live == "v2" && flow?.warm == nil)
    }

    @Test func `a promoted release without any healthy instance is left for the warm one at once`() async throws {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.finish()
        try rig.world.set(SimulatedRelease.ill, of: "v2")
        try await rig.turns(within: .seconds(10)) { $0.flow?.live == "v1" }
        #expect(try await rig.finish().startedBy.reason.contains("no instance of v2 passes its health check"))
    }
}
