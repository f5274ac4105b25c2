// Finds and ends every process that a test has caused, however it was started.

import Foundation
import Glibc

/// Processes that belong to a folder of a test: they name it in their command, environment or working directory.
enum Leftovers {
    /// The processes of `folder`, this one left out.
    static func pids(of folder: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 != getpid() && belongs($0, to: folder) }
    }

    private static func belongs(_ pid: Int32, to folder: String) -> Bool {
        let files = FileManager.default
        if let place = try? files.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd"), place.hasPrefix(folder) {
            return true
        }
        return ["cmdline", "environ"].contains { file in
            files.contents(atPath: "/proc/\(pid)/\(file)")?.range(of: Data("\(folder)/".utf8)) != nil
        }
    }

    /// Kills them all, again until none is left; gives how many there were at first.
    @discardableResult
    static func kill(of folder: String) async -> Int {
        let first = pids(of: folder)
        for _ in 0..<40 {
            let left = pids(of: folder)
            if left.isEmpty { break }
            for pid in left { _ = Glibc.kill(pid, SIGKILL) }
            // Children of ours must be collected, or they stay as zombies.
            for pid in left { _ = waitpid(pid, nil, WNOHANG) }
            try? await ContinuousClock().sleep(for: .milliseconds(50))
        }
        return first.count
    }
}
