// What `steady up` and the demo share: everything that a flow needs on this machine, started and watched over.

import ControlPlane
import Core
import Foundation
import Hosts
import Shell

/// Runs a flow on this machine.
struct FlowUp: Sendable {
    let specification: String
    let folder: StateFolder
    let server: ServeOptions

    /// Runs until this task is cancelled. Throws what keeps it from starting; then nothing is left running that was not
    /// running before.
    func run(say: @escaping @Sendable (String) -> Void) async throws {
        let loaded = try load()
        let haproxy = try Programs.find("haproxy", package: "haproxy")
        try folder.create()
        let lock = try FolderLock.up(folder)
        defer { lock.release() }
        try checkAddress(loaded)
        try checkPage()
        let isFirst = !FileManager.default.fileExists(atPath: folder.tokenFile)
        let database = try await ScratchDatabase.start(for: loaded, folder: folder, say: say)
        let parts: Parts
        do {
            let supervisor = try await supervisor(haproxy: haproxy)
            parts = Parts(
                supervisor: supervisor, watch: Task { try await supervisor.run() }, database: database,
                keeper: database.map { database in Task { await database.keep(say: say) } })
        } catch {
            try await Task { try await database?.stop() }.value
            throw error
        }
        do {
            let link = try await ready(parts, isFirst: isFirst)
            say("\(link)\nUsers: \(try userAddress())\nCtrl-C ends everything.")
            warnAboutQueue(say)
            await parts.supervisor.isServing()
            await withTaskCancellationHandler {
                _ = await parts.watch.result
            } onCancel: {
                parts.watch.cancel()
            }
        } catch {
            // What the supervisor has to say is the cause; that nothing became ready is its effect.
            try await end(parts)
            throw error
        }
        say("Ending in order…")
        try await end(parts)
    }

    /// What runs.
    private struct Parts: Sendable {
        var supervisor: Supervisor
        var watch: Task<Void, any Error>
        var database: ScratchDatabase?
        var keeper: Task<Void, Never>?
    }

    /// The specification; one with faults is a command that failed, not a verdict.
    private func load() throws -> LoadedSpecification {
        do { return try LoadedSpecification.load(specification) } catch {
            throw CommandFailure(1, error.message, hint: error.hint)
        }
    }

    /// Ends everything even if this task was cancelled: a task of its own is not.
    private func end(_ parts: Parts) async throws {
        try await Task {
            parts.keeper?.cancel()
            parts.watch.cancel()
            let result = await parts.watch.result
            await parts.keeper?.value
            try await parts.database?.stop()
            if case .failure(let error) = result, !(error is CancellationError) { throw error }
        }.value
    }

    /// Linux holds only so many datagrams for a Unix socket, 10 by default: a burst of log lines beyond that is lost.
    /// The loss is noticed and shown; a longer queue avoids it.
    private func warnAboutQueue(_ say: (String) -> Void) {
        guard let text = WholeFile.read("/proc/sys/net/unix/max_dgram_qlen"),
            let length = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)), length < 512
        else { return }
        say(
            "Bursts of requests may lose log lines here: `sysctl -w net.unix.max_dgram_qlen=512` (now \(length)) avoids it."
        )
    }

    private func supervisor(haproxy: String) async throws -> Supervisor {
        var control = server
        if control.port == 0 {
            let before = try ControlAddress.read(in: folder)?.port
            control.port = try before ?? PortFinder.free(notIn: [], from: folder.firstPort + 100)
        }
        return try Supervisor(
            folder: folder, program: try Programs.own(),
            control: ["--file", specification, "--state", folder.path] + control.arguments, haproxy: haproxy,
            environment: ProcessInfo.processInfo.environment, logger: Loggers.make("up"))
    }

    /// Refuses to start where another process already has the users' address.
    private func checkAddress(_ loaded: LoadedSpecification) throws {
        let settings = try LocalSettings.loadOrCreate(in: folder, listen: loaded.environment?.listen)
        guard let port = settings.port, !PortFinder.isFree(port), WholeFile.read(folder.processes) == nil else {
            return
        }
        throw CommandFailure(
            1, "another program listens on \(settings.listen), where this flow's users come in",
            hint:
                "End it (`ss -tlnp 'sport = :\(port)'` names it), or set environments.NAME.listen in \(specification).")
    }

    /// The same for the address of the page, if it was chosen.
    private func checkPage() throws {
        guard server.port != 0, !PortFinder.isFree(server.port), WholeFile.read(folder.processes) == nil else { return }
        throw CommandFailure(
            1, "another program listens on port \(server.port), where the page is to be",
            hint: "End it (`ss -tlnp 'sport = :\(server.port)'` names it), or choose another --port.")
    }

    /// Where the page is, once the control plane answers and HAProxy runs: its link with the token at the first start.
    private func ready(_ parts: Parts, isFirst: Bool) async throws -> String {
        for _ in 0..<600 {
            if let address = try ControlAddress.read(in: folder), address.isAlive,
                let token = try TokenFile(path: folder.tokenFile).load(),
                FileManager.default.fileExists(atPath: folder.runtimeSocket)
            {
                let link = ControlServer.loginLink(host: address.host, port: address.port, token: token)
                return isFirst ? "The page: \(link)" : "The page: \(address.url) (`steady token` prints its login link)"
            }
            if await parts.supervisor.hasGivenUp { throw CancellationError() }
            try await ContinuousClock().sleep(for: .milliseconds(100))
        }
        let log =
            LogTail.read("\(folder.logs)/control-plane.log", lines: 8)
            + LogTail.read("\(folder.logs)/haproxy.log", lines: 4)
        throw CommandFailure(
            1, "the control plane or HAProxy did not start:\n" + log.joined(separator: "\n"),
            hint: "See \(folder.logs).")
    }

    private func userAddress() throws -> String {
        "http://" + (try LocalSettings.loadOrCreate(in: folder, listen: nil)).listen
    }
}
