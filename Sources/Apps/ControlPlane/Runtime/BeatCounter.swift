// A number that rises.

import Synchronization

/// Counts beats; safe from any thread.
final class BeatCounter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { number in
            number += 1
            return number
        }
    }
}
