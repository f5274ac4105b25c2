// Instances as containers: podman, image by digest, the host's network.

internal import Core
package import Releases
package import Shell

/// Runs instances with podman. A container is named after its instance, listens on `PORT` of the host's network, keeps
/// no capabilities it does not need and cannot change its image.
package struct PodmanRuntime: Sendable {
    private let runner: any CommandRunner
    private let options: [String]

    /// A runtime; `options` stand behind `podman run` (limits, for example), as the operator set them.
    package init(runner: any CommandRunner, options: [String]) {
        self.runner = runner
        self.options = options
    }

    /// Whether a stored handle is a container's.
    package static func isContainer(_ handle: String?) -> Bool { handle?.hasPrefix("podman:") ?? false }

    /// The command that starts an instance. Its container stays when it ends, for its log; `stop` with force removes
    /// it. Values come in the environment of podman itself, never on its command line.
    package static func runCommand(
        name: String, image: String, variables: [String], options: [String], arguments: [String]
    ) -> [String] {
        ["podman", "--runtime", "runc", "run", "--detach", "--name", name, "--network", "host", "--read-only"]
            + options + variables.sorted().flatMap { ["--env", $0] } + [image] + arguments
    }

    func start(
        _ record: InstanceRecord, image: String, arguments: [String], variables: [String: String]
    ) async throws -> String {
        let names = variables.keys.filter { $0 != "PATH" && $0 != "HOME" }
        let result = try await call(
            Self.runCommand(
                name: name(record), image: image, variables: Array(names), options: options, arguments: arguments),
            environment: variables)
        guard result.exitCode == 0 else {
            throw HostError(
                .notStarted, message: "podman cannot run \(image): \(result.standardError.suffix(400))",
                hint: "Try `podman --runtime runc run \(image)` by hand.")
        }
        guard let handle = try await find(record) else {
            throw HostError(
                .notStarted, message: "the container of \(record.serverName) ended at once", hint: "Look at its image.")
        }
        return handle
    }

    func find(_ record: InstanceRecord) async throws -> String? {
        let result: CommandResult
        do {
            result = try await call(
                ["podman", "inspect", "--type", "container", "--format", "{{.State.Pid}}", name(record)],
                environment: nil)
        } catch let error as ShellError where error.code == .programMissing {
            return nil
        }
        let text = result.standardOutput.split(separator: "\n").first.map(String.init) ?? ""
        guard result.exitCode == 0, let pid = Int32(text), pid > 0, let ticks = ProcessTable.startTicks(pid) else {
            return nil
        }
        return "podman:\(name(record)):\(pid):\(ticks)"
    }

    /// Asks a container to end, or with `force` ends and removes it; one that is gone is no error.
    package func stop(_ record: InstanceRecord, force: Bool) async throws {
        // A deadline of 0 s and a kill for force; else SIGTERM alone, the reconciler comes back with force.
        let command =
            force
            ? ["podman", "rm", "--force", "--time", "0", "--ignore", name(record)]
            : ["podman", "kill", "--signal", "TERM", name(record)]
        _ = try await call(command, environment: nil)
    }

    func logTail(_ record: InstanceRecord, lines: Int) async -> [String] {
        do {
            let result = try await call(["podman", "logs", "--tail", String(lines), name(record)], environment: nil)
            return (result.standardOutput + result.standardError).split(separator: "\n").suffix(lines).map(String.init)
        } catch {
            return ["(podman logs: \(error))"]
        }
    }

    private func name(_ record: InstanceRecord) -> String { "steady-\(record.id)" }

    private func call(_ command: [String], environment: [String: String]?) async throws -> CommandResult {
        try await runner.run(
            command, environment: environment, workingDirectory: nil, timeout: HostLimits.podman,
            outputLimit: Shell.Limits.commandOutput)
    }
}
