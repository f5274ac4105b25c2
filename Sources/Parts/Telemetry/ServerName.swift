// How a server in the data plane is named, so that every log line says its release.

/// A server's name, `RELEASE.INDEX`, for example `v2.1`: the first instance of release v2.
package struct ServerName: Hashable, Sendable, CustomStringConvertible {
    /// The release, which may contain dots itself.
    package var release: String
    /// The instance's number within the release, from 1.
    package var index: Int

    /// A name from its parts.
    package init(release: String, index: Int) {
        self.release = release
        self.index = index
    }

    /// A name from its text; nil unless a release, a dot and a number of 1 or more.
    package init?(text: String) {
        guard let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")), dot != text.startIndex,
            let index = Int(text[text.utf8.index(after: dot)...]), index > 0
        else { return nil }
        self.init(release: String(text[..<dot]), index: index)
    }

    /// The release in a server's name: everything before the last dot, or the whole name if there is no dot.
    package static func release(of server: String) -> String {
        guard let dot = server.utf8.lastIndex(of: UInt8(ascii: ".")) else { return server }
        return String(server[..<dot])
    }

    /// `v2.1`
    package var description: String { "\(release).\(index)" }
}
