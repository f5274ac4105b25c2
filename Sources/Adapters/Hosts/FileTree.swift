// A folder as a list of files with their digests: what an artifact's name is made of.

import Core
internal import Foundation

/// The files below a folder, sorted, each with what matters of it.
struct FileTree: Sendable {
    /// One file or link.
    struct Entry: Codable, Hashable, Sendable {
        /// Its path below the folder, with `/`.
        var path: String
        /// `file`, `program` (may be run) or `link`.
        var kind: Kind
        /// The digest of the file's bytes, or of the link's target text.
        var digest: Digest
        /// A link's target; nil for files.
        var target: String?

        enum Kind: String, Codable, Hashable, Sendable {
            case file
            case program
            case link
        }
    }

    /// Sorted by path.
    let entries: [Entry]

    /// The digest of the whole: of its entries as canonical JSON. Times, owners and empty folders do not count.
    var digest: Digest {
        get throws { Digest(ofText: try CanonicalJSON.text(entries)) }
    }

    /// Reads the folder at `root`. Throws `HostError` if it is none, is empty, holds a device or socket, a link that
    /// leads out of it, or more than the limits allow.
    init(root: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
            throw HostError(.notFound, message: "\(root) is no folder", hint: "Name the folder that the build wrote.")
        }
        guard let walker = FileManager.default.enumerator(atPath: root) else {
            throw HostError(.notAccessible, message: "\(root) cannot be read", hint: "Check its permissions.")
        }
        var found: [Entry] = []
        var bytes = 0
        while let path = walker.nextObject() as? String {
            guard let entry = try Self.entry(path, root: root, bytes: &bytes) else { continue }
            found.append(entry)
            guard found.count <= HostLimits.artifactFiles, bytes <= HostLimits.artifactBytes else {
                throw HostError(
                    .unusable,
                    message: "\(root) holds more than \(HostLimits.artifactFiles) files or "
                        + "\(HostLimits.artifactBytes >> 30) GiB", hint: "Ship what runs, not what built it.")
            }
        }
        guard !found.isEmpty else {
            throw HostError(.unusable, message: "\(root) is empty", hint: "Build first, then deploy what was built.")
        }
        entries = found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private static func entry(_ path: String, root: String, bytes: inout Int) throws -> Entry? {
        let full = root + "/" + path
        let attributes = try FileManager.default.attributesOfItem(atPath: full)
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory:
            return nil
        case .typeSymbolicLink:
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: full)
            guard isInside(target, of: path) else {
                throw HostError(
                    .unusable, message: "\(full) is a link to \(target), outside of the artifact",
                    hint: "Copy the file instead: an artifact must hold all that it needs.")
            }
            return Entry(path: path, kind: .link, digest: Digest(ofText: target), target: target)
        case .typeRegular:
            bytes += (attributes[.size] as? NSNumber)?.intValue ?? 0
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
            return Entry(path: path, kind: mode & 0o111 == 0 ? .file : .program, digest: try digest(ofFile: full))
        default:
            throw HostError(
                .unusable, message: "\(full) is neither file, folder nor link", hint: "Remove it from the artifact.")
        }
    }

    /// Whether a relative link at `path` stays below the folder.
    private static func isInside(_ target: String, of path: String) -> Bool {
        guard !target.hasPrefix("/") else { return false }
        var depth = path.split(separator: "/").count - 1
        for part in target.split(separator: "/") {
            if part == ".." { depth -= 1 } else if part != "." { depth += 1 }
            if depth < 0 { return false }
        }
        return true
    }

    private static func digest(ofFile path: String) throws -> Digest {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw HostError(.notAccessible, message: "\(path) cannot be read", hint: "Check its permissions.")
        }
        defer { handle.closeFile() }
        var stream = Digest.Stream()
        while let chunk = try handle.read(upToCount: HostLimits.chunk), !chunk.isEmpty { stream.add(chunk) }
        return stream.finish()
    }
}
