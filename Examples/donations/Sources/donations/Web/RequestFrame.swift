// What surrounds every request: its time, its log line, its headers, and an answer when something failed.
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Turns errors into answers and writes one log line for each request.
struct RequestFrame<Context: RequestContext>: RouterMiddleware {
    let pages: Pages

    private struct Problem: Encodable {
        struct Detail: Encodable {
            let code: String
            let message: String
            let faults: [Fault]
            let request: String
        }
        let error: Detail
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var line: Logger.Metadata = ["method": "\(request.method)", "path": "\(request.uri.path.prefix(200))"]
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            let refusal = Self.refusal(for: error)
            if refusal.status.code >= 500 { line["cause"] = "\(refusal.cause ?? "\(error)")" }
            line["code"] = "\(refusal.code)"
            response = try answer(refusal, to: request, id: context.id)
        }
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        line["status"] = "\(response.status.code)"
        line["ms"] = "\(Int(start.duration(to: .now) / .milliseconds(1)))"
        context.logger.log(level: response.status.code >= 500 ? .error : .info, "request", metadata: line)
        return response
    }

    private func answer(_ refusal: Refusal, to request: Request, id: String) throws -> Response {
        var response: Response
        if request.wantsPage {
            response = .page(pages.sorry(refusal.message), status: refusal.status)
        } else {
            let detail = Problem.Detail(
                code: refusal.code, message: refusal.message, faults: refusal.faults, request: id)
            response = try .json(Problem(error: detail), status: refusal.status)
        }
        if refusal.status == .serviceUnavailable { response.headers[.retryAfter] = "1" }
        return response
    }

    /// What the client is told. The cause of a failure of ours stays in the log.
    private static func refusal(for error: any Error) -> Refusal {
        switch error {
        case let error as Refusal: error
        case let error as DatabaseError where error.isTemporary:
            Refusal(
                status: .serviceUnavailable, code: "try-again", message: "This did not work just now. Please try again."
            )
        case is NIOTooManyBytesError:
            Refusal(
                status: .contentTooLarge, code: "too-large",
                message: "The body is larger than \(Limits.bodyBytes) bytes.")
        case let error as any HTTPResponseError where error.status.code < 500:
            Refusal(status: error.status, code: "refused", message: "\(error.status.reasonPhrase).")
        default:
            Refusal(status: .internalServerError, code: "failed", message: "Something went wrong on our side.")
        }
    }
}

extension HTTPField.Name {
    static var xContentTypeOptions: Self { .init("X-Content-Type-Options")! }
    static var contentSecurityPolicy: Self { .init("Content-Security-Policy")! }
    static var paymentSignature: Self { .init("X-Payment-Signature")! }
}
