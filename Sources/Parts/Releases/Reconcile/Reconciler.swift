// From targets and the world to the actions that bring one to the other. Pure; repeating it is harmless.

package import Core

/// One action on the world.
package enum Action: Hashable, Sendable {
    /// Start an instance of a release; the record is new.
    case start(InstanceRecord)
    /// Look for an instance whose handle was never stored, and start it if there is none.
    case adopt(InstanceRecord)
    /// Ask an instance to end, or end it with its children if `force`.
    case stop(InstanceRecord, force: Bool)
    /// It is gone for good: store that.
    case forget(InstanceRecord)
    /// Change the data plane.
    case change(ServerChange)
}

/// Plans the actions of one turn.
package struct Reconciler: Sendable {
    /// The time of day.
    package var now: WallTime
    /// Everything stored about releases.
    package var releases: [String: ReleaseUnit]
    /// Instances that may be running.
    package var instances: [InstanceView]
    /// Servers of the data plane.
    package var servers: [ServerView]
    /// How long requests and instances have to end.
    package var stopWithin: Duration

    /// A plan for one look at the world.
    package init(
        now: WallTime, releases: [String: ReleaseUnit], instances: [InstanceView], servers: [ServerView],
        stopWithin: Duration
    ) {
        self.now = now
        self.releases = releases
        self.instances = instances
        self.servers = servers
        self.stopWithin = stopWithin
    }

    /// The actions towards the targets: traffic first, then starts, then what ends. `makeRecord` gives a new record
    /// for an index of a release, with the number of restarts before it.
    package func actions(
        for targets: [ReleaseTarget], makeRecord: (_ release: String, _ index: Int, _ restarts: Int) -> InstanceRecord
    ) -> [Action] {
        var traffic: [Action] = []
        var starts: [Action] = []
        for target in targets {
            traffic += serverActions(target)
            starts += instanceActions(target, makeRecord: makeRecord)
        }
        let isServed = targets.contains { if case .serving = $0.role { true } else { false } }
        return order(traffic, isServed: isServed) + starts + endings(targets)
    }

    // MARK: Servers

    private func serverActions(_ target: ReleaseTarget) -> [Action] {
        let health = releases[target.release]?.service.health ?? "/"
        var actions: [Action] = []
        for view in wanted(target.release) where view.record.handle != nil {
            let name = view.record.serverName
            guard let server = servers.first(where: { $0.name == name }) else {
                if view.isAlive {
                    actions.append(.change(.add(name: name, port: view.record.port, healthPath: health)))
                }
                continue
            }
            // The server of an instance that died is still told what to do: else a release that crashed could never be
            // read back as being out of traffic.
            guard server.port == view.record.port else {
                actions += removal(of: server)
                continue
            }
            let (wanted, mode) = Self.setting(target.role)
            // HAProxy takes a server that was never checked for well: none gets traffic before its check has passed.
            let weight = server.weight == 0 && !server.isHealthy ? 0 : wanted
            if server.weight != weight || server.mode != mode {
                actions.append(.change(.set(name: name, weight: weight, mode: mode)))
            }
        }
        return actions
    }

    private static func setting(_ role: ReleaseTarget.Role) -> (weight: Int, mode: ServerView.Mode) {
        switch role {
        case .serving(let weight): (weight, .ready)
        case .probed, .draining: (0, .ready)
        case .standby: (0, .maintenance)
        }
    }

    /// Raises before it lowers, and does not take the last server from the users while those that are to serve cannot:
    /// there is never a moment without anyone to serve.
    private func order(_ actions: [Action], isServed: Bool) -> [Action] {
        func lowers(_ action: Action) -> Bool {
            guard let (server, weight, mode) = setting(action) else { return false }
            return mode == .maintenance || weight < server.weight
        }
        let lowering = actions.filter(lowers)
        let isHeld = isServed && servers.contains(where: serves) && !leavesSomebody(actions)
        let allowed = lowering.filter { !isHeld || !(setting($0).map { serves($0.server) } ?? false) }
        return actions.filter { !lowers($0) } + allowed
    }

    /// Whether a healthy server has traffic when all these actions are done.
    private func leavesSomebody(_ actions: [Action]) -> Bool {
        let settings = actions.compactMap(setting)
        return servers.contains { server in
            guard let setting = settings.first(where: { $0.server.name == server.name }) else {
                return serves(server)
            }
            return server.isHealthy && setting.weight > 0 && setting.mode == .ready
        }
    }

    private func setting(_ action: Action) -> (server: ServerView, weight: Int, mode: ServerView.Mode)? {
        guard case .change(.set(let name, let weight, let mode)) = action,
            let server = servers.first(where: { $0.name == name })
        else { return nil }
        return (server, weight, mode)
    }

    /// Whether users are served by it now. A server at a port that is none of its instance's may be anything.
    private func serves(_ server: ServerView) -> Bool {
        server.isHealthy && server.weight > 0 && server.mode == .ready
            && instances.contains { $0.record.serverName == server.name && $0.record.port == server.port }
    }

    // MARK: Instances

    private func wanted(_ release: String) -> [InstanceView] {
        instances.filter { $0.record.release == release && $0.record.stopping == nil }
    }

    private func instanceActions(
        _ target: ReleaseTarget, makeRecord: (String, Int, Int) -> InstanceRecord
    ) -> [Action] {
        guard let unit = releases[target.release] else { return [] }
        let own = wanted(target.release)
        var actions: [Action] = []
        for index in 1...max(1, unit.service.instances) {
            guard let view = own.first(where: { $0.record.index == index }) else {
                actions.append(.start(makeRecord(target.release, index, 0)))
                continue
            }
            if view.record.handle == nil {
                actions.append(.adopt(view.record))
            } else if !view.isAlive, target.isRestarted, now - view.record.started >= Self.pause(view.record.restarts) {
                actions.append(.forget(view.record))
                actions.append(.start(makeRecord(target.release, index, view.record.restarts + 1)))
            }
        }
        return actions
    }

    /// The pause before an instance that died is started again: one second, doubled with each death in a row, at most
    /// about a minute.
    static func pause(_ restarts: Int) -> Duration {
        .seconds(1 << min(restarts, Limits.restartDoublings))
    }

    // MARK: Endings

    private func endings(_ targets: [ReleaseTarget]) -> [Action] {
        let kept = Set(targets.map(\.release))
        var actions: [Action] = []
        let living = instances.filter { kept.contains($0.record.release) && $0.record.stopping == nil }
        let owned = Set(living.map(\.record.serverName))
        for server in servers where !owned.contains(server.name) {
            actions += removal(of: server)
        }
        for view in instances where !kept.contains(view.record.release) || view.record.stopping != nil {
            actions += ending(of: view)
        }
        return actions
    }

    private func removal(of server: ServerView) -> [Action] {
        guard server.mode == .maintenance, server.weight == 0 else {
            return [.change(.set(name: server.name, weight: 0, mode: .maintenance))]
        }
        guard server.sessions == 0 else {
            let record = instances.first { $0.record.serverName == server.name }?.record
            let isLate = record?.stopping.map { now - $0 >= stopWithin } ?? false
            return isLate ? [.change(.cutSessions(name: server.name))] : []
        }
        return [.change(.remove(name: server.name))]
    }

    private func ending(of view: InstanceView) -> [Action] {
        let record = view.record
        guard view.isAlive || record.handle == nil else { return [.forget(record)] }
        if record.handle == nil { return [.adopt(record)] }
        guard let stopping = record.stopping else { return [.stop(record, force: false)] }
        return now - stopping >= stopWithin ? [.stop(record, force: true)] : []
    }
}
