// Finds PostgreSQL's programs. Debian keeps them out of the path, one folder for each major version.

internal import Foundation
package import Shell

/// One installed PostgreSQL.
package struct PostgreSQLPrograms: Hashable, Sendable {
    /// The oldest major version that we run.
    package static let oldest = 15

    /// The folder with `initdb`, `pg_ctl` and `psql`.
    package var folder: String
    /// The major version, for example 15.
    package var major: Int

    /// An installation.
    package init(folder: String, major: Int) {
        self.folder = folder
        self.major = major
    }

    /// The folders where installations may be, whether or not they exist: one for each major version below
    /// `/usr/lib/postgresql`, as Debian and Ubuntu have them, then those of `path`.
    package static func usualFolders(path: String) -> [String] {
        let packaged = (oldest..<oldest + 30).reversed().map { "/usr/lib/postgresql/\($0)/bin" }
        return packaged + path.split(separator: ":").map(String.init)
    }

    /// The newest installation in `folders`, or the one of version `major` if given: data are tied to the version that
    /// made them. Throws `PostgreSQLError` if there is none, with how to get it.
    package static func find(
        in folders: [String], major: Int? = nil, runner: some CommandRunner
    ) async throws -> PostgreSQLPrograms {
        var found: [PostgreSQLPrograms] = []
        for folder in folders where isComplete(folder) {
            let answer = try await runner.run(
                ClusterCommands.version(programs: folder), environment: nil, workingDirectory: nil,
                timeout: Limits.question, outputLimit: Limits.commandOutput)
            if let version = majorVersion(answer.standardOutput) { found.append(.init(folder: folder, major: version)) }
        }
        if let major {
            if let same = found.first(where: { $0.major == major }) { return same }
            throw PostgreSQLError(
                .versionMissing, message: "The data were made by PostgreSQL \(major), which is not installed",
                hint: "Install it (apt-get install postgresql-\(major)), or delete the data if nobody needs them.")
        }
        guard let newest = found.max(by: { $0.major < $1.major }), newest.major >= oldest else {
            throw PostgreSQLError(
                .programMissing, message: "PostgreSQL \(oldest) or newer is not installed",
                hint: "Run scripts/bootstrap, or: apt-get install postgresql")
        }
        return newest
    }

    /// The major version in `initdb (PostgreSQL) 15.8 (Debian …)`; nil if it says something else.
    package static func majorVersion(_ text: String) -> Int? {
        guard let word = text.split(separator: ")").dropFirst().first?.split(separator: " ").first else { return nil }
        return Int(word.prefix { $0.isNumber })
    }

    private static func isComplete(_ folder: String) -> Bool {
        ["initdb", "pg_ctl", "psql"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
    }
}
