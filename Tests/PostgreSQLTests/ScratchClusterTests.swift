// A real server, made, killed, found again and stopped.
import Foundation
import Glibc
import PostgreSQL
import Shell
import Testing

@Suite(.serialized)
struct ScratchClusterTests {
    private let runner = SystemCommandRunner()

    @Test(.timeLimit(.minutes(2)))
    func `data survive a stop, a kill and a start that finds the server running`() async throws {
        let home = try Home()
        defer { home.remove() }
        let cluster = try home.cluster()
        let first = try await cluster.start(port: home.port, newPassword: home.password)
        #expect(!first.adopted)
        #expect(
            try await ask(first, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7); SELECT n FROM kept") == "7")
        #expect(try await ask(first, "SHOW fsync") == "on")
        #expect(try await ask(first, "SELECT current_setting('is_superuser')") == "off")

        let again = try await home.cluster().start(port: home.port + 1, newPassword: home.password)
        #expect(again.adopted && again.port == home.port && again.url == first.url)

        try await cluster.stop()
        try await cluster.stop()
        let second = try await cluster.start(port: home.port, newPassword: home.password)
        #expect(!second.adopted && second.url == first.url)

        try await home.killServer()
        let third = try await cluster.start(port: home.port, newPassword: home.password)
        #expect(!third.adopted)
        #expect(try await ask(third, "SELECT n FROM kept") == "7")
        try await cluster.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a making that was cut off is begun again, a taken port is named`() async throws {
        let home = try Home()
        defer { home.remove() }
        let unfinished = home.directory + "/data.unfinished"
        try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
        try Data("15\n".utf8).write(to: URL(fileURLWithPath: unfinished + "/PG_VERSION"))
        let error = await #expect(throws: PostgreSQLError.self) {
            try await home.cluster().start(port: home.takenPort, newPassword: home.password)
        }
        #expect(error?.code == .notStarted)
        #expect(error?.hint.contains("Port \(home.takenPort) is taken") == true)
        let endpoint = try await home.cluster().start(port: home.port, newPassword: home.password)
        #expect(try await ask(endpoint, "SELECT 1") == "1")
        try await home.cluster().stop()
    }

    /// After a crash the id of the dead server may belong to anybody: here to a process of the server's own account.
    @Test(.timeLimit(.minutes(1)))
    func `a left-over lock that names another process is never taken for a running server`() async throws {
        let home = try Home()
        defer { home.remove() }
        let cluster = try home.cluster()
        _ = try await cluster.start(port: home.port, newPassword: home.password)
        let lock = home.directory + "/data/postmaster.pid"
        let lines = try String(contentsOfFile: lock, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        try await cluster.stop()
        let stranger = try DetachedProcess.start(
            command: try ServerAccount.suitable().prefix + ["sleep", "60"], environment: ["PATH": "/usr/bin:/bin"],
            workingDirectory: "/", logPath: "/dev/null")
        defer { DetachedProcess.stop(stranger, force: true) }
        try home.write(["\(stranger.pid)"] + lines.dropFirst(), to: lock)
        let error = await #expect(throws: PostgreSQLError.self) {
            try await cluster.start(port: home.port, newPassword: home.password)
        }
        #expect(error?.code == .notStarted)
        #expect(error?.hint.contains("delete that file") == true)
        try FileManager.default.removeItem(atPath: lock)
        let endpoint = try await cluster.start(port: home.port, newPassword: home.password)
        #expect(try await ask(endpoint, "SELECT 1") == "1")
        try await cluster.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `only the account that runs the server can read the passwords`() async throws {
        let home = try Home()
        defer { home.remove() }
        let endpoint = try await home.cluster().start(port: home.port, newPassword: home.password)
        defer { #expect(!FileManager.default.fileExists(atPath: home.directory + "/setup.sql")) }
        for (name, mode) in [
            ("", 0o700), ("/service.password", 0o600), ("/superuser.password", 0o600), ("/pgpass", 0o600),
        ] {
            let found =
                try FileManager.default.attributesOfItem(atPath: home.directory + name)[.posixPermissions] as? Int
            #expect(found == mode, "\(name)")
        }
        let wrong = endpoint.url.replacing(/:[A-Za-z0-9]+@/, with: ":wrong@")
        #expect(try await psql(wrong, "SELECT 1").exitCode != 0)
        try await home.cluster().stop()
    }

    private func ask(_ endpoint: ScratchCluster.Endpoint, _ sql: String) async throws -> String {
        let result = try await psql(endpoint.url, sql)
        #expect(result.exitCode == 0, "\(result.standardError)")
        return result.standardOutput.trimmingCharacters(in: .newlines)
    }

    private func psql(_ url: String, _ sql: String) async throws -> CommandResult {
        try await runner.run(
            ["psql", "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align", url, "--command", sql],
            environment: nil, workingDirectory: nil, timeout: .seconds(20), outputLimit: 1 << 16)
    }
}

/// A directory for one cluster, a port that is free and one that is taken.
private struct Home {
    let directory = FileManager.default.temporaryDirectory.path + "/steady-postgres-" + UUID().uuidString
    let port: Int
    let takenPort: Int
    private let holder: Int32

    init() throws {
        let free = try Self.listen()
        close(free.descriptor)
        let taken = try Self.listen()
        port = free.port
        takenPort = taken.port
        holder = taken.descriptor
    }

    /// A password; each call gives another one.
    @Sendable func password() -> String { UUID().uuidString.replacing("-", with: "") }

    func cluster() throws -> ScratchCluster {
        ScratchCluster(
            directory: directory, database: "donations",
            folders: PostgreSQLPrograms.usualFolders(path: ProcessInfo.processInfo.environment["PATH"] ?? ""),
            account: try .suitable(), runner: SystemCommandRunner(), clock: ContinuousClock())
    }

    /// Kills the server and waits until the process is gone.
    func killServer() async throws {
        let pid = try #require(serverProcess)
        kill(pid, SIGKILL)
        _ = try await SystemCommandRunner().run(
            ["tail", "--pid=\(pid)", "-f", "/dev/null"], environment: nil, workingDirectory: nil, timeout: .seconds(20),
            outputLimit: 1000)
    }

    /// Writes a file of the cluster, owned as the server needs it.
    func write(_ lines: [some StringProtocol], to path: String) throws {
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
        if case .other(_, let user, let group) = try ServerAccount.suitable() { #expect(chown(path, user, group) == 0) }
        #expect(chmod(path, 0o600) == 0)
    }

    /// Ends what may be left after a failed test, and removes the files.
    func remove() {
        close(holder)
        if let pid = serverProcess, pid > 1 { kill(pid, SIGKILL) }
        try? FileManager.default.removeItem(atPath: directory)
    }

    private var serverProcess: Int32? {
        let text = try? String(contentsOfFile: directory + "/data/postmaster.pid", encoding: .utf8)
        return text?.split(separator: "\n").first.flatMap { Int32($0) }
    }

    private static func listen() throws -> (port: Int, descriptor: Int32) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && Glibc.listen(descriptor, 1) == 0
                    && getsockname(descriptor, raw, &length) == 0
            }
        }
        try #require(bound)
        return (Int(UInt16(bigEndian: address.sin_port)), descriptor)
    }
}
