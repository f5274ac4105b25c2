// Artifacts by digest: written once, read-only, shared between releases file by file.

import Core
internal import Foundation
internal import Glibc
package import Releases
package import Shell

/// Keeps what releases run and are configured with, each folder under the digest of its content.
///
/// `blobs/DIGEST` holds every distinct file once; `trees/DIGEST/` is an artifact, made of hard links to blobs. A tree
/// is built beside its place and renamed into it: there is never half of one.
package struct ArtifactStore: Sendable {
    let root: String
    private let runner: any CommandRunner

    /// The store in the folder `root`, which is made if it is not there; leftovers of a crash are removed.
    package init(root: String, runner: any CommandRunner) throws {
        self.root = root
        self.runner = runner
        for folder in ["blobs", "trees", "incoming"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        for leftover in try FileManager.default.contentsOfDirectory(atPath: "\(root)/incoming") {
            try FileManager.default.removeItem(atPath: "\(root)/incoming/\(leftover)")
        }
    }

    /// Stores a folder, or an archive (`.tar`, `.tar.gz`, `.tgz`, `.tar.xz`, `.tar.zst`), and gives the artifact.
    /// Storing the same content again gives the same artifact. `id` names the place where it is built. With `isKept`
    /// false the artifact is told and nothing is stored.
    package func store(_ path: String, id: String, isKept: Bool = true) async throws -> Artifact {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw HostError(
                .notFound, message: "\(path) does not exist", hint: "Build first, then deploy what was built.")
        }
        guard !isFolder.boolValue else { return try take(path, id: id, isKept: isKept) }
        guard [".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst"].contains(where: path.hasSuffix) else {
            throw HostError(
                .unusable, message: "\(path) is neither a folder nor a tar archive",
                hint: "Deploy a folder, or an archive named .tar, .tar.gz, .tgz, .tar.xz or .tar.zst.")
        }
        let unpacked = "\(root)/incoming/\(id)-unpacked"
        try FileManager.default.createDirectory(atPath: unpacked, withIntermediateDirectories: true)
        defer { remove(unpacked) }
        let result = try await runner.run(
            Self.unpackCommand(archive: path, into: unpacked), environment: nil, workingDirectory: nil,
            timeout: HostLimits.unpack, outputLimit: Shell.Limits.commandOutput)
        guard result.exitCode == 0 else {
            throw HostError(
                .unusable, message: "\(path) cannot be unpacked: \(result.standardError.prefix(300))",
                hint: "Check the archive with tar -tf.")
        }
        return try take(unpacked, id: id, isKept: isKept)
    }

    private func take(_ path: String, id: String, isKept: Bool) throws -> Artifact {
        if isKept { return try storeFolder(path, id: id) }
        let digest = try FileTree(root: path).digest
        return .directory(digest: digest, path: "\(root)/trees/\(digest.hex)")
    }

    /// The command that unpacks an archive.
    package static func unpackCommand(archive: String, into folder: String) -> [String] {
        ["tar", "--extract", "--file", archive, "--directory", folder, "--no-same-owner", "--no-same-permissions"]
    }

    private func storeFolder(_ path: String, id: String) throws -> Artifact {
        let tree = try FileTree(root: path)
        let digest = try tree.digest
        let place = "\(root)/trees/\(digest.hex)"
        guard !FileManager.default.fileExists(atPath: place) else {
            // As young as if it were new: see `collect`.
            guard utimes(place, nil) == 0 else {
                throw HostError(
                    .unusable, message: "\(place) cannot be renewed: \(String(cString: strerror(errno)))",
                    hint: "Check the artifact folder's rights.")
            }
            return .directory(digest: digest, path: place)
        }
        let draft = "\(root)/incoming/\(id)"
        defer { if FileManager.default.fileExists(atPath: draft) { remove(draft) } }
        for entry in tree.entries { try add(entry, from: path, to: draft) }
        // A file that changed between hashing and copying would lie under a wrong name.
        guard try FileTree(root: draft).digest == digest else {
            throw HostError(
                .unusable, message: "\(path) changed while it was read",
                hint: "Wait for the build to end, then deploy again.")
        }
        do {
            try FileManager.default.moveItem(atPath: draft, toPath: place)
        } catch {
            guard FileManager.default.fileExists(atPath: place) else { throw error }
        }
        return .directory(digest: digest, path: place)
    }

    private func add(_ entry: FileTree.Entry, from source: String, to draft: String) throws {
        let files = FileManager.default
        let target = "\(draft)/\(entry.path)"
        let folder = (target as NSString).deletingLastPathComponent
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let link = entry.target { return try files.createSymbolicLink(atPath: target, withDestinationPath: link) }
        let blob = "\(root)/blobs/\(entry.digest.hex)\(entry.kind == .program ? "x" : "")"
        if !files.fileExists(atPath: blob) {
            let copy = "\(root)/incoming/blob-\(entry.digest.hex)"
            if files.fileExists(atPath: copy) { try files.removeItem(atPath: copy) }
            try files.copyItem(atPath: "\(source)/\(entry.path)", toPath: copy)
            let mode = entry.kind == .program ? 0o555 : 0o444
            try files.setAttributes([.posixPermissions: mode], ofItemAtPath: copy)
            try files.moveItem(atPath: copy, toPath: blob)
        }
        try files.linkItem(atPath: blob, toPath: target)
    }

    /// Leftovers are removed at the next start as well, so failing here loses nothing.
    private func remove(_ path: String) {
        do { try FileManager.default.removeItem(atPath: path) } catch { return }
    }
}
