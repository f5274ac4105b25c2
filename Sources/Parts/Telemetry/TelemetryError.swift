// What can go wrong with telemetry, told to whoever must act.

package import Core

/// A failure of this part or of a store behind its seam.
package struct TelemetryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The store's file cannot be opened or created.
        case storeUnreachable = "telemetry-store-unreachable"
        /// The store was written by a newer version.
        case storeNewer = "telemetry-store-newer"
        /// The store's file is damaged, or no store at all.
        case storeCorrupt = "telemetry-store-corrupt"
        /// There is no space left for the store.
        case storeFull = "telemetry-store-full"
        /// Reading or writing the store failed otherwise.
        case storeFailed = "telemetry-store-failed"
        /// A question about a window that ends before it begins, or of more points than a series may have.
        case windowInvalid = "telemetry-window-invalid"
        /// The socket for log lines cannot be opened.
        case sourceUnavailable = "telemetry-source-unavailable"
    }

    /// The kind of failure.
    package var code: Code
    /// What failed, with identifiers.
    package var message: String
    /// What to do next.
    package var hint: String
    /// The failure underneath, for the log only; empty if there is none.
    package var cause: String

    /// A failure.
    package init(_ code: Code, _ message: String, hint: String, cause: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// `message. hint [code]`
    package var description: String { "\(message). \(hint) [\(code.rawValue)]" }
}

extension TelemetryError {
    /// The error for a window that ends before it begins, or has too many steps.
    package static func invalidWindow(from: WallTime, to: WallTime) -> TelemetryError {
        TelemetryError(
            .windowInvalid, "No window of time: from \(from) to \(to)",
            hint: "Ask for a window that ends after it begins, of at most \(TelemetryLimits.seriesPoints) steps.")
    }
}
