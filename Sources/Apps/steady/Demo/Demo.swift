// The demo itself: start the flow, send donors, deploy five releases, kill the control plane once, add it all up.

import ArgumentParser
import ControlPlane
import Core
import Foundation
import HTTPTraffic
import LoadTesting
import SQLiteStore
import ServiceLevels
import Shell
import Telemetry

/// What a demo is run with.
struct DemoSettings: Sendable {
    var example: String
    var binary: String
    var folder: StateFolder
    var rate: Double
    var seed: UInt64
    var isKept: Bool

    var specification: String { "\(example)/steady.yaml" }
    var releases: String { "\(folder.path)/releases" }
}

/// Runs the demo.
struct Demo: Sendable {
    /// A release and what must become of it.
    static let expectations = [
        ("v2", "promoted"), ("v3", "rolled-back"), ("v4", "rolled-back"), ("v5", "rolled-back"), ("v6", "rolled-back"),
    ]

    let settings: DemoSettings
    let progress: DemoProgress

    /// Runs it, hands the summary to `show` before anything is ended, and cleans up whatever happens.
    func run(show: @escaping @Sendable (DemoSummary) throws -> Void) async throws -> DemoSummary {
        let start = ContinuousClock.now
        do { try await prepare() } catch {
            try cleanUp()
            throw error
        }
        let server = try ServeOptions.parse(["--access-log"])
        let up = FlowUp(specification: settings.specification, folder: settings.folder, server: server)
        let flow = Task { try await up.run { [progress] in progress.say($0) } }
        do {
            let summary = try await driveWhileItRuns(flow, start: start, show: show)
            flow.cancel()
            try await flow.value
            try cleanUp()
            return summary
        } catch {
            flow.cancel()
            // What ended the flow says more than what then failed for lack of it.
            let cause = await flow.result
            try cleanUp()
            if case .failure(let first) = cause, !(first is CancellationError) { throw first }
            throw error
        }
    }

    /// Drives the flow, and gives up as soon as the flow has ended under it (Ctrl-C, or a fault).
    private func driveWhileItRuns(
        _ flow: Task<Void, any Error>, start: ContinuousClock.Instant,
        show: @escaping @Sendable (DemoSummary) throws -> Void
    ) async throws -> DemoSummary {
        try await withThrowingTaskGroup(of: DemoSummary?.self) { group in
            group.addTask { try await drive(flow, start: start, show: show) }
            group.addTask {
                try await withTaskCancellationHandler {
                    try await flow.value
                } onCancel: {
                    flow.cancel()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let summary = result { return summary }
                // With --keep the flow is meant to end first: the summary was shown long ago.
                guard settings.isKept else { break }
            }
            throw CommandFailure(1, "the demo was ended before it was over", hint: "Run it again.")
        }
    }

    // MARK: Before and after

    private func prepare() async throws {
        if let address = try ControlAddress.read(in: settings.folder), address.isAlive {
            throw CommandFailure(
                1, "a demo is running in \(settings.folder.path) (process \(address.pid))",
                hint: "End it with Ctrl-C first.")
        }
        try cleanUp()
        try settings.folder.create()
        for name in ["v1"] + Self.expectations.map(\.0) {
            let result = try await SystemCommandRunner().run(
                ["\(settings.example)/build-release", name, "\(settings.releases)/\(name)", settings.binary],
                environment: nil, workingDirectory: nil, timeout: .seconds(60), outputLimit: 1 << 20)
            guard result.exitCode == 0 else {
                throw CommandFailure(
                    1, "release \(name) could not be built: \(result.standardError)",
                    hint: "See \(settings.example)/README.md.")
            }
        }
    }

    private func cleanUp() throws {
        guard FileManager.default.fileExists(atPath: settings.folder.path) else { return }
        try FileManager.default.removeItem(atPath: settings.folder.path)
    }

    // MARK: The run

    private func drive(
        _ flow: Task<Void, any Error>, start: ContinuousClock.Instant,
        show: @escaping @Sendable (DemoSummary) throws -> Void
    ) async throws -> DemoSummary {
        let client = try await ready(flow)
        let loaded = try LoadedSpecification.load(settings.specification)
        let first: RolloutView = try await client.post("/api/v1/deployments", order("v1"))
        _ = try await follow(first, client)
        let users = "http://" + (try LocalSettings.loadOrCreate(in: settings.folder, listen: nil)).listen
        let traffic = HTTPLoadClient(base: users)
        let load = LoadRun(
            journey: try DonorJourney.make(),
            schedule: try ArrivalSchedule([.init(.seconds(3600), at: Rate(perSecond: settings.rate))]),
            seed: settings.seed, client: traffic, clock: ContinuousClock())
        let donors = Task { await load.run() }
        progress.say("Donors come at \(users), \(Int(settings.rate)) a second (Poisson).")
        do {
            try await ContinuousClock().sleep(for: .seconds(5))
            let results = try await deployAll(client, loaded: loaded)
            let summary = try summary(
                results, load: load.report, loaded: loaded, seconds: (ContinuousClock.now - start).inSeconds)
            try show(summary)
            if settings.isKept {
                progress.say("The flow and its donors go on until Ctrl-C.")
                _ = await flow.result
            }
            await end(load, donors, traffic)
            return summary
        } catch {
            await end(load, donors, traffic)
            throw error
        }
    }

    private func end<C>(_ load: LoadRun<C>, _ donors: Task<LoadReport, Never>, _ traffic: HTTPLoadClient) async {
        load.finish()
        donors.cancel()
        _ = await donors.value
        do { try await traffic.shutDown() } catch { progress.say("the traffic driver did not end in order: \(error)") }
    }

    private func ready(_ flow: Task<Void, any Error>) async throws -> ControlClient {
        for _ in 0..<900 {
            if let address = try ControlAddress.read(in: settings.folder), address.isAlive,
                FileManager.default.fileExists(atPath: settings.folder.runtimeSocket)
            {
                return try ControlClient(folder: settings.folder)
            }
            try await ContinuousClock().sleep(for: .milliseconds(100))
            if flow.isCancelled { break }
        }
        throw CommandFailure(1, "the flow did not start", hint: "See \(settings.folder.logs).")
    }

    private func order(_ release: String) -> OrderBody {
        OrderBody(release: release, path: "\(settings.releases)/\(release)", reason: "demo", by: "demo")
    }

    private func deployAll(_ client: ControlClient, loaded: LoadedSpecification) async throws -> DemoResults {
        var results = DemoResults()
        let log = AccessLog(
            path: "\(settings.folder.logs)/haproxy.log", limits: .init(loaded.spec.objectives.latency),
            routes: RouteTable(loaded.spec.routes))
        for (name, expected) in Self.expectations {
            progress.say("Deploying \(name), which must be \(expected).")
            let begun = SystemWallClock().now
            let started: RolloutView = try await client.post("/api/v1/deployments", order(name))
            if name == "v2" { results.killed = try await killInTheMiddle(started, client, log) }
            let ended = try await follow(started, client)
            progress.say("\(name) \(ended.outcome == .promoted ? "was promoted" : "went home"): \(ended.because)")
            results.releases.append(
                try release(name, expected: expected, ended: ended, begun: begun, log: log))
        }
        results.users = try log.counts(from: WallTime(milliseconds: 0), to: SystemWallClock().now + .seconds(60))
        return results
    }

    private func follow(_ started: RolloutView, _ client: ControlClient) async throws -> RolloutView {
        var view = started
        var failures = 0
        while view.isRunning {
            try await ContinuousClock().sleep(for: .milliseconds(500))
            do {
                view = try await client.get("/api/v1/rollouts/\(started.id)")
                failures = 0
                progress.show(view)
            } catch let error as CommandFailure where error.code == 69 && failures < 60 {
                failures += 1
            }
        }
        return view
    }

    /// Waits until the canary has had traffic for a while, kills the control plane, and waits until it is back.
    private func killInTheMiddle(
        _ started: RolloutView, _ client: ControlClient, _ log: AccessLog
    ) async throws -> DemoSummary.Killed? {
        var view = started
        while view.isRunning, (view.counts.first?.units ?? 0) < 30 {
            try await ContinuousClock().sleep(for: .milliseconds(300))
            view = try await client.get("/api/v1/rollouts/\(started.id)")
            progress.show(view)
        }
        guard view.isRunning, let address = try ControlAddress.read(in: settings.folder), address.isAlive else {
            return nil
        }
        progress.say(
            "kill -9 of the control plane (process \(address.pid)) in the middle of \(started.release)'s rollout.")
        let killed = SystemWallClock().now
        DetachedProcess.stop(ProcessIdentity(pid: address.pid, startTicks: address.startTicks), force: true)
        while true {
            try await ContinuousClock().sleep(for: .milliseconds(100))
            if let next = try ControlAddress.read(in: settings.folder), next.pid != address.pid, next.isAlive { break }
        }
        let back = SystemWallClock().now
        progress.say("The control plane is back and goes on with \(started.release).")
        try await ContinuousClock().sleep(for: .seconds(10))
        let counts = try log.counts(from: killed, to: back + .seconds(10))
        return DemoSummary.Killed(
            during: started.release, failedRequests: counts.failed, backAfterSeconds: (back - killed).inSeconds)
    }
}
