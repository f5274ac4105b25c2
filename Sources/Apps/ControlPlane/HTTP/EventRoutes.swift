// Live updates as server-sent events (WHATWG HTML standard, section 9.2).

import Core
import Hummingbird
import ServiceLifecycle

/// `GET /api/v1/events`.
struct EventRoutes: Sendable {
    let feed: LiveFeed
    let version: String

    /// Adds it to a group that has `/api/v1` as its path and asks for a token or a session.
    func add(to group: RouterGroup<ControlContext>) {
        group.get("events", use: events)
    }

    private func events(_ request: Request, _ context: ControlContext) async throws -> Response {
        let form: LiveFeed.Form = request.uri.queryParameters["format"] == "json" ? .json : .page
        let wanted = request.uri.queryParameters["events"].map(String.init)
        let most = wanted.map { Int($0) ?? 0 } ?? Int.max
        guard most >= 1 else {
            throw ControlError(
                .badRequest, "\"events\" is no number of events", hint: "Write 1 or more, or leave it out")
        }
        let messages = try feed.join(form)
        let version = version
        let body = ResponseBody { writer in
            var encoder = EventEncoder(version: version)
            try await writer.write(ByteBuffer(string: EventEncoder.opening))
            // Ends at shutdown, so that the server need not wait for viewers, and by a failed write when a viewer goes.
            for await message in messages.prefix(most).cancelOnGracefulShutdown() {
                if let event = encoder.event(for: message) { try await writer.write(ByteBuffer(string: event)) }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .init("x-accel-buffering")!: "no"], body: body)
    }
}

/// Writes messages as events, leaving out the parts of the page that the viewer already has. An event goes out each
/// second even if nothing changed: that is the heartbeat, which a script can see.
package struct EventEncoder: Sendable {
    /// The first bytes of a stream: how long to wait before connecting again.
    package static let opening = "retry: 2000\n\n"

    private struct Update: Encodable {
        var version: String
        var fragments: [String: String]
    }

    private let version: String
    private var sent: [String: String] = [:]

    /// An encoder for one viewer; `version` tells the page whether its script and style are still the right ones.
    package init(version: String) {
        self.version = version
    }

    /// The event's text; nil if a snapshot cannot be encoded, which its own types exclude.
    package mutating func event(for message: LiveMessage) -> String? {
        switch message {
        case .trouble(let sentence): return Self.event("trouble", Self.json(["message": sentence]))
        case .frame(let frame):
            if let json = frame.json { return Self.event("snapshot", json) }
            let changed = frame.fragments.filter { sent[$0.id] != $0.html }
            for fragment in changed { sent[fragment.id] = fragment.html }
            let update = Update(
                version: version, fragments: Dictionary(changed.map { ($0.id, $0.html) }) { _, last in last })
            return Self.event("snapshot", Self.json(update))
        }
    }

    private static func event(_ name: String, _ json: String?) -> String? {
        json.map { "event: \(name)\ndata: \($0)\n\n" }
    }

    private static func json(_ value: some Encodable) -> String? {
        do {
            return try CanonicalJSON.text(value)
        } catch {
            return nil  // Only numbers can fail to encode, and there are none in it.
        }
    }
}
