// What is kept of artifacts: whatever may run again, and for a while whatever was just stored.

package import Core
internal import Foundation
internal import Glibc

extension ArtifactStore {
    /// Removes artifacts that are neither in `kept` nor younger than `HostLimits.artifactGrace`, then the files that
    /// no artifact has any more. Returns the digests of what was removed. An artifact that was stored again counts as
    /// young: its release may not be in the state yet.
    @discardableResult
    package func collect(keeping kept: Set<Digest>, now: WallTime) throws -> [Digest] {
        var removed: [Digest] = []
        let names = Set(kept.map(\.hex))
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/trees") where !names.contains(name) {
            let place = "\(root)/trees/\(name)"
            guard let digest = Digest(hex: name), try age(of: place, now: now) >= HostLimits.artifactGrace else {
                continue
            }
            // Renamed first: an artifact is there as a whole or not at all. What is left of it goes at the next start.
            let leaving = "\(root)/incoming/leaving-\(name)"
            try FileManager.default.moveItem(atPath: place, toPath: leaving)
            try FileManager.default.removeItem(atPath: leaving)
            removed.append(digest)
        }
        try removeOrphans(now: now)
        return removed
    }

    /// Files that only the store itself links to. Those that gained or lost a link lately stay: a tree may just be
    /// built of them.
    private func removeOrphans(now: WallTime) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/blobs") {
            let blob = "\(root)/blobs/\(name)"
            let found = try status(of: blob)
            let age = now - WallTime(second: found.st_ctim.tv_sec)
            guard found.st_nlink == 1, age >= HostLimits.artifactGrace else { continue }
            try FileManager.default.removeItem(atPath: blob)
        }
    }

    private func age(of path: String, now: WallTime) throws -> Duration {
        now - WallTime(second: try status(of: path).st_mtim.tv_sec)
    }

    private func status(of path: String) throws -> stat {
        var found = stat()
        guard stat(path, &found) == 0 else {
            throw HostError(
                .unusable, message: "\(path) cannot be looked at: \(String(cString: strerror(errno)))",
                hint: "Check the artifact folder's rights.")
        }
        return found
    }
}
