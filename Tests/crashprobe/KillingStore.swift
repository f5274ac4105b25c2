// A release store that kills its own process right before or right after one commit.

import Core
import Glibc
import Releases
import Synchronization
import TestKit

/// Counts commits, and at the one that was named ends the process as `kill -9` does: nothing is cleaned up.
final class KillingStore: ReleaseStore {
    private let base: any ReleaseStore
    private let killAt: Int?
    private let moment: FaultyReleaseStore.Moment
    private let counted = Mutex(0)

    init(_ base: any ReleaseStore, killAt: Int?, _ moment: FaultyReleaseStore.Moment) {
        self.base = base
        self.killAt = killAt
        self.moment = moment
    }

    /// Commits so far.
    var commits: Int { counted.withLock { $0 } }

    func load(flow: String) throws -> StoredState { try base.load(flow: flow) }

    @discardableResult
    func commit(_ change: StateChange, flow: String) throws -> [LedgerEntry] {
        let isMarked = counted.withLock { counted in
            counted += 1
            return counted == killAt
        }
        if isMarked, moment == .before { die() }
        let entries = try base.commit(change, flow: flow)
        if isMarked { die() }
        return entries
    }

    func rollout(id: String) throws -> Rollout? { try base.rollout(id: id) }

    func rollouts(flow: String, limit: Int) throws -> [Rollout] { try base.rollouts(flow: flow, limit: limit) }

    private func die() -> Never {
        kill(getpid(), SIGKILL)
        while true { pause() }
    }
}
