// The watch after a promotion: when the new release must go back to the warm one without anybody asking.

package import Core

/// Decides whether a live release must be left for the warm one.
package enum FlowWatch {
    /// The reason to return; nil if all is well or there is nothing warm to return to. `crashes` are deaths of live
    /// instances noticed since the promotion.
    package static func reasonToReturn(
        flow: FlowState, live: [InstanceView], servers: [ServerView], wanted: Int, now: WallTime
    ) -> String? {
        guard let name = flow.live, let warm = flow.warm, now < warm.until else { return nil }
        if warm.crashes >= Limits.crashesInWatch {
            return "\(warm.crashes) instances of \(name) ended by themselves within its watch"
        }
        let own = servers.filter { $0.release == name && $0.mode == .ready }
        let warmIsHealthy = servers.contains { $0.release == warm.release }
        guard own.count >= wanted, own.allSatisfy({ !$0.isHealthy }), warmIsHealthy else { return nil }
        return "no instance of \(name) passes its health check within its watch (\(own.first?.check ?? ""))"
    }
}
