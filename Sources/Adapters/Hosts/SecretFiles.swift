// Secrets on a host: one folder a secret, one file a version, readable by the owner alone.

internal import Foundation

/// Secrets kept as files `NAME/VERSION`, versions counted from 1. Releases name versions; values are read only when an
/// instance starts.
package struct SecretFiles: Sendable {
    private let root: String

    /// The secrets in the folder `root`.
    package init(root: String) {
        self.root = root
    }

    /// The newest version of a secret. Throws `HostError` if there is none.
    package func newestVersion(of name: String) throws -> String {
        let versions = versions(of: name)
        guard let newest = versions.max() else {
            throw HostError(
                .notFound, message: "secret \(name) has no value on this host",
                hint: "Set it: `printf %s VALUE | steady secrets set \(name)`.")
        }
        return String(newest)
    }

    /// The value of a version. Throws `HostError` if it is not there, or others can read it.
    package func value(of name: String, version: String) throws -> String {
        let path = "\(root)/\(name)/\(version)"
        guard Int(version) != nil, let data = FileManager.default.contents(atPath: path) else {
            throw HostError(
                .notFound, message: "version \(version) of secret \(name) is not on this host",
                hint: "Set it again and deploy a new release; an old release cannot be started without it.")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        guard let mode, mode.intValue & 0o077 == 0 else {
            throw HostError(
                .unusable, message: "others can read \(path)", hint: "Run `chmod 600 \(path)` and rotate the secret.")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Stores a new version with mode 600 and gives its number; the same value again gives the version that has it.
    @discardableResult
    package func set(_ name: String, to value: String) throws -> String {
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }) else {
            throw HostError(
                .unusable, message: "'\(name)' is no name of a secret", hint: "Use letters, digits, '-' and '_'.")
        }
        guard !value.isEmpty, value.utf8.count <= HostLimits.secretBytes else {
            throw HostError(
                .unusable, message: "a secret has 1 to \(HostLimits.secretBytes) bytes, this one \(value.utf8.count)",
                hint: "Give its value on standard input.")
        }
        let versions = versions(of: name)
        if let newest = versions.max(), try self.value(of: name, version: String(newest)) == value {
            return String(newest)
        }
        let folder = "\(root)/\(name)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let version = String((versions.max() ?? 0) + 1)
        let draft = "\(folder)/.\(version)"
        guard
            FileManager.default.createFile(
                atPath: draft, contents: Data(value.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw HostError(
                .notAccessible, message: "\(folder) cannot be written: \(String(cString: strerror(errno)))",
                hint: "Check its permissions and the room on its disk.")
        }
        try FileManager.default.moveItem(atPath: draft, toPath: "\(folder)/\(version)")
        return version
    }

    private func versions(of name: String) -> [Int] {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(name)") else { return [] }
        return files.compactMap(Int.init)
    }
}
