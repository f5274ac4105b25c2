// The demo's summary for people.

import Foundation

enum DemoText {
    /// What others need for the same faults at 20 flows/s: failed requests until the release is home.
    ///
    /// From their documented settings: Flagger's example (interval 60 s, threshold 10, step 2 %) and its default
    /// threshold 1; Argo Rollouts' inline analysis (20 %, 5 min); Kayenta as Spinnaker documents it (5 % arm, 60 min).
    /// Arithmetic and simulation: docs/peers.md.
    private static let peers: [String: String] = [
        "v3": "Flagger's example 30 to 49, Argo inline 36 and promoted",
        "v5": "Flagger's example 264, Flagger's default 48, Argo inline 1200, Kayenta 3600",
    ]

    static func text(_ summary: DemoSummary) -> String {
        var lines = [
            "", row(["release", "outcome", "right", "decided", "canary", "failed", "slow", "served"]),
        ]
        lines += summary.releases.flatMap(release)
        lines.append("")
        if let killed = summary.controlPlaneKilled {
            lines.append(
                "control plane killed during \(killed.during): back after \(seconds(killed.backAfterSeconds)), "
                    + "\(killed.failedRequests) requests failed")
        } else {
            lines.append("control plane: NOT killed, the rollout was over too soon")
        }
        let budget =
            summary.budgetLeftPercent.map { ", \((($0 * 10).rounded()) / 10) % of the error budget left" } ?? ""
        lines += [
            "users: \(summary.requests) requests, \(summary.failedRequests) failed (HAProxy's own log)\(budget)",
            "ledger: \(summary.ledger.entries) entries, \(summary.ledger.intact ? "intact" : "NOT INTACT")",
            "traffic driver: \(summary.lateSessions) sessions began late", "page: \(summary.page)",
            "\(summary.ok ? "Every outcome is the right one" : "NOT every outcome is the right one") (\(seconds(summary.seconds)))",
        ]
        return lines.joined(separator: "\n")
    }

    private static func release(_ release: DemoSummary.Release) -> [String] {
        var lines = [
            row([
                release.name, release.outcome, release.isRight ? "yes" : "NO",
                release.decisionSeconds.map(seconds) ?? "-", release.canarySeconds.map(seconds) ?? "-",
                String(release.failedRequests), String(release.slowRequests), String(release.requests),
            ]), "          \(release.because)",
        ]
        if let others = peers[release.name] { lines.append("          others at this rate: \(others)") }
        return lines
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, [9, 12, 6, 9, 9, 7, 6, 8]).map {
            $0.padding(toLength: max($1, $0.count + 1), withPad: " ", startingAt: 0)
        }
        .joined()
    }

    private static func seconds(_ value: Double) -> String { "\((value * 10).rounded() / 10) s" }
}
