// One `steady up` for each flow: a second one would end what the first looks after.

import ControlPlane
import Foundation

/// Holds the lock of a state folder until `release`, or until this process ends, however it ends.
struct UpLock {
    private let descriptor: Int32

    /// Takes the lock. Throws with exit code 2, naming the process, while another one holds it.
    init(folder: StateFolder) throws {
        let path = "\(folder.run)/up.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                1, "\(path) cannot be opened: \(String(cString: strerror(errno)))", hint: "Check its folder.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = WholeFile.read(path)?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
            close(descriptor)
            throw CommandFailure(
                2, "`steady up` looks after \(folder.path) already (process \(holder))",
                hint: "Leave it running, or end it first with Ctrl-C or SIGTERM.")
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
