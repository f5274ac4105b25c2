// A rollout on a terminal: followed while it runs, summed up at its end.

import ArgumentParser
import ControlPlane
import Core
import Foundation

/// Asks for a rollout until it has ended and shows where it is.
struct RolloutFollower: Sendable {
    let client: ControlClient

    /// Returns the rollout as it ended. A control plane that is just restarting is asked again, for a minute at most.
    func follow(_ started: RolloutView) async throws -> RolloutView {
        var last = started
        var failures = 0
        while last.isRunning {
            try await ContinuousClock().sleep(for: .seconds(1))
            do {
                last = try await client.get("/api/v1/rollouts/\(started.id)")
                failures = 0
                show(last)
            } catch let error as CommandFailure where error.code == 69 && failures < 60 {
                failures += 1
            }
        }
        if Console.isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        return last
    }

    private func show(_ view: RolloutView) {
        guard Console.isTerminal else { return }
        let needed = view.stillNeeded.map { ", needs \($0)" } ?? ""
        let share = (view.sharePercent * 10).rounded() / 10
        let line = "\(view.release): \(view.phase), \(share) % of traffic, \(view.elapsedSeconds) s\(needed)"
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line.prefix(110))".utf8))
    }
}

enum RolloutText {
    /// One line for each rollout.
    static func list(_ views: [RolloutView]) -> String {
        views.map { view in
            "\(view.id)  \(view.startedAt)  \(view.release)\(view.from.map { " after \($0)" } ?? ""): \(state(view)), "
                + view.because
        }.joined(separator: "\n")
    }

    static func text(_ view: RolloutView) -> String {
        var lines = ["\(view.id): \(view.release)\(view.from.map { " after \($0)" } ?? ""): \(state(view))"]
        lines.append("  because   \(view.because)")
        lines.append(
            "  started   \(view.startedAt) by \(view.startedBy), \(Duration.seconds(view.elapsedSeconds).spoken)")
        if view.isRunning { lines.append("  share     \((view.sharePercent * 10).rounded() / 10) %") }
        if let needed = view.stillNeeded { lines.append("  needs     \(needed)") }
        lines += view.counts.map { arm in
            "  \(arm.arm.padding(toLength: 9, withPad: " ", startingAt: 0)) \(arm.release): \(arm.units) users, \(arm.bad) failed, \(arm.slow) slow"
        }
        lines += view.evidence.map { test in
            "  evidence  \(test.toward == .promote ? "+" : "-") \(test.meaning): \(test.odds) (\(Int(test.progress * 100)) % of what decides)"
        }
        if let tail = view.logTail { lines += ["  its log ends with:"] + tail.map { "    \($0)" } }
        if view.specChanged {
            lines.append(
                "  note      steady.yaml has changed since it began; the rollout goes on with what it began with")
        }
        return lines.joined(separator: "\n")
    }

    /// 0 while it runs or when it was promoted, 2 when it went home, 3 when it could not be proven.
    static func exit(for view: RolloutView) throws {
        switch view.outcome {
        case .promoted?, nil: return
        case .rolledBack?: throw ExitCode(view.decision == .cannotProve ? 3 : 2)
        case .aborted?: throw ExitCode(2)
        }
    }

    private static func state(_ view: RolloutView) -> String {
        switch view.outcome {
        case .promoted?: "promoted"
        case .rolledBack?: "sent home"
        case .aborted?: "aborted, sent home"
        case nil: "running, \(view.phase)"
        }
    }
}
