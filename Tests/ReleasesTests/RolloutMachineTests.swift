// The rollout's decisions, one look at a time.

import Core
import Releases
import TestKit
import Testing

@Suite struct RolloutMachineTests {
    private typealias World = RolloutWorld

    private func canary(
        weight: Int = 0, mode: ServerView.Mode = .ready, isHealthy: Bool = true, sessions: Int = 0, total: Int = 0
    ) -> ServerView {
        Sample.server("v2.1", weight: weight, mode: mode, isHealthy: isHealthy, sessions: sessions, total: total)
    }

    // MARK: Preparing

    @Test func `nothing happens until all wanted instances are healthy`() throws {
        var machine = RolloutMachine(Sample.rollout())
        machine.step(Sample.world(.seconds(1), canary: nil))
        machine.step(Sample.world(.seconds(2), canary: canary(isHealthy: false)))
        #expect(machine.rollout.phase == .preparing && machine.events.isEmpty)
        machine.step(Sample.world(.seconds(3), canary: canary()))
        #expect(machine.rollout.phase == .judging)
        #expect(try Sample.names(machine.events) == ["share-intended"])
    }

    @Test func `one healthy of two wanted is not enough`() {
        var machine = RolloutMachine(Sample.rollout())
        var world = Sample.world(.seconds(1), canary: canary())
        world.wanted = 2
        machine.step(world)
        #expect(machine.rollout.phase == .preparing)
    }

    // Without a measured rate nothing is known about the traffic: the smallest share.
    @Test(arguments: [(1.0, 0.5), (100, 0.02), (5, 0.1), (nil as Double?, 0.02)])
    func `the starting share follows from the traffic`(rate: Double?, share: Double) {
        var machine = RolloutMachine(Sample.rollout())
        machine.step(Sample.world(.seconds(1), canary: canary(), unitRate: rate))
        #expect(abs(machine.rollout.share - share) < 1e-9)
    }

    /// What goes wrong before there was any traffic, and the reason that must come out.
    private struct Fault: Sendable, CustomTestStringConvertible {
        var kind: HomeReason.Kind
        var world: RolloutWorld
        var testDescription: String { kind.rawValue }
    }

    private static let faults = [
        Fault(
            kind: .notStarted,
            world: Sample.world(
                .seconds(1), canary: nil, instances: [Sample.instance("v2", handle: nil, isAlive: false)],
                startFailure: "no such program")),
        Fault(
            kind: .crashed,
            world: Sample.world(.seconds(4), canary: nil, instances: [Sample.instance("v2", isAlive: false)])),
        Fault(
            kind: .neverHealthy,
            world: Sample.world(.seconds(20), canary: Sample.server("v2.1", isHealthy: false))),
    ]

    @Test(arguments: faults)
    private func `a release that does not come up goes home with the reason`(fault: Fault) throws {
        var machine = RolloutMachine(Sample.rollout())
        machine.step(fault.world)
        let reason = try #require(machine.rollout.reason)
        #expect(machine.rollout.phase == .goingHome && reason.kind == fault.kind)
        #expect(!reason.because.isEmpty)
        if fault.kind != .notStarted { #expect(reason.logTail == ["last words"]) }
    }

    @Test func `never healthy says how many of how many, the time and the last check`() throws {
        var machine = RolloutMachine(Sample.rollout())
        machine.step(Sample.world(.seconds(19), canary: canary(isHealthy: false)))
        #expect(machine.rollout.phase == .preparing, "a second before the time is over")
        machine.step(Sample.world(.seconds(20), canary: canary(isHealthy: false)))
        let reason = try #require(machine.rollout.reason)
        #expect(reason.because.contains("0 of 1") && reason.because.contains("L7STS"))
    }

    @Test func `a first release is promoted when it is healthy, without a judge`() throws {
        var machine = RolloutMachine(Sample.rollout(from: nil))
        machine.step(Sample.world(.seconds(1), control: nil, canary: canary()))
        #expect(machine.rollout.phase == .promoting && machine.rollout.share == 1)
        machine.step(Sample.world(.seconds(2), control: nil, canary: canary()))
        #expect(machine.rollout.phase == .promoting, "its weight is not read back yet")
        machine.step(Sample.world(.seconds(3), control: nil, canary: canary(weight: 256)))
        #expect(try Sample.names(machine.events) == ["promoting", "promoted"])
    }

    @Test func `a return is promoted when it is healthy, without a judge`() throws {
        var machine = RolloutMachine(Sample.rollout(.return))
        machine.step(Sample.world(.seconds(1), canary: canary()))
        machine.step(Sample.world(.seconds(2), control: Sample.server("v1.1"), canary: canary(weight: 256)))
        #expect(try Sample.names(machine.events) == ["promoting", "promoted"])
    }

    // MARK: Judging

    @Test func `a share counts only from when it was read back, and in whole seconds`() throws {
        var machine = RolloutMachine(Sample.rollout(settings: SampleRelease.settings(ramp: RampPolicy(smallest: 0.5))))
        machine.step(Sample.world(.seconds(1), canary: canary()))
        machine.step(Sample.world(.milliseconds(2500), canary: canary(weight: 256), ticks: [Sample.tick(2)]))
        #expect(machine.rollout.shareConfirmed == Sample.start + .milliseconds(2500))
        machine.step(Sample.world(.seconds(4), canary: canary(weight: 256), ticks: [Sample.tick(3)]))
        let written = machine.events.flatMap { event in
            if case .judged(let ticks, _, _, _) = event { ticks } else { [JudgedTick]() }
        }
        #expect((written + machine.rollout.unwritten).map(\.expectedShare) == [nil, 0.5])
    }

    @Test func `weights that somebody else changed make the share unknown until they are right again`() {
        var machine = Sample.judging()
        #expect(machine.rollout.shareConfirmed != nil)
        machine.step(Sample.world(.seconds(3), canary: canary(weight: 17)))
        #expect(machine.rollout.shareConfirmed == nil)
        machine.step(Sample.world(.seconds(4), canary: canary(weight: 256)))
        #expect(machine.rollout.shareConfirmed == Sample.start + .seconds(4))
        machine.step(Sample.world(.seconds(5), canary: nil))
        #expect(machine.rollout.shareConfirmed == nil, "a server that vanished confirms nothing")
    }

    @Test func `a second is judged once, whatever is given again`() {
        var machine = Sample.judging()
        let ticks = (3...6).map { Sample.tick($0) }
        machine.step(Sample.world(.seconds(7), canary: canary(weight: 256), ticks: ticks))
        machine.step(Sample.world(.seconds(8), canary: canary(weight: 256), ticks: ticks))
        #expect(machine.rollout.counts.canary.units == 200 && machine.rollout.lastSecond == Sample.start.second + 6)
    }

    @Test func `uneventful seconds are written ten at a time`() throws {
        var machine = Sample.judging(SampleRelease.settings(policy: JudgePolicy(soak: 600)))
        let before = machine.events.count
        for second in 3...32 {
            machine.step(
                Sample.world(.seconds(second + 1), canary: canary(weight: 256), ticks: [Sample.tick(second, units: 1)]))
        }
        let written = machine.events.dropFirst(before).compactMap { event in
            if case .judged(let ticks, _, _, _) = event { ticks.count } else { nil }
        }
        #expect(written.reduce(0, +) + machine.rollout.unwritten.count == 30)
        #expect(written.allSatisfy { $0 <= 10 } && machine.rollout.unwritten.count < 10)
    }

    @Test func `a good release is promoted, every second of its evidence in the ledger`() throws {
        var machine = Sample.judging()
        for second in 3...60 where machine.rollout.phase == .judging {
            machine.step(Sample.world(.seconds(second + 1), canary: canary(weight: 256), ticks: [Sample.tick(second)]))
        }
        #expect(machine.rollout.phase == .promoting && machine.rollout.unwritten.isEmpty)
        let written = machine.events.reduce(0) { sum, event in
            if case .judged(let ticks, _, _, _) = event { sum + ticks.count } else { sum }
        }
        #expect(written == machine.rollout.lastSecond - Sample.start.second - 2)
    }

    @Test func `a failing release goes home by evidence within a few units`() throws {
        var machine = Sample.judging()
        machine.step(
            Sample.world(.seconds(4), canary: canary(weight: 256), ticks: [Sample.tick(3, units: 10, bad: 10)]))
        #expect(machine.rollout.phase == .goingHome && machine.rollout.reason?.kind == .evidence)
        #expect(machine.rollout.share == 0)
        #expect(try Sample.names(machine.events).suffix(2) == ["judged", "going-home"])
    }

    @Test func `seconds behind the decision are not judged any more`() {
        var machine = Sample.judging()
        let ticks = [Sample.tick(3, units: 10, bad: 10), Sample.tick(4), Sample.tick(5)]
        machine.step(Sample.world(.seconds(6), canary: canary(weight: 256), ticks: ticks))
        #expect(machine.rollout.phase == .goingHome && machine.rollout.lastSecond == Sample.start.second + 3)
    }

    @Test func `the limit of harm sends home before the evidence does`() {
        // One bad unit of many convinces nobody; it is one more than may be.
        var machine = Sample.judging(SampleRelease.settings(policy: JudgePolicy(harm: 1)))
        machine.step(
            Sample.world(.seconds(4), canary: canary(weight: 256), ticks: [Sample.tick(3, units: 500, bad: 1)]))
        #expect(machine.rollout.phase == .goingHome)
        #expect(machine.rollout.reason?.kind == .harm, "\(String(describing: machine.rollout.reason))")
    }

    @Test func `a rollout without proof goes home at its time limit`() {
        var machine = Sample.judging(SampleRelease.settings(policy: JudgePolicy(limit: 20)))
        for second in 3...30 where machine.rollout.phase == .judging {
            machine.step(
                Sample.world(.seconds(second + 1), canary: canary(weight: 256), ticks: [Sample.tick(second, units: 1)]))
        }
        #expect(machine.rollout.reason?.kind == .cannotProve)
    }

    @Test func `the death of an instance under traffic sends home with its last lines`() {
        var machine = Sample.judging()
        machine.step(
            Sample.world(
                .seconds(3), canary: canary(weight: 256, isHealthy: false),
                instances: [Sample.instance("v2", isAlive: false)]))
        #expect(machine.rollout.reason?.kind == .crashed && machine.rollout.reason?.logTail == ["last words"])
    }

    @Test func `an instance that lives but fails its check under traffic sends home`() {
        var machine = Sample.judging()
        machine.step(Sample.world(.seconds(3), canary: canary(weight: 256, isHealthy: false)))
        #expect(machine.rollout.reason?.kind == .crashed)
        #expect(machine.rollout.reason?.because.contains("L7STS") == true)
    }

    @Test func `a server that was just added again, without weight and not yet checked, is no death`() {
        var machine = Sample.judging()
        machine.step(Sample.world(.seconds(3), canary: nil))
        machine.step(Sample.world(.seconds(4), canary: canary(isHealthy: false)))
        #expect(machine.rollout.phase == .judging)
    }

    // MARK: Promoting

    @Test func `promotion waits for requests in flight on the old release, at most the time to stop`() {
        var machine = RolloutMachine(Sample.rollout(.return))
        machine.step(Sample.world(.seconds(1), canary: canary()))
        let busy = Sample.server("v1.1", sessions: 1)
        machine.step(Sample.world(.seconds(2), control: busy, canary: canary(weight: 256)))
        #expect(machine.rollout.phase == .promoting)
        var patient = machine
        machine.step(Sample.world(.seconds(3), control: Sample.server("v1.1"), canary: canary(weight: 256)))
        #expect(machine.rollout.phase == .promoted)
        patient.step(Sample.world(.seconds(6), control: busy, canary: canary(weight: 256)))
        #expect(patient.rollout.phase == .promoted, "5 s are over")
    }

    @Test func `promotion waits until the old release has no weight`() {
        var machine = RolloutMachine(Sample.rollout(.return))
        machine.step(Sample.world(.seconds(1), canary: canary()))
        machine.step(Sample.world(.seconds(60), canary: canary(weight: 256)))
        #expect(machine.rollout.phase == .promoting, "v1 still has its weight, however late it is")
    }

    // MARK: Going home

    /// A machine in each phase from which one can go home.
    private static func machine(in phase: Rollout.Phase) -> RolloutMachine {
        var machine = RolloutMachine(Sample.rollout())
        switch phase {
        case .judging: machine = Sample.judging()
        case .promoting:
            machine = RolloutMachine(Sample.rollout(.return))
            machine.step(Sample.world(.seconds(1), canary: Sample.server("v2.1")))
        default: break
        }
        return machine
    }

    @Test(arguments: [Rollout.Phase.preparing, .judging, .promoting])
    func `an abort is obeyed in every phase`(phase: Rollout.Phase) throws {
        var machine = Self.machine(in: phase)
        #expect(machine.rollout.phase == phase)
        machine.stop(SampleRelease.alice)
        machine.step(Sample.world(.seconds(3), canary: canary(weight: 256)))
        #expect(machine.rollout.phase == .goingHome && machine.rollout.share == 0)
        let reason = try #require(machine.rollout.reason)
        #expect(reason.kind == .aborted && reason.because.contains("user:alice") && reason.because.contains("because"))
    }

    @Test func `an abort while it goes home or is over changes nothing`() {
        var machine = Sample.judging()
        machine.stop(SampleRelease.alice)
        machine.step(Sample.world(.seconds(3), canary: canary(weight: 256)))
        let before = machine.rollout
        machine.stop(StopRequest(actor: "user:bob", reason: "me too"))
        #expect(machine.rollout == before)
        machine.step(Sample.world(.seconds(4), canary: nil))
        #expect(machine.rollout.phase == .home)
        machine.stop(StopRequest(actor: "user:bob", reason: "me too"))
        machine.step(Sample.world(.seconds(5), canary: canary(weight: 256)))
        #expect(machine.rollout.phase == .home && machine.rollout.stop?.actor == "user:alice")
    }

    private func goingHome() -> RolloutMachine {
        var machine = Sample.judging()
        machine.stop(SampleRelease.alice)
        machine.step(Sample.world(.seconds(3), canary: canary(weight: 256, total: 40)))
        return machine
    }

    /// What the data plane may still show, none of which is home.
    @Test(arguments: [
        Sample.server("v2.1", weight: 1, mode: .maintenance),
        Sample.server("v2.1", weight: 0, mode: .ready),
        Sample.server("v2.1", weight: 0, mode: .drain),
        Sample.server("v2.1", weight: 0, mode: .maintenance, sessions: 1),
    ])
    func `it is not home while the data plane shows any way to it`(server: ServerView) {
        var machine = goingHome()
        for second in 4...20 { machine.step(Sample.world(.seconds(second), canary: server)) }
        #expect(machine.rollout.phase == .goingHome)
    }

    @Test func `it is home only when its count of requests stood still from one look to the next`() {
        var machine = goingHome()
        let out = { (total: Int) in self.canary(mode: .maintenance, isHealthy: false, total: total) }
        machine.step(Sample.world(.seconds(4), canary: out(41)))
        #expect(machine.rollout.phase == .goingHome, "one look compares with nothing")
        machine.step(Sample.world(.seconds(5), canary: out(42)))
        #expect(machine.rollout.phase == .goingHome, "a request came meanwhile")
        machine.step(Sample.world(.seconds(6), canary: out(42)))
        #expect(machine.rollout.phase == .home && machine.rollout.trafficEnded == Sample.start + .seconds(6))
    }

    @Test func `a server that is gone has no traffic`() {
        var machine = goingHome()
        machine.step(Sample.world(.seconds(4), canary: nil))
        #expect(machine.rollout.phase == .home)
    }

    @Test func `a way home that takes too long is said once, and still ends`() throws {
        var machine = goingHome()
        let stuck = canary(mode: .maintenance, isHealthy: false, sessions: 1, total: 40)
        for second in 4...80 { machine.step(Sample.world(.seconds(second), canary: stuck)) }
        #expect(try Sample.names(machine.events).filter { $0 == "home-unverified" }.count == 1)
        #expect(machine.rollout.phase == .goingHome)
        let out = canary(mode: .maintenance, isHealthy: false, total: 40)
        for second in 81...83 { machine.step(Sample.world(.seconds(second), canary: out)) }
        #expect(machine.rollout.phase == .home)
    }

    // MARK: The lease

    @Test(arguments: [Rollout.Phase.preparing, .judging])
    func `a rollout alone longer than its lease goes home`(phase: Rollout.Phase) throws {
        var machine = Self.machine(in: phase)
        machine.leaseWasLost(at: Sample.start + .seconds(100), away: .seconds(97))
        #expect(machine.rollout.phase == .goingHome && machine.rollout.reason?.kind == .leaseLost)
        #expect(machine.rollout.reason?.because.contains("lease of 30 s") == true)
    }

    @Test func `what rests on no evidence goes on after a lost lease`() {
        // A first release has no home; a return is healthy or not, whoever looked; a promotion is decided.
        for rollout in [Sample.rollout(from: nil), Sample.rollout(.return)] {
            var machine = RolloutMachine(rollout)
            machine.leaseWasLost(at: Sample.start + .seconds(100), away: .seconds(97))
            #expect(machine.rollout.phase == .preparing)
        }
        var machine = Self.machine(in: .promoting)
        machine.leaseWasLost(at: Sample.start + .seconds(100), away: .seconds(97))
        #expect(machine.rollout.phase == .promoting)
    }

    @Test func `the time to become healthy counts anew when somebody watches again`() {
        var machine = RolloutMachine(Sample.rollout())
        machine.watchResumes(at: Sample.start + .seconds(25))
        machine.step(Sample.world(.seconds(44), canary: canary(isHealthy: false)))
        #expect(machine.rollout.phase == .preparing)
        machine.step(Sample.world(.seconds(45), canary: canary(isHealthy: false)))
        #expect(machine.rollout.reason?.kind == .neverHealthy)
    }
}
