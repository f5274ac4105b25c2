// The log format that Steady gives to HAProxy: one JSON object per request. docs/formats/request-log.md describes it.

/// Configuration lines for HAProxy 2.6 or newer that make it write Steady's request log.
package enum HAProxyLogFormat {
    /// The version in each line.
    package static let version = 1

    /// Bytes of a line, at most, to be given to HAProxy: a request line of 1,023 bytes of which each may become six
    /// (`\u0001`), a method as long as that, and the rest.
    package static let lineBytes = 8192

    /// The variable that holds the session's digest while a request lasts.
    private static let session = "txn.steady_session"

    /// The `log-format` line of a frontend.
    ///
    /// - `date(0,ms)` is evaluated when the line is written: the request's end. (`%Ts` is the connection's start, which
    ///   on a kept-alive connection may be long before the request.)
    /// - `capture.req.uri` is the path and query without host, cut at the query, then escaped byte by byte: whatever
    ///   bytes a path holds, the line stays JSON. `%HPO` would leave backslashes as they are.
    /// - The path comes last, so that a line cut short still shows what it is about.
    package static let directive =
        "log-format '{\"v\":1,\"t\":%[date(0,ms)],\"pid\":%pid,\"n\":%lc,\"status\":%ST,\"ta\":%Ta,\"tr\":%Tr,"
        + "\"end\":\"%tsc\",\"server\":\"%s\",\"retries\":\"%rc\",\"bytes\":%B,"
        + "\"session\":\"%[var(\(session)),json(ascii)]\",\"method\":\"%HM\","
        + "\"path\":\"%[capture.req.uri,field(1,?),json(ascii)]\"}'"

    /// The lines of a frontend that make the session known to the log: the request's cookie `name`, or, for a session's
    /// first request, the one that the answer sets. Logged is a digest (half of SHA-256 in hexadecimal): a session id
    /// is a credential and does not belong into a log. nil unless `name` is an RFC 6265 cookie name.
    package static func captureLines(cookie name: String) -> [String]? {
        let marks = Set("!#$%&'*+-.^_`|~".utf8)
        // Of RFC 9110's token characters those that HAProxy's configuration gives a meaning of their own are left out.
        let special = Set("#$%&'`".utf8)
        let isToken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: marks.subtracting(special).contains(byte)
            }
        }
        guard !name.isEmpty, name.utf8.count <= 128, isToken else { return nil }
        let digest = "sha2(256),hex,bytes(0,32)"
        return [
            "http-request set-var(\(session)) req.cook(\(name)),\(digest) if { req.cook(\(name)) -m found }",
            "http-response set-var(\(session)) res.cook(\(name)),\(digest) "
                + "if !{ var(\(session)) -m found } { res.cook(\(name)) -m found }",
        ]
    }

    /// The lines of the `defaults` section: without `abortonclose` HAProxy does not notice a client that leaves while
    /// it waits for the answer, and the request shows as the server's. It works only where frontend and backend have
    /// it.
    package static let defaultsLines = ["option abortonclose"]

    /// All lines of a frontend: log target, what is not logged, format and session. `socket` is the path of
    /// `LogReceiver`'s socket; nil for `cookie` if the service has no session cookie. nil for a name that is none.
    package static func frontendLines(socket: String, cookie: String?) -> [String]? {
        var lines = [
            "log \(socket) len \(lineBytes) format raw local0 info",
            "option dontlognull",
            directive,
        ]
        if let cookie {
            guard let capture = captureLines(cookie: cookie) else { return nil }
            lines += capture
        }
        return lines
    }
}
