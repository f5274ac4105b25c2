// The time of day as a test sets it.

package import Core
internal import Synchronization

/// A clock that stands still until a test moves it.
package final class TestWallClock: WallClock {
    private let time: Mutex<WallTime>

    /// A clock at `time`; 2025-06-15T15:06:40Z by default.
    package init(_ time: WallTime = WallTime(second: 1_750_000_000)) {
        self.time = Mutex(time)
    }

    /// The time that was set.
    package var now: WallTime { time.withLock { $0 } }

    /// Moves on, or back if `duration` is negative.
    package func advance(by duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }

    /// Moves to any time.
    package func set(to time: WallTime) {
        self.time.withLock { $0 = time }
    }
}
