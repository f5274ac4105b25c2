// The outermost layer: turns every error into one answer and one log line, and puts the same headers on all answers.

import Core
import Hummingbird
import Logging

/// Answers errors and completes the headers of every response.
struct ErrorMiddleware: RouterMiddleware {
    let pages: PageRenderer
    let hosts: HostCheck

    func handle(
        _ request: Request, context: ControlContext, next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            try checkHost(request)
            response = try await next(request, context)
        } catch {
            let error = ControlError(from: error)
            log(error, request, context)
            response = answer(error, request, context)
        }
        SecurityHeaders.add(to: &response, for: request)
        response.headers[.init("x-request-id")!] = context.id
        return response
    }

    private func checkHost(_ request: Request) throws(ControlError) {
        guard hosts.allows(request.head.authority) else {
            throw ControlError(
                .forbidden, "this control plane is not reached under the name in the Host header",
                hint: "Use the address it listens on, or add the name where the control plane is started")
        }
    }

    /// The path without the query: a login link has the token in it.
    private func log(_ error: ControlError, _ request: Request, _ context: ControlContext) {
        context.logger.log(
            level: error.code.status >= 500 ? .error : .info, "request failed",
            metadata: [
                "code": "\(error.code.rawValue)", "status": "\(error.code.status)", "method": "\(request.method)",
                "path": "\(request.uri.path)", "message": "\(error.message)", "cause": "\(error.cause ?? "none")",
            ])
    }

    private func answer(_ error: ControlError, _ request: Request, _ context: ControlContext) -> Response {
        let status = HTTPResponse.Status(code: error.code.status)
        var response: Response
        if Self.wantsPage(request) {
            let page =
                error.code == .unauthorized
                ? pages.login(failed: request.headers[.cookie] != nil || request.uri.path == "/login")
                : pages.error(error, requestID: context.id)
            response = Response(html: page, status: status)
        } else {
            let body = ErrorBody(error: .init(error, requestID: context.id))
            response = Response(json: body.json, status: status)
        }
        if error.code == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if error.code == .tooMany { response.headers[.retryAfter] = "60" }
        // What is left of a body that is too large is not worth reading.
        if error.code == .tooLarge { response.headers[.connection] = "close" }
        return response
    }

    /// Browsers get a page, everybody else JSON; below `/api/` it is always JSON.
    static func wantsPage(_ request: Request) -> Bool {
        !request.uri.path.hasPrefix("/api/") && (request.headers[.accept] ?? "").contains("text/html")
    }
}

/// The body of every failed API request.
struct ErrorBody: Encodable {
    struct Fault: Encodable {
        var code: String
        var message: String
        var hint: String
        var requestId: String

        init(_ error: ControlError, requestID: String) {
            code = error.code.rawValue
            message = error.message
            hint = error.hint
            requestId = requestID
        }
    }

    var error: Fault

    /// Plain strings always encode; the text after `??` only keeps the types honest.
    var json: String {
        do {
            return try CanonicalJSON.text(self)
        } catch {
            return #"{"error":{"code":"internal"}}"#
        }
    }
}

extension ControlError {
    /// Any error as one of ours; what we do not know is `internal`, with itself as the cause.
    init(from error: any Error) {
        if let known = error as? ControlError {
            self = known
            return
        }
        guard let http = error as? any HTTPResponseError else {
            self.init(
                .internal, "the control plane could not do this",
                hint: "Look for the request id in the control plane's log", cause: String(reflecting: error))
            return
        }
        switch http.status.code {
        case 404: self.init(.notFound, "there is nothing at this address", hint: "The API is under /api/v1")
        case 413:
            self.init(
                .tooLarge, "the body is larger than \(HTTPLimits.bodyBytes) bytes", hint: "Send less in one request")
        case 503: self.init(.unavailable, "not available at present", hint: "Try again", cause: "\(error)")
        case ..<500: self.init(.badRequest, "the request cannot be understood", hint: "See docs/formats/api.md")
        default:
            self.init(
                .internal, "the control plane could not do this",
                hint: "Look for the request id in the control plane's log", cause: "\(error)")
        }
    }
}
