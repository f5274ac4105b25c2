// What a simulated world consists of, and how it changes. Pure values: no clock, no file.

package import Core
package import Releases

/// How the instances of a release behave.
package struct SimulatedRelease: Codable, Hashable, Sendable {
    /// Why none can be started; nil if they can.
    package var startFails: String?
    /// When an instance answers health checks; nil for never.
    package var healthyAfter: Duration? = .seconds(1)
    /// When an instance ends by itself; nil for never.
    package var crashesAfter: Duration?
    /// The number of requests with which an instance ends by itself; nil for never.
    package var crashesAtRequest: Int?
    /// Whether SIGTERM is ignored.
    package var ignoresTermination = false
    /// How long an instance takes to end after SIGTERM.
    package var stopsWithin: Duration = .seconds(1)
    /// Whether an instance leaves a child behind that holds its port.
    package var leavesChild = false
    /// How long a request takes, at most.
    package var lingers: Duration = .milliseconds(500)
    /// What an instance writes.
    package var log: [String] = ["listening"]

    /// A release without faults.
    package init() {}
}

/// A simulated process.
package struct SimulatedProcess: Codable, Hashable, Sendable {
    /// The instance's id, from its environment.
    package var instance: String
    /// Its release.
    package var release: String
    /// The port that it listens on.
    package var port: Int
    /// What the host knows it by.
    package var handle: String
    /// When it was started.
    package var started: WallTime
    /// When it will end after SIGTERM; nil if it was not asked to.
    package var ends: WallTime?
    /// Requests that it has served.
    package var requests = 0
    /// Whether it runs.
    package var isAlive = true
    /// Whether a child of it still runs and holds the port.
    package var hasChild = false
}

/// A simulated server of the load balancer.
package struct SimulatedServer: Codable, Hashable, Sendable {
    /// Its name, `RELEASE.INDEX`.
    package var name: String
    /// Its port.
    package var port: Int
    /// Its weight, 0 … 256.
    package var weight = 0
    /// Whether it takes requests.
    package var mode = ServerView.Mode.ready
    /// Since when its health is checked.
    package var checked: WallTime
    /// When it last got a request; nil for never.
    package var busy: WallTime?
    /// Requests ever served.
    package var total = 0

    /// The release that it runs.
    package var release: String {
        ServerView(name: name, port: port, weight: 0, mode: .ready, isHealthy: false).release
    }
}

/// A change of the data plane that left nobody to serve.
package struct DarkMoment: Codable, Hashable, Sendable {
    /// When.
    package var time: WallTime
    /// The change.
    package var change: ServerChange
    /// Releases that could have served at that moment.
    package var able: [String]
}

/// Everything in a simulated world.
package struct SimulatedState: Codable, Hashable, Sendable {
    /// The time of day.
    package var now: WallTime
    /// How releases behave.
    package var behaviours: [String: SimulatedRelease] = [:]
    /// Servers in the order of their names.
    package var servers: [SimulatedServer] = []
    /// Every process ever started.
    package var processes: [SimulatedProcess] = []
    /// Changes that left nobody to serve.
    package var dark: [DarkMoment] = []
    /// Whether the load balancer answers.
    package var isReachable = true
    /// How often somebody took this world up: process runs of a probe.
    package var openings = 0

    /// An empty world.
    package init(now: WallTime) {
        self.now = now
    }

    /// How a release behaves.
    package func behaviour(_ release: String) -> SimulatedRelease { behaviours[release] ?? SimulatedRelease() }

    // MARK: The load balancer

    /// A health check takes half a second, as configured for HAProxy.
    private static let checkTakes: Duration = .milliseconds(500)

    /// The servers as the load balancer shows them.
    package func views() -> [ServerView] {
        servers.map { server in
            let isHealthy = isHealthy(server)
            return ServerView(
                name: server.name, port: server.port, weight: server.weight, mode: server.mode, isHealthy: isHealthy,
                check: isHealthy ? "L7OK, 200" : "L4CON, refused", sessions: sessions(of: server), total: server.total)
        }
    }

    /// The weight of each release that takes requests now.
    package func weights() -> [String: Int] {
        var weights: [String: Int] = [:]
        for server in servers where takesRequests(server) { weights[server.release, default: 0] += server.weight }
        return weights
    }

    private func takesRequests(_ server: SimulatedServer) -> Bool {
        server.mode == .ready && server.weight > 0 && isHealthy(server)
    }

    private func isHealthy(_ server: SimulatedServer) -> Bool {
        server.mode != .maintenance && now - server.checked >= Self.checkTakes && answers(server)
    }

    /// Whether a health check of the server would pass.
    private func answers(_ server: SimulatedServer) -> Bool {
        processes.contains { process in
            guard process.isAlive, process.port == server.port, process.release == server.release,
                let delay = behaviour(process.release).healthyAfter
            else { return false }
            return now - process.started >= delay
        }
    }

    private func sessions(of server: SimulatedServer) -> Int {
        server.busy.map { now - $0 < behaviour(server.release).lingers ? 1 : 0 } ?? 0
    }

    /// Carries out a change as HAProxy does; repeating one changes nothing.
    package mutating func apply(_ change: ServerChange) throws {
        let served = !weights().isEmpty
        switch change {
        case .add(let name, let port, _):
            guard !servers.contains(where: { $0.name == name }) else { return }
            servers.append(SimulatedServer(name: name, port: port, checked: now))
            servers.sort { $0.name < $1.name }
        case .set(let name, let weight, let mode):
            let place = try place(name)
            if servers[place].mode == .maintenance, mode != .maintenance { servers[place].checked = now }
            servers[place].weight = weight
            servers[place].mode = mode
        case .cutSessions(let name):
            servers[try place(name)].busy = nil
        case .remove(let name):
            guard let place = servers.firstIndex(where: { $0.name == name }) else { return }
            guard servers[place].mode == .maintenance, sessions(of: servers[place]) == 0 else {
                throw SimulatedRefusal(description: "server \(name) is in use")
            }
            servers.remove(at: place)
        }
        if served, weights().isEmpty {
            dark.append(
                DarkMoment(time: now, change: change, able: Set(servers.filter(answers).map(\.release)).sorted()))
        }
    }

    private func place(_ name: String) throws -> Int {
        guard let place = servers.firstIndex(where: { $0.name == name }) else {
            throw SimulatedRefusal(description: "no such server: \(name)")
        }
        return place
    }

    // MARK: Time

    /// Lets time pass, in which `arrived` requests came in.
    package mutating func pass(to time: WallTime, arrived: [String: Int]) {
        for (release, requests) in arrived where requests > 0 { serve(requests, by: release) }
        now = time
        for place in processes.indices where processes[place].isAlive {
            let process = processes[place]
            let behaviour = behaviour(process.release)
            let crashes = behaviour.crashesAfter.map { now - process.started >= $0 } ?? false
            let breaks = behaviour.crashesAtRequest.map { process.requests >= $0 } ?? false
            let obeys = process.ends.map { now >= $0 } ?? false
            if crashes || breaks || obeys {
                processes[place].isAlive = false
                processes[place].hasChild = behaviour.leavesChild
            }
        }
    }

    private mutating func serve(_ requests: Int, by release: String) {
        for place in servers.indices where servers[place].release == release && takesRequests(servers[place]) {
            servers[place].busy = now
            servers[place].total += requests
            let port = servers[place].port
            for process in processes.indices where processes[process].port == port && processes[process].isAlive {
                processes[process].requests += requests
            }
        }
    }
}

/// Why a simulated thing refuses.
package struct SimulatedRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was refused.
    package let description: String

    /// A refusal.
    package init(description: String) {
        self.description = description
    }
}
