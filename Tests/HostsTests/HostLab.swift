// A folder for one test of artifacts, secrets and instances.

import Core
import Foundation
import Glibc
import Hosts
import Releases
import Shell
import Testing

/// A folder with what a build might have left.
struct HostLab: Sendable {
    let folder: String

    /// Calls `body` with a lab and removes it afterwards.
    static func with(_ body: (HostLab) async throws -> Void) async throws {
        var template = Array((NSTemporaryDirectory() + "/steady-hosts-XXXXXX").utf8CString)
        let lab = HostLab(folder: String(cString: try #require(mkdtemp(&template))))
        defer { lab.remove() }
        try await body(lab)
    }

    private func remove() {
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }

    /// The lab's artifact store, opened anew.
    var store: ArtifactStore {
        get throws { try ArtifactStore(root: folder + "/store", runner: SystemCommandRunner()) }
    }

    /// Writes files into a new folder of the lab and gives its path.
    @discardableResult
    func build(_ name: String, _ files: [String: String], programs: Set<String> = ["run"]) throws -> String {
        let root = "\(folder)/\(name)"
        for (path, content) in files {
            let full = URL(filePath: "\(root)/\(path)")
            try FileManager.default.createDirectory(
                at: full.deletingLastPathComponent(), withIntermediateDirectories: true)
            try content.write(to: full, atomically: false, encoding: .utf8)
            try #require(chmod(full.path, programs.contains(path) ? 0o755 : 0o644) == 0)
        }
        return root
    }

    func list(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(path)").sorted()
    }

    func mode(_ path: String) throws -> Int {
        var found = stat()
        try #require(stat(path, &found) == 0, "\(path)")
        return Int(found.st_mode & 0o777)
    }

    func inode(_ path: String) throws -> UInt {
        var found = stat()
        try #require(stat(path, &found) == 0, "\(path)")
        return UInt(found.st_ino)
    }
}

extension Artifact {
    /// The folder and digest of an artifact that is one.
    var place: (digest: Digest, path: String)? {
        guard case .directory(let digest, let path) = self else { return nil }
        return (digest, path)
    }
}
