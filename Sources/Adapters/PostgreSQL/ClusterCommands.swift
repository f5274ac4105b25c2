// The command lines of PostgreSQL's programs, as values. Nothing runs here.

/// The commands that make and run one cluster.
package struct ClusterCommands: Hashable, Sendable {
    /// The superuser's name.
    package static let superuser = "steady"

    /// The folder with PostgreSQL's programs.
    package var programs: String
    /// The account that runs them.
    package var account: ServerAccount
    /// The files of the cluster.
    package var files: ClusterFiles

    /// Commands for the cluster with `files`, with the programs in the folder `programs`, run by `account`.
    package init(programs: String, account: ServerAccount, files: ClusterFiles) {
        self.programs = programs
        self.account = account
        self.files = files
    }

    /// Makes a cluster: UTF-8, byte order as sort order (the same everywhere), checksums on every page, passwords
    /// required and stored as SCRAM verifiers (RFC 7677).
    package var create: [String] {
        command(
            "initdb", "--pgdata=\(files.unfinishedData)", "--username=\(Self.superuser)",
            "--pwfile=\(files.superuserPassword)",
            "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--data-checksums", "--no-instructions")
    }

    /// Starts the server and waits until it takes connections: on loopback at `port` only, without a socket in the file
    /// system. Everything about durability stays at PostgreSQL's defaults: a commit is on the disk before it returns.
    package func start(port: Int) -> [String] {
        let settings = [
            "-p \(port)", "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=",
            // Statements of clients may hold personal data.
            "-c log_min_error_statement=panic", "-c log_checkpoints=off",
        ]
        return command(
            "pg_ctl", "start", "--pgdata=\(files.data)", "--log=\(files.log)", "--wait",
            "--timeout=\(Limits.startOrStopSeconds)", "--silent", "--options=\(settings.joined(separator: " "))")
    }

    /// Stops the server: connections are ended, transactions rolled back, everything written.
    package var stop: [String] {
        command(
            "pg_ctl", "stop", "--pgdata=\(files.data)", "--mode=fast", "--wait",
            "--timeout=\(Limits.startOrStopSeconds)",
            "--silent")
    }

    /// Ends with 0 if the server runs and with 3 if it does not.
    package var status: [String] { command("pg_ctl", "status", "--pgdata=\(files.data)") }

    /// Says the version, for example `initdb (PostgreSQL) 15.8`.
    package static func version(programs: String) -> [String] { ["\(programs)/initdb", "--version"] }

    /// Ends with 0 if the account can write to the cluster's directory.
    package var probe: [String] { account.prefix + ["test", "-w", files.directory] }

    /// Asks the server for one value; proves that it is ours, because it accepts our password.
    package func ask(port: Int) -> [String] { psql(port: port) + ["--command=SELECT 1"] }

    /// Runs the script that makes role and database.
    package func setUp(port: Int) -> [String] { psql(port: port) + ["--file=\(files.script)"] }

    private func psql(port: Int) -> [String] {
        let connection =
            "host=127.0.0.1 port=\(port) user=\(Self.superuser) dbname=postgres connect_timeout=5 "
            + "passfile=\(Self.quoted(files.passwordFile))"
        return command(
            "psql", "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
            "--dbname=\(connection)")
    }

    private func command(_ program: String, _ arguments: String...) -> [String] {
        account.prefix + ["\(programs)/\(program)"] + arguments
    }

    /// A value of a libpq connection string.
    static func quoted(_ value: String) -> String {
        "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
