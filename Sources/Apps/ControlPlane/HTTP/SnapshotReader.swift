// Asks the desk for a snapshot, but not for ever.

import Core

/// Reads snapshots with a deadline.
struct SnapshotReader: Sendable {
    let desk: any FlowDesk
    let clock: any Clock<Duration>

    /// The snapshot as of now. Throws `unavailable` if it takes longer than `HTTPLimits.snapshotDeadline` or fails with
    /// an error that is not a `ControlError`.
    func read() async throws(ControlError) -> FlowSnapshot {
        do {
            return try await withThrowingTaskGroup(of: FlowSnapshot?.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await desk.snapshot() }
                group.addTask {
                    try await clock.sleep(for: HTTPLimits.snapshotDeadline)
                    return nil
                }
                guard let first = try await group.next(), let snapshot = first else {
                    throw Self.failure("took longer than \(HTTPLimits.snapshotDeadline.text)", cause: nil)
                }
                return snapshot
            }
        } catch let error as ControlError {
            throw error
        } catch {
            throw Self.failure("failed", cause: String(reflecting: error))
        }
    }

    private static func failure(_ what: String, cause: String?) -> ControlError {
        ControlError(
            .unavailable, "reading the flow's state \(what)",
            hint: "Look for the request id in the control plane's log; users' traffic does not depend on this",
            cause: cause)
    }
}
