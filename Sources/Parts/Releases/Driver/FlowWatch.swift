// The watch after a promotion: when the new release must go back to the warm one without anybody asking.

package import Core

/// Decides whether a live release must be left for the warm one.
package enum FlowWatch {
    /// Why the live release must be left.
    package struct Reason: Hashable, Sendable {
        /// One sentence for people.
        package var text: String
        /// Whether the return is not needed once the live release is healthy again: crashes stay crashes.
        package var endsIfLiveRecovers: Bool
    }

    /// The reason to return; nil if all is well or there is nothing warm to return to. `crashes` are deaths of live
    /// instances noticed since the promotion.
    package static func reasonToReturn(
        flow: FlowState, live: [InstanceView], servers: [ServerView], wanted: Int, now: WallTime
    ) -> Reason? {
        guard let name = flow.live, let warm = flow.warm, now < warm.until else { return nil }
        if let pause = warm.noReturnBefore, now < pause { return nil }
        if warm.crashes >= Limits.crashesInWatch {
            return Reason(
                text: "\(warm.crashes) instances of \(name) ended by themselves within its watch",
                endsIfLiveRecovers: false)
        }
        let own = servers.filter { $0.release == name && $0.mode == .ready }
        let warmIsHealthy = servers.contains { $0.release == warm.release }
        guard own.count >= wanted, own.allSatisfy({ !$0.isHealthy }), warmIsHealthy else { return nil }
        return Reason(
            text: "no instance of \(name) passes its health check within its watch (\(own.first?.check ?? ""))",
            endsIfLiveRecovers: true)
    }
}
