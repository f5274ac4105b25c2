// A world in which a control plane can be tried out: servers, processes, traffic and time, all in memory or in a file.

import Core
internal import Foundation
package import Releases
internal import Synchronization

/// A simulated machine. `dataPlane` and `host` are two views of it; `advance` lets time pass.
package final class SimulatedWorld: Sendable {
    /// The time of day in this world.
    package let clock: TestWallClock
    /// The traffic.
    package let units: ScriptedUnits
    private let file: String?
    private let state: Mutex<SimulatedState>

    /// A new world, or, if `file` is there, the one that was left in it. With a file each change is written at once.
    package init(clock: TestWallClock = TestWallClock(), units: ScriptedUnits, file: String? = nil) throws {
        self.clock = clock
        self.units = units
        self.file = file
        guard let file, FileManager.default.fileExists(atPath: file) else {
            state = Mutex(SimulatedState(now: clock.now))
            return
        }
        let read: SimulatedState = try CanonicalJSON.decode(from: String(contentsOfFile: file, encoding: .utf8))
        clock.set(to: read.now)
        state = Mutex(read)
    }

    /// The seam to its load balancer.
    package var dataPlane: SimulatedDataPlane { SimulatedDataPlane(self) }
    /// The seam to its processes.
    package var host: SimulatedHost { SimulatedHost(self) }

    /// Everything as it is now.
    package var now: SimulatedState { state.withLock { $0 } }

    /// The servers as the load balancer shows them now.
    package var servers: [ServerView] { state.withLock { $0.views() } }

    /// Says how a release behaves from now on, its running instances included.
    package func set(_ behaviour: SimulatedRelease, of release: String) throws {
        try change { $0.behaviours[release] = behaviour }
    }

    /// Lets time pass with traffic, in steps of at most one second.
    package func advance(by duration: Duration) throws {
        var left = duration
        while left > .zero {
            let step = min(left, .seconds(1))
            left -= step
            let weights = state.withLock { $0.weights() }
            let arrived = units.flow(from: clock.now, span: step, weights: weights)
            clock.advance(by: step)
            try change { $0.pass(to: clock.now, arrived: arrived) }
        }
    }

    /// Changes the world and writes it down.
    @discardableResult
    package func change<Result>(_ body: (inout SimulatedState) throws -> Result) throws -> Result {
        try state.withLock { state in
            let result = try body(&state)
            if let file { try CanonicalJSON.text(state).write(toFile: file, atomically: false, encoding: .utf8) }
            return result
        }
    }
}
