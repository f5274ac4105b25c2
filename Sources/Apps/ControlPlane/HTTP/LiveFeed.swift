// One renderer for all viewers: once a second, while anybody watches, the page is rendered and handed to everybody.

import Core
import Logging
import ServiceLifecycle
import Synchronization

/// What a viewer gets next.
package enum LiveMessage: Hashable, Sendable {
    /// The flow as of now, rendered in the form that the viewer asked for.
    case frame(LiveFrame)
    /// The state could not be read; the sentence says why, for people.
    case trouble(String)
}

/// The flow at one moment, rendered.
package struct LiveFrame: Hashable, Sendable {
    /// The page's parts by element id; empty for viewers that read JSON.
    package var fragments: [PageFragment]
    /// The snapshot as JSON; nil for viewers that read the page's parts.
    package var json: String?
}

/// Renders the live page while somebody watches.
package final class LiveFeed: Service, Sendable {
    /// The form in which a viewer wants the flow.
    package enum Form: Hashable, Sendable {
        /// Parts of the page.
        case page
        /// The snapshot as JSON.
        case json
    }

    private struct Viewer {
        var form: Form
        var next: AsyncStream<LiveMessage>.Continuation
    }

    private struct State {
        var viewers: [Int: Viewer] = [:]
        var nextID = 0
        var ended = false
    }

    private let state = Mutex(State())
    private let snapshots: SnapshotReader
    private let pages: PageRenderer
    private let clock: any Clock<Duration>
    private let logger: Logger

    init(snapshots: SnapshotReader, pages: PageRenderer, clock: any Clock<Duration>, logger: Logger) {
        self.snapshots = snapshots
        self.pages = pages
        self.clock = clock
        self.logger = logger
    }

    /// Runs until shutdown, then ends all streams.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.tick()
                guard await self.pause() else { break }
            }
        }
        end()
    }

    /// A stream of messages for one more viewer, of which it keeps only the newest if the viewer is slow. Throws
    /// `tooMany` beyond `HTTPLimits.eventStreams`, `unavailable` after the end.
    package func join(_ form: Form) throws(ControlError) -> AsyncStream<LiveMessage> {
        let (stream, next) = AsyncStream.makeStream(of: LiveMessage.self, bufferingPolicy: .bufferingNewest(1))
        let admitted: Result<Int, ControlError> = state.withLock { state in
            guard !state.ended else {
                return .failure(
                    ControlError(.unavailable, "the control plane is shutting down", hint: "Connect again soon"))
            }
            guard state.viewers.count < HTTPLimits.eventStreams else {
                return .failure(
                    ControlError(
                        .tooMany, "\(state.viewers.count) live views are open, no more are allowed",
                        hint: "Close some, or read GET /api/v1/flow instead"))
            }
            state.nextID += 1
            state.viewers[state.nextID] = Viewer(form: form, next: next)
            return .success(state.nextID)
        }
        let id = try admitted.get()
        next.onTermination = { [weak self] _ in self?.leave(id) }
        return stream
    }

    /// How many are watching.
    package var viewerCount: Int { state.withLock { $0.viewers.count } }

    /// Renders once and tells everybody, if anybody watches.
    package func tick() async {
        let forms = state.withLock { Set($0.viewers.values.map(\.form)) }
        guard !forms.isEmpty else { return }
        do {
            let snapshot = try await snapshots.read()
            if forms.contains(.page) {
                send(.frame(LiveFrame(fragments: pages.fragments(snapshot), json: nil)), to: .page)
            }
            if forms.contains(.json) {
                send(.frame(LiveFrame(fragments: [], json: try CanonicalJSON.text(snapshot))), to: .json)
            }
        } catch {
            let fault = ControlError(from: error)
            logger.error(
                "live view failed", metadata: ["message": "\(fault.message)", "cause": "\(fault.cause ?? "none")"])
            send(.trouble(fault.message), to: nil)
        }
    }

    private func send(_ message: LiveMessage, to form: Form?) {
        // The lock is left before anybody is told: a stream that ends calls back into `leave`.
        let receivers = state.withLock { state in
            state.viewers.values.filter { form == nil || $0.form == form }.map(\.next)
        }
        for receiver in receivers { receiver.yield(message) }
    }

    private func pause() async -> Bool {
        do {
            try await clock.sleep(for: HTTPLimits.frameInterval)
            return true
        } catch {
            return false  // Cancelled: that is how the feed is told to end.
        }
    }

    private func leave(_ id: Int) {
        state.withLock { _ = $0.viewers.removeValue(forKey: id) }
    }

    private func end() {
        let receivers = state.withLock { state in
            state.ended = true
            return state.viewers.values.map(\.next)
        }
        for receiver in receivers { receiver.finish() }
    }
}
