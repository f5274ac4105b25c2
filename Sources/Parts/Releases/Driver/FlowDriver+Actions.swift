// Carrying out what was decided. Every action can be repeated; what failed is tried again in the next turn.

import Core

extension FlowDriver {
    /// Brings the world towards the targets of the stored state.
    func act(servers: [ServerView], views: [InstanceView]) async {
        let now = clock.now
        let current = views.filter { view in state.instances.contains { $0.id == view.record.id } }
        let targets = Targets.derive(
            flow: state.flow ?? FlowState(flow: flow), rollout: state.rollout,
            instances: { release in servers.filter { $0.release == release }.count }, now: now)
        let reconciler = Reconciler(
            now: now, releases: state.releases, instances: current, servers: servers,
            stopWithin: state.rollout?.settings.stopWithin ?? defaultStop)
        if unstoredCount == 0 { lastFailure = nil }
        var unforgotten: Set<String> = []
        for action in reconciler.actions(for: targets, makeRecord: makeRecord) {
            // Two records of one server would fight for it: none is added before the dead one is gone from the store.
            if case .start(let record) = action, unforgotten.contains(record.serverName) { continue }
            do {
                try await perform(action)
            } catch {
                lastFailure = failure(of: action, error)
                if case .forget(let record) = action { unforgotten.insert(record.serverName) }
            }
        }
    }

    private var defaultStop: Duration {
        state.flow?.live.flatMap { state.releases[$0] }?.service.stopWithin ?? .seconds(30)
    }

    private func makeRecord(release: String, index: Int, restarts: Int) -> InstanceRecord {
        let id = ids.next("I")
        return InstanceRecord(
            id: id, release: release, index: index, port: 0, logPath: "\(logDirectory)/\(release).\(index)-\(id).log",
            started: clock.now, restarts: restarts)
    }

    private func perform(_ action: Action) async throws {
        switch action {
        case .start(let record): try await start(record)
        case .adopt(let record): try await adopt(record)
        case .stop(let record, let force): try await stop(record, force: force)
        case .forget(let record): try await forget(record)
        case .change(let change): try await dataPlane.perform(change)
        }
    }

    private func start(_ draft: InstanceRecord) async throws {
        guard let unit = state.releases[draft.release] else { return }
        var record = draft
        let taken = Set(state.instances.map(\.port) + lastServers.map(\.port))
        record.port = try await host.freePort(notIn: taken)
        try store(
            StateChange(instances: [record], entries: [try entry("instance.starting", record)]))
        try await launch(record, of: unit)
    }

    private func adopt(_ record: InstanceRecord) async throws {
        guard let unit = state.releases[record.release] else { return }
        if let handle = try await host.find(record) {
            try noteStarted(record, handle: handle)
        } else if record.stopping == nil, isWanted(record) {
            try await launch(record, of: unit)
        } else {
            try await forget(record)
        }
    }

    /// Starts what is stored as intended. That it cannot be started is a fact about the release, not an error of ours;
    /// that its start cannot be stored is one: the next turn finds it.
    private func launch(_ record: InstanceRecord, of unit: ReleaseUnit) async throws {
        let handle: String
        do {
            handle = try await host.start(record, of: unit)
        } catch {
            startFailures[record.release] = "\(error)"
            lastFailure = failure(of: .start(record), error)
            return
        }
        try noteStarted(record, handle: handle)
    }

    private func noteStarted(_ record: InstanceRecord, handle: String) throws {
        var started = record
        started.handle = handle
        started.started = clock.now
        try store(StateChange(instances: [started], entries: [try entry("instance.started", started)]))
    }

    private func isWanted(_ record: InstanceRecord) -> Bool {
        if let rollout = state.rollout, rollout.to == record.release { return rollout.phase != .goingHome }
        return state.flow?.live == record.release || state.flow?.warm?.release == record.release
    }

    private func stop(_ record: InstanceRecord, force: Bool) async throws {
        if record.stopping == nil {
            var stopping = record
            stopping.stopping = clock.now
            try store(StateChange(instances: [stopping], entries: [try entry("instance.stopping", stopping)]))
        } else if force {
            try store(StateChange(entries: [try entry("instance.killing", record)]))
        }
        try await host.stop(record, force: force)
    }

    private func forget(_ record: InstanceRecord) async throws {
        // Whatever it forked and forgot goes with it: it may hold the port.
        if record.handle != nil { try await host.stop(record, force: true) }
        var ended = record
        ended.ended = clock.now
        var change = StateChange(instances: [ended], entries: [try entry("instance.ended", ended)])
        if record.stopping == nil, record.handle != nil, var flow = state.flow, flow.live == record.release {
            flow.warm?.crashes += 1
            change.flow = flow
        }
        try store(change)
    }

    private func entry(_ kind: String, _ record: InstanceRecord) throws -> LedgerDraft {
        try LedgerDraft(kind: kind, actor: actor, subject: record.serverName, facts: record)
    }

    private func failure(of action: Action, _ error: any Error) -> ReleaseError {
        ReleaseError(
            .unavailable, message: "\(action.summary) failed: \(error)",
            hint: "It is tried again each second; look at the service named if it goes on.")
    }
}

extension Action {
    /// The action in a few words.
    package var summary: String {
        switch self {
        case .start(let record): "starting \(record.serverName)"
        case .adopt(let record): "finding \(record.serverName) again"
        case .stop(let record, let force): force ? "killing \(record.serverName)" : "stopping \(record.serverName)"
        case .forget(let record): "noting the end of \(record.serverName)"
        case .change(.add(let name, let port, _)): "adding server \(name) at port \(port)"
        case .change(.set(let name, let weight, let mode)): "setting \(name) to weight \(weight), \(mode.rawValue)"
        case .change(.cutSessions(let name)): "cutting the sessions of \(name)"
        case .change(.remove(let name)): "removing server \(name)"
        }
    }
}
