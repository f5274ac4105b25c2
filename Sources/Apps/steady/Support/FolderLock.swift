// One `steady up`, and one `steady apply`, for each flow at a time.

import ControlPlane
import Foundation

/// Holds a lock of a state folder until `release`, or until this process ends, however it ends.
struct FolderLock {
    private let descriptor: Int32

    /// For `steady up`: a second one would end what the first looks after. Throws with exit code 2, naming the process,
    /// while another one holds it.
    static func up(_ folder: StateFolder) throws -> FolderLock {
        try FolderLock(
            "\(folder.run)/up.lock", says: "`steady up` looks after \(folder.path) already",
            hint: "Leave it running, or end it first with Ctrl-C or SIGTERM.")
    }

    /// For `steady apply`. Throws with exit code 2, naming the process, while another one holds it.
    static func apply(_ folder: StateFolder) throws -> FolderLock {
        try FolderLock(
            "\(folder.run)/apply.lock", says: "another `steady apply` is under way for \(folder.path)",
            hint: "Wait until it has ended.")
    }

    private init(_ path: String, says: String, hint: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                1, "\(path) cannot be opened: \(String(cString: strerror(errno)))", hint: "Check its folder.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = WholeFile.read(path)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
            close(descriptor)
            throw CommandFailure(2, "\(says) (process \(holder))", hint: hint)
        }
        let text = Array("\(ProcessInfo.processInfo.processIdentifier)\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.count, 0)
    }

    /// Gives the lock back.
    func release() {
        close(descriptor)
    }
}
