// HAProxy as the data plane: server changes as runtime commands, read back from its own tables.

import Core
package import Releases
package import Telemetry

/// Drives the servers of one backend of a running HAProxy.
package struct HAProxyDataPlane: DataPlane {
    private let socket: RuntimeSocket
    private let backend: String

    /// The backend of the HAProxy behind `socket`.
    package init(socket: RuntimeSocket, backend: String = HAProxyConfiguration.backend) {
        self.socket = socket
        self.backend = backend
    }

    /// See `DataPlane`.
    package func read() async throws -> [ServerView] {
        try ServerTables.parse(try await socket.send(ServerTables.command(backend: backend)))
    }

    /// HAProxy's own counters, against which the lines received are compared. Throws `HAProxyError`. What it says of
    /// dropped lines is left out: it counts those for standard output as well.
    package func counters() async throws -> DataPlaneCounters {
        var counters = try ServerTables.counters(
            try await socket.send("show info;show stat \(HAProxyConfiguration.frontend) 1 -1;show stat \(backend) 2 -1")
        )
        counters.droppedLines = nil
        return counters
    }

    /// See `DataPlane`.
    package func perform(_ change: ServerChange) async throws {
        for (command, harmless) in Self.commands(for: change, backend: backend) {
            let answer = try await socket.send(command).split(separator: "\n").joined(separator: " ")
            let isFine = answer.isEmpty || harmless.contains { answer.contains($0) }
            guard isFine else {
                throw HAProxyError(
                    .refused, message: "HAProxy refused '\(command)': \(answer)",
                    hint: "See `show servers state` at \(socket.path).")
            }
        }
    }

    /// The commands of a change, each with the answers that mean it is done, or was before. Pure, for tests.
    ///
    /// A server that is added starts in maintenance, without running checks, and without the cookie that makes sessions
    /// stick to it (HAProxy 2.6 computes dynamic cookies only when told again): hence the commands behind `add`.
    package static func commands(for change: ServerChange, backend: String) -> [(String, [String])] {
        switch change {
        case .add(let name, let port, _):
            let check =
                "check inter \(HAProxyLimits.checkInterval.wholeMilliseconds)ms fall \(HAProxyLimits.checkFalls) rise \(HAProxyLimits.checkRises)"
            return [
                (
                    "add server \(backend)/\(name) 127.0.0.1:\(port) weight 0 \(check)",
                    ["New server registered", "Already exists a server"]
                ),
                ("set server \(backend)/\(name) weight 0", []), ("enable health \(backend)/\(name)", []),
                ("enable server \(backend)/\(name)", []), ("enable dynamic-cookie backend \(backend)", []),
            ]
        case .set(let name, let weight, let mode):
            let state = mode == .maintenance ? "maint" : mode == .drain ? "drain" : "ready"
            // Into service: the weight first, so that it never serves with an old one. Out of service: the state first.
            let both = [
                ("set server \(backend)/\(name) weight \(weight)", [String]()),
                ("set server \(backend)/\(name) state \(state)", [String]()),
            ]
            return mode == .ready ? both : both.reversed()
        case .cutSessions(let name):
            return [("shutdown sessions server \(backend)/\(name)", [])]
        case .remove(let name):
            return [("del server \(backend)/\(name)", ["Server deleted", "No such server"])]
        }
    }
}
