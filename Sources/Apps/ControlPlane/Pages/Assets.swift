// The files that the page loads, and the templates it is made of: parts of the program, read once at start.

import Core
import Foundation
import Mustache

/// A file of the page.
struct Asset: Hashable, Sendable {
    /// Its content.
    let text: String
    /// The beginning of its content's SHA-256: in links, so that a changed file has a new address.
    let version: String
    /// Its media type.
    let mediaType: String

    /// Its entity tag (RFC 9110, 8.8.3).
    var tag: String { "\"\(version)\"" }

    /// A file with its content.
    init(text: String, mediaType: String) {
        self.text = text
        self.version = Digest(ofText: text).short
        self.mediaType = mediaType
    }
}

/// All files of the page.
struct Assets: Hashable, Sendable {
    private static let types = [
        "app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml",
    ]

    private let files: [String: Asset]

    /// Changes whenever one of the files does.
    let version: String

    /// The files that are bundled with the program. Throws `internal` if one is missing.
    static func bundled() throws(ControlError) -> Assets {
        var files: [String: Asset] = [:]
        for (name, type) in types {
            files[name] = Asset(text: try Resources.text("Assets/\(name)"), mediaType: type)
        }
        return Assets(files: files)
    }

    private init(files: [String: Asset]) {
        self.files = files
        version = Digest(ofText: files.values.map(\.version).sorted().joined()).short
    }

    /// A file by its name; nil if there is none.
    subscript(name: String) -> Asset? { files[name] }

    /// The address of a file in a page.
    func link(_ name: String) -> String { "/assets/\(name)?v=\(files[name]?.version ?? "")" }
}

/// The templates of the page.
enum Templates {
    /// Pages and their parts by name.
    static let names = [
        "page", "head", "status", "notices", "rollout", "objectives", "charts", "releases", "ledger", "error", "login",
        "confirm", "entered",
    ]

    /// All templates. Throws `internal` if one is missing or malformed.
    static func bundled() throws(ControlError) -> MustacheLibrary {
        var library = MustacheLibrary()
        for name in names {
            let text = try Resources.text("Templates/\(name).mustache")
            do {
                try library.register(text, named: name)
            } catch {
                throw ControlError(
                    .internal, "the template \(name) is malformed", hint: "Report this as a fault", cause: "\(error)")
            }
        }
        return library
    }
}

/// The files bundled with this target.
enum Resources {
    /// A file's text. Throws `internal` if it is not there: then the program was installed without its resources.
    static func text(_ path: String) throws(ControlError) -> String {
        do {
            guard let root = Bundle.module.resourceURL else { throw CocoaError(.fileNoSuchFile) }
            return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        } catch {
            throw ControlError(
                .internal, "the file \(path) that belongs to this program is missing",
                hint: "Install the program together with its .resources folder", cause: "\(error)")
        }
    }
}
