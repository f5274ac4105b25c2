// The load balancer of a simulated world.

package import Releases

/// The seam `DataPlane` over a simulated world.
package struct SimulatedDataPlane: DataPlane {
    private let world: SimulatedWorld

    init(_ world: SimulatedWorld) {
        self.world = world
    }

    package func read() async throws -> [ServerView] {
        guard world.now.isReachable else { throw SimulatedRefusal(description: "the load balancer does not answer") }
        return world.servers
    }

    package func perform(_ change: ServerChange) async throws {
        guard world.now.isReachable else { throw SimulatedRefusal(description: "the load balancer does not answer") }
        try world.change { try $0.apply(change) }
    }
}
