// The dead man's switch: if the control plane stays silent longer than its lease, traffic goes home by itself.

import Core

/// What the control plane tells the guard with each beat. A file: the guard needs neither database nor network.
package struct GuardBrief: Codable, Hashable, Sendable {
    /// The flow.
    package var flow: String
    /// Rises with each beat; the guard watches whether it changes, not what time it says.
    package var beat: Int
    /// The process that wrote it.
    package var writer: Int32
    /// How long it may stay the same, in milliseconds.
    package var leaseMilliseconds: Int64
    /// The last good release; nil while there is none: then the guard does nothing.
    package var lastGood: String?
    /// The rollout that runs; nil if none does.
    package var rollout: String?
    /// Whether this is the last beat of a control plane that ended in order with no rollout running: nothing to guard.
    package var isOver: Bool

    /// A brief.
    package init(
        flow: String, beat: Int, writer: Int32, lease: Duration, lastGood: String?, rollout: String?,
        isOver: Bool = false
    ) {
        self.flow = flow
        self.beat = beat
        self.writer = writer
        leaseMilliseconds = lease.wholeMilliseconds
        self.lastGood = lastGood
        self.rollout = rollout
        self.isOver = isOver
    }
}

/// Watches the beats and decides when to act. Time is the guard's own monotonic clock, as durations since it began:
/// nobody's wall clock matters.
package struct GuardMachine: Sendable {
    /// What to do now.
    package enum Order: Hashable, Sendable {
        /// Nothing.
        case rest
        /// Give all traffic to this release and take it from every other one.
        case sendHome(lastGood: String, rollout: String?, silentFor: Duration)
    }

    private var brief: GuardBrief?
    private var changed: Duration = .zero
    private var isDone = false

    /// A guard that has seen no beat yet.
    package init() {}

    /// Takes the brief as it is now (nil if there is none or it cannot be read: silence as well) at `time`.
    package mutating func on(_ seen: GuardBrief?, at time: Duration) -> Order {
        if let seen, seen.beat != brief?.beat || seen.writer != brief?.writer {
            brief = seen
            changed = time
            isDone = false
        }
        guard let brief, !brief.isOver, !isDone, let lastGood = brief.lastGood else { return .rest }
        let silent = time - changed
        guard silent >= .milliseconds(brief.leaseMilliseconds) else { return .rest }
        return .sendHome(lastGood: lastGood, rollout: brief.rollout, silentFor: silent)
    }

    /// Notes that traffic was sent home and read back: nothing more until the next beat.
    package mutating func sentHome() {
        isDone = true
    }

    /// The changes that bring all traffic to `lastGood`; empty when it is there. Raises before it lowers, and does
    /// nothing while no server of the last good release is healthy: a canary is better than nobody.
    package static func changes(lastGood: String, servers: [ServerView]) -> [ServerChange] {
        let own = servers.filter { $0.release == lastGood }
        guard own.contains(where: \.isHealthy) else { return [] }
        let raised = own.filter { $0.weight != Limits.fullWeight || $0.mode != .ready }
            .map { ServerChange.set(name: $0.name, weight: Limits.fullWeight, mode: .ready) }
        let lowered = servers.filter { $0.release != lastGood && ($0.weight != 0 || $0.mode != .maintenance) }
            .map { ServerChange.set(name: $0.name, weight: 0, mode: .maintenance) }
        return raised + lowered
    }
}
