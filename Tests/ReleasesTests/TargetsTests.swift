// What each release should be doing, from the stored state alone.

import Core
import Releases
import TestKit
import Testing

@Suite struct TargetsTests {
    private let now = Sample.start + .seconds(10)
    private let full = ReleaseTarget(release: "v1", role: .serving(weight: 256), isRestarted: true)

    private func derive(_ flow: FlowState, _ rollout: Rollout? = nil) -> [ReleaseTarget] {
        Targets.derive(flow: flow, rollout: rollout, instances: { _ in 1 }, now: now)
    }

    private func rollout(
        _ phase: Rollout.Phase, kind: Rollout.Kind = .release, from: String? = "v1", share: Double = 0
    ) -> Rollout {
        var rollout = Sample.rollout(kind, from: from)
        rollout.phase = phase
        rollout.share = share
        return rollout
    }

    @Test func `a flow without releases needs nothing`() {
        #expect(derive(FlowState(flow: "f")).isEmpty)
    }

    @Test func `the live release has all traffic, the warm one stands by until its watch ends`() {
        var flow = FlowState(flow: "f", live: "v1")
        #expect(derive(flow) == [full])
        flow.warm = .init(release: "v0", until: now + .seconds(1))
        #expect(derive(flow) == [full, ReleaseTarget(release: "v0", role: .standby, isRestarted: true)])
        flow.warm?.until = now
        #expect(derive(flow) == [full])
    }

    @Test func `while preparing the new release is probed, and not restarted: its death is the evidence`() {
        let targets = derive(FlowState(flow: "f", live: "v1"), rollout(.preparing))
        #expect(targets == [full, ReleaseTarget(release: "v2", role: .probed, isRestarted: false)])
    }

    @Test func `a first release and a return are restarted while they come up`() {
        #expect(
            derive(FlowState(flow: "f"), rollout(.preparing, from: nil))
                == [ReleaseTarget(release: "v2", role: .probed, isRestarted: true)])
        let back = derive(FlowState(flow: "f", live: "v1"), rollout(.preparing, kind: .return))
        #expect(back == [full, ReleaseTarget(release: "v2", role: .probed, isRestarted: true)])
    }

    @Test func `while judging both have the weights of the share`() {
        let targets = derive(FlowState(flow: "f", live: "v1"), rollout(.judging, share: 0.1))
        #expect(targets == [full, ReleaseTarget(release: "v2", role: .serving(weight: 28), isRestarted: false)])
    }

    @Test func `while promoting the old release drains, or stands by after a return`() {
        let new = ReleaseTarget(release: "v2", role: .serving(weight: 256), isRestarted: false)
        #expect(
            derive(FlowState(flow: "f", live: "v1"), rollout(.promoting, share: 1))
                == [new, ReleaseTarget(release: "v1", role: .draining, isRestarted: true)])
        #expect(
            derive(FlowState(flow: "f", live: "v1"), rollout(.promoting, kind: .return, share: 1))
                == [new, ReleaseTarget(release: "v1", role: .standby, isRestarted: true)])
    }

    @Test func `on the way home the old release has all traffic and the new one none`() {
        let targets = derive(FlowState(flow: "f", live: "v1"), rollout(.goingHome))
        #expect(targets == [full, ReleaseTarget(release: "v2", role: .standby, isRestarted: false)])
    }

    @Test(arguments: [Rollout.Phase.promoted, .home])
    func `a finished rollout says nothing`(phase: Rollout.Phase) {
        #expect(derive(FlowState(flow: "f", live: "v1"), rollout(phase)) == [full])
    }

    @Test func `a release that is warm and in the rollout is named once`() {
        var flow = FlowState(flow: "f", live: "v1")
        flow.warm = .init(release: "v2", until: now + .seconds(60))
        let targets = derive(flow, rollout(.preparing, kind: .return))
        #expect(targets.map(\.release) == ["v1", "v2"])
    }
}
