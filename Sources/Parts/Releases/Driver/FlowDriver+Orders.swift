// What people and pipelines order: deploy, abort, roll back.

import Core

extension FlowDriver {
    /// Starts the rollout of a new release. Throws `rolloutRunning` (who holds it, since when), `badOrder` if the name
    /// stands for something else already, `refused` if it is live.
    package func deploy(_ unit: ReleaseUnit, settings: RolloutSettings, by who: StopRequest) throws -> Rollout {
        try checkDeploy(unit)
        let order = RolloutOrder(
            id: ids.next("R"), flow: flow, kind: .release, from: state.flow?.live, to: unit.name, startedBy: who,
            settings: settings)
        let machine = RolloutMachine.begin(Rollout(order, at: clock.now))
        var change = StateChange(rollout: machine.rollout)
        if state.releases[unit.name] == nil {
            change.release = unit
            change.entries.append(
                try LedgerDraft(kind: "release.created", actor: who.actor, subject: unit.name, facts: unit))
        }
        change.entries += try machine.events.map { try $0.draft(for: machine.rollout, actor: actor) }
        if state.flow == nil { change.flow = FlowState(flow: flow) }
        startFailures[unit.name] = nil
        try store(change)
        return machine.rollout
    }

    /// Whether `deploy` would start; throws what it would throw.
    package func checkDeploy(_ unit: ReleaseUnit) throws {
        if let fault = ReleaseUnit.fault(inName: unit.name) {
            throw ReleaseError(.badOrder, message: "'\(unit.name)': \(fault)", hint: "Choose another name.")
        }
        try refuseWhileRunning()
        if state.flow?.live == unit.name {
            throw ReleaseError(
                .refused, message: "\(unit.name) is live already", hint: "Give the new release a name of its own.")
        }
        if let known = state.releases[unit.name], try known.digest != unit.digest {
            throw ReleaseError(
                .badOrder,
                message: "\(unit.name) exists with other content (\(try known.digest.short)): a release never changes",
                hint: "Give this content (\(try unit.digest.short)) a new name.")
        }
    }

    /// Sends a running rollout home. Throws `notFound` if it is not the one that runs.
    package func abort(rollout id: String, by who: StopRequest) throws -> Rollout {
        guard let rollout = state.rollout, rollout.id == id else {
            throw ReleaseError(
                .notFound, message: "rollout \(id) is not running",
                hint: "See `steady rollout status` for the one that is.")
        }
        var machine = RolloutMachine(rollout)
        machine.stop(who)
        let drafts = [
            try LedgerDraft(kind: "rollout.abort-asked", actor: who.actor, subject: id, facts: ["reason": who.reason])
        ]
        try store(StateChange(rollout: machine.rollout, entries: drafts))
        return machine.rollout
    }

    /// Goes back to an earlier release at once, without a judge: the warm one, or the one named. While a rollout runs
    /// this is its abort. Throws `notFound` if there is no such release, `refused` if the schema floor forbids it.
    package func rollBack(to release: String?, by who: StopRequest) throws -> Rollout {
        if let rollout = state.rollout, release == nil || release == rollout.from {
            return try abort(rollout: rollout.id, by: who)
        }
        try refuseWhileRunning()
        guard let target = release ?? state.flow?.warm?.release else {
            throw ReleaseError(
                .notFound, message: "no earlier release is kept warm",
                hint: "Name one: `steady rollout rollback --to NAME`.")
        }
        try refuseUnproven(target)
        return try startReturn(to: target, by: who)
    }

    /// A return is not judged: only a release that was good once may be returned to.
    private func refuseUnproven(_ target: String) throws {
        guard state.releases[target] != nil, target != state.flow?.live, target != state.flow?.warm?.release else {
            return
        }
        let history = try store.rollouts(flow: flow, limit: Limits.rolloutsLookedAt).filter { $0.to == target }
        guard !history.contains(where: { $0.phase == .promoted && $0.kind == .release }) else { return }
        let last = history.first.map { " (\($0.id): \($0.reason?.because ?? $0.phase.rawValue))" } ?? ""
        throw ReleaseError(
            .refused, message: "\(target) was never promoted\(last): it is not known to be good",
            hint: "Go back to a release that was live, or let the judge look at it: deploy it under a new name.")
    }

    @discardableResult
    func startReturn(to target: String, by who: StopRequest, endsIfLiveRecovers: Bool = false) throws -> Rollout {
        guard let unit = state.releases[target] else {
            throw ReleaseError(
                .notFound, message: "there is no release \(target)",
                hint: "See `steady ledger show --kind release.created`.")
        }
        guard let live = state.flow?.live, live != target, let liveUnit = state.releases[live] else {
            throw ReleaseError(.refused, message: "\(target) is live already", hint: "There is nothing to do.")
        }
        if let floor = liveUnit.service.schemaFloor, (unit.service.schemaFloor ?? 0) < floor {
            throw ReleaseError(
                .refused,
                message:
                    "\(target) works with schema \(unit.service.schemaFloor ?? 0) at best, \(live) has raised the floor to \(floor)",
                hint: "Roll forward, or restore the data first.")
        }
        let settings = RolloutSettings(
            policy: JudgePolicy(), ramp: RampPolicy(), startWithin: unit.service.startWithin,
            stopWithin: unit.service.stopWithin, watch: .zero, lease: .seconds(30),
            specification: try unit.digest)
        let order = RolloutOrder(
            id: ids.next("R"), flow: flow, kind: .return, from: live, to: target, startedBy: who, settings: settings,
            endsIfLiveRecovers: endsIfLiveRecovers)
        let machine = RolloutMachine.begin(Rollout(order, at: clock.now))
        startFailures[target] = nil
        try commit(machine)
        return machine.rollout
    }

    private func refuseWhileRunning() throws {
        guard let rollout = state.rollout else { return }
        let age = clock.now - rollout.started
        throw ReleaseError(
            .rolloutRunning,
            message: "rollout \(rollout.id) of \(rollout.to) is running: \(rollout.startedBy.actor) started it "
                + "\(age.spoken) ago, it is \(rollout.phase.rawValue)",
            hint: "Wait for it, or end it with `steady rollout abort \(rollout.id)`.")
    }
}
