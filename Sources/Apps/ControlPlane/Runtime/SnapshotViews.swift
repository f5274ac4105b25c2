// Everything that the page shows, put together from the store, the driver and the specification.

import Core
import Foundation
import Hosts
import Releases
import ServiceLevels
import Shell
import Statistics
import Telemetry

/// Builds one snapshot.
struct SnapshotViews {
    let spec: LoadedSpecification
    let now: WallTime
    let sight: (state: StoredState, servers: [ServerView], failure: ReleaseError?)
    let unitRate: Double?
    let rollout: Rollout?
    let telemetry: any TelemetryStore
    let status: LogLinePipeline.Status
    let isSpecChanged: (Digest) -> Bool

    func snapshot(ledger: [LedgerEntry]) throws -> FlowSnapshot {
        let report = try ServiceLevelReport(
            flow: spec.spec.flow, objectives: Objective.all(of: spec.spec.objectives), store: telemetry, now: now)
        let traffic = try trafficNow()
        let latency = spec.spec.objectives.latency
        return FlowSnapshot(
            flow: spec.spec.flow, environment: spec.environment?.name ?? "production", time: now,
            live: sight.state.flow?.live, objectives: report.objectives.map(objective), now: traffic,
            window: Self.latency(report.latencyOverWindow),
            limits: LatencyLimits(
                warnMilliseconds: latency.warn.inSeconds * 1000, slowMilliseconds: latency.below.inSeconds * 1000),
            series: try series(), releases: try releases(), rollout: rolloutView(),
            gaps: report.gaps.suffix(5).map(Self.gap), warnings: warnings(report),
            ledger: ledger.reversed().map(Self.line))
    }

    // MARK: Objectives and traffic

    private func objective(_ status: ObjectiveStatus) -> ObjectiveView {
        let target =
            status.belowMilliseconds.map { "\(status.target) below \(Duration.milliseconds($0).text)" }
            ?? "\(status.target) succeed"
        let budget = status.budget.leftPercent.map { left in
            ObjectiveView.Budget(
                leftPercent: left, leftRequests: Int(status.budget.left.rounded(.down)),
                emptyIn: status.budget.emptyInSeconds.map { $0 == 0 ? "empty" : Duration.seconds($0).spoken }
                    ?? "not at this rate")
        }
        let state: ObjectiveView.State =
            switch status.state {
            case .good: .good
            case .bad: .bad
            case .unknown: .unknown
            }
        return ObjectiveView(
            name: status.name, target: target, window: Duration.seconds(status.windowSeconds).text, good: status.good,
            valid: status.valid, percent: status.ratio.map { $0 * 100 }, budget: budget, state: state,
            because: status.because)
    }

    private static func latency(_ quantiles: LatencyQuantiles) -> LatencyView {
        LatencyView(p50: quantiles.p50, p95: quantiles.p95, p99: quantiles.p99)
    }

    private func trafficNow() throws -> TrafficView {
        let end = WallTime(second: now.second)
        let sum = try telemetry.sum(from: end - .seconds(10), to: end, of: TelemetrySelection())
        return Self.traffic(sum.statistics, seconds: 10, isKnown: try telemetry.lastFlush() != nil)
    }

    private static func traffic(_ statistics: RequestStatistics, seconds: Int, isKnown: Bool) -> TrafficView {
        let counts = statistics.counts
        let latencies = statistics.latencies
        return TrafficView(
            requestsPerSecond: isKnown ? Double(counts.requests) / Double(seconds) : nil,
            errorPercent: counts.requests > 0 ? Double(counts.bad) / Double(counts.requests) * 100 : nil,
            latencyMilliseconds: LatencyView(
                p50: latencies.quantile(0.5), p95: latencies.quantile(0.95), p99: latencies.quantile(0.99)))
    }

    // MARK: Charts

    private func series() throws -> [SeriesView] {
        let step = RuntimeLimits.chartStep
        let end = now.second / step * step
        let range = (WallTime(second: end - RuntimeLimits.chartSeconds), WallTime(second: end))
        let flow = TelemetrySelection()
        let total = try telemetry.series(from: range.0, to: range.1, step: step, of: flow, by: .total)
        let gaps = try telemetry.gaps(from: range.0, to: range.1).filter { $0.lostLines == nil }
        let first = try telemetry.firstSecond() ?? now.second
        func isUnknown(_ second: Int) -> Bool {
            second + step <= first || gaps.contains { $0.from < second + step && $0.to > second }
        }
        var views = [column(nil, total, from: range.0.second, isUnknown: isUnknown)]
        guard let rollout, isRecent(rollout) else { return views }
        let split = try telemetry.series(from: range.0, to: range.1, step: step, of: flow, by: .release)
        for release in [rollout.from, rollout.to].compactMap({ $0 }) {
            let points = split.filter { $0.group == release }
            views.append(
                column(release, points, from: range.0.second) { second in
                    isUnknown(second) || !points.contains { abs($0.second - second) <= 2 * step }
                })
        }
        return views
    }

    private func isRecent(_ rollout: Rollout) -> Bool {
        rollout.finished.map { now - $0 < .seconds(120) } ?? true
    }

    private func column(
        _ release: String?, _ points: [SeriesPoint], from start: Int, isUnknown: (Int) -> Bool
    ) -> SeriesView {
        let step = RuntimeLimits.chartStep
        let byStep = Dictionary(points.map { ($0.second, $0.statistics) }, uniquingKeysWith: { first, _ in first })
        let steps = stride(from: start, to: start + RuntimeLimits.chartSeconds, by: step).map { second in
            isUnknown(second)
                ? TrafficView(requestsPerSecond: nil, errorPercent: nil, latencyMilliseconds: LatencyView())
                : Self.traffic(byStep[second] ?? RequestStatistics(), seconds: step, isKnown: true)
        }
        return SeriesView(
            release: release, start: WallTime(second: start), stepSeconds: step,
            requestsPerSecond: steps.map(\.requestsPerSecond), errorPercent: steps.map(\.errorPercent),
            p50: steps.map(\.latencyMilliseconds.p50), p95: steps.map(\.latencyMilliseconds.p95),
            p99: steps.map(\.latencyMilliseconds.p99))
    }

    // MARK: Releases

    private func releases() throws -> [ReleaseView] {
        let weights = sight.servers.filter { $0.mode == .ready && $0.isHealthy }
        let all = Double(weights.reduce(0) { $0 + $1.weight })
        let views = try sight.state.releases.values.map { unit in
            let own = Double(weights.filter { $0.release == unit.name }.reduce(0) { $0 + $1.weight })
            return ReleaseView(
                name: unit.name, digest: try unit.digest.hex, role: role(unit.name),
                instances: instances(of: unit.name), weightPercent: all > 0 ? own / all * 100 : 0)
        }.sorted { (Self.rank($0.role), $1.name) < (Self.rank($1.role), $0.name) }
        let retired = views.filter { $0.role == .retired }.prefix(RuntimeLimits.retiredShown)
        return views.filter { $0.role != .retired } + retired
    }

    private static func rank(_ role: ReleaseView.Role) -> Int {
        switch role {
        case .live: 0
        case .canary: 1
        case .warm: 2
        case .retired: 3
        }
    }

    private func role(_ release: String) -> ReleaseView.Role {
        if sight.state.flow?.live == release { return .live }
        if let active = sight.state.rollout, active.to == release { return .canary }
        if sight.state.flow?.warm?.release == release { return .warm }
        return .retired
    }

    private func instances(of release: String) -> [InstanceView] {
        sight.state.instances.filter { $0.release == release }.sorted { $0.index < $1.index }.map { record in
            let server = sight.servers.first { $0.name == record.serverName }
            return InstanceView(
                name: record.serverName, port: record.port > 0 ? record.port : nil,
                pid: LocalHost.identity(record.handle).map { Int($0.pid) }, health: health(record, server))
        }
    }

    private func health(_ record: InstanceRecord, _ server: ServerView?) -> InstanceView.Health {
        if record.stopping != nil { return .draining }
        guard let server else { return .starting }
        if server.mode == .maintenance { return .standby }
        if server.isHealthy { return .healthy }
        return now - record.started < .seconds(5) ? .starting : .unhealthy
    }

    // MARK: The rest

    private func rolloutView() -> RolloutView? {
        rollout.map { rollout in
            RolloutViews.view(
                of: rollout, now: now, unitRate: unitRate, isSpecChanged: isSpecChanged(rollout.settings.specification))
        }
    }

    private func warnings(_ report: ServiceLevelReport) -> [String] {
        var warnings: [String] = []
        if let failure = sight.failure { warnings.append(failure.description) }
        if isSpecChanged(spec.digest) {
            warnings.append(
                "\(spec.path) has changed since it was read; the change takes effect with the next deployment")
        }
        let unreadable = status.garbage + status.overlong
        if unreadable > 0 {
            let sample = status.samples.last.map { ": \($0.fault)" } ?? ""
            warnings.append("\(unreadable) log lines could not be read\(sample)")
        }
        if status.dropped > 0 {
            warnings.append("\(status.dropped) log lines came faster than they could be taken in, and were not counted")
        }
        return warnings
    }

    private static func gap(_ gap: TelemetryGap) -> GapView {
        let reason =
            switch gap.reason {
            case .controlPlaneDown: "the control plane was not running"
            case .linesLost: "log lines were lost"
            case .flood: "lines came faster than they could be taken in"
            case .late: "lines came too late for their second"
            case .storeFailed: "the counts could not be stored for too long"
            case .clock: "lines from the future: the clocks disagree"
            }
        return GapView(
            from: WallTime(second: gap.from), to: WallTime(second: gap.to), reason: reason, lost: gap.lostLines)
    }

    private static func line(_ entry: LedgerEntry) -> LedgerLine {
        LedgerLine(
            id: entry.id, time: entry.time, kind: entry.kind, actor: entry.actor, subject: entry.subject,
            summary: LedgerSentence.text(entry))
    }
}
