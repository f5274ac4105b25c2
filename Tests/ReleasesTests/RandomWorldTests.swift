// Random worlds: orders, faults and trouble in any order. Nobody is ever left unserved by our own doing, and when the
// trouble ends everything comes to rest.

import Core
import Releases
import Statistics
import TestKit
import Testing

@Suite(.timeLimit(.minutes(2))) struct RandomWorldTests {
    /// Moves on in a world and checks after each turn that no change of ours took the last server from the users while
    /// the release that is live could have served.
    private struct Walk {
        var rig: DriverRig
        var chance: SeededGenerator
        let seed: UInt64
        var deployed = 1
        var seen = 0

        mutating func live() async -> String? { await rig.state.flow?.live }

        mutating func turn() async throws {
            let before = await rig.state.flow?.live
            do {
                try await rig.driver.turn()
            } catch is InjectedFault {
            } catch is SimulatedRefusal {}
            try rig.world.advance(by: await rig.driver.isMoving ? .milliseconds(250) : .seconds(1))
            let after = await rig.state.flow?.live
            let dark = rig.world.now.dark
            for moment in dark.dropFirst(seen) {
                let able = moment.able.filter { $0 == before || $0 == after }
                #expect(able.isEmpty, "seed \(seed): \(moment) left nobody, \(able) could have served")
            }
            seen = dark.count
        }

        /// One thing that people, releases or machines do.
        mutating func trouble() async throws {
            switch Int(chance.uniform() * 12) {
            case 0...3: try await deploy()
            case 4: try await order { try await $0.rollBack(to: nil, by: SampleRelease.alice) }
            case 5: try await order { try await $0.rollBack(to: "v1", by: SampleRelease.alice) }
            case 6:
                if let id = await rig.state.rollout?.id {
                    try await order { try await $0.abort(rollout: id, by: SampleRelease.alice) }
                }
            case 7: try await restart()
            case 8: try rig.world.change { $0.servers = [] }
            case 9: try rig.world.change { $0.isReachable.toggle() }
            case 10: try meddle()
            default:
                let servers = rig.world.servers
                if !servers.isEmpty { try rig.kill(servers[Int(chance.uniform() * Double(servers.count))].name) }
            }
        }

        private mutating func deploy() async throws {
            deployed += 1
            let name = "v\(deployed)"
            var behaviour = SimulatedRelease()
            switch Int(chance.uniform() * 8) {
            case 0: behaviour.healthyAfter = nil
            case 1: behaviour.startFails = "no such program"
            case 2: behaviour.crashesAfter = .seconds(Int(chance.uniform() * 60))
            case 3: behaviour.crashesAtRequest = Int(chance.uniform() * 200)
            case 4: rig.world.units.set(UnitRates(bad: chance.uniform()), of: name)
            case 5: rig.world.units.set(UnitRates(slow: chance.uniform()), of: name)
            default: break
            }
            behaviour.ignoresTermination = chance.uniform() < 0.2
            behaviour.leavesChild = chance.uniform() < 0.2
            behaviour.lingers = .milliseconds(Int(chance.uniform() * 4000))
            try rig.world.set(behaviour, of: name)
            let unit = SampleRelease.unit(name, instances: chance.uniform() < 0.5 ? 1 : 3)
            try await order {
                try await $0.deploy(unit, settings: SampleRelease.settings(), by: SampleRelease.alice)
            }
        }

        private mutating func restart() async throws {
            let away = Duration.seconds(Int(chance.uniform() * 50))
            try rig.world.advance(by: away)
            let plan = FaultyReleaseStore.Plan.chance(chance.uniform() < 0.3 ? 0.1 : 0, seed: chance.next())
            try rig.restart { FaultyReleaseStore($0, failing: plan, .before) }
            do { try await rig.driver.resume(away: away) } catch is InjectedFault {}
        }

        private mutating func meddle() throws {
            let weight = 1 + Int(chance.uniform() * 255)
            let place = chance.uniform()
            try rig.world.change { state in
                guard !state.servers.isEmpty else { return }
                state.servers[Int(place * Double(state.servers.count))].weight = weight
            }
        }

        private func order(_ order: (FlowDriver) async throws -> Rollout) async throws {
            do {
                _ = try await order(rig.driver)
            } catch is ReleaseError {
                // Refused: something else is running, or there is nothing to go back to.
            } catch is InjectedFault {}
        }
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `our own doing never leaves users without a server, and everything comes to rest`(seed: UInt64) async throws {
        var walk = Walk(rig: try await DriverRig.live(seed: seed), chance: SeededGenerator(seed: seed), seed: seed)
        for _ in 0..<200 {
            if walk.chance.uniform() < 0.1 { try await walk.trouble() }
            try await walk.turn()
        }
        try await rest(&walk)
    }

    /// The trouble ends: what is live is well, whatever was said before about it.
    private func rest(_ walk: inout Walk) async throws {
        try walk.rig.restart()
        try walk.rig.world.change { state in
            state.isReachable = true
            for name in state.behaviours.keys { state.behaviours[name] = SimulatedRelease() }
        }
        for _ in 0..<400 { try await walk.turn() }
        let state = await walk.rig.state
        let live = try #require(state.flow?.live)
        #expect(state.rollout == nil && state.flow?.warm == nil, "seed \(walk.seed)")
        let instances = state.releases[live]?.service.instances ?? 0
        #expect(walk.rig.running == Array(repeating: live, count: instances), "seed \(walk.seed)")
        #expect(walk.rig.world.now.weights() == [live: 256 * instances], "seed \(walk.seed)")
        #expect(walk.rig.world.servers.count == instances && state.instances.count == instances, "seed \(walk.seed)")
        let stored = try walk.rig.store.load(flow: SampleRelease.flow)
        #expect(Set(stored.instances) == Set(state.instances) && stored.flow == state.flow, "seed \(walk.seed)")
        guard case .intact = try walk.rig.store.check() else {
            Issue.record("the ledger is broken, seed \(walk.seed)")
            return
        }
        for rollout in try walk.rig.store.rollouts(flow: SampleRelease.flow, limit: 100) {
            let entries = walk.rig.store.entries.filter { $0.subject == rollout.id }
            #expect(try RolloutReplay.play(entries).isSame, "seed \(walk.seed), \(rollout.id)")
        }
    }
}
