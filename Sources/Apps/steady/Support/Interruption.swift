// SIGINT and SIGTERM: whatever is under way is ended in order.

import UnixSignals

enum Interruption {
    /// Runs `body`. A signal cancels it; this returns, with whether there was one, once it has ended and cleaned up.
    @discardableResult
    static func ends(_ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        let work = Task { try await body() }
        return try await withTaskCancellationHandler {
            let signals = Task {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                    work.cancel()
                    return true
                }
                return false
            }
            let result = await work.result
            signals.cancel()
            let wasInterrupted = await signals.value
            if case .failure(let error) = result, !(wasInterrupted && error is CancellationError) { throw error }
            return wasInterrupted
        } onCancel: {
            work.cancel()
        }
    }
}
