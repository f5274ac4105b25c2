// The command lines, without running any.
import PostgreSQL
import Testing

struct ClusterCommandsTests {
    private let files = ClusterFiles(directory: "/var/flow/postgres")

    private func commands(_ account: ServerAccount = .own) -> ClusterCommands {
        ClusterCommands(programs: "/opt/pg/bin", account: account, files: files)
    }

    @Test func `a cluster is made with passwords, checksums and UTF-8, beside its final place`() {
        #expect(
            commands().create == [
                "/opt/pg/bin/initdb", "--pgdata=/var/flow/postgres/data.unfinished", "--username=steady",
                "--pwfile=/var/flow/postgres/superuser.password", "--auth=scram-sha-256", "--encoding=UTF8",
                "--no-locale", "--data-checksums", "--no-instructions",
            ])
    }

    @Test func `the server listens on loopback only and keeps PostgreSQL's durability`() throws {
        let start = commands().start(port: 5499)
        let options = try #require(start.last)
        #expect(options.hasPrefix("--options=-p 5499 -c listen_addresses=127.0.0.1 -c unix_socket_directories= "))
        #expect(start.contains("--log=/var/flow/postgres/postgresql.log"))
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] { #expect(!options.contains(setting)) }
    }

    @Test func `stopping ends connections and waits`() {
        #expect(
            commands().stop == [
                "/opt/pg/bin/pg_ctl", "stop", "--pgdata=/var/flow/postgres/data", "--mode=fast", "--wait",
                "--timeout=60", "--silent",
            ])
    }

    @Test func `as root every program of the server runs as another account`() {
        let account = ServerAccount.other(name: "postgres", user: 106, group: 114)
        let commands = commands(account)
        for command in [
            commands.create, commands.start(port: 1), commands.stop, commands.status, commands.probe,
            commands.ask(port: 1), commands.setUp(port: 1),
        ] {
            #expect(Array(command.prefix(5)) == ["setpriv", "--reuid=106", "--regid=114", "--init-groups", "--"])
        }
    }

    @Test func `no password is ever part of a command line`() {
        let ask = commands().ask(port: 5499)
        #expect(ask.last == "--command=SELECT 1")
        #expect(ask.contains { $0.contains("passfile='/var/flow/postgres/pgpass'") })
        #expect(ask.contains("--no-password"))
    }

    @Test func `a quote in the directory stays inside the connection string's value`() {
        let odd = ClusterCommands(
            programs: "/opt/pg/bin", account: .own, files: ClusterFiles(directory: #"/var/o'brien\x"#))
        #expect(odd.ask(port: 1).contains { $0.contains(#"passfile='/var/o\'brien\\x/pgpass'"#) })
    }

    @Test func `the setup script makes what is missing and nothing twice`() {
        let script = SetupScript.text(database: "donations", password: "abcdefgh12345678")
        #expect(script.contains("WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'donations') \\gexec"))
        #expect(script.contains("ALTER ROLE donations LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"))
        #expect(script.contains("CREATE DATABASE donations OWNER donations"))
    }
}
