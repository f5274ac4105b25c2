// The headers that tell a browser what our pages may do: nothing but what they need.

import Hummingbird

/// Headers on every response.
enum SecurityHeaders {
    /// No inline script or style, nothing from elsewhere, in nobody's frame.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// Adds them; `cache-control` only where the response does not say it itself.
    static func add(to response: inout Response, for request: Request) {
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.init("x-frame-options")!] = "DENY"
        // Without a referrer, browsers hide the origin of our own forms too, and away from localhost they send nothing
        // else to tell us. So only the address with the token in it is never told, not even to ourselves.
        response.headers[.init("referrer-policy")!] =
            request.uri.queryParameters["token"] == nil ? "same-origin" : "no-referrer"
        response.headers[.init("cross-origin-resource-policy")!] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}

extension Response {
    /// A page.
    init(html: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// JSON text.
    init(json: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json + "\n")))
    }

    /// To another page of ours, with GET (RFC 9110, 15.4.4).
    static func seeOther(_ path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path])
    }
}
