// `steady up`: starts the flow's processes, starts again what dies, and ends them in order.

import Core
import Foundation
import Hosts
package import Logging
import Releases
import SQLiteStore
import Shell

/// One process of ours.
struct OwnProcess: Codable, Hashable, Sendable {
    /// `control-plane`, `guard`, `haproxy`.
    var name: String
    /// What it is known by.
    var identity: ProcessIdentity
    /// The digest of what it was started with: another one means it must be started anew.
    var settings: Digest
}

/// Watches over the control plane, HAProxy and the guard of one flow. They all outlive it when it is killed, and are
/// found again by the next one.
package actor Supervisor {
    /// How a process is started.
    struct Recipe: Sendable {
        var name: String
        var command: [String]
        var settings: Digest
        /// Whether what it needs is there: HAProxy's file is written by the control plane.
        var needs: String?
    }

    private let folder: StateFolder
    private let environment: [String: String]
    private let logger: Logger
    private var recipes: [Recipe]
    private var running: [String: OwnProcess] = [:]
    private var pauses: [String: Pause] = [:]
    private var quickDeaths: [String: Int] = [:]
    private var seenAlive: [String: ContinuousClock.Instant] = [:]
    /// Whether nobody is served yet: then a process that cannot be kept running ends the whole attempt. Afterwards what
    /// runs goes on serving, whatever else fails.
    private var isStarting = true
    /// Whether it has ended everything because something could not be kept running.
    package private(set) var hasGivenUp = false

    /// When a process may be started again, and how long the pause before that was.
    private struct Pause {
        var started: ContinuousClock.Instant
        var length: Duration
    }

    /// A supervisor. `program` is our own executable; `control` are the arguments of `serve`, `haproxy` the path of
    /// that program.
    package init(
        folder: StateFolder, program: String, control: [String], haproxy: String, environment: [String: String],
        logger: Logger
    ) throws {
        self.folder = folder
        self.environment = environment
        self.logger = logger
        recipes = [
            Recipe(
                name: "control-plane", command: [program, "serve"] + control,
                settings: Digest(ofText: control.joined(separator: "\n")), needs: nil),
            Recipe(
                name: "haproxy", command: [haproxy, "-db", "-f", folder.proxyConfiguration], settings: .zero,
                needs: folder.proxyConfiguration),
            Recipe(
                name: "guard", command: [program, "guard", "--state", folder.path], settings: .zero, needs: nil),
        ]
        if let text = WholeFile.read(folder.processes) {
            let known: [OwnProcess] = try CanonicalJSON.decode(from: text)
            for process in known where DetachedProcess.isAlive(process.identity) { running[process.name] = process }
            isStarting = running.isEmpty
        }
    }

    /// Starts what does not run and looks after it until its task is cancelled, then ends all of it in order. Throws
    /// `ControlError` with the last lines of its log, once all has ended, if one of ours cannot be kept running.
    package func run() async throws {
        do {
            for await _ in Ticker(every: RuntimeLimits.supervision) {
                for recipe in recipes { try look(after: recipe) }
            }
        } catch {
            hasGivenUp = true
            await stopAll()
            throw error
        }
        await stopAll()
    }

    /// Notes that users are served from now on.
    package func isServing() { isStarting = false }

    /// The process id of one of ours; nil if it does not run.
    package func pid(of name: String) -> Int32? { running[name]?.identity.pid }

    private func look(after recipe: Recipe) throws {
        if let process = running[recipe.name], DetachedProcess.isAlive(process.identity) {
            seenAlive[recipe.name] = ContinuousClock.now
            guard process.settings != settings(of: recipe), recipe.name != "haproxy" else { return }
            DetachedProcess.stop(process.identity, force: false)
            return
        }
        if let needed = recipe.needs, !FileManager.default.fileExists(atPath: needed) { return }
        if let pause = pauses[recipe.name] {
            let age = ContinuousClock.now - pause.started
            if age < pause.length { return }
            // Who has run for a while is not failing at its start: the next death is the first one again.
            if age > RuntimeLimits.provenRun { pauses[recipe.name] = nil }
        }
        if running[recipe.name] != nil { try noteDeath(of: recipe) }
        try start(recipe)
    }

    /// A process that dies as soon as it starts, again and again, will not mend itself: its own words say why.
    private func noteDeath(of recipe: Recipe) throws {
        let started = pauses[recipe.name]?.started
        let life = started.map { (seenAlive[recipe.name] ?? $0) - $0 } ?? .seconds(3600)
        let deaths = life < RuntimeLimits.quickLife ? quickDeaths[recipe.name, default: 0] + 1 : 0
        quickDeaths[recipe.name] = deaths
        guard deaths >= RuntimeLimits.quickDeaths else {
            logger.warning("\(recipe.name) ended, it is started again")
            return
        }
        let log = "\(folder.logs)/\(recipe.name).log"
        let said = LogTail.read(log, lines: 6).joined(separator: "\n")
        let message = "\(recipe.name) ended \(deaths) times in a row soon after its start; it says:\n\(said)"
        guard isStarting else {
            // Each doubling once: the pauses between attempts are long by now.
            if deaths.nonzeroBitCount == 1 || deaths == RuntimeLimits.quickDeaths { logger.error("\(message)") }
            return
        }
        throw ControlError(
            .internal, message, hint: "Mend what it says, then run `steady up` again; all of its log: \(log)")
    }

    private func start(_ recipe: Recipe) throws {
        let length = min((pauses[recipe.name]?.length ?? .milliseconds(250)) * 2, RuntimeLimits.restartPause)
        pauses[recipe.name] = Pause(started: ContinuousClock.now, length: length)
        let identity = try DetachedProcess.start(
            command: recipe.command, environment: environment, workingDirectory: nil,
            logPath: "\(folder.logs)/\(recipe.name).log")
        running[recipe.name] = OwnProcess(name: recipe.name, identity: identity, settings: settings(of: recipe))
        let all = running.values.sorted { $0.name < $1.name }
        try WholeFile.write(try CanonicalJSON.text(all), to: folder.processes)
    }

    private func settings(of recipe: Recipe) -> Digest { recipe.settings }

    // MARK: The end

    /// Ends the control plane first, so that it does not start again what ends behind it; users last.
    private func stopAll() async {
        for name in ["control-plane", "guard", "haproxy"] {
            if let process = running[name] { await end(process.identity) }
        }
        for record in instances() {
            if let identity = LocalHost.identity(record.handle) { await end(identity) }
            if PodmanRuntime.isContainer(record.handle) { await removeContainer(record) }
        }
        for file in [folder.processes, folder.controlFile] where FileManager.default.fileExists(atPath: file) {
            do { try FileManager.default.removeItem(atPath: file) } catch { logger.error("\(error)") }
        }
    }

    private func end(_ identity: ProcessIdentity) async {
        DetachedProcess.stop(identity, force: false)
        let deadline = ContinuousClock.now + RuntimeLimits.ownStop
        while DetachedProcess.groupIsAlive(identity) {
            if ContinuousClock.now >= deadline {
                DetachedProcess.stop(identity, force: true)
                return
            }
            // Detached from the cancelled task, whose sleeps would end at once.
            await Task.detached { try? await ContinuousClock().sleep(for: .milliseconds(50)) }.value
        }
    }

    /// What a container leaves behind when its process has ended. In a task of its own: this one is cancelled.
    private func removeContainer(_ record: InstanceRecord) async {
        let logger = logger
        await Task.detached {
            let podman = PodmanRuntime(runner: SystemCommandRunner(), options: [])
            do { try await podman.stop(record, force: true) } catch { logger.error("\(error)") }
        }.value
    }

    private func instances() -> [InstanceRecord] {
        // Ended before the control plane made it: there are none.
        guard FileManager.default.fileExists(atPath: folder.stateFile) else { return [] }
        do {
            let database = try StateDatabase(path: folder.stateFile, clock: SystemWallClock(), create: false)
            return try SQLiteReleaseStore(database, lease: nil).runningInstances()
        } catch {
            logger.error("instances could not be found: \(error)")
            return []
        }
    }
}
