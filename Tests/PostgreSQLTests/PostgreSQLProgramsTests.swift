// Which installation is chosen, with installations made of empty files.
import Foundation
import PostgreSQL
import Shell
import Testing

struct PostgreSQLProgramsTests {
    @Test(
        arguments: [
            ("initdb (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\n", 15), ("initdb (PostgreSQL) 17.0\n", 17),
            ("initdb (PostgreSQL) 18beta1", 18), ("initdb", nil), ("", nil), ("initdb (PostgreSQL) devel", nil),
        ] as [(String, Int?)])
    func `the major version is read from what initdb says`(text: String, major: Int?) {
        #expect(PostgreSQLPrograms.majorVersion(text) == major)
    }

    @Test(.timeLimit(.minutes(1)))
    func `the newest complete installation is chosen, or the one that made the data`() async throws {
        let root = try Installations(["15", "17"], incomplete: ["18"])
        defer { root.remove() }
        let folders = ["15", "17", "18"].map(root.folder)
        #expect(try await PostgreSQLPrograms.find(in: folders, runner: root).major == 17)
        #expect(try await PostgreSQLPrograms.find(in: folders, major: 15, runner: root).folder == root.folder("15"))
    }

    @Test(.timeLimit(.minutes(1)), arguments: [(nil, PostgreSQLError.Code.programMissing), (16, .versionMissing)])
    func `a missing installation is named with how to get it`(major: Int?, code: PostgreSQLError.Code) async throws {
        let root = try Installations(["14"], incomplete: ["18"])
        defer { root.remove() }
        let error = await #expect(throws: PostgreSQLError.self) {
            try await PostgreSQLPrograms.find(in: ["14", "18"].map(root.folder), major: major, runner: root)
        }
        #expect(error?.code == code)
        #expect(error?.isMissingProgram == true)
        #expect(error?.hint.contains("apt-get install postgresql") == true)
    }
}

/// Folders with empty programs, and a runner that answers for them.
private struct Installations: CommandRunner {
    let root = FileManager.default.temporaryDirectory.path + "/steady-programs-" + UUID().uuidString

    init(_ complete: [String], incomplete: [String]) throws {
        for version in complete + incomplete {
            try FileManager.default.createDirectory(atPath: folder(version), withIntermediateDirectories: true)
            for program in complete.contains(version) ? ["initdb", "pg_ctl", "psql"] : ["psql"] {
                let path = folder(version) + "/" + program
                try Data().write(to: URL(fileURLWithPath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            }
        }
    }

    @Sendable func folder(_ version: String) -> String { "\(root)/\(version)/bin" }

    func remove() { try? FileManager.default.removeItem(atPath: root) }

    func run(
        _ command: [String], environment: [String: String]?, workingDirectory: String?, timeout: Duration,
        outputLimit: Int
    ) async throws -> CommandResult {
        let version = command[0].split(separator: "/").dropLast(2).last ?? ""
        return CommandResult(exitCode: 0, standardOutput: "initdb (PostgreSQL) \(version).1\n", standardError: "")
    }
}
