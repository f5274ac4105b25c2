// The dead man's switch.

import Releases
import TestKit
import Testing

@Suite struct GuardMachineTests {
    private func brief(
        _ beat: Int, writer: Int32 = 7, lastGood: String? = "v1", isOver: Bool = false
    ) -> GuardBrief {
        GuardBrief(
            flow: "f", beat: beat, writer: writer, lease: .seconds(30), lastGood: lastGood, rollout: "R-1",
            isOver: isOver)
    }

    @Test func `as long as the beats change it rests`() {
        var machine = GuardMachine()
        for beat in 0..<100 { #expect(machine.on(brief(beat), at: .seconds(beat * 29)) == .rest) }
    }

    @Test func `after a lease of silence it sends home, and not a moment before`() {
        var machine = GuardMachine()
        #expect(machine.on(brief(1), at: .seconds(5)) == .rest)
        #expect(machine.on(brief(1), at: .milliseconds(34_999)) == .rest)
        #expect(
            machine.on(brief(1), at: .seconds(35))
                == .sendHome(lastGood: "v1", rollout: "R-1", silentFor: .seconds(30)))
    }

    @Test func `a brief that is gone or unreadable is silence`() {
        var machine = GuardMachine()
        #expect(machine.on(brief(1), at: .zero) == .rest)
        #expect(machine.on(nil, at: .seconds(29)) == .rest)
        #expect(machine.on(nil, at: .seconds(30)) != .rest)
    }

    @Test func `it repeats the order until it was carried out, then rests until the next silence`() {
        var machine = GuardMachine()
        #expect(machine.on(brief(1), at: .zero) == .rest)
        #expect(machine.on(brief(1), at: .seconds(30)) != .rest)
        #expect(machine.on(brief(1), at: .seconds(31)) != .rest)
        machine.sentHome()
        #expect(machine.on(brief(1), at: .seconds(99)) == .rest)
        #expect(machine.on(brief(2), at: .seconds(100)) == .rest)
        #expect(machine.on(brief(2), at: .seconds(130)) != .rest)
    }

    @Test func `a new control plane with the same beat is a sign of life`() {
        var machine = GuardMachine()
        #expect(machine.on(brief(1, writer: 7), at: .zero) == .rest)
        #expect(machine.on(brief(1, writer: 8), at: .seconds(29)) == .rest)
        #expect(machine.on(brief(1, writer: 8), at: .seconds(58)) == .rest)
    }

    @Test func `without a good release, without any brief, or after an orderly end it does nothing`() {
        var machine = GuardMachine()
        #expect(machine.on(nil, at: .seconds(1000)) == .rest)
        #expect(machine.on(brief(1, lastGood: nil), at: .seconds(1000)) == .rest)
        #expect(machine.on(brief(1, lastGood: nil), at: .seconds(2000)) == .rest)
        #expect(machine.on(brief(2, isOver: true), at: .seconds(2000)) == .rest)
        #expect(machine.on(brief(2, isOver: true), at: .seconds(3000)) == .rest)
    }

    @Test func `traffic goes home by raising first, then taking everything else out`() {
        let servers = [
            Sample.server("v1.1", weight: 26), Sample.server("v1.2", mode: .maintenance),
            Sample.server("v2.1", weight: 256), Sample.server("v3.1", mode: .maintenance),
        ]
        #expect(
            GuardMachine.changes(lastGood: "v1", servers: servers) == [
                .set(name: "v1.1", weight: 256, mode: .ready), .set(name: "v1.2", weight: 256, mode: .ready),
                .set(name: "v2.1", weight: 0, mode: .maintenance),
            ])
    }

    @Test func `when all traffic is home there is nothing to change`() {
        let servers = [Sample.server("v1.1", weight: 256), Sample.server("v2.1", mode: .maintenance)]
        #expect(GuardMachine.changes(lastGood: "v1", servers: servers).isEmpty)
    }

    @Test func `with no healthy server of the last good release nothing is taken away`() {
        let servers = [Sample.server("v1.1", isHealthy: false), Sample.server("v2.1", weight: 256)]
        #expect(GuardMachine.changes(lastGood: "v1", servers: servers).isEmpty)
        #expect(GuardMachine.changes(lastGood: "v9", servers: servers).isEmpty)
    }
}
