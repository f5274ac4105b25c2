// A release store that fails when it is told to: before a commit, or after it was stored.

package import Core
package import Releases
internal import Statistics
internal import Synchronization

/// The fault that a test asked for.
package struct InjectedFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The commit that failed, from 1.
    package let commit: Int
    /// Names the commit.
    package var description: String { "commit \(commit) fails because a test says so" }
}

/// A release store around another one whose commits fail.
package struct FaultyReleaseStore: ReleaseStore {
    /// Where a commit fails.
    package enum Moment: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nothing is stored.
        case before
        /// Everything is stored, and yet the caller is told that it failed.
        case after
    }

    /// Which commits fail.
    package enum Plan: Hashable, Sendable {
        /// The one with this number, from 1.
        case nth(Int)
        /// Each with this chance, drawn from the seed.
        case chance(Double, seed: UInt64)
    }

    private final class Counter: Sendable {
        let state: Mutex<(commits: Int, generator: SeededGenerator)>

        init(seed: UInt64) { state = Mutex((0, SeededGenerator(seed: seed))) }
    }

    private let base: any ReleaseStore
    private let plan: Plan
    private let moment: Moment
    private let counter: Counter

    /// A store around `base`.
    package init(_ base: any ReleaseStore, failing plan: Plan, _ moment: Moment) {
        self.base = base
        self.plan = plan
        self.moment = moment
        if case .chance(_, let seed) = plan { counter = Counter(seed: seed) } else { counter = Counter(seed: 0) }
    }

    /// Commits asked for so far, those that failed included.
    package var commits: Int { counter.state.withLock { $0.commits } }

    package func load(flow: String) throws -> StoredState { try base.load(flow: flow) }

    @discardableResult
    package func commit(_ change: StateChange, flow: String) throws -> [LedgerEntry] {
        let (number, fails) = counter.state.withLock { state in
            state.commits += 1
            return switch plan {
            case .nth(let wanted): (state.commits, state.commits == wanted)
            case .chance(let chance, _): (state.commits, state.generator.uniform() < chance)
            }
        }
        if fails, moment == .before { throw InjectedFault(commit: number) }
        let entries = try base.commit(change, flow: flow)
        if fails { throw InjectedFault(commit: number) }
        return entries
    }

    package func rollout(id: String) throws -> Rollout? { try base.rollout(id: id) }

    package func rollouts(flow: String, limit: Int) throws -> [Rollout] { try base.rollouts(flow: flow, limit: limit) }
}
