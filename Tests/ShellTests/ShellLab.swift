// A folder with named pipes, so that tests wait for processes by reading, never by the clock.

import Foundation
import Glibc
import Shell
import Testing

/// A folder for one test and what is needed to meet the processes started in it.
final class ShellLab: Sendable {
    let folder: String

    /// Calls `body` with a lab and removes it afterwards.
    static func with(_ body: (ShellLab) async throws -> Void) async throws {
        let lab = try ShellLab()
        defer { try? FileManager.default.removeItem(atPath: lab.folder) }
        try await body(lab)
    }

    private init() throws {
        var template = Array((NSTemporaryDirectory() + "steady-shell-XXXXXX").utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        try #require(mkfifo(folder + "/pipe", 0o600) == 0)
    }

    var pipe: String { folder + "/pipe" }
    var log: String { folder + "/log" }

    /// The lines that come through the pipe; they end when the last writer is gone.
    func lines() -> AsyncStream<String> {
        let path = pipe
        return AsyncStream(bufferingPolicy: .bufferingOldest(1000)) { continuation in
            DispatchQueue.global().async {
                // Not by `FileHandle`, which waits until its buffer is full.
                let descriptor = open(path, O_RDONLY | O_CLOEXEC)
                var rest: [UInt8] = []
                var byte: UInt8 = 0
                while read(descriptor, &byte, 1) == 1 {
                    if byte != UInt8(ascii: "\n") {
                        rest.append(byte)
                        continue
                    }
                    continuation.yield(String(decoding: rest, as: UTF8.self))
                    rest = []
                }
                close(descriptor)
                continuation.finish()
            }
        }
    }

    /// Starts a shell script detached, with the pipe's path in `PIPE`.
    func start(_ script: String, environment: [String: String] = [:]) throws -> ProcessIdentity {
        var environment = environment
        environment["PIPE"] = pipe
        environment["PATH"] = "/usr/bin:/bin"
        return try DetachedProcess.start(
            command: ["/bin/sh", "-c", script], environment: environment, workingDirectory: folder, logPath: log)
    }

    /// Waits until a child of ours has ended, without collecting it.
    func waitForEnd(of identity: ProcessIdentity) {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identity.pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }

    /// Gives way until a group whose processes have closed their files is gone. Its processes are not our children, so
    /// they cannot be waited for; what is left of them takes microseconds. After many looks the caller's check fails.
    func waitForGroup(of identity: ProcessIdentity) {
        var looks = 0
        while DetachedProcess.groupIsAlive(identity), looks < 5000 {
            looks += 1
            sched_yield()
        }
    }
}
