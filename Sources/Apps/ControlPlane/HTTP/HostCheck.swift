// Against DNS rebinding: a page of another name must not reach us, even when that name points here.

import NIOCore

/// Decides which `Host` a request may name.
package struct HostCheck: Sendable {
    private let names: Set<String>
    private let anyAddress: Bool

    /// For a server that listens on `host`, and is also reached under the names `others`.
    ///
    /// `localhost` and loopback addresses are always allowed. A server that listens on all addresses is reached under
    /// any IP address, since rebinding needs a name.
    package init(listening host: String, others: [String] = []) {
        names = Set((["localhost", "127.0.0.1", "::1", host] + others).map { $0.lowercased() })
        anyAddress = ["0.0.0.0", "::", "*"].contains(host)
    }

    /// Whether a request may name this authority, `host` or `host:port`; the port does not matter.
    package func allows(_ authority: String?) -> Bool {
        guard let authority, let host = Self.host(of: authority.lowercased()) else { return false }
        return names.contains(host) || (anyAddress && Self.isAddress(host))
    }

    /// The host without port and brackets; nil if it is none.
    static func host(of authority: String) -> String? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || isPort(rest) else { return nil }
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count == 1 || isPort(":" + parts[1]) else { return nil }
        return String(host)
    }

    private static func isPort(_ text: some StringProtocol) -> Bool {
        text.hasPrefix(":") && UInt16(text.dropFirst()) != nil
    }

    private static func isAddress(_ host: String) -> Bool {
        do {
            _ = try SocketAddress(ipAddress: host, port: 0)
            return true
        } catch {
            return false  // It is a name: that is the answer, not a failure.
        }
    }
}
