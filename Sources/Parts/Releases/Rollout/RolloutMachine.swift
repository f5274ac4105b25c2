// The rollout as a pure state machine: a look at the world in, the new state and what happened out.

package import Core

/// Decides what a rollout does next. No I/O, no clock: `step` is a function of the rollout and the world.
package struct RolloutMachine: Sendable {
    /// The rollout as it stands.
    package private(set) var rollout: Rollout
    /// What happened since the machine was made, oldest first.
    package private(set) var events: [RolloutEvent] = []

    /// Goes on with a rollout, new or read from the store.
    package init(_ rollout: Rollout) {
        self.rollout = rollout
    }

    /// Begins a rollout: its first event is `started`.
    package static func begin(_ rollout: Rollout) -> RolloutMachine {
        var machine = RolloutMachine(rollout)
        machine.events.append(.started(rollout))
        return machine
    }

    /// Takes one look at the world and moves on as far as it allows. A finished rollout does not change.
    package mutating func step(_ world: RolloutWorld) {
        switch rollout.phase {
        case .preparing: prepare(world)
        case .judging: judge(world)
        case .promoting: promote(world)
        case .goingHome: comeHome(world)
        case .promoted, .home: break
        }
    }

    /// Notes the wish to end it; the next step acts on it. Nothing happens if it is over or already going home.
    package mutating func stop(_ request: StopRequest) {
        guard !rollout.isFinished, rollout.phase != .goingHome else { return }
        rollout.stop = request
    }

    /// Sends it home because whoever watched it was away longer than the lease. Not a first release, which has no home,
    /// and not a return, which rests on no evidence that could be stale: they go on.
    package mutating func leaseWasLost(at now: WallTime, away: Duration) {
        guard rollout.phase == .judging || rollout.phase == .preparing else { return }
        guard rollout.kind == .release, rollout.from != nil else { return }
        goHome(
            HomeReason(
                .leaseLost,
                because: "the control plane was away for \(away.spoken), longer than its lease of "
                    + "\(rollout.settings.lease.spoken): what was known about \(rollout.to) is stale"), at: now)
    }

    /// Notes that somebody watches again: the time for becoming healthy counts anew, because nobody could start or see
    /// anything meanwhile.
    package mutating func watchResumes(at now: WallTime) {
        if rollout.phase == .preparing { rollout.since = now }
    }

    // MARK: Phases

    private mutating func prepare(_ world: RolloutWorld) {
        if let reason = faultWhilePreparing(world) { return goHome(reason, at: world.now) }
        if let reason = liveRecovered(world) { return goHome(reason, at: world.now) }
        guard healthyCount(world) >= world.wanted else { return }
        if rollout.kind == .return || rollout.from == nil {
            let first = rollout.from == nil ? "it is the first release" : "\(rollout.to) was good before"
            startPromotion("\(rollout.to) is healthy and \(first)", at: world.now)
            return
        }
        // Traffic that is not known may be any: the smallest share. (Known traffic of nothing would allow the largest.)
        let ramp = rollout.settings.ramp
        let share = world.unitRate.map { ramp.startShare(lambda: $0) } ?? ramp.smallest
        rollout.phase = .judging
        rollout.since = world.now
        rollout.lastSecond = world.now.second
        let traffic = world.unitRate.map { "at \(decimal($0)) units/s" } ?? "without measured traffic"
        intend(share: share, because: "all instances of \(rollout.to) are healthy; starting share \(traffic)")
    }

    /// A return that was begun because the live release was ill is not needed once it is well again: then whatever
    /// ailed it, a database for example, was not its fault.
    private func liveRecovered(_ world: RolloutWorld) -> HomeReason? {
        guard rollout.endsIfLiveRecovers == true else { return nil }
        let live = Arms(world.servers, rollout).control
        guard !live.isEmpty, live.allSatisfy({ $0.isHealthy && $0.mode == .ready }) else { return nil }
        return HomeReason(
            .notNeeded, because: "all instances of \(rollout.from ?? "the live release") pass their health checks again"
        )
    }

    private mutating func judge(_ world: RolloutWorld) {
        confirmShare(world)
        if let reason = faultWhileServing(world) { return goHome(reason, at: world.now) }
        for tick in world.ticks where tick.second > rollout.lastSecond && rollout.phase == .judging {
            take(tick, at: world.now)
        }
        if rollout.phase == .judging, rollout.unwritten.count >= Limits.ticksPerEntry { writeTicks() }
    }

    private mutating func promote(_ world: RolloutWorld) {
        if let reason = faultWhileServing(world) { return goHome(reason, at: world.now) }
        let arms = Arms(world.servers, rollout)
        guard arms.canaryServes(world.wanted), arms.control.allSatisfy({ $0.weight == 0 || $0.mode != .ready }) else {
            return
        }
        let drained = arms.control.allSatisfy { $0.sessions == 0 }
        let late = world.now - rollout.since >= rollout.settings.stopWithin
        guard drained || late else { return }
        rollout.phase = .promoted
        rollout.since = world.now
        rollout.finished = world.now
        events.append(.promoted(seconds: (world.now - rollout.started).inSeconds, totals: rollout.counts))
    }

    private mutating func comeHome(_ world: RolloutWorld) {
        let arms = Arms(world.servers, rollout)
        let total = arms.canary.reduce(0) { $0 + $1.total }
        defer { rollout.lastTotal = total }
        let isOut = arms.canary.allSatisfy { $0.weight == 0 && $0.mode == .maintenance && $0.sessions == 0 }
        if isOut, arms.canary.isEmpty || rollout.lastTotal == total {
            rollout.phase = .home
            rollout.trafficEnded = world.now
            rollout.finished = world.now
            let reason = rollout.reason ?? HomeReason(.aborted, because: "no reason was stored")
            events.append(
                .home(reason, seconds: (world.now - rollout.started).inSeconds, totals: rollout.counts))
        } else if world.now - rollout.since >= rollout.settings.stopWithin + .seconds(30), rollout.trafficEnded == nil {
            rollout.trafficEnded = world.now
            events.append(.homeUnverified(servers: arms.canary))
        }
    }

    // MARK: The judge

    private mutating func take(_ tick: JudgeTick, at now: WallTime) {
        let second = WallTime(second: tick.second)
        let confirmed = rollout.shareConfirmed.map { $0 <= second } ?? false
        let judged = JudgedTick(tick: tick, expectedShare: confirmed ? rollout.share : nil)
        let judgement = rollout.judge.settle(tick, expectedShare: judged.expectedShare)
        rollout.lastSecond = tick.second
        rollout.counts.add(tick)
        rollout.unwritten.append(judged)
        let isNews =
            judgement.decision != rollout.judgement?.decision || (tick.canary.map { $0.bad + $0.slow } ?? 0) > 0
        rollout.judgement = judgement
        if isNews { writeTicks() }
        act(on: judgement, at: now)
    }

    private mutating func act(on judgement: Judgement, at now: WallTime) {
        switch judgement.decision {
        case .rollback:
            let isBudget = rollout.judge.final == .harmBudget
            goHome(HomeReason(isBudget ? .harm : .evidence, because: judgement.because), at: now)
        case .promote:
            startPromotion(judgement.because, at: now)
        case .advance:
            intend(share: rollout.settings.ramp.grown(rollout.share), because: judgement.because)
        case .cannotProve(.timeLimit):
            goHome(HomeReason(.cannotProve, because: judgement.because), at: now)
        case .continue, .cannotProve:
            break
        }
    }

    private mutating func writeTicks() {
        guard let judgement = rollout.judgement, !rollout.unwritten.isEmpty else { return }
        events.append(
            .judged(
                ticks: rollout.unwritten, judgement: judgement, share: rollout.share, totals: rollout.counts))
        rollout.unwritten = []
    }

    // MARK: Moving

    private mutating func intend(share: Double, because: String) {
        guard share != rollout.share else { return }
        rollout.share = share
        rollout.shareConfirmed = nil
        events.append(.shareIntended(share: share, because: because))
    }

    private mutating func confirmShare(_ world: RolloutWorld) {
        let arms = Arms(world.servers, rollout)
        let target = WeightPlan(share: rollout.share, control: arms.control.count, canary: arms.canary.count)
        let isThere =
            !arms.canary.isEmpty && arms.canary.allSatisfy { $0.weight == target.canaryWeight && $0.mode == .ready }
            && arms.control.allSatisfy { $0.weight == target.controlWeight && $0.mode == .ready }
        guard isThere else {
            rollout.shareConfirmed = nil
            return
        }
        guard rollout.shareConfirmed == nil else { return }
        rollout.shareConfirmed = world.now
        events.append(.shareConfirmed(share: rollout.share, servers: arms.canary + arms.control))
    }

    private mutating func startPromotion(_ because: String, at now: WallTime) {
        writeTicks()
        rollout.phase = .promoting
        rollout.since = now
        rollout.share = 1
        rollout.shareConfirmed = nil
        events.append(.promoting(because: because))
    }

    private mutating func goHome(_ reason: HomeReason, at now: WallTime) {
        writeTicks()
        rollout.phase = .goingHome
        rollout.since = now
        rollout.share = 0
        rollout.shareConfirmed = nil
        rollout.lastTotal = nil
        rollout.trafficEnded = nil
        rollout.reason = reason
        events.append(.goingHome(reason, evidence: rollout.judge.evidence))
    }
}
