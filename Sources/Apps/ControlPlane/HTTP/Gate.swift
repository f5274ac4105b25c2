// Who may come in, and which requests may change something.

import Core
import Foundation
import Hummingbird

/// Checks tokens, sessions and the origin of requests.
struct Gate: Sendable {
    /// The header in which a script of our page sends its form token.
    static let formTokenHeader = "steady-form-token"

    let token: AccessToken
    let sessions: Sessions
    let throttle: LoginThrottle
    let wallClock: any WallClock

    init(token: AccessToken, wallClock: any WallClock) {
        self.token = token
        self.sessions = Sessions(token: token)
        self.throttle = LoginThrottle()
        self.wallClock = wallClock
    }

    /// How the request may come in. Throws `unauthorized`, or `tooMany` after too many wrong tokens.
    func admit(_ request: Request) throws(ControlError) -> Access {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer", token.matches(parts[1].trimmingSpaces()) else {
                throw throttle.failure(at: wallClock.now)
            }
            return .bearer
        }
        // A session that has run out is no attempt to guess anything: it does not count as a failed login.
        guard let value = request.cookies[Self.cookieName(of: request)]?.value,
            let session = sessions.verify(value, at: wallClock.now)
        else {
            throw ControlError(
                .unauthorized, "this needs a token",
                hint: "Run `steady token` on the machine of the control plane and open the link it prints")
        }
        return .session(session)
    }

    /// The body of a JSON request that changes something, once it is clear that no other site caused it.
    func changeBody(_ request: Request, _ context: ControlContext) async throws -> Data {
        let isJSON = Self.mediaType(of: request) == "application/json"
        switch context.access {
        case .bearer: break  // No browser sends this header by itself.
        case .session(let session):
            try refuseOtherSites(request)
            let given = request.headers[.init(Self.formTokenHeader)!] ?? ""
            guard sessions.isFormToken(given, of: session) else { throw Self.wrongForm }
        case nil: throw ControlError(.unauthorized, "this needs a token", hint: "Log in first")
        }
        let body = try await request.body.collect(upTo: HTTPLimits.bodyBytes)
        guard isJSON || body.readableBytes == 0 else {
            throw ControlError(
                .badRequest, "the body is not declared as JSON", hint: "Send `Content-Type: application/json`")
        }
        return Data(body.readableBytesView)
    }

    /// The fields of a form of our own page, once it is clear that no other site sent it.
    func formFields(_ request: Request, _ context: ControlContext) async throws -> FormFields {
        try refuseOtherSites(request)
        guard case .session(let session) = context.access else {
            throw ControlError(.forbidden, "forms are for browsers", hint: "Programs use the API under /api/v1")
        }
        let fields = try await plainForm(request)
        guard sessions.isFormToken(fields["form"] ?? "", of: session) else { throw Self.wrongForm }
        return fields
    }

    /// The fields of a form that needs no session yet: the login.
    func plainForm(_ request: Request) async throws -> FormFields {
        try refuseOtherSites(request)
        guard Self.mediaType(of: request) == "application/x-www-form-urlencoded" else {
            throw ControlError(
                .badRequest, "the body is no form", hint: "Send `Content-Type: application/x-www-form-urlencoded`")
        }
        let body = try await request.body.collect(upTo: HTTPLimits.bodyBytes)
        return FormFields(String(decoding: body.readableBytesView, as: UTF8.self))
    }

    /// Refuses a request that another site may have caused: a browser says where it comes from in `Sec-Fetch-Site` or
    /// `Origin`, and one of them must be there and say that it is ours.
    func refuseOtherSites(_ request: Request) throws(ControlError) {
        let site = request.headers[.init("sec-fetch-site")!]
        let origin = request.headers[.origin]
        let siteFits = site.map { $0 == "same-origin" }
        // A browser that was told to send no referrer hides the origin as `null`, even on the way to ourselves: then
        // only `Sec-Fetch-Site` says where the request comes from.
        let shown = origin == "null" && siteFits == true ? nil : origin
        let originFits = shown.map { Self.authority(ofOrigin: $0) == request.head.authority?.lowercased() }
        guard siteFits ?? originFits ?? false, originFits ?? true else {
            throw ControlError(
                .forbidden, "this request does not come from our own page",
                hint: "Reload the page and use its buttons, or use the API with a token")
        }
    }

    /// The name of the session cookie: browsers do not keep cookies of two ports apart, so its name does.
    static func cookieName(of request: Request) -> String {
        let port = request.head.authority?.split(separator: ":").last.flatMap { UInt16($0) }
        return "steady-session-\(port ?? 80)"
    }

    private static let wrongForm = ControlError(
        .forbidden, "the form is too old or not ours", hint: "Reload the page and try again")

    private static func authority(ofOrigin origin: String) -> String? {
        let parts = origin.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "http:" || parts[0] == "https:", parts[1].isEmpty else { return nil }
        return String(parts[2])
    }

    private static func mediaType(of request: Request) -> String? {
        request.headers[.contentType]?.split(separator: ";").first.map { $0.trimmingSpaces().lowercased() }
    }
}

/// Lets only requests pass that may come in, and notes how.
struct Authenticate: RouterMiddleware {
    let gate: Gate

    func handle(
        _ request: Request, context: ControlContext, next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.access = try gate.admit(request)
        return try await next(request, context)
    }
}
