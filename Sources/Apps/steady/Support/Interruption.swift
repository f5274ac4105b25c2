// Waits for SIGINT or SIGTERM.

import UnixSignals

enum Interruption {
    /// Returns when a signal comes, when this task is cancelled, or when `watch` ends by itself. In the first two cases
    /// `watch` is cancelled and has ended as well.
    static func wait(orEndOf watch: Task<Void, any Error>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
            }
            group.addTask {
                await withTaskCancellationHandler {
                    _ = await watch.result
                } onCancel: {
                    watch.cancel()
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
