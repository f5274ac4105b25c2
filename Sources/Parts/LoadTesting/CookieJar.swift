// The cookies of one session.

/// The cookies that a server gave one session, all for one host. Paths and dates are not looked at: a session is short.
package struct CookieJar: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// A jar without cookies.
    package init() {}

    /// The `Cookie` header to send, names in order; nil without cookies.
    package var header: String? {
        guard !values.isEmpty else { return nil }
        return values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }

    /// Takes the cookie of a `Set-Cookie` header (RFC 6265, section 5.2); `Max-Age=0` removes it. What has no name, is
    /// too long, or is one too many is left out.
    package mutating func take(_ header: String) {
        let parts = header.split(separator: ";", omittingEmptySubsequences: false).map { trimmed($0) }
        guard header.utf8.count <= Limits.cookieBytes, let pair = parts.first, let equals = pair.firstIndex(of: "=")
        else { return }
        let name = String(trimmed(pair[..<equals]))
        guard !name.isEmpty else { return }
        let ages = parts.dropFirst().filter { $0.lowercased().hasPrefix("max-age=") }.map { Int($0.dropFirst(8)) }
        if let age = ages.last ?? nil, age <= 0 {
            values[name] = nil
        } else if values[name] != nil || values.count < Limits.cookies {
            values[name] = String(trimmed(pair[pair.index(after: equals)...]))
        }
    }

    private func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }
}
