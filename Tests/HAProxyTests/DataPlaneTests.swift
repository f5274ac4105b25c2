// The data plane on a real HAProxy: every change read back, every change twice.

import Foundation
import Glibc
import HAProxy
import Releases
import Shell
import Telemetry
import Testing

/// A running HAProxy with our own configuration, driven through its runtime socket.
struct DataPlaneLab {
    let folder: String

    var dataPlane: HAProxyDataPlane { HAProxyDataPlane(socket: RuntimeSocket(path: folder + "/admin.sock")) }

    static func withFolder(_ body: (String) async throws -> Void) async throws {
        var template = Array((NSTemporaryDirectory() + "/steady-plane-XXXXXX").utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    /// Calls `body` with a running HAProxy and ends it afterwards.
    static func with(
        servers: [HAProxyConfiguration.Server] = [], _ body: (DataPlaneLab) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let file = folder + "/haproxy.cfg"
            try ConfigurationTests.configuration(folder: folder, servers: servers).text
                .write(toFile: file, atomically: false, encoding: .utf8)
            // As a daemon the first process ends when the sockets are bound: nothing to wait for by the clock.
            let starter = try DetachedProcess.start(
                command: [LogLab.program, "-D", "-f", file, "-p", folder + "/pid"], environment: [:],
                workingDirectory: nil, logPath: folder + "/log")
            var status: Int32 = 0
            waitpid(starter.pid, &status, 0)
            defer { end(folder) }
            try #require(status == 0, "\(LogTail.read(folder + "/log", lines: 20))")
            try await body(DataPlaneLab(folder: folder))
        }
    }

    private static func end(_ folder: String) {
        for line in LogTail.read(folder + "/pid", lines: 9) { if let pid = Int32(line) { kill(pid, SIGKILL) } }
    }

    func server(_ name: String) async throws -> ServerView? {
        try await dataPlane.read().first { $0.name == name }
    }

    /// Carries out a change twice: the second time nothing more happens and nothing is refused.
    func perform(_ change: ServerChange) async throws {
        try await dataPlane.perform(change)
        let once = try await dataPlane.read().map { [$0.name, "\($0.weight)", $0.mode.rawValue, "\($0.port)"] }
        try await dataPlane.perform(change)
        let twice = try await dataPlane.read().map { [$0.name, "\($0.weight)", $0.mode.rawValue, "\($0.port)"] }
        #expect(once == twice)
    }
}

@Suite(.enabled(if: LogLab.isInstalled), .timeLimit(.minutes(1))) struct DataPlaneTests {
    /// A port that nobody listens on: HAProxy's checks of it fail.
    private let port = 19_999

    @Test func `a server is added without weight, ready to be checked`() async throws {
        try await DataPlaneLab.with { lab in
            #expect(try await lab.dataPlane.read().isEmpty)
            try await lab.perform(.add(name: "v2.1", port: port, healthPath: "/healthz"))
            let server = try #require(try await lab.server("v2.1"))
            #expect(server.port == port && server.weight == 0 && server.mode == .ready && !server.isHealthy)
        }
    }

    @Test(arguments: [
        (1, ServerView.Mode.ready), (256, .ready), (0, .ready), (256, .drain), (0, .maintenance), (77, .maintenance),
    ])
    func `weight and mode are read back as they were set`(weight: Int, mode: ServerView.Mode) async throws {
        try await DataPlaneLab.with { lab in
            try await lab.perform(.add(name: "v2.1", port: port, healthPath: "/"))
            try await lab.perform(.set(name: "v2.1", weight: weight, mode: mode))
            let server = try await lab.server("v2.1")
            #expect(server?.weight == weight && server?.mode == mode)
            try await lab.perform(.set(name: "v2.1", weight: 9, mode: .ready))
            let back = try await lab.server("v2.1")
            #expect(back?.weight == 9 && back?.mode == .ready)
        }
    }

    @Test func `servers of the file are there from the start, with their weight`() async throws {
        let listed = ["v1.1", "v1.2"].map { HAProxyConfiguration.Server(name: $0, port: port) }
        try await DataPlaneLab.with(servers: listed) { lab in
            let servers = try await lab.dataPlane.read()
            #expect(servers.map(\.name).sorted() == ["v1.1", "v1.2"])
            #expect(servers.allSatisfy { $0.weight == 256 && $0.mode == .ready && $0.total == 0 })
            try await lab.perform(.set(name: "v1.1", weight: 0, mode: .maintenance))
            try await lab.perform(.remove(name: "v1.1"))
            #expect(try await lab.dataPlane.read().map(\.name) == ["v1.2"], "also those can be removed")
        }
    }

    @Test func `a server is removed once it is in maintenance, and may come back at another port`() async throws {
        try await DataPlaneLab.with { lab in
            try await lab.perform(.add(name: "v2.1", port: port, healthPath: "/"))
            await #expect(throws: HAProxyError.self) { try await lab.dataPlane.perform(.remove(name: "v2.1")) }
            try await lab.perform(.set(name: "v2.1", weight: 0, mode: .maintenance))
            try await lab.perform(.cutSessions(name: "v2.1"))
            try await lab.perform(.remove(name: "v2.1"))
            #expect(try await lab.dataPlane.read().isEmpty)
            try await lab.perform(.add(name: "v2.1", port: port - 1, healthPath: "/"))
            #expect(try await lab.server("v2.1")?.port == port - 1)
        }
    }

    @Test func `a change of a server that is not there is refused, with HAProxy's words`() async throws {
        try await DataPlaneLab.with { lab in
            let error = await #expect(throws: HAProxyError.self) {
                try await lab.dataPlane.perform(.set(name: "v9.1", weight: 1, mode: .ready))
            }
            #expect(error?.code == .refused && error?.message.contains("v9.1") == true)
        }
    }

    @Test func `the counters of frontend and backend are read`() async throws {
        try await DataPlaneLab.with { lab in
            let counters = try await lab.dataPlane.counters()
            #expect(counters.requests == 0 && counters.underWay == 0)
        }
    }

    @Test func `without HAProxy it is said that nothing answers, and where`() async {
        let error = await #expect(throws: HAProxyError.self) {
            _ = try await RuntimeSocket(path: "/no/such/admin.sock").send("show info")
        }
        #expect(error?.code == .notReachable && error?.message.contains("/no/such/admin.sock") == true)
    }

    @Test func `a socket path that the system cannot take is named before it is tried`() async {
        let path = "/" + String(repeating: "x", count: HAProxyLimits.socketPath)
        let error = await #expect(throws: HAProxyError.self) {
            _ = try await RuntimeSocket(path: path).send("show info")
        }
        #expect(error?.code == .pathTooLong)
    }

    @Test func `the commands of a change are pure, and none can carry a second one`() {
        let add = HAProxyDataPlane.commands(for: .add(name: "v2.1", port: 7, healthPath: "/x;y"), backend: "flow")
        #expect(add.first?.0.hasPrefix("add server flow/v2.1 127.0.0.1:7 weight 0 check") == true)
        #expect(add.allSatisfy { !$0.0.contains(";") })
        func order(_ mode: ServerView.Mode) -> [String] {
            HAProxyDataPlane.commands(for: .set(name: "v2.1", weight: 5, mode: mode), backend: "flow").map(\.0)
        }
        #expect(order(.ready) == ["set server flow/v2.1 weight 5", "set server flow/v2.1 state ready"])
        #expect(order(.maintenance) == ["set server flow/v2.1 state maint", "set server flow/v2.1 weight 5"])
    }
}
