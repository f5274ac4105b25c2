// The running control plane as the HTTP layer sees it.

import Core
import Foundation
import Hosts
import Releases
import SQLiteStore
import ServiceLevels
import Telemetry

/// Answers and obeys the HTTP layer: one call, one use case.
struct RunningDesk: FlowDesk {
    let driver: FlowDriver
    let store: SQLiteReleaseStore
    let journal: SQLiteLedger
    let telemetry: any TelemetryStore
    let pipeline: LogLinePipeline
    let specification: SpecificationKeeper
    let units: ReleaseUnitFactory
    let clock: any WallClock

    func snapshot() async throws -> FlowSnapshot {
        let sight = await driver.sight()
        let last = try store.rollouts(flow: driver.flow, limit: 1).first
        let views = SnapshotViews(
            spec: specification.inForce, now: clock.now, sight: sight, unitRate: await driver.unitRate(),
            rollout: sight.state.rollout ?? last,
            telemetry: telemetry, status: pipeline.status, isSpecChanged: specification.isChanged(since:))
        return try views.snapshot(ledger: try journal.latest(HTTPLimits.ledgerLines, subject: nil))
    }

    func ledger(last: Int, before: Int?) async throws -> [LedgerEntry] {
        guard let before else { return try journal.latest(last, subject: nil).reversed() }
        let first = max(1, before - last)
        return try journal.entries(from: first, limit: before - first).reversed()
    }

    func planDeploy(_ request: DeployRequest) async throws(ControlError) -> DeployPlan {
        let loaded = try specification.reload()
        let unit = try await translating { () async throws in
            try await units.make(request, spec: loaded.spec, isKept: false)
        }
        try await translating { () async throws in try await driver.checkDeploy(unit) }
        let sight = await driver.sight()
        let settings = loaded.rolloutSettings(unitRate: await driver.unitRate())
        return try translatingNow {
            try DeployPlanText.plan(
                unit, live: sight.state.flow?.live, state: sight.state, settings: settings,
                environment: loaded.environment)
        }
    }

    func deploy(_ request: DeployRequest) async throws(ControlError) -> RolloutView {
        let loaded = try specification.reload()
        let unit = try await translating { () async throws in
            try await units.make(request, spec: loaded.spec, isKept: true)
        }
        let who = StopRequest(actor: request.actor, reason: request.reason ?? "deploy \(request.release)")
        let settings = loaded.rolloutSettings(unitRate: await driver.unitRate())
        let rollout = try await translating { () async throws in
            try await driver.deploy(unit, settings: settings, by: who)
        }
        return await view(of: rollout)
    }

    func rollout(_ id: String?) async throws(ControlError) -> RolloutView {
        let running = await driver.sight().state.rollout
        let found = try translatingNow {
            if let id, running?.id != id { return try store.rollout(id: id) }
            if let running { return running }
            return try store.rollouts(flow: driver.flow, limit: 1).first
        }
        guard let found else {
            throw ControlError(
                .notFound, id.map { "there is no rollout \($0)" } ?? "there was no rollout yet",
                hint: "Start one with `steady deploy`")
        }
        return await view(of: found)
    }

    func abort(rollout id: String, by actor: String, reason: String) async throws(ControlError) -> RolloutView {
        let request = StopRequest(actor: actor, reason: reason)
        let rollout = try await translating { () async throws in
            if let known = try store.rollout(id: id), known.isFinished {
                throw ControlError(
                    .conflict, "rollout \(id) has ended already (\(known.phase.rawValue))",
                    hint: "To leave the release that is live, use rollback")
            }
            return try await driver.abort(rollout: id, by: request)
        }
        await turnSoon()
        return await view(of: rollout)
    }

    func rollback(to release: String?, by actor: String, reason: String) async throws(ControlError) -> RolloutView {
        let request = StopRequest(actor: actor, reason: reason)
        let rollout = try await translating { () async throws in try await driver.rollBack(to: release, by: request) }
        await turnSoon()
        return await view(of: rollout)
    }

    /// Acts on an order at once; the loop's next turn would come within a second anyway, so a failure here is its.
    private func turnSoon() async {
        do { try await driver.turn() } catch { return }
    }

    private func view(of rollout: Rollout) async -> RolloutView {
        RolloutViews.view(
            of: rollout, now: clock.now, unitRate: await driver.unitRate(),
            isSpecChanged: specification.isChanged(since: rollout.settings.specification))
    }

    private func translating<Value>(_ body: () async throws -> Value) async throws(ControlError) -> Value {
        do { return try await body() } catch { throw ControlError(translating: error) }
    }

    private func translatingNow<Value>(_ body: () throws -> Value) throws(ControlError) -> Value {
        do { return try body() } catch { throw ControlError(translating: error) }
    }
}

extension ControlError {
    /// What a client is told about an error from below.
    init(translating error: any Error) {
        switch error {
        case let error as ControlError:
            self = error
        case let error as ReleaseError:
            let code: Code =
                switch error.code {
                case .badOrder: .badRequest
                case .rolloutRunning: .conflict
                case .notFound: .notFound
                case .refused: .refused
                case .leaseLost, .unavailable: .unavailable
                }
            self.init(code, error.message, hint: error.hint)
        case let error as HostError:
            let code: Code = error.code == .notFound ? .notFound : error.code == .unusable ? .refused : .unavailable
            self.init(code, error.message, hint: error.hint)
        case let error as SQLiteStoreError:
            self.init(.unavailable, error.message, hint: error.hint)
        case let error where Self.isOutOfRoom(error):
            self.init(
                .unavailable, "there is no room left on the disk of the state folder: nothing was stored",
                hint: "Free some, then try again", cause: "\(error)")
        default:
            self.init(
                .internal, "the control plane failed", hint: "See its log for this request's id", cause: "\(error)")
        }
    }

    /// Whether a file could not be written for lack of room, however deep that lies.
    private static func isOutOfRoom(_ error: any Error) -> Bool {
        let failure = error as NSError
        if failure.domain == NSPOSIXErrorDomain, failure.code == Int(ENOSPC) { return true }
        if failure.domain == NSCocoaErrorDomain, failure.code == CocoaError.fileWriteOutOfSpace.rawValue { return true }
        return (failure.userInfo[NSUnderlyingErrorKey] as? any Error).map(isOutOfRoom) ?? false
    }
}
