// A PostgreSQL of our own for one flow on this machine: made once, started, found again after we died, stopped.

internal import Foundation
internal import Glibc
package import Shell

/// A cluster in one directory, with one role and one database for the service. Its data are kept between starts and are
/// as durable as PostgreSQL makes them; "scratch" says only that nobody but us administers it.
package struct ScratchCluster: Sendable {
    /// Where the database is.
    package struct Endpoint: Hashable, Sendable {
        /// The port on 127.0.0.1.
        package let port: Int
        /// The connection string of the service's own role, with its password: a secret.
        package let url: String
        /// Whether the server ran already, perhaps on another port than was asked for.
        package let adopted: Bool
    }

    private let files: ClusterFiles
    private let database: String
    private let folders: [String]
    private let account: ServerAccount
    private let runner: any CommandRunner
    private let clock: any Clock<Duration>

    /// A cluster in `directory` (an absolute path) with a role and a database called `database`: lower-case letters,
    /// digits and underscores. `folders` are searched for PostgreSQL's programs.
    package init(
        directory: String, database: String, folders: [String], account: ServerAccount, runner: any CommandRunner,
        clock: any Clock<Duration>
    ) {
        precondition(database.wholeMatch(of: /[a-z][a-z0-9_]{0,39}/) != nil, "a name that needs no quotes in SQL")
        files = ClusterFiles(directory: directory)
        self.database = database
        self.folders = folders
        self.account = account
        self.runner = runner
        self.clock = clock
    }

    /// Makes the cluster if there is none, starts it at `port` unless it runs already, and waits until it answers.
    ///
    /// May be called at any time and again after a crash at any point of it. `newPassword` is asked for passwords that
    /// are needed for the first time: 16 or more letters and digits, different each time. Throws `PostgreSQLError`.
    package func start(port: Int, newPassword: @Sendable () -> String) async throws -> Endpoint {
        try files.createDirectory(for: account)
        let programs = try await PostgreSQLPrograms.find(in: folders, major: files.majorVersion(), runner: runner)
        let commands = ClusterCommands(programs: programs.folder, account: account, files: files)
        try await checkDirectory(commands)
        let password = try preparePasswords(newPassword)
        if try files.majorVersion() == nil { try await create(commands) }
        let adopted = try await isRunning(commands)
        if !adopted { try await startServer(commands, port: port) }
        let actual = try files.portOfRunningServer() ?? port
        try await waitUntilReady(commands, port: actual)
        try await setUp(commands, port: actual, password: password)
        return Endpoint(
            port: actual, url: "postgresql://\(database):\(password)@127.0.0.1:\(actual)/\(database)", adopted: adopted)
    }

    /// Whether the server runs. Throws `PostgreSQLError`.
    package func isUp() async throws -> Bool {
        guard let major = try files.majorVersion() else { return false }
        let programs = try await PostgreSQLPrograms.find(in: folders, major: major, runner: runner)
        return try await isRunning(ClusterCommands(programs: programs.folder, account: account, files: files))
    }

    /// Stops the server if it runs; returns when it has ended. Throws `PostgreSQLError`.
    package func stop() async throws {
        guard let major = try files.majorVersion() else { return }
        let programs = try await PostgreSQLPrograms.find(in: folders, major: major, runner: runner)
        let commands = ClusterCommands(programs: programs.folder, account: account, files: files)
        guard try await isRunning(commands) else { return }
        let result = try await run(commands.stop, within: .seconds(Limits.startOrStopSeconds + 10))
        guard result.exitCode == 0 else {
            throw PostgreSQLError(
                .notStopped, message: "PostgreSQL in \(files.directory) did not stop: \(Self.reason(result))",
                hint: "Look at \(files.log) and at who is still connected.")
        }
    }

    private func checkDirectory(_ commands: ClusterCommands) async throws {
        guard try await run(commands.probe, within: Limits.question).exitCode != 0 else { return }
        throw PostgreSQLError(
            .directoryUnusable, message: "The account \(account.name) cannot reach \(files.directory)",
            hint:
                "Move the working directory to where it can (not below /root), or let it pass: chmod o+x on each folder."
        )
    }

    /// The service's password, from its file or new. The files outlive us: what the server knows, we know again.
    private func preparePasswords(_ newPassword: () -> String) throws -> String {
        func password(_ path: String) throws -> String {
            if let kept = try files.read(path), !kept.isEmpty { return kept }
            let fresh = newPassword()
            precondition(fresh.wholeMatch(of: /[A-Za-z0-9]{16,}/) != nil, "a password that needs no quotes")
            try files.write(fresh + "\n", to: path, for: account)
            return fresh
        }
        let superuser = try password(files.superuserPassword)
        try files.write(
            "127.0.0.1:*:*:\(ClusterCommands.superuser):\(superuser)\n", to: files.passwordFile, for: account)
        return try password(files.servicePassword)
    }

    private func create(_ commands: ClusterCommands) async throws {
        try files.removeUnfinished()
        let result = try await run(commands.create, within: Limits.create)
        guard result.exitCode == 0 else {
            throw PostgreSQLError(
                .notCreated, message: "No database cluster could be made in \(files.directory): \(Self.reason(result))",
                hint: "Check the space on the disk and the rights on the directory.")
        }
        try files.finishData()
    }

    private func isRunning(_ commands: ClusterCommands) async throws -> Bool {
        guard try await run(commands.status, within: Limits.question).exitCode == 0 else { return false }
        return try !files.namesAnotherProcess()
    }

    private func startServer(_ commands: ClusterCommands, port: Int) async throws {
        try files.rotateLog()
        var lines: [Substring] = []
        for _ in 0..<Limits.readyAttempts {
            let result = try await run(commands.start(port: port), within: .seconds(Limits.startOrStopSeconds + 10))
            if result.exitCode == 0 { return }
            lines = try (files.read(files.log) ?? "").split(separator: "\n").suffix(Limits.errorLines)
            // After a kill -9 the server's children need a moment to notice that they are alone.
            guard lines.contains(where: { $0.contains("is still in use") }) else { break }
            try await clock.sleep(for: Limits.readyPause)
        }
        throw PostgreSQLError(
            .notStarted,
            message: "PostgreSQL in \(files.directory) did not start at port \(port); its log ends with:\n"
                + lines.map { "    " + $0 }.joined(separator: "\n"), hint: hint(for: lines, port: port))
    }

    private func hint(for lines: [Substring], port: Int) -> String {
        if lines.contains(where: { $0.contains("could not bind") }) {
            return "Port \(port) is taken: free it or choose another."
        }
        if lines.contains(where: { $0.contains("lock file") && $0.contains("already exists") }) {
            // We do not delete it ourselves: two servers on the same data destroy them.
            return
                "The process named in \(files.postmaster) is no PostgreSQL. If no other machine or container uses this "
                + "directory, delete that file and try again."
        }
        return "The whole log: \(files.log)"
    }

    private func waitUntilReady(_ commands: ClusterCommands, port: Int) async throws {
        var last = ""
        for _ in 0..<Limits.readyAttempts {
            let result = try await run(commands.ask(port: port), within: Limits.question)
            if result.exitCode == 0 { return }
            last = Self.reason(result)
            // Waiting helps only while it starts; a wrong password stays wrong.
            guard last.contains("starting up") || last.contains("recovery") || last.contains("refused") else { break }
            try await clock.sleep(for: Limits.readyPause)
        }
        throw PostgreSQLError(
            .notReady, message: "PostgreSQL in \(files.directory) at port \(port) does not answer: \(last)",
            hint: "Look at \(files.log). If another server has the port, choose another one.")
    }

    private func setUp(_ commands: ClusterCommands, port: Int, password: String) async throws {
        try files.write(SetupScript.text(database: database, password: password), to: files.script, for: account)
        defer { unlink(files.script) }
        let result = try await run(commands.setUp(port: port), within: Limits.question)
        guard result.exitCode == 0 else {
            throw PostgreSQLError(
                .notReady, message: "Role and database '\(database)' could not be made: \(Self.reason(result))",
                hint: "Look at \(files.log).")
        }
    }

    private func run(_ command: [String], within limit: Duration) async throws -> CommandResult {
        // The directory: PostgreSQL's programs complain about one that their account cannot enter.
        try await runner.run(
            command, environment: nil, workingDirectory: files.directory, timeout: limit,
            outputLimit: Limits.commandOutput)
    }

    private static func reason(_ result: CommandResult) -> String {
        let text = result.standardError.isEmpty ? result.standardOutput : result.standardError
        let lines = text.split(separator: "\n").suffix(Limits.errorLines).joined(separator: "; ")
        return lines.isEmpty ? "exit code \(result.exitCode)" : lines
    }
}
