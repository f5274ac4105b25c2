// One route of the flow, and how a request is matched to it.

/// A method and a path pattern, written `POST /donations` or `GET /donations/{id}`.
package struct RouteSpec: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP method in capitals.
    package var method: String
    /// The path's segments; `{name}` matches any one segment, a final `*` any rest.
    package var segments: [String]

    /// `POST /donations`; nil unless it is a method in capitals, one space and a path that begins with a slash,
    /// without query or fragment, with `*` only as the last segment.
    package init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy({ $0.isASCII && $0.isUppercase }),
            parts[1].hasPrefix("/"), !parts[1].contains("?"), !parts[1].contains("#")
        else { return nil }
        method = String(parts[0])
        segments = parts[1].dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard !segments.dropLast().contains("*") else { return nil }
    }

    /// As it is written.
    package var description: String { method + " /" + segments.joined(separator: "/") }

    /// Whether a request belongs to it. `path` is without query; a trailing slash counts as another path.
    package func matches(method: some StringProtocol, path: some StringProtocol) -> Bool {
        guard method == self.method, path.hasPrefix("/") else { return false }
        let given = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let open = segments.last == "*"
        let fixed = open ? segments.dropLast() : segments[...]
        guard open ? given.count >= segments.count : given.count == segments.count else { return false }
        for (pattern, segment) in zip(fixed, given) {
            let placeholder = pattern.hasPrefix("{") && pattern.hasSuffix("}") && !segment.isEmpty
            guard placeholder || pattern == segment else { return false }
        }
        return true
    }
}
