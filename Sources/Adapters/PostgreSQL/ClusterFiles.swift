// Where a cluster keeps what, and the few files that we write ourselves.

internal import Foundation
internal import Glibc

/// The files of one cluster, all in one directory that belongs to the account which runs the server.
package struct ClusterFiles: Hashable, Sendable {
    /// The directory of all of them, an absolute path.
    package var directory: String

    /// Files in `directory`, an absolute path.
    package init(directory: String) { self.directory = directory }

    /// PostgreSQL's data directory.
    package var data: String { directory + "/data" }
    /// A data directory in the making; renamed when it is whole, removed if it never became so.
    package var unfinishedData: String { directory + "/data.unfinished" }
    /// The server's log.
    package var log: String { directory + "/postgresql.log" }
    /// The superuser's password.
    package var superuserPassword: String { directory + "/superuser.password" }
    /// The service's password.
    package var servicePassword: String { directory + "/service.password" }
    /// The superuser's password as libpq reads it, for any port on loopback.
    package var passwordFile: String { directory + "/pgpass" }
    /// The script that makes role and database; there only while it runs.
    package var script: String { directory + "/setup.sql" }
    /// What the running server says about itself.
    package var postmaster: String { data + "/postmaster.pid" }

    /// Creates the directory for `account`, closed to everybody else.
    func createDirectory(for account: ServerAccount) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try own(directory, mode: 0o700, account)
    }

    /// Writes a small file that only the account may read, in one step.
    func write(_ text: String, to path: String, for account: ServerAccount) throws {
        let fresh = path + ".new"
        guard
            FileManager.default.createFile(
                atPath: fresh, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw unusable("\(fresh) cannot be written") }
        try own(fresh, mode: 0o600, account)
        guard rename(fresh, path) == 0 else { throw unusable("\(path) cannot be replaced: \(Self.systemReason)") }
    }

    /// The text of a small file without the line break at its end; nil if it does not exist.
    func read(_ path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
    }

    /// The port that a running server listens on: the fourth line of `postmaster.pid`.
    func portOfRunningServer() throws -> Int? {
        let lines = try read(postmaster)?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        return lines.count > 3 ? Int(lines[3]) : nil
    }

    /// Whether the process that `postmaster.pid` names is something else than our server: after a crash or a restart of
    /// the machine its id may belong to anybody. A server works in its data directory. False where that cannot be seen.
    func namesAnotherProcess() throws -> Bool {
        guard let line = try read(postmaster)?.split(separator: "\n").first, let pid = Int32(line) else { return false }
        var folder = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink("/proc/\(pid)/cwd", &folder, Int(PATH_MAX))
        guard length > 0, let real = realpath(data, nil) else { return false }
        defer { free(real) }
        let text = String(decoding: folder.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text != String(cString: real)
    }

    /// The major version that made the data; nil if there are none.
    package func majorVersion() throws -> Int? { try read(data + "/PG_VERSION").flatMap { Int($0) } }

    /// Sets a log aside that has grown large. One earlier log is kept.
    func rotateLog() throws {
        guard FileManager.default.fileExists(atPath: log) else { return }
        let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
        guard size > Limits.logBytes else { return }
        guard rename(log, log + ".1") == 0 else { throw unusable("\(log) cannot be set aside: \(Self.systemReason)") }
    }

    /// Removes a data directory that never became whole.
    func removeUnfinished() throws {
        guard FileManager.default.fileExists(atPath: unfinishedData) else { return }
        try FileManager.default.removeItem(atPath: unfinishedData)
    }

    /// Declares the data directory whole.
    func finishData() throws {
        guard rename(unfinishedData, data) == 0 else {
            throw unusable("\(unfinishedData) cannot be renamed: \(Self.systemReason)")
        }
    }

    private func own(_ path: String, mode: mode_t, _ account: ServerAccount) throws {
        guard chmod(path, mode) == 0 else { throw unusable("\(path) cannot be closed to others: \(Self.systemReason)") }
        guard case .other(_, let user, let group) = account else { return }
        guard chown(path, user, group) == 0 else {
            throw unusable("\(path) cannot be given to \(account.name): \(Self.systemReason)")
        }
    }

    private func unusable(_ message: String) -> PostgreSQLError {
        PostgreSQLError(.directoryUnusable, message: message, hint: "Check the disk and the rights on \(directory).")
    }

    private static var systemReason: String { String(cString: strerror(errno)) }
}
