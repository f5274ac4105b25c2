// What is ordered, and the rollout that follows from it.

package import Core

/// The order to bring a release into production.
package struct RolloutOrder: Sendable {
    /// The new rollout's id.
    package var id: String
    /// The flow.
    package var flow: String
    /// What it is for.
    package var kind: Rollout.Kind
    /// The release that is live; nil if none is.
    package var from: String?
    /// The release that is to be.
    package var to: String
    /// Who ordered it, and why.
    package var startedBy: StopRequest
    /// What it is started with.
    package var settings: RolloutSettings
    /// Whether a return is given up once the live release is healthy again.
    package var endsIfLiveRecovers: Bool

    /// An order.
    package init(
        id: String, flow: String, kind: Rollout.Kind, from: String?, to: String, startedBy: StopRequest,
        settings: RolloutSettings, endsIfLiveRecovers: Bool = false
    ) {
        self.id = id
        self.flow = flow
        self.kind = kind
        self.from = from
        self.to = to
        self.startedBy = startedBy
        self.settings = settings
        self.endsIfLiveRecovers = endsIfLiveRecovers
    }
}

extension Rollout {
    /// The rollout that an order starts at `now`, in its first phase.
    package init(_ order: RolloutOrder, at now: WallTime) {
        self.init(
            id: order.id, flow: order.flow, kind: order.kind, from: order.from, to: order.to,
            startedBy: order.startedBy, started: now, settings: order.settings, phase: .preparing, since: now,
            keptJudge: KeptJudge(value: nil), judgement: nil, share: 0, shareConfirmed: nil,
            lastSecond: now.second, unwritten: [], counts: ArmTotals(), stop: nil, reason: nil, lastTotal: nil,
            trafficEnded: nil, finished: nil, endsIfLiveRecovers: order.endsIfLiveRecovers ? true : nil)
    }
}
