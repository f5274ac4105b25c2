// The processes of a simulated world.

import Core
package import Releases

/// The seam `InstanceHost` over a simulated world.
package struct SimulatedHost: InstanceHost {
    private static let firstPort = 20_000
    private let world: SimulatedWorld

    init(_ world: SimulatedWorld) {
        self.world = world
    }

    package func freePort(notIn taken: Set<Int>) async throws -> Int {
        let used = Set(world.now.processes.filter { $0.isAlive || $0.hasChild }.map(\.port))
        var port = Self.firstPort
        while taken.contains(port) || used.contains(port) { port += 1 }
        return port
    }

    package func start(_ record: InstanceRecord, of unit: ReleaseUnit) async throws -> String {
        try world.change { state in
            if let why = state.behaviour(unit.name).startFails { throw SimulatedRefusal(description: why) }
            guard !state.processes.contains(where: { ($0.isAlive || $0.hasChild) && $0.port == record.port }) else {
                throw SimulatedRefusal(description: "port \(record.port) is in use")
            }
            let handle = "sim:\(state.processes.count + 1)"
            state.processes.append(
                SimulatedProcess(
                    instance: record.id, release: unit.name, port: record.port, handle: handle, started: state.now))
            return handle
        }
    }

    package func find(_ record: InstanceRecord) async throws -> String? {
        world.now.processes.first { $0.instance == record.id && $0.isAlive }?.handle
    }

    package func isAlive(_ record: InstanceRecord) async -> Bool {
        world.now.processes.contains { process in
            process.handle == record.handle && (process.isAlive || record.stopping != nil && process.hasChild)
        }
    }

    package func stop(_ record: InstanceRecord, force: Bool) async throws {
        try world.change { state in
            guard let place = state.processes.firstIndex(where: { $0.handle == record.handle }) else { return }
            let behaviour = state.behaviour(record.release)
            if force {
                state.processes[place].isAlive = false
                state.processes[place].hasChild = false
            } else if !behaviour.ignoresTermination, state.processes[place].ends == nil {
                state.processes[place].ends = state.now + behaviour.stopsWithin
            }
        }
    }

    package func logTail(_ record: InstanceRecord, lines: Int) async -> [String] {
        world.now.behaviour(record.release).log.suffix(lines)
    }
}
