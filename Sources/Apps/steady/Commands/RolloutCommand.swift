// `steady rollout status|abort|rollback|replay`.

import ArgumentParser
import ControlPlane
import Core
import Releases
import SQLiteStore

struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout", abstract: "See, abort, undo or replay rollouts.",
        subcommands: [RolloutStatus.self, RolloutAbort.self, RolloutRollback.self, RolloutReplayCommand.self],
        defaultSubcommand: RolloutStatus.self)
}

struct RolloutStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "The rollout that runs, or the last one.",
        discussion: "Works without a running control plane: the state is read from its file.")

    @Argument(help: "A rollout's id (default: the one that runs, or the last one).")
    var id: String?

    @Flag(help: "List the last 50 rollouts.")
    var all = false

    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = SQLiteReleaseStore(try flow.database(), lease: nil)
        let name = try flow.name(in: store)
        let found = try all ? store.rollouts(flow: name, limit: 50) : one(store, flow: name).map { [$0] } ?? []
        guard !found.isEmpty else {
            throw CommandFailure(
                1, id.map { "there is no rollout \($0)" } ?? "there was no rollout yet",
                hint: "Start one with `steady deploy`.")
        }
        var views = found.map { RolloutReport.view(of: $0, now: SystemWallClock().now) }
        // A running one is known better by the control plane, which holds what is not in the ledger yet.
        if !all, let first = views.first, first.isRunning, let client = try? ControlClient(folder: flow.folder),
            let fresh: RolloutView = try? await client.get("/api/v1/rollouts/\(first.id)")
        {
            views = [fresh]
        }
        guard output.json else {
            Console.out(all ? RolloutText.list(views) : RolloutText.text(views[0]))
            if let first = views.first, first.isRunning { try sayIfNobodyDrives(first) }
            return
        }
        if all { try Console.json(views) } else { try Console.json(views[0]) }
    }

    /// A stored rollout that nobody drives is not what it says: the guard may have sent its traffic home.
    private func sayIfNobodyDrives(_ view: RolloutView) throws {
        guard try !(ControlAddress.read(in: flow.folder)?.isAlive ?? false) else { return }
        let entries = try SQLiteLedger(try flow.database()).latest(20, subject: view.id)
        let acted = entries.contains { $0.kind == "guard.sent-home" }
        Console.out(
            acted
                ? "  note      no control plane runs; the guard has sent all traffic to \(view.from ?? "the last good release")"
                : "  note      no control plane runs: nobody drives this; the guard sends traffic home after the lease")
    }

    private func one(_ store: SQLiteReleaseStore, flow: String) throws -> Rollout? {
        if let id { return try store.rollout(id: id) }
        return try store.rollouts(flow: flow, limit: 1).first
    }
}

struct RolloutAbort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort", abstract: "Send a running rollout home, and wait until its traffic has ended.")

    @Argument(help: "The rollout's id (default: the one that runs).")
    var id: String?

    @OptionGroup var flow: FlowOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try ControlClient(folder: flow.folder)
        let current: RolloutView = try await client.get("/api/v1/rollouts/\(id ?? "current")")
        guard current.isRunning else {
            throw CommandFailure(
                2, "rollout \(current.id) has ended already",
                hint: "To leave the live release: `steady rollout rollback`.")
        }
        try actor.confirm("Send \(current.release) home?")
        let body = OrderBody(reason: actor.reason ?? "aborted on the command line", by: actor.by)
        let asked: RolloutView = try await client.post("/api/v1/rollouts/\(current.id)/abort", body)
        let ended = try await RolloutFollower(client: client).follow(asked)
        if output.json { try Console.json(ended) } else { Console.out(RolloutText.text(ended)) }
    }
}

struct RolloutRollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Go back to an earlier release at once: the one kept warm, or the one named."
    )

    @Option(help: "The release to go back to (default: the one kept warm).")
    var to: String?

    @OptionGroup var flow: FlowOptions
    @OptionGroup var actor: ActorOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try ControlClient(folder: flow.folder)
        try actor.confirm("Go back to \(to ?? "the release before")?")
        let body = OrderBody(to: to, reason: actor.reason ?? "rolled back on the command line", by: actor.by)
        let started: RolloutView = try await client.post("/api/v1/rollback", body)
        let ended = try await RolloutFollower(client: client).follow(started)
        if output.json { try Console.json(ended) } else { Console.out(RolloutText.text(ended)) }
        guard ended.outcome == .promoted || ended.outcome == .aborted else { throw ExitCode(1) }
    }
}

struct RolloutReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Judge a rollout's recorded seconds again: the verdicts must be the same, bit for bit.")

    @Argument(help: "The rollout's id.")
    var id: String

    @OptionGroup var flow: FlowOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var entries: [LedgerEntry] = []
        try SQLiteLedger(try flow.database()).forEach(subject: id) { entries.append($0) }
        let replay = try RolloutReplay.play(entries)
        if output.json {
            try Console.json(replay)
        } else {
            for step in replay.steps {
                Console.out(
                    "\(step.entry) \(WallTime(second: step.second)) \(step.isSame ? "same" : "DIFFERENT") \(step.replayed.because)"
                )
            }
            Console.out(
                replay.isSame
                    ? "\(id): \(replay.steps.count) verdicts, all the same, bit for bit"
                    : "\(id): a verdict came out differently: the ledger or the judge has changed")
        }
        guard replay.isSame else { throw ExitCode(2) }
    }
}
