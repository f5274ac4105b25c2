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

/// The files embedded in the program: one binary, wherever it is copied to.
enum Resources {
    private static let files: [String: [UInt8]] = [
        "Assets/app.css": PackageResources.app_css,
        "Assets/app.js": PackageResources.app_js,
        "Assets/icon.svg": PackageResources.icon_svg,
        "Templates/charts.mustache": PackageResources.charts_mustache,
        "Templates/confirm.mustache": PackageResources.confirm_mustache,
        "Templates/entered.mustache": PackageResources.entered_mustache,
        "Templates/error.mustache": PackageResources.error_mustache,
        "Templates/head.mustache": PackageResources.head_mustache,
        "Templates/ledger.mustache": PackageResources.ledger_mustache,
        "Templates/login.mustache": PackageResources.login_mustache,
        "Templates/notices.mustache": PackageResources.notices_mustache,
        "Templates/objectives.mustache": PackageResources.objectives_mustache,
        "Templates/page.mustache": PackageResources.page_mustache,
        "Templates/releases.mustache": PackageResources.releases_mustache,
        "Templates/rollout.mustache": PackageResources.rollout_mustache,
        "Templates/status.mustache": PackageResources.status_mustache,
    ]

    /// A file's text. Throws `internal` if there is no such file: a fault of the build.
    static func text(_ path: String) throws(ControlError) -> String {
        guard let bytes = files[path] else {
            throw ControlError(
                .internal, "the file \(path) is not part of this program", hint: "Report this as a fault")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
