// Who runs the server: PostgreSQL refuses to run as root.

internal import Glibc

/// The account that owns a cluster and runs its server.
package enum ServerAccount: Hashable, Sendable {
    /// Whoever we are.
    case own
    /// Another account: we are root and change to it.
    case other(name: String, user: UInt32, group: UInt32)

    /// Our own account, or `postgres` if we are root. Throws `PostgreSQLError` if that does not exist.
    package static func suitable() throws -> ServerAccount {
        guard geteuid() == 0 else { return .own }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        let code = getpwnam_r("postgres", &entry, &buffer, buffer.count, &found)
        guard code == 0, found != nil else {
            throw PostgreSQLError(
                .accountMissing, message: "There is no account 'postgres', and PostgreSQL refuses to run as root",
                hint: "Install the distribution's package (apt-get install postgresql), or run as another user.")
        }
        return .other(name: "postgres", user: entry.pw_uid, group: entry.pw_gid)
    }

    /// What comes before a command so that this account runs it. `setpriv` changes the account and nothing else, and
    /// replaces itself with the command; it is part of util-linux, which every distribution installs.
    package var prefix: [String] {
        switch self {
        case .own: []
        case .other(_, let user, let group):
            ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--init-groups", "--"]
        }
    }

    /// Its name in messages.
    var name: String {
        switch self {
        case .own: "this account"
        case .other(let name, _, _): "'\(name)'"
        }
    }
}
