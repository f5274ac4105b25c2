// Which release serves the flow, and which one is kept warm behind it.

package import Core

/// Which releases a flow stands on. The traffic goes to `live` whenever nothing else is decided.
package struct FlowState: Codable, Hashable, Sendable {
    /// The release before, kept running without traffic until the watch ends.
    package struct Warm: Codable, Hashable, Sendable {
        /// The release.
        package var release: String
        /// The end of the watch.
        package var until: WallTime
        /// Crashes of the live release's instances since it was promoted.
        package var crashes: Int
        /// Automatic returns to it that failed in a row: whatever ails the live release ails it too.
        package var failedReturns: Int?
        /// Before this time no automatic return is tried; nil if none failed.
        package var noReturnBefore: WallTime?

        /// A warm release.
        package init(release: String, until: WallTime, crashes: Int = 0) {
            self.release = release
            self.until = until
            self.crashes = crashes
        }
    }

    /// The flow's name.
    package var flow: String
    /// The last good release; nil before the first.
    package var live: String?
    /// The release before; nil if there is none, or its watch is over.
    package var warm: Warm?

    /// A state.
    package init(flow: String, live: String? = nil, warm: Warm? = nil) {
        self.flow = flow
        self.live = live
        self.warm = warm
    }
}
