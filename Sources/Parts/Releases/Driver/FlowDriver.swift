// The thin driver: reads the world, lets the pure code decide, stores the decision, then carries it out.

package import Core

/// Drives one flow's releases. Each `turn` is complete in itself and may be the last: everything that matters is stored
/// before it is done, and the next turn, in this process or another, goes on from the store and the world.
package actor FlowDriver {
    /// The flow's name.
    package nonisolated let flow: String
    let store: any ReleaseStore
    let dataPlane: any DataPlane
    let host: any InstanceHost
    let units: any UnitSource
    let clock: any WallClock
    let ids: any IDSource
    let actor: String
    let logDirectory: String

    var state: StoredState
    var startFailures: [String: String] = [:]
    var lastServers: [ServerView] = []
    var lastFailure: ReleaseError?
    /// Entries of a rollout that was sent home while the store would not take them: stored as soon as it does.
    private var unstored: [LedgerDraft] = []
    private var connectionErrors: [String: Int] = [:]
    private var isTurning = false
    private var lastTurn: WallTime?

    /// A driver that goes on from what is stored. `logDirectory` is where new instances write their output.
    package init(
        flow: String, store: any ReleaseStore, dataPlane: any DataPlane, host: any InstanceHost,
        units: any UnitSource, clock: any WallClock, ids: any IDSource, actor: String = "control-plane",
        logDirectory: String
    ) throws {
        self.flow = flow
        self.store = store
        self.dataPlane = dataPlane
        self.host = host
        self.units = units
        self.clock = clock
        self.ids = ids
        self.actor = actor
        self.logDirectory = logDirectory
        state = try store.load(flow: flow)
    }

    /// Notes that nobody drove this flow for `away`: the time for becoming healthy begins anew, and a rollout longer
    /// alone than its lease is sent home.
    package func resume(away: Duration) throws {
        guard let rollout = state.rollout else { return }
        var machine = RolloutMachine(rollout)
        machine.watchResumes(at: clock.now)
        if away >= rollout.settings.lease { machine.leaseWasLost(at: clock.now, away: away) }
        try commit(machine)
    }

    /// One turn: look, decide, store, act. Throws if the world cannot be read: then nothing was done. Throws as well if
    /// the decision cannot be stored: then what was stored before is still looked after, unless the lease is lost. The
    /// next turn tries again. A turn while another is running returns at once.
    package func turn() async throws {
        guard !isTurning else { return }
        isTurning = true
        defer { isTurning = false }
        // Frozen for long (a paused machine, a store that took nothing): as stale as after a restart. A turn that is
        // merely late is none: it must not begin the time for becoming healthy anew.
        try resumeIfLate()
        let servers = try await dataPlane.read()
        let views = await look()
        let tails = await tailsOfIll(views, servers)
        chargeConnectionErrors(servers)
        lastServers = servers
        // The freeze may have come while the world was looked at.
        try resumeIfLate()
        var unstorable: (any Error)?
        do {
            try decide(servers: servers, views: views, logTails: tails)
        } catch let error as ReleaseError where error.code == .leaseLost {
            throw error
        } catch {
            unstorable = error
        }
        lastTurn = clock.now
        await act(servers: servers, views: views)
        if let unstorable { throw unstorable }
    }

    private func resumeIfLate() throws {
        guard let lastTurn, let lease = state.rollout?.settings.lease, clock.now - lastTurn >= lease else { return }
        try resume(away: clock.now - lastTurn)
    }

    /// What is stored and what was last seen, for whoever shows it.
    package func sight() -> (state: StoredState, servers: [ServerView], failure: ReleaseError?) {
        (state, lastServers, lastFailure)
    }

    /// Whether a release is being started, or traffic moved, at this moment: then the next turn should come soon.
    package var isMoving: Bool {
        guard let rollout = state.rollout else { return false }
        switch rollout.phase {
        case .preparing, .goingHome, .promoting: return true
        case .judging: return rollout.shareConfirmed == nil
        case .promoted, .home: return false
        }
    }

    /// Units of the flow per second lately; nil if nothing was counted.
    package func unitRate() -> Double? {
        units.rate(through: clock.now.second - 1, span: Limits.rateSeconds)
    }

    // MARK: Looking

    private func look() async -> [InstanceView] {
        var views: [InstanceView] = []
        for record in state.instances where record.ended == nil {
            let isAlive = record.handle == nil ? false : await host.isAlive(record)
            views.append(InstanceView(record: record, isAlive: isAlive))
        }
        return views
    }

    private func tailsOfIll(_ views: [InstanceView], _ servers: [ServerView]) async -> [String: [String]] {
        guard let rollout = state.rollout else { return [:] }
        let healthy = Set(servers.filter(\.isHealthy).map(\.name))
        var tails: [String: [String]] = [:]
        for view in views where view.record.release == rollout.to {
            // Dead is ill, even while the data plane has not noticed yet.
            guard !view.isAlive || !healthy.contains(view.record.serverName) else { continue }
            tails[view.record.serverName] = await host.logTail(view.record, lines: Limits.logTailLines)
        }
        return tails
    }

    /// A connection that a server refused was tried again elsewhere and looks well in the log: it still counts.
    private func chargeConnectionErrors(_ servers: [ServerView]) {
        for server in servers {
            let before = connectionErrors[server.name] ?? server.connectionErrors
            units.addFailedAttempts(
                server.connectionErrors - before, release: server.release, second: clock.now.second)
        }
        connectionErrors = Dictionary(uniqueKeysWithValues: servers.map { ($0.name, $0.connectionErrors) })
    }

    // MARK: Deciding

    private func decide(servers: [ServerView], views: [InstanceView], logTails: [String: [String]]) throws {
        let now = clock.now
        if let rollout = state.rollout {
            var machine = RolloutMachine(rollout)
            machine.step(world(for: rollout, now: now, servers: servers, views: views, logTails: logTails))
            try commit(machine)
        } else {
            try watch(now: now, servers: servers, views: views)
        }
    }

    private func world(
        for rollout: Rollout, now: WallTime, servers: [ServerView], views: [InstanceView], logTails: [String: [String]]
    ) -> RolloutWorld {
        let through = (now - .milliseconds(Limits.settleMilliseconds)).second - 1
        return RolloutWorld(
            now: now, instances: views.filter { $0.record.release == rollout.to && $0.record.stopping == nil },
            wanted: state.releases[rollout.to]?.service.instances ?? 1, servers: servers,
            ticks: rollout.phase == .judging
                ? units.ticks(
                    after: rollout.lastSecond, through: through, control: rollout.from, canary: rollout.to) : [],
            unitRate: units.rate(through: through, span: Limits.rateSeconds), logTails: logTails,
            startFailure: startFailures[rollout.to])
    }

    private func watch(now: WallTime, servers: [ServerView], views: [InstanceView]) throws {
        guard var flow = state.flow, let warm = flow.warm, let live = flow.live else { return }
        let own = views.filter { $0.record.release == live && $0.record.stopping == nil }
        if let reason = FlowWatch.reasonToReturn(
            flow: flow, live: own, servers: servers, wanted: state.releases[live]?.service.instances ?? 1, now: now)
        {
            try startReturn(
                to: warm.release, by: StopRequest(actor: actor, reason: reason.text),
                endsIfLiveRecovers: reason.endsIfLiveRecovers)
        } else if now >= warm.until {
            flow.warm = nil
            let draft = try LedgerDraft(
                kind: "watch.ended", actor: actor, subject: live, facts: ["live": live, "warm": warm.release])
            try store(StateChange(flow: flow, entries: [draft]))
        }
    }

    // MARK: Storing

    /// How many entries wait for a store that takes them.
    var unstoredCount: Int { unstored.count }

    /// Stores what a machine decided, if it decided anything; keeps it in memory only if nothing happened.
    ///
    /// What cannot be stored is not done, with one exception: users are taken off a harmful release even if the disk is
    /// full. The entries of that decision are kept and stored first when there is room. Not so when the lease is lost:
    /// then it is for somebody else to act.
    func commit(_ machine: RolloutMachine) throws {
        let rollout = machine.rollout
        guard !machine.events.isEmpty || !unstored.isEmpty else {
            state.rollout = rollout
            return
        }
        var change = StateChange(rollout: rollout)
        change.entries = unstored + (try machine.events.map { try $0.draft(for: rollout, actor: actor) })
        if rollout.phase == .promoted { change.flow = flowAfterPromotion(of: rollout) }
        if rollout.phase == .home, rollout.kind == .return { change.flow = flowAfterFailedReturn(of: rollout) }
        do {
            try store(change)
            unstored = []
        } catch let error as ReleaseError where error.code == .leaseLost {
            throw error
        } catch  where rollout.phase == .goingHome {
            state.rollout = rollout
            unstored = change.entries
            lastFailure = ReleaseError(
                .unavailable, message: "\(rollout.to) goes home, but that is not in the ledger yet: \(error)",
                hint: "It is stored as soon as the store takes it.")
        }
        if rollout.isFinished { startFailures[rollout.to] = nil }
    }

    func store(_ change: StateChange) throws {
        try store.commit(change, flow: flow)
        if let flow = change.flow { state.flow = flow }
        if let rollout = change.rollout { state.rollout = rollout.isFinished ? nil : rollout }
        if let release = change.release { state.releases[release.name] = release }
        for record in change.instances {
            state.instances.removeAll { $0.id == record.id }
            if record.ended == nil { state.instances.append(record) }
        }
    }

    /// A return of ours that failed is not tried again at once: what ails both releases is not mended by moving users.
    private func flowAfterFailedReturn(of rollout: Rollout) -> FlowState? {
        guard var flow = state.flow, var warm = flow.warm, rollout.startedBy.actor == actor else { return nil }
        let failed = (warm.failedReturns ?? 0) + 1
        warm.failedReturns = failed
        let pause = Limits.returnPause.first * (1 << min(failed - 1, 10))
        warm.noReturnBefore = clock.now + min(pause, Limits.returnPause.most)
        flow.warm = warm
        return flow
    }

    private func flowAfterPromotion(of rollout: Rollout) -> FlowState {
        let warm: FlowState.Warm? =
            rollout.kind == .release
            ? rollout.from.map { FlowState.Warm(release: $0, until: clock.now + rollout.settings.watch) } : nil
        return FlowState(flow: flow, live: rollout.to, warm: warm)
    }
}
