// Adding up what the demo saw.

import ControlPlane
import Core
import LoadTesting
import Releases
import SQLiteStore
import ServiceLevels
import Telemetry

/// What was collected on the way.
struct DemoResults: Sendable {
    var releases: [DemoSummary.Release] = []
    var killed: DemoSummary.Killed?
    var users = AccessLog.Counts()
}

extension Demo {
    /// One release's line: the outcome from the control plane, all counts from HAProxy's own log.
    func release(
        _ name: String, expected: String, ended: RolloutView, begun: WallTime, log: AccessLog
    ) throws -> DemoSummary.Release {
        let now = SystemWallClock().now
        let all = try log.counts(from: begun, to: now)
        let own = try log.counts(from: begun, to: now, release: name)
        let decided = try decision(of: ended.id)
        let outcome: String =
            switch ended.outcome {
            case .promoted?: "promoted"
            case .rolledBack?, .aborted?: "rolled-back"
            case nil: "undecided"
            }
        return DemoSummary.Release(
            name: name, expected: expected, outcome: outcome, seconds: Double(ended.elapsedSeconds),
            decisionSeconds: own.first.flatMap { first in decided.map { max(0, ($0 - first).inSeconds) } },
            canarySeconds: outcome == "promoted"
                ? nil : own.first.flatMap { first in own.last.map { ($0 - first).inSeconds } },
            failedRequests: all.failed, slowRequests: all.slow, requests: own.requests, because: ended.because)
    }

    /// When the ledger says that the rollout was decided.
    private func decision(of rollout: String) throws -> WallTime? {
        let ledger = SQLiteLedger(
            try StateDatabase(path: settings.folder.stateFile, clock: SystemWallClock(), create: false))
        var time: WallTime?
        try ledger.forEach(subject: rollout) { entry in
            if ["rollout.going-home", "rollout.promoting"].contains(entry.kind) { time = entry.time }
        }
        return time
    }

    func summary(
        _ results: DemoResults, load: LoadReport, loaded: LoadedSpecification, seconds: Double
    ) throws -> DemoSummary {
        let folder = settings.folder
        let clock = SystemWallClock()
        let check = try SQLiteLedger(try StateDatabase(path: folder.stateFile, clock: clock, create: false)).check()
        let report = try ServiceLevelReport(
            flow: loaded.spec.flow, objectives: Objective.all(of: loaded.spec.objectives),
            store: try SQLiteTelemetryStore(path: folder.telemetryFile), now: clock.now)
        var ledger = DemoSummary.Ledger(entries: 0, intact: false)
        if case .intact(let entries, _) = check { ledger = DemoSummary.Ledger(entries: entries, intact: true) }
        let address = try ControlAddress.read(in: folder)
        let token = try TokenFile(path: folder.tokenFile).load()
        let page = address.flatMap { address in
            token.map { ControlServer.loginLink(host: address.host, port: address.port, token: $0) }
        }
        return DemoSummary(
            ok: results.releases.allSatisfy(\.isRight) && ledger.intact && results.killed != nil,
            releases: results.releases, controlPlaneKilled: results.killed, ledger: ledger,
            requests: results.users.requests, failedRequests: results.users.failed,
            budgetLeftPercent: report.objectives.first?.budget.leftPercent, lateSessions: load.late, page: page ?? "",
            seconds: seconds)
    }
}
