// Where the control plane is reached: a file that commands read.

import Core
import Foundation
import Shell

/// The address of a running control plane.
package struct ControlAddress: Codable, Hashable, Sendable {
    /// The host it listens on.
    package var host: String
    /// The port.
    package var port: Int
    /// Its process.
    package var pid: Int32
    /// When that process started, in clock ticks since boot: process ids are used again.
    package var startTicks: UInt64

    init(host: String, port: Int, pid: Int32) {
        self.host = host
        self.port = port
        self.pid = pid
        startTicks = ProcessTable.startTicks(pid) ?? 0
    }

    /// The address in a state folder; nil if no control plane was started there. Throws if the file cannot be read.
    package static func read(in folder: StateFolder) throws -> ControlAddress? {
        try WholeFile.read(folder.controlFile).map { try CanonicalJSON.decode(from: $0) }
    }

    func write(to path: String) throws {
        try WholeFile.write(try CanonicalJSON.text(self), to: path)
    }

    /// Whether that very process is alive.
    package var isAlive: Bool { DetachedProcess.isAlive(ProcessIdentity(pid: pid, startTicks: startTicks)) }

    /// The address of its API, without a path.
    package var url: String {
        let shown = ["0.0.0.0", "::", "*"].contains(host) ? "127.0.0.1" : host
        return "http://\(shown.contains(":") ? "[\(shown)]" : shown):\(port)"
    }
}
