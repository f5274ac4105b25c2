// Ids in a row: the same in every run.

import Core
internal import Synchronization

/// Gives `R-00000001`, `I-00000002` and so on.
package final class SequentialIDs: IDSource {
    private let last: Mutex<Int>

    /// Ids behind `last`; a process that goes on after another one passes a number of its own.
    package init(after last: Int = 0) {
        self.last = Mutex(last)
    }

    /// See `IDSource`.
    package func next(_ prefix: String) -> String {
        let number = last.withLock { last in
            last += 1
            return last
        }
        let digits = String(number, radix: 16)
        return "\(prefix)-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }
}
