// From a link with the token to a browser that is logged in.

import Core
import Hummingbird

/// The routes that need no login: login itself, health, the page's files.
struct LoginRoutes: Sendable {
    let gate: Gate
    let pages: PageRenderer
    let assets: Assets

    /// Adds them to a router without authentication.
    func add(to router: Router<ControlContext>) {
        router.get("healthz") { _, _ in Response(json: #"{"status":"ok"}"#) }
        router.get("assets/:name", use: asset)
        router.get("login", use: link)
        router.post("login", use: form)
    }

    /// The link that `steady token` prints.
    private func link(_ request: Request, _ context: ControlContext) async throws -> Response {
        guard let token = request.uri.queryParameters["token"] else {
            return Response(html: pages.login(failed: false))
        }
        return try login(String(token), request)
    }

    /// The form on the page that asks for the token.
    private func form(_ request: Request, _ context: ControlContext) async throws -> Response {
        try login(try await gate.plainForm(request)["token"]?.trimmingSpaces() ?? "", request)
    }

    private func login(_ candidate: String, _ request: Request) throws(ControlError) -> Response {
        let now = gate.wallClock.now
        guard gate.token.matches(candidate) else { throw gate.throttle.failure(at: now) }
        // After a click in another site's page the browser would hold back a strict cookie along a redirect: then an
        // answer of our own goes on to the page instead.
        let elsewhere = request.headers[.init("sec-fetch-site")!] == "cross-site"
        var response = elsewhere ? Response(html: pages.loggedIn()) : .seeOther("/")
        response.setCookie(
            Cookie(
                name: Gate.cookieName(of: request), value: gate.sessions.issue(at: now).value,
                maxAge: Int(HTTPLimits.sessionLife.inSeconds), path: "/", httpOnly: true, sameSite: .strict))
        return response
    }

    private func asset(_ request: Request, _ context: ControlContext) async throws -> Response {
        guard let asset = assets[try context.parameters.require("name")] else {
            throw ControlError(.notFound, "there is no such file", hint: "Reload the page")
        }
        let pinned = request.uri.queryParameters["v"].map(String.init) == asset.version
        let caching = pinned ? "public, max-age=31536000, immutable" : "no-cache"
        var response = Response(
            status: .ok, headers: [.contentType: asset.mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: asset.text)))
        if request.headers[.ifNoneMatch] == asset.tag { response = Response(status: .notModified) }
        response.headers[.eTag] = asset.tag
        response.headers[.cacheControl] = caching
        return response
    }
}
