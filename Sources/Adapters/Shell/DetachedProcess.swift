// Starts a process that outlives us: its own session, its own log file, no descriptor of ours.

internal import CSpawn
internal import Foundation
internal import Glibc

/// Which process it is: its id may be used again by another process, its id with its start time is not.
package struct ProcessIdentity: Codable, Hashable, Sendable {
    /// The process id, also the id of its process group and session.
    package var pid: Int32
    /// Its start time in clock ticks since boot: field 22 of `/proc/PID/stat` (proc(5)).
    package var startTicks: UInt64

    /// An identity.
    package init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }
}

/// Starts, finds and ends processes that outlive the one that started them.
package enum DetachedProcess {
    /// Starts `command` in a session of its own: standard input is `/dev/null`, standard output and error are appended
    /// to `logPath`; every other descriptor is closed. Throws `ShellError` if it cannot be started.
    package static func start(
        command: [String], environment: [String: String], workingDirectory: String?, logPath: String
    ) throws -> ProcessIdentity {
        guard let program = command.first else { preconditionFailure("a command needs a program") }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        steady_spawn_directory_and_close(&actions, workingDirectory, 3)
        resetSignals(&attributes)
        var pid: pid_t = 0
        let code = withCStrings(command) { arguments in
            withCStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) { variables in
                posix_spawnp(&pid, program, &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else {
            throw ShellError(
                code == ENOENT ? .programMissing : .notStarted,
                message: "\(program) could not be started: \(String(cString: strerror(code)))",
                hint: workingDirectory.map { "It was to run in \($0)." } ?? "Check that it exists and may be run.")
        }
        return ProcessIdentity(pid: pid, startTicks: ProcessTable.startTicks(pid) ?? 0)
    }

    /// Whether that very process is alive. Collects it if it is a child of ours that has ended.
    package static func isAlive(_ identity: ProcessIdentity) -> Bool {
        var status: Int32 = 0
        _ = waitpid(identity.pid, &status, WNOHANG)
        guard let found = ProcessTable.stat(identity.pid), found.state != "Z", found.state != "X" else { return false }
        return found.startTicks == identity.startTicks
    }

    /// Sends SIGTERM, or SIGKILL if `force`, to the process and its whole group. Nothing happens if it is gone.
    package static func stop(_ identity: ProcessIdentity, force: Bool) {
        guard groupIsAlive(identity) else { return }
        _ = kill(-identity.pid, force ? SIGKILL : SIGTERM)
    }

    /// Whether any process of the group that it led is left, for example a child that it forked and forgot.
    package static func groupIsAlive(_ identity: ProcessIdentity) -> Bool {
        if isAlive(identity) { return true }
        // The kernel gives a process id away again only when no group of that number is left; a living process with
        // another start time is therefore somebody else's, and so is its group.
        if let other = ProcessTable.stat(identity.pid), other.startTicks != identity.startTicks { return false }
        return ProcessTable.groupExists(identity.pid)
    }

    /// A child must not inherit signals that we block or ignore: it could then not be ended by SIGTERM.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // POSIX_SPAWN_SETSID is 0x80 in glibc; Swift does not import the macro with a cast.
        let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | 0x80
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
