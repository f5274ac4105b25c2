// Where everything of one flow lies on this machine: the folder `.steady`.

import Core
import Foundation

/// The paths of a state folder. Nothing is created by making one.
package struct StateFolder: Hashable, Sendable {
    /// The folder itself, absolute.
    package let path: String

    /// The state folder at `path`, made absolute against the working directory.
    package init(path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The ledger and the state of releases.
    package var stateFile: String { "\(path)/steady.db" }
    /// The counts.
    package var telemetryFile: String { "\(path)/telemetry.db" }
    /// The access token.
    package var tokenFile: String { "\(path)/token" }
    /// What this machine chose once and keeps: the address users reach, the key of cookies.
    package var settingsFile: String { "\(path)/settings.json" }
    /// Artifacts by digest.
    package var artifacts: String { "\(path)/artifacts" }
    /// Secrets by name and version.
    package var secrets: String { "\(path)/secrets" }
    /// Logs of instances and of our own processes.
    package var logs: String { "\(path)/logs" }
    /// The scratch database cluster.
    package var postgres: String { "\(path)/postgres" }
    /// Files that mean something only while processes run.
    package var run: String { "\(path)/run" }
    /// HAProxy's configuration.
    package var proxyConfiguration: String { "\(run)/haproxy.cfg" }
    /// What the guard reads.
    package var guardBrief: String { "\(run)/guard.json" }
    /// Where the control plane is reached.
    package var controlFile: String { "\(run)/control.json" }
    /// What `steady up` started.
    package var processes: String { "\(run)/processes.json" }

    /// Where Unix sockets lie: in `run`, or, where that path is too long for a socket, in a folder of the owner's in
    /// the system's folder for temporary files, named after this path.
    package var sockets: String {
        let longest = "\(run)/haproxy.sock"
        guard longest.utf8.count > 100 else { return run }
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        return "\(folder)/steady-\(Digest(ofText: path).short)"
    }

    /// HAProxy's runtime socket.
    package var runtimeSocket: String { "\(sockets)/haproxy.sock" }
    /// The socket that log lines arrive at.
    package var logSocket: String { "\(sockets)/log.sock" }

    /// Creates the folders, readable by the owner alone but for passing through (the database runs as its own user).
    package func create() throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
        for folder in [run, sockets, logs, secrets] {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
    }
}

/// Files written whole: beside their place, then renamed into it.
package enum WholeFile {
    /// Writes `text` to `path` with mode 600; a reader sees the old or the new file, never a part.
    package static func write(_ text: String, to path: String) throws {
        let draft = "\(path).\(ProcessInfo.processInfo.processIdentifier).new"
        guard
            FileManager.default.createFile(
                atPath: draft, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw ControlError(
                .unavailable, "\(path) cannot be written",
                hint: "Check the folder's permissions and the room on its disk")
        }
        guard rename(draft, path) == 0 else {
            throw ControlError(
                .unavailable, "\(path) cannot be replaced: \(String(cString: strerror(errno)))",
                hint: "Check the folder's permissions")
        }
    }

    /// The text of a file; nil if there is none.
    package static func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
