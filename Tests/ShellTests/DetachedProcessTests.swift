// Processes that outlive us: alone in their session, known again, and ended with everything that they left.

import Foundation
import Glibc
import Shell
import Testing

@Suite(.timeLimit(.minutes(1)), .serialized) struct DetachedProcessTests {
    /// Ends a process whatever the test did, and collects it.
    private func end(_ identity: ProcessIdentity) {
        DetachedProcess.stop(identity, force: true)
        var status: Int32 = 0
        waitpid(identity.pid, &status, 0)
    }

    @Test func `it runs in a session of its own, with its environment and no descriptor of ours`() async throws {
        try await ShellLab.with { lab in
            // A descriptor that would be inherited: opened without close-on-exec.
            let leak = open("/dev/zero", O_RDONLY)
            defer { close(leak) }
            let identity = try lab.start("echo ready > $PIPE; sleep 600; true", environment: ["ANSWER": "42"])
            defer { end(identity) }
            // The kernel shows the environment a moment after the start: whoever writes has it.
            for await line in lab.lines() { #expect(line == "ready") }
            #expect(getsid(identity.pid) == identity.pid && getpgid(identity.pid) == identity.pid)
            #expect(DetachedProcess.isAlive(identity))
            let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(identity.pid)/fd")
            // Others for a moment: a shell keeps a copy of what it redirects.
            #expect(Set(files).isSuperset(of: ["0", "1", "2"]))
            let targets = try files.map {
                try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(identity.pid)/fd/\($0)")
            }
            #expect(!targets.contains("/dev/zero"))
            #expect(ProcessTable.leader(withVariable: "ANSWER", value: "42")?.pid == identity.pid)
            #expect(ProcessTable.leader(withVariable: "ANSWER", value: "4") == nil)
            #expect(ProcessTable.startTicks(identity.pid) == identity.startTicks)
        }
    }

    @Test func `what it writes is appended to its log, from the folder that was named`() async throws {
        try await ShellLab.with { lab in
            try "before\n".write(toFile: lab.log, atomically: false, encoding: .utf8)
            let identity = try lab.start("pwd; echo wrong >&2")
            lab.waitForEnd(of: identity)
            end(identity)
            #expect(LogTail.read(lab.log, lines: 9) == ["before", lab.folder, "wrong"])
        }
    }

    @Test func `a program that is not there is an error, not a process`() async throws {
        let error = #expect(throws: ShellError.self) {
            _ = try DetachedProcess.start(
                command: ["/no/such/program"], environment: [:], workingDirectory: nil, logPath: "/dev/null")
        }
        #expect(error?.code == .programMissing)
        let folder = #expect(throws: ShellError.self) {
            _ = try DetachedProcess.start(
                command: ["/bin/true"], environment: [:], workingDirectory: "/no/such/folder", logPath: "/dev/null")
        }
        #expect(folder?.hint.contains("/no/such/folder") == true)
    }

    @Test func `SIGTERM reaches it although we block and ignore it`() async throws {
        try await ShellLab.with { lab in
            var blocked = sigset_t()
            sigemptyset(&blocked)
            sigaddset(&blocked, SIGTERM)
            pthread_sigmask(SIG_BLOCK, &blocked, nil)
            defer { pthread_sigmask(SIG_UNBLOCK, &blocked, nil) }
            let identity = try lab.start("exec sleep 600")
            DetachedProcess.stop(identity, force: false)
            lab.waitForEnd(of: identity)
            #expect(!DetachedProcess.isAlive(identity))
        }
    }

    @Test func `it is ended with its whole group, and nothing happens when it is gone`() async throws {
        try await ShellLab.with { lab in
            let identity = try lab.start("exec 9> $PIPE; sleep 600 & echo ready >&9; wait")
            var lines = lab.lines().makeAsyncIterator()
            #expect(await lines.next() == "ready")
            DetachedProcess.stop(identity, force: true)
            // The end of the pipe is the end of all that hold it: shell and sleep.
            #expect(await lines.next() == nil)
            lab.waitForEnd(of: identity)
            lab.waitForGroup(of: identity)
            #expect(!DetachedProcess.isAlive(identity) && !DetachedProcess.groupIsAlive(identity))
            DetachedProcess.stop(identity, force: true)
        }
    }

    /// Binds a port, says which one, and stays. The pipe is opened before the socket and again behind it: in whichever
    /// order the kernel closes them, the pipe's end comes after the socket's.
    private static let listener = """
        import os, socket, time
        before = open(os.environ["PIPE"], "w")
        s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
        p = open(os.environ["PIPE"], "w"); p.write("%d\\n" % s.getsockname()[1]); p.flush()
        time.sleep(600)
        """

    private func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    @Test func `a child that it forked and forgot counts, and frees its port when the group is ended`() async throws {
        try await ShellLab.with { lab in
            try Self.listener.write(toFile: lab.folder + "/listen.py", atomically: false, encoding: .utf8)
            let identity = try lab.start("python3 listen.py & exit 0")
            var lines = lab.lines().makeAsyncIterator()
            let port = try #require(await lines.next().flatMap { Int($0) })
            lab.waitForEnd(of: identity)
            #expect(!DetachedProcess.isAlive(identity))
            #expect(DetachedProcess.groupIsAlive(identity) && !isFree(port))
            DetachedProcess.stop(identity, force: true)
            #expect(await lines.next() == nil)
            lab.waitForGroup(of: identity)
            #expect(isFree(port) && !DetachedProcess.groupIsAlive(identity))
        }
    }

    @Test func `a process id that was given to another process is never signalled`() async throws {
        try await ShellLab.with { lab in
            let identity = try lab.start(
                "exec 9> $PIPE; trap 'echo term >&9' TERM; while true; do echo on >&9; sleep .1; done")
            defer { end(identity) }
            var lines = lab.lines().makeAsyncIterator()
            #expect(await lines.next() == "on")
            // The same number, another start: what it would look like after the kernel gave the number away.
            let former = ProcessIdentity(pid: identity.pid, startTicks: identity.startTicks - 1)
            #expect(!DetachedProcess.isAlive(former) && !DetachedProcess.groupIsAlive(former))
            DetachedProcess.stop(former, force: true)
            DetachedProcess.stop(former, force: false)
            for _ in 0..<3 { #expect(await lines.next() == "on") }
            #expect(DetachedProcess.isAlive(identity))
        }
    }

    @Test func `its memory and processor time can be read, those of nobody cannot`() async throws {
        let own = getpid()
        #expect(try #require(ProcessTable.residentBytes(own)) > 1 << 20)
        #expect(try #require(ProcessTable.processorSeconds(own)) > 0)
        // Beyond the largest process id of Linux, 2^22.
        #expect(ProcessTable.residentBytes(5_000_000) == nil && ProcessTable.processorSeconds(5_000_000) == nil)
    }
}
