// Instances as processes of this machine: started with what they are given, found again, ended with what they left.

import Core
import Foundation
import Glibc
import Hosts
import Releases
import Shell
import Testing

@Suite(.timeLimit(.minutes(1)), .serialized) struct LocalHostTests {
    private func host(_ lab: HostLab) -> LocalHost {
        LocalHost(
            secrets: SecretFiles(root: lab.folder + "/secrets"), runner: SystemCommandRunner(),
            inherited: ["PATH": "/usr/bin:/bin", "SECRET_OF_OURS": "x", "TZ": "UTC"], podmanOptions: [], firstPort: 500)
    }

    private func unit(
        _ lab: HostLab, run: [String], environment: [String: EnvironmentValue] = [:], versions: [String: String] = [:]
    ) throws -> ReleaseUnit {
        let path = try lab.build("artifact", ["run": "#!/bin/sh\n"])
        return ReleaseUnit(
            name: "v1", artifact: .directory(digest: .zero, path: path),
            configuration: .directory(digest: .zero, path: "/configuration"), secretVersions: versions,
            service: ServiceSpec(
                runtime: .exec, run: run, port: 8080, health: "/", environment: environment, instances: 1,
                startWithin: .seconds(1), stopWithin: .seconds(1)))
    }

    private func record(_ lab: HostLab, id: String) -> InstanceRecord {
        InstanceRecord(
            id: id, release: "v1", index: 1, port: 20_123, logPath: lab.folder + "/logs/v1.log",
            started: WallTime(second: 1))
    }

    /// Waits until a child of ours has ended, without collecting it.
    private func waitForEnd(_ handle: String) throws {
        let identity = try #require(LocalHost.identity(handle))
        var information = siginfo_t()
        while waitid(P_PID, id_t(identity.pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }

    @Test func `an instance is started, found again by its id, seen and ended`() async throws {
        try await HostLab.with { lab in
            let host = host(lab)
            var record = record(lab, id: "I-\(getpid())-a")
            #expect(try await host.find(record) == nil)
            let pipe = lab.folder + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            let unit = try unit(lab, run: ["/bin/sh", "-c", "echo > \(pipe); sleep 600; true"])
            let handle = try await host.start(record, of: unit)
            // The kernel shows the environment a moment after the start: whoever writes has it.
            #expect(try FileHandle(forReadingAtPath: pipe)?.readToEnd()?.count == 1)
            #expect(await !host.isAlive(record), "without its handle nothing is known")
            #expect(try await host.find(record) == handle)
            record.handle = handle
            #expect(await host.isAlive(record))
            try await host.stop(record, force: false)
            try waitForEnd(handle)
            #expect(await !host.isAlive(record))
            #expect(try await host.find(record) == nil)
            try await host.stop(record, force: true)
        }
    }

    @Test func `it finds what it was given and nothing of ours`() async throws {
        try await HostLab.with { lab in
            try SecretFiles(root: lab.folder + "/secrets").set("payment", to: "s3cret")
            let secret = EnvironmentValue.secret(SecretReference(name: "payment"))
            let unit = try unit(
                lab, run: ["/bin/sh", "-c", "env; pwd"], environment: ["MODE": .plain("test"), "KEY": secret],
                versions: ["payment": "1"])
            var record = record(lab, id: "I-\(getpid())-b")
            record.handle = try await host(lab).start(record, of: unit)
            try waitForEnd(try #require(record.handle))
            let lines = Set(await host(lab).logTail(record, lines: 100))
            let wanted = [
                "PORT=20123", "STEADY_RELEASE=v1", "STEADY_INSTANCE=\(record.id)", "STEADY_CONFIG=/configuration",
                "MODE=test", "KEY=s3cret", "TZ=UTC", "PATH=/usr/bin:/bin",
            ]
            #expect(lines.isSuperset(of: wanted), "\(lines)")
            #expect(!lines.contains { $0.hasPrefix("SECRET_OF_OURS") })
            #expect(lines.contains { $0.hasSuffix("/artifact") }, "it runs in its artifact")
            #expect(await !host(lab).isAlive(record))
        }
    }

    @Test func `while it is wanted its child does not count, once it is to end it does`() async throws {
        try await HostLab.with { lab in
            let pipe = lab.folder + "/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            let unit = try unit(lab, run: ["/bin/sh", "-c", "exec 9> \(pipe); sleep 600 & exit 3"])
            var record = record(lab, id: "I-\(getpid())-c")
            let handle = try await host(lab).start(record, of: unit)
            let reader = try #require(FileHandle(forReadingAtPath: pipe))
            record.handle = handle
            try waitForEnd(handle)
            #expect(await !host(lab).isAlive(record))
            record.stopping = WallTime(second: 2)
            #expect(await host(lab).isAlive(record))
            try await host(lab).stop(record, force: true)
            #expect(try reader.readToEnd()?.isEmpty ?? true, "the end of the pipe is the end of the child")
            // A killed process closes its files a moment before it leaves its group.
            let deadline = ContinuousClock.now + .seconds(10)
            while await host(lab).isAlive(record), ContinuousClock.now < deadline { await Task.yield() }
            #expect(await !host(lab).isAlive(record))
        }
    }

    @Test func `an artifact that is gone, a program or a secret that is missing are named`() async throws {
        try await HostLab.with { lab in
            let host = host(lab)
            var gone = try unit(lab, run: ["/bin/true"])
            gone.artifact = .directory(digest: .zero, path: "/no/such/tree")
            let record = record(lab, id: "I-\(getpid())-d")
            await #expect(throws: HostError.self) { _ = try await host.start(record, of: gone) }
            let missing = try unit(lab, run: ["./no-such-program"])
            await #expect(throws: ShellError.self) { _ = try await host.start(record, of: missing) }
            let secret = EnvironmentValue.secret(SecretReference(name: "payment"))
            for versions in [[:], ["payment": "7"]] {
                let unit = try unit(lab, run: ["/bin/true"], environment: ["KEY": secret], versions: versions)
                await #expect(throws: HostError.self) { _ = try await host.start(record, of: unit) }
            }
        }
    }

    @Test(arguments: ["", "x", "1", "a:b", "1:x", "podman:name"])
    func `a handle that is none names no process`(handle: String) {
        #expect(LocalHost.identity(handle) == nil && LocalHost.identity(nil) == nil)
    }

    @Test func `handles of processes and containers name their process`() {
        #expect(LocalHost.identity("12:34") == ProcessIdentity(pid: 12, startTicks: 34))
        #expect(LocalHost.identity("podman:steady-I-1:12:34") == ProcessIdentity(pid: 12, startTicks: 34))
    }
}

@Suite struct PortFinderTests {
    /// A listener on a port of the finder's range, closed at the end.
    private func listening(_ body: (Int) throws -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let port = try PortFinder.free(notIn: [], from: 7000)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 1) == 0)
        try body(port)
    }

    @Test func `a port that somebody listens on, or that is taken, is passed over`() throws {
        try listening { port in
            #expect(!PortFinder.isFree(port))
            let next = try PortFinder.free(notIn: [], from: 7000)
            #expect(next != port && HostLimits.ports.contains(next))
            let after = try PortFinder.free(notIn: [next], from: 7000)
            #expect(after != port && after != next)
        }
    }

    @Test func `the search wraps round its range, and says when all are in use`() throws {
        let end = HostLimits.ports.count - 1
        let last = Set([HostLimits.ports.upperBound - 1])
        #expect(try HostLimits.ports.contains(PortFinder.free(notIn: last, from: end)))
        let error = #expect(throws: HostError.self) { _ = try PortFinder.free(notIn: Set(HostLimits.ports), from: 3) }
        #expect(error?.code == .noPort)
    }
}
