// The release store without a file, for tests: the same contract as SQLite's, with a real hash chain.

package import Core
package import Releases
internal import Synchronization

/// Why the store in memory refuses a change.
package struct MemoryStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule that the change would break.
    package let description: String
}

/// A release store and its ledger in memory. A change is stored with its entries, or not at all.
package final class MemoryReleaseStore: ReleaseStore, Ledger {
    fileprivate struct Contents {
        var flows: [String: FlowState] = [:]
        var rollouts: [Rollout] = []
        var instances: [(flow: String, record: InstanceRecord)] = []
        var releases: [String: [String: ReleaseUnit]] = [:]
        var entries: [LedgerEntry] = []
        var isLeaseLost = false
    }

    private let clock: any WallClock
    private let contents = Mutex(Contents())

    /// An empty store; entries carry the time of `clock`.
    package init(clock: any WallClock) {
        self.clock = clock
    }

    /// From now on every commit is refused, as when another control plane has taken over.
    package func loseLease() {
        contents.withLock { $0.isLeaseLost = true }
    }

    /// Every entry, oldest first.
    package var entries: [LedgerEntry] { contents.withLock { $0.entries } }

    /// The kinds of all entries, oldest first.
    package var kinds: [String] { entries.map(\.kind) }

    // MARK: ReleaseStore

    package func load(flow: String) throws -> StoredState {
        contents.withLock { contents in
            StoredState(
                flow: contents.flows[flow], rollout: contents.rollouts.first { $0.flow == flow && !$0.isFinished },
                instances: contents.instances.filter { $0.flow == flow && $0.record.ended == nil }.map(\.record)
                    .sorted { $0.id < $1.id },
                releases: contents.releases[flow] ?? [:])
        }
    }

    @discardableResult
    package func commit(_ change: StateChange, flow: String) throws -> [LedgerEntry] {
        try contents.withLock { contents in
            guard !contents.isLeaseLost else {
                throw ReleaseError(.leaseLost, message: "another one has taken over", hint: "End this one.")
            }
            var draft = contents
            try draft.apply(change, flow: flow)
            let written = change.entries.map { draft.append($0, at: clock.now) }
            contents = draft
            return written
        }
    }

    package func rollout(id: String) throws -> Rollout? {
        contents.withLock { $0.rollouts.first { $0.id == id } }
    }

    package func rollouts(flow: String, limit: Int) throws -> [Rollout] {
        contents.withLock { contents in
            let own = contents.rollouts.enumerated().filter { $0.element.flow == flow }
            let newestFirst = own.sorted { ($0.element.started, $0.offset) > ($1.element.started, $1.offset) }
            return newestFirst.prefix(limit).map(\.element)
        }
    }

    // MARK: Ledger

    @discardableResult
    package func append(_ draft: LedgerDraft) throws -> LedgerEntry {
        contents.withLock { $0.append(draft, at: clock.now) }
    }

    package func entries(from sequence: Int, limit: Int) throws -> [LedgerEntry] {
        Array(entries.filter { $0.sequence >= sequence }.prefix(limit))
    }

    package func latest(_ limit: Int, subject: String?) throws -> [LedgerEntry] {
        entries.filter { $0.subject == subject ?? $0.subject }.suffix(limit)
    }

    package func check() throws -> LedgerCheck {
        var checker = LedgerChecker()
        let entries = entries
        for entry in entries { checker.check(entry) }
        return checker.finish(expectedHead: entries.last.map { ($0.sequence, $0.hash) })
    }
}

extension MemoryReleaseStore.Contents {
    mutating func apply(_ change: StateChange, flow: String) throws {
        if let release = change.release {
            guard releases[flow]?[release.name] == nil else {
                throw MemoryStoreError(description: "release \(release.name) exists")
            }
            releases[flow, default: [:]][release.name] = release
        }
        if let state = change.flow { flows[flow] = state }
        if let rollout = change.rollout { try apply(rollout) }
        for record in change.instances {
            guard releases[flow]?[record.release] != nil else {
                throw MemoryStoreError(description: "instance \(record.id) is of no release")
            }
            instances.removeAll { $0.record.id == record.id }
            instances.append((flow, record))
        }
    }

    private mutating func apply(_ rollout: Rollout) throws {
        if let place = rollouts.firstIndex(where: { $0.id == rollout.id }) {
            rollouts[place] = rollout
            return
        }
        guard rollout.isFinished || !rollouts.contains(where: { $0.flow == rollout.flow && !$0.isFinished }) else {
            throw MemoryStoreError(description: "flow \(rollout.flow) has a rollout that is not finished")
        }
        rollouts.append(rollout)
    }

    mutating func append(_ draft: LedgerDraft, at time: WallTime) -> LedgerEntry {
        let entry = LedgerEntry(
            draft, sequence: entries.count + 1, time: time, previous: entries.last?.hash ?? .zero)
        entries.append(entry)
        return entry
    }
}
