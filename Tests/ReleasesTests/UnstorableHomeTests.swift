// Going home when the store does not take it: users first, unless it is for somebody else to act.

import Core
import Releases
import TestKit
import Testing

@Suite struct UnstorableHomeTests {
    private func judging() async throws -> DriverRig {
        let rig = try await DriverRig.live()
        try await rig.deploy(SampleRelease.unit("v2"))
        try await rig.reach(.judging)
        try await rig.pass(.seconds(2))
        #expect((rig.world.now.weights()["v2"] ?? 0) > 0)
        return rig
    }

    @Test func `users are taken off a broken release although nothing can be stored, and it is stored later`()
        async throws
    {
        var rig = try await judging()
        try rig.restart { FaultyReleaseStore($0, failing: .chance(1, seed: 1), .before) }
        try rig.kill("v2.1")
        for _ in 0..<10 {
            do { try await rig.driver.turn() } catch is InjectedFault {}
            try rig.world.advance(by: .seconds(1))
        }
        #expect(rig.world.now.weights()["v1"] == 256 && (rig.world.now.weights()["v2"] ?? 0) == 0)
        #expect(await rig.driver.sight().failure?.message.contains("not in the ledger yet") == true)
        #expect(!rig.store.kinds.contains("rollout.going-home"))
        // Another control plane, with room on the disk, comes to the same end and writes it down.
        try rig.restart()
        #expect(try await rig.finish().phase == .home)
        #expect(rig.store.kinds.contains("rollout.going-home"))
    }

    @Test func `a control plane that was replaced does not move traffic, not even home`() async throws {
        let rig = try await judging()
        let before = rig.world.servers.map { [$0.name, "\($0.weight)", $0.mode.rawValue] }
        rig.store.loseLease()
        try rig.kill("v2.1")
        let error = await #expect(throws: ReleaseError.self) { try await rig.driver.turn() }
        #expect(error?.code == .leaseLost)
        #expect(rig.world.servers.map { [$0.name, "\($0.weight)", $0.mode.rawValue] } == before)
    }
}
