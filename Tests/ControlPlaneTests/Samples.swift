// A flow in the middle of a rollout, the same in every test.

import ControlPlane
import Core

enum Samples {
    /// 2026-11-24T05:36:10.000Z
    static let time = WallTime(second: 1_795_498_570)

    static let rollout = RolloutView(
        id: "R-7f3a91c2", release: "v3", from: "v2", phase: "canary", sharePercent: 5, startedBy: "user:alice",
        startedAt: time - .seconds(62), elapsedSeconds: 62, decision: .continue,
        because: "v3 fails about as often as v2; the sample is still too small.",
        evidence: [
            EvidenceView(
                test: "failures-absolute", meaning: "fails in less than 1% of sessions", toward: .promote,
                odds: "6 : 1", progress: 0.31),
            EvidenceView(
                test: "failures-ratio", meaning: "fails more often than v2", toward: .rollback, odds: "14,000 : 1",
                progress: 1),
        ],
        stillNeeded: "41 more requests or about 20 s",
        counts: [
            ArmView(arm: "canary", release: "v3", units: 212, bad: 1, slow: 3),
            ArmView(arm: "control", release: "v2", units: 4021, bad: 1, slow: 71),
        ], harm: HarmView(spent: 1, limit: 50), specChanged: true)

    static let rollingOut = FlowSnapshot(
        flow: "donations", environment: "production", time: time, live: "v2",
        objectives: [
            ObjectiveView(
                name: "availability", target: "99.95% succeed", window: "30d", good: 1_204_331, valid: 1_204_560,
                percent: 99.98099, budget: .init(leftPercent: 62, leftRequests: 374, emptyIn: "9 d 3 h"), state: .good,
                because: "99.98% of requests succeeded."),
            ObjectiveView(
                name: "latency", target: "95% below 8s", window: "30d", good: 0, valid: 0, percent: nil, budget: nil,
                state: .unknown, because: "No request was counted yet."),
        ],
        now: TrafficView(
            requestsPerSecond: 21.42, errorPercent: 0.02,
            latencyMilliseconds: LatencyView(p50: 84, p95: 210.4, p99: 1240)),
        window: LatencyView(p50: 71, p95: 212, p99: nil),
        limits: LatencyLimits(warnMilliseconds: 6000, slowMilliseconds: 8000),
        series: [series(nil, scale: 1), series("v2", scale: 0.95), series("v3", scale: 0.05)],
        releases: [
            ReleaseView(
                name: "v2", digest: "sha256:9c1e44d07af3", role: .live,
                instances: [InstanceView(name: "v2-1", port: 8101, pid: 4242, health: .healthy)], weightPercent: 95),
            ReleaseView(
                name: "v3", digest: "sha256:03ffab11827c", role: .canary,
                instances: [InstanceView(name: "v3-1", port: 8103, pid: nil, health: .starting)], weightPercent: 5),
            ReleaseView(name: "v1", digest: "sha256:77aa0b3c5d6e", role: .warm, instances: [], weightPercent: 0),
        ], rollout: rollout,
        gaps: [
            GapView(
                from: time - .seconds(500), to: time - .seconds(455), reason: "the log socket was not read", lost: 961),
            GapView(from: time - .seconds(5), to: nil, reason: "HAProxy is restarting", lost: nil),
        ], warnings: ["The guard has not renewed its lease for 12 s."],
        ledger: [
            LedgerLine(
                id: "L-000148", time: time - .seconds(62), kind: "rollout.started", actor: "user:alice",
                subject: "R-7f3a91c2", summary: "v3 replaces v2, share 5%")
        ])

    /// A calm flow whose last rollout went home.
    static var calm: FlowSnapshot {
        var snapshot = rollingOut
        snapshot.rollout?.outcome = .rolledBack
        snapshot.rollout?.phase = "done"
        snapshot.rollout?.stillNeeded = nil
        snapshot.rollout?.logTail = ["listening on 127.0.0.1:8103", "error: relation \"donations\" does not exist"]
        snapshot.series = [series(nil, scale: 1)]
        snapshot.gaps = []
        snapshot.warnings = []
        snapshot.releases.remove(at: 1)
        return snapshot
    }

    /// A flow of which nothing is known yet.
    static let empty = FlowSnapshot(
        flow: "donations", environment: "production", time: time, live: nil, objectives: [],
        now: TrafficView(requestsPerSecond: nil, errorPercent: nil, latencyMilliseconds: LatencyView()),
        window: LatencyView(), limits: LatencyLimits(warnMilliseconds: 6000, slowMilliseconds: 8000), series: [],
        releases: [], rollout: nil)

    /// Twelve steps with a gap of two and a lonely value.
    static func series(_ release: String?, scale: Double) -> SeriesView {
        let shape: [Double?] = [20, 21, 22, nil, nil, 24, nil, 23, 22, 21, 20, 21.4]
        return SeriesView(
            release: release, start: time - .seconds(60), stepSeconds: 5,
            requestsPerSecond: shape.map { $0.map { $0 * scale } },
            errorPercent: shape.map { $0.map { $0 > 22 ? 0.5 : 0 } }, p50: shape.map { $0.map { $0 * 4 } },
            p95: shape.map { $0.map { $0 * 10 } }, p99: shape.map { $0.map { $0 * 60 } })
    }

    static func entry(_ sequence: Int) throws -> LedgerEntry {
        let draft = try LedgerDraft(
            kind: "rollout.started", actor: "user:alice", subject: "R-1", facts: ["share": "5%"])
        return LedgerEntry(draft, sequence: sequence, time: time, previous: .zero)
    }
}
