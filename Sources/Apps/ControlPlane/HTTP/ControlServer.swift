// Puts the HTTP layer together: middleware, routes, limits.

package import Core
package import Hummingbird
import HummingbirdCore
package import Logging

/// Where the control plane listens, and under which further names it is reached.
package struct ServerSettings: Hashable, Sendable {
    /// The address or name to listen on; loopback unless told otherwise.
    package var host: String
    /// The port; 0 for a free one.
    package var port: Int
    /// Further names in the `Host` header that are allowed, for example behind a proxy.
    package var otherNames: [String]

    /// Where to listen.
    package init(host: String = "127.0.0.1", port: Int, otherNames: [String] = []) {
        self.host = host
        self.port = port
        self.otherNames = otherNames
    }
}

/// The HTTP layer of the control plane.
package struct ControlServer: Sendable {
    /// The live feed; it runs as a service of the application.
    package let feed: LiveFeed

    private let desk: any FlowDesk
    private let gate: Gate
    private let pages: PageRenderer
    private let snapshots: SnapshotReader
    private let settings: ServerSettings
    private let logger: Logger

    /// The HTTP layer in front of a desk. `clock` paces the live feed and deadlines; `wallClock` dates sessions. Throws
    /// `internal` if the page's templates, which are part of the program, cannot be read.
    package init(
        desk: any FlowDesk, token: AccessToken, settings: ServerSettings, clock: any Clock<Duration>,
        wallClock: any WallClock, logger: Logger
    ) throws(ControlError) {
        self.desk = desk
        self.settings = settings
        self.logger = logger
        pages = try PageRenderer.bundled()
        gate = Gate(token: token, wallClock: wallClock)
        snapshots = SnapshotReader(desk: desk, clock: clock)
        feed = LiveFeed(snapshots: snapshots, pages: pages, clock: clock, logger: logger)
    }

    /// The application to run in the service group. `onListening` gets the port once connections are accepted; whoever
    /// prints the login link or answers a supervisor waits for that.
    package func application(
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<ControlContext>> {
        Application(
            router: router(),
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(HTTPLimits.idleConnection.components.seconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: HTTPLimits.headerFieldBytes, maxHeaderListSize: HTTPLimits.headerBytes,
                        maxHeaderFieldCount: HTTPLimits.headerFields))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(HTTPLimits.connections)),
            services: [feed],
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? settings.port) },
            logger: logger)
    }

    /// The link that logs a browser in; it holds the token, so it is printed and never logged.
    package static func loginLink(host: String, port: Int, token: AccessToken) -> String {
        let shown = ["0.0.0.0", "::", "*"].contains(host) ? "127.0.0.1" : host
        let authority = shown.contains(":") ? "[\(shown)]" : shown
        return "http://\(authority):\(port)/login?token=\(token.text)"
    }

    private func router() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self, options: .autoGenerateHeadEndpoints)
        router.add(
            middleware: ErrorMiddleware(
                pages: pages, hosts: HostCheck(listening: settings.host, others: settings.otherNames)))
        LoginRoutes(gate: gate, pages: pages, assets: pages.assets).add(to: router)
        let api = router.group("api/v1").add(middleware: Authenticate(gate: gate))
        APIRoutes(desk: desk, gate: gate, snapshots: snapshots).add(to: api)
        EventRoutes(feed: feed, version: pages.assets.version).add(to: api)
        let people = router.group().add(middleware: Authenticate(gate: gate))
        PageRoutes(desk: desk, gate: gate, snapshots: snapshots, pages: pages).add(to: people)
        return router
    }
}
