// One flow on this machine, started from the built binary in a folder of its own, and removed whatever happens.

import Core
import Foundation
import Glibc
import LoadTesting
import SQLiteStore
import Shell
import Synchronization
import Testing

/// A flow under test.
final class FlowRig: Sendable {
    /// The rig's folder; short, because Unix sockets lie in it.
    let folder: String
    /// The state folder.
    var state: String { "\(folder)/s" }
    /// The specification.
    var specification: String { "\(folder)/steady.yaml" }

    let runner = SystemCommandRunner()
    /// Where a disk is mounted; see `mountSmallDisk`.
    let disk = Mutex<String?>(nil)
    private let up = Mutex<ProcessIdentity?>(nil)
    private let traffic = Mutex<[Traffic]>([])
    private let ledgerFile = Mutex<SQLiteLedger?>(nil)

    private init() throws {
        try Programs.requireBuilt(Programs.steady)
        var template = Array("/tmp/st-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        try FileManager.default.createDirectory(atPath: "\(folder)/config", withIntermediateDirectories: true)
    }

    /// Calls `body` with a rig whose specification is that of the stub; nothing runs yet.
    static func withStub(
        _ specification: StubService.Specification = .init(), _ body: (FlowRig) async throws -> Void
    ) async throws {
        let python = try #require(StubService.python, "python3 is not installed: the stub service is written in it")
        try await with { rig in
            try rig.write(specification.text(python: python), to: "steady.yaml")
            try rig.write(#"{ "title": "stub" }"#, to: "config/app.json")
            try await body(rig)
        }
    }

    /// Calls `body` with a rig whose flow is up, with `v1` of the stub live.
    static func withLiveStub(
        _ specification: StubService.Specification = .init(), _ body: (FlowRig) async throws -> Void
    ) async throws {
        try await withStub(specification) { rig in
            try await rig.start()
            try await rig.deployFirst()
            try await body(rig)
        }
    }

    /// Calls `body` with an empty rig, and ends everything that came of it.
    static func with(_ body: (FlowRig) async throws -> Void) async throws {
        let rig = try FlowRig()
        do {
            try await body(rig)
        } catch {
            // What was required and did not hold is on record already.
            let why = error is ExpectationFailedError ? "see above" : "\(error)"
            Issue.record("the test ended early: \(why)\n\(rig.logs())")
        }
        await rig.end()
    }

    // MARK: Files

    /// Writes a file of the rig.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The text of a file of the state folder; nil if there is none.
    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(state)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    private func decode<Value: Decodable>(_ name: String) -> Value? {
        FileManager.default.contents(atPath: "\(state)/\(name)").flatMap {
            try? JSONDecoder().decode(Value.self, from: $0)
        }
    }

    /// Where the control plane is reached; nil if none says so.
    var control: ControlFile? { decode("run/control.json") }

    /// A process of `steady up`, by name: `control-plane`, `guard`, `haproxy`.
    func process(_ name: String) -> ProcessIdentity? {
        let all: [OwnProcessFile]? = decode("run/processes.json")
        return all?.first { $0.name == name }.map {
            ProcessIdentity(pid: $0.identity.pid, startTicks: $0.identity.startTicks)
        }
    }

    /// Where users come in.
    func users() throws -> String {
        struct Settings: Decodable { var listen: String }
        let settings: Settings? = decode("settings.json")
        return "http://" + (try #require(settings, "there is no settings.json yet").listen)
    }

    /// What HAProxy has logged so far.
    func witness(paths: Set<String> = [StubService.route]) throws -> Witness {
        try Witness(log: "\(state)/logs/haproxy.log", paths: paths)
    }

    /// The ledger, read beside the control plane.
    func ledger() throws -> SQLiteLedger {
        if let open = ledgerFile.withLock({ $0 }) { return open }
        let database = try StateDatabase(path: "\(state)/steady.db", clock: MachineClock(), create: false)
        let ledger = SQLiteLedger(database)
        ledgerFile.withLock { $0 = ledger }
        return ledger
    }

    /// The ends of our own logs, for a test that failed.
    private func logs() -> String {
        ["up", "control-plane", "guard"].map { name in
            "\(name).log: " + LogTail.read("\(state)/logs/\(name).log", lines: 12).joined(separator: "\n    ")
        }.joined(separator: "\n")
    }

    // MARK: Up and down

    /// Starts `steady up` and waits until its control plane answers and HAProxy runs.
    func start() async throws {
        try FileManager.default.createDirectory(atPath: "\(state)/logs", withIntermediateDirectories: true)
        let command = [Programs.steady, "up", "-f", specification, "--state", state, "--access-log"]
        let identity = try DetachedProcess.start(
            command: command, environment: environment, workingDirectory: folder, logPath: "\(state)/logs/up.log")
        up.withLock { $0 = identity }
        try await eventually("`steady up` is ready:\n\(logs())", within: .seconds(45)) {
            guard DetachedProcess.isAlive(identity) else {
                throw DidNotHappen(what: "steady up stays: \(logs())", limit: .zero)
            }
            return controlIsAlive && access("\(state)/run/haproxy.sock", F_OK) == 0
        }
    }

    /// Whether the control plane that is named in its file is alive.
    var controlIsAlive: Bool {
        control.map { DetachedProcess.isAlive(ProcessIdentity(pid: $0.pid, startTicks: $0.startTicks)) } ?? false
    }

    /// kill -9 of `steady up` alone.
    func killUp() {
        if let identity = up.withLock({ $0 }) { DetachedProcess.stop(identity, force: true) }
    }

    /// kill -9 of the control plane; gives its process id.
    @discardableResult
    func killControlPlane() throws -> Int32 {
        let file = try #require(control, "no control plane is running")
        DetachedProcess.stop(ProcessIdentity(pid: file.pid, startTicks: file.startTicks), force: true)
        return file.pid
    }

    /// Waits until another control plane than `pid` answers.
    func controlPlaneIsBack(after pid: Int32) async throws {
        try await eventually("the control plane is back after kill -9 of \(pid)", within: .seconds(40)) {
            control.map { $0.pid != pid } ?? false && controlIsAlive
        }
    }

    /// What children get: our own environment, with a name for the ledger.
    var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["STEADY_ACTOR": "tester"]) { _, new in new }
    }

    /// Ends `steady up` in order; gives whether it ended by itself within 15 s.
    @discardableResult
    func stop() async -> Bool {
        guard let identity = up.withLock({ $0 }), DetachedProcess.isAlive(identity) else { return true }
        DetachedProcess.stop(identity, force: false)
        for _ in 0..<300 {
            if !DetachedProcess.isAlive(identity) { return true }
            try? await ContinuousClock().sleep(for: .milliseconds(50))
        }
        return false
    }

    private func end() async {
        for load in traffic.withLock({ $0 }) { await load.cut() }
        ledgerFile.withLock { $0 = nil }
        await stop()
        await Leftovers.kill(of: folder)
        unmountDisk()
        guard ProcessInfo.processInfo.environment["STEADY_KEEP"] == nil else { return }
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record("\(folder) stays: \(error)") }
    }

    // MARK: Traffic

    /// Lets users come, so many a second; they are ended with the rig at the latest.
    func users(_ perSecond: Double, _ journey: Journey? = nil) throws -> Traffic {
        let load = try Traffic(journey ?? Traffic.stub(), to: users(), perSecond: perSecond)
        traffic.withLock { $0.append(load) }
        return load
    }
}

/// The machine's time of day.
struct MachineClock: WallClock {
    var now: WallTime { WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
