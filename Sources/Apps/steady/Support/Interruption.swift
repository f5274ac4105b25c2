// Waits for SIGINT or SIGTERM.

import UnixSignals

enum Interruption {
    /// Returns when a signal comes, when this task is cancelled, or when `watch` ends by itself.
    static func wait(orEndOf watch: Task<Void, any Error>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return }
            }
            group.addTask { _ = await watch.result }
            await group.next()
            group.cancelAll()
            // The watch may go on: whoever waits for its result would never return. It is cancelled by the caller.
            if Task.isCancelled { watch.cancel() }
        }
    }
}
