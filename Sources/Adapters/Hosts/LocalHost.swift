// Instances on this machine: processes or containers, whichever the release says.

internal import Core
internal import Foundation
package import Releases
package import Shell

/// Runs instances on this machine.
package struct LocalHost: InstanceHost {
    private let secrets: SecretFiles
    private let podman: PodmanRuntime
    private let inherited: [String: String]
    private let firstPort: Int

    /// A host. `inherited` is our own environment, of which instances get the few variables that programs expect;
    /// `firstPort` is where looking for free ports begins, so that two flows do not race for the same.
    package init(
        secrets: SecretFiles, runner: any CommandRunner, inherited: [String: String], podmanOptions: [String],
        firstPort: Int
    ) {
        self.secrets = secrets
        self.inherited = inherited
        self.firstPort = firstPort
        podman = PodmanRuntime(runner: runner, options: podmanOptions)
    }

    /// See `InstanceHost`.
    package func freePort(notIn taken: Set<Int>) async throws -> Int {
        try PortFinder.free(notIn: taken, from: firstPort)
    }

    /// See `InstanceHost`.
    package func start(_ record: InstanceRecord, of unit: ReleaseUnit) async throws -> String {
        let variables = try InstanceEnvironment.variables(
            of: record, unit: unit, inherited: inherited, secret: secrets.value(of:version:))
        try FileManager.default.createDirectory(
            atPath: (record.logPath as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        switch unit.artifact {
        case .image(let image):
            return try await podman.start(record, image: image, arguments: unit.service.run, variables: variables)
        case .directory(_, let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw HostError(
                    .notFound, message: "the artifact of \(unit.name) is gone from \(path)",
                    hint: "Deploy it again under a new name.")
            }
            let identity = try DetachedProcess.start(
                command: unit.service.run, environment: variables, workingDirectory: path, logPath: record.logPath)
            return Self.handle(identity)
        }
    }

    /// See `InstanceHost`: a process whose environment carries the instance's id and that leads its group.
    package func find(_ record: InstanceRecord) async throws -> String? {
        if let identity = ProcessTable.leader(withVariable: "STEADY_INSTANCE", value: record.id) {
            return Self.handle(identity)
        }
        return try await podman.find(record)
    }

    /// See `InstanceHost`. While it is wanted the process itself must live; once it is to end, its children count too.
    package func isAlive(_ record: InstanceRecord) async -> Bool {
        guard let identity = Self.identity(record.handle) else { return false }
        return record.stopping == nil ? DetachedProcess.isAlive(identity) : DetachedProcess.groupIsAlive(identity)
    }

    /// See `InstanceHost`.
    package func stop(_ record: InstanceRecord, force: Bool) async throws {
        if PodmanRuntime.isContainer(record.handle) { return try await podman.stop(record, force: force) }
        guard let identity = Self.identity(record.handle) else { return }
        DetachedProcess.stop(identity, force: force)
    }

    /// See `InstanceHost`.
    package func logTail(_ record: InstanceRecord, lines: Int) async -> [String] {
        if PodmanRuntime.isContainer(record.handle) { return await podman.logTail(record, lines: lines) }
        return LogTail.read(record.logPath, lines: lines)
    }

    /// `PID:START`, as it is stored.
    static func handle(_ identity: ProcessIdentity) -> String { "\(identity.pid):\(identity.startTicks)" }

    /// The process of a handle `PID:START` or `podman:NAME:PID:START`; nil for none.
    package static func identity(_ handle: String?) -> ProcessIdentity? {
        guard let parts = handle?.split(separator: ":").suffix(2), parts.count == 2, let first = parts.first,
            let last = parts.last, let pid = Int32(first), let ticks = UInt64(last)
        else { return nil }
        return ProcessIdentity(pid: pid, startTicks: ticks)
    }
}
