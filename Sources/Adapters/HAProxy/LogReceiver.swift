// Receives HAProxy's log lines on a Unix datagram socket.
//
// A thread of its own with plain system calls, not an event loop: the kernel queues only a handful of datagrams per
// socket (net.unix.max_dgram_qlen, 10 by default), HAProxy never waits, so the reader must be back at the socket within
// microseconds whatever else the process does. (SwiftNIO 2.101.2 besides ends the process at a datagram from a socket
// without a name, which HAProxy's is: "Unexpected zero length peer name".)

internal import Core
internal import Foundation
internal import Synchronization
package import Telemetry

/// A Unix datagram socket that hands over what arrives.
package final class LogReceiver: LineSource {
    /// The limits of the receiver.
    package enum Limits {
        /// Bytes of kernel buffer asked for. For Unix datagrams the number of messages is what binds, see above.
        package static let receiveBuffer = 8 << 20
        /// Bytes of one datagram, at most; longer ones arrive cut and count as garbage.
        package static let datagramBytes = 65_536
        /// Bytes of a socket's path, at most: `sockaddr_un` holds 108 with the final zero.
        package static let pathBytes = 107
        /// How long a wait for a datagram lasts until a stop is noticed, in milliseconds. A stop wakes the wait itself;
        /// this is the net below.
        package static let waitMilliseconds: Int32 = 1000
    }

    private struct Running {
        var socket: Int32
        /// A pipe whose writing end ends the wait at the reading end.
        var wakeRead: Int32
        var wakeWrite: Int32
        var ended: DispatchSemaphore
    }

    /// The socket's path.
    package let path: String
    private let running = Mutex<Running?>(nil)

    /// A receiver for a socket at `path`; nothing happens before `start`.
    package init(path: String) {
        self.path = path
    }

    deinit { stop() }

    /// Binds the socket, mode 600, and receives until `stop()`. A socket file left by an earlier process is replaced;
    /// any other file at that place is not. Throws `sourceUnavailable`, also while it is running already.
    package func start(_ sink: @escaping @Sendable (UnsafeRawBufferPointer) -> Void) throws(TelemetryError) {
        let result: Result<Void, TelemetryError> = running.withLock { running in
            do throws(TelemetryError) {
                guard running == nil else { throw failure("it is received from already") }
                let socket = try open()
                var wake: [Int32] = [-1, -1]
                guard pipe(&wake) == 0 else {
                    close(socket)
                    throw failure("no pipe: \(Self.reason)")
                }
                for end in wake { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
                let ended = DispatchSemaphore(value: 0)
                let thread = Thread { [waking = wake[0]] in
                    Self.receive(from: socket, until: waking, sink)
                    ended.signal()
                }
                thread.name = "steady-log"
                thread.qualityOfService = .userInteractive
                thread.start()
                running = Running(socket: socket, wakeRead: wake[0], wakeWrite: wake[1], ended: ended)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Ends receiving and removes the socket's file; returns when the thread has ended. What the kernel still held has
    /// been handed over.
    package func stop() {
        guard let ending = running.withLock({ running in running.take() }) else { return }
        close(ending.wakeWrite)
        ending.ended.wait()
        close(ending.socket)
        close(ending.wakeRead)
        unlink(path)
    }

    private func open() throws(TelemetryError) -> Int32 {
        let length = path.utf8.count
        guard length > 0, length <= Limits.pathBytes else {
            throw failure("its path has \(length) bytes, at most \(Limits.pathBytes) are possible")
        }
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK else { throw failure("there is another file at its place") }
            guard !isAlive() else { throw failure("another process receives there") }
            unlink(path)
        }
        let socket = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("no socket: \(Self.reason)") }
        var size = Int32(Limits.receiveBuffer)
        setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        // The mode is set before anybody can connect: bind creates the file with what fchmod left on the socket.
        fchmod(socket, 0o600)
        guard withAddress({ bind(socket, $0, $1) }) == 0, chmod(path, 0o600) == 0 else {
            let reason = Self.reason
            close(socket)
            throw failure("binding failed: \(reason)")
        }
        return socket
    }

    /// Whether somebody receives at the path now. A socket file outlives its process; connecting tells.
    private func isAlive() -> Bool {
        let probe = Foundation.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return false }
        defer { close(probe) }
        return withAddress { Foundation.connect(probe, $0, $1) } == 0
    }

    private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: path.utf8)
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                body(plain, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func receive(
        from socket: Int32, until wake: Int32, _ sink: @Sendable (UnsafeRawBufferPointer) -> Void
    ) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Limits.datagramBytes, alignment: 16)
        defer { buffer.deallocate() }
        var waits = [
            pollfd(fd: socket, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            // Everything that waits, without asking first.
            while true {
                let count = recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                if count > 0 {
                    sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                } else if count == 0 || errno == EINTR {
                    continue
                } else {
                    break
                }
            }
            if waits[1].revents != 0 { return }
            poll(&waits, 2, Limits.waitMilliseconds)
        }
    }

    private func failure(_ what: String) -> TelemetryError {
        TelemetryError(
            .sourceUnavailable, "Cannot receive log lines at \(path): \(what)",
            hint: "Check that its folder exists and belongs to this user, and that no other control plane is running.")
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
