// A small disk for the state folder, to fill up.

import Foundation
import Glibc
import Synchronization
import Testing

extension FlowRig {
    /// Mounts a disk of so many megabytes as the state folder; root only. It is unmounted with the rig.
    func mountSmallDisk(megabytes: Int) async throws {
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try #require(
            mount("tmpfs", state, "tmpfs", 0, "size=\(megabytes)m") == 0, "\(String(cString: strerror(errno)))")
        disk.withLock { $0 = state }
    }

    /// Writes `path` until there is no room left.
    func fillDisk(with path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        // Large pieces first, then single bytes: not a page may be left.
        for size in [65_536, 4096, 1] {
            let piece = [UInt8](repeating: 0, count: size)
            while Glibc.write(descriptor, piece, size) > 0 {}
        }
        try #require(errno == ENOSPC)
    }

    /// Unmounts the disk, if there is one.
    func unmountDisk() {
        guard let place = disk.withLock({ $0.take() }) else { return }
        if umount2(place, Int32(MNT_DETACH)) != 0 {
            Issue.record("\(place) stays mounted: \(String(cString: strerror(errno)))")
        }
    }
}
