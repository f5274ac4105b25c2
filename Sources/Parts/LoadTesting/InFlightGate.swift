// Counts the sessions under way and makes the next one wait when there are too many.

import Synchronization

/// A gate with a bound. One task enters (the one that paces sessions), many leave.
final class InFlightGate: Sendable {
    private struct State {
        var inside = 0
        var most = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let bound: Int
    private let state = Mutex(State())

    init(bound: Int) { self.bound = bound }

    /// The most that were inside at once.
    var most: Int { state.withLock { $0.most } }

    /// Enters; waits while the gate is full. Returns whether it had to.
    func enter() async -> Bool {
        if tryEnter() { return false }
        await withCheckedContinuation { continuation in
            // Somebody may have left since: then there is nothing to wait for.
            let free = state.withLock { state in
                if state.inside < bound { return true }
                state.waiter = continuation
                return false
            }
            if free { continuation.resume() }
        }
        // Nobody else enters, so the place that became free still is.
        let entered = tryEnter()
        precondition(entered, "only one task enters")
        return true
    }

    /// Leaves.
    func leave() {
        let waiter = state.withLock { state in
            state.inside -= 1
            let waiter = state.waiter
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }

    private func tryEnter() -> Bool {
        state.withLock { state in
            guard state.inside < bound else { return false }
            state.inside += 1
            state.most = max(state.most, state.inside)
            return true
        }
    }
}
