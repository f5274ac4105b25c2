// One command, one connection, one answer: HAProxy's runtime API (management guide, section 9.3).

internal import Dispatch
internal import Glibc

/// Talks to HAProxy's runtime socket. Each command is a connection of its own; the answer ends with it.
package struct RuntimeSocket: Sendable {
    /// Where the socket is.
    package let path: String
    private static let queue = DispatchQueue(label: "steady.haproxy.runtime", attributes: .concurrent)

    /// The socket at `path`; nothing is opened yet.
    package init(path: String) {
        self.path = path
    }

    /// Sends a command, or several separated by `;`, and gives the whole answer. Throws `HAProxyError` if HAProxy is
    /// not there, or does not answer within `HAProxyLimits.command`.
    package func send(_ command: String) async throws -> String {
        let path = path
        return try await withCheckedThrowingContinuation { continuation in
            Self.queue.async {
                continuation.resume(with: Result { try Self.exchange(command, at: path) })
            }
        }
    }

    private static func exchange(_ command: String, at path: String) throws -> String {
        let descriptor = try connect(to: path)
        defer { close(descriptor) }
        let line = Array((command + "\n").utf8)
        guard write(descriptor, line, line.count) == line.count else {
            throw HAProxyError(
                .notReachable, message: "HAProxy at \(path) does not take commands: \(reason())",
                hint: "Check that HAProxy runs.")
        }
        return try readAll(descriptor, command: command)
    }

    private static func connect(to path: String) throws -> Int32 {
        guard path.utf8.count <= HAProxyLimits.socketPath else {
            throw HAProxyError(
                .pathTooLong, message: "the socket path \(path) is longer than \(HAProxyLimits.socketPath) bytes",
                hint: "Use a state folder with a shorter path.")
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let seconds = HAProxyLimits.command.components.seconds
        var limit = timeval(tv_sec: Int(seconds), tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            let why = reason()
            close(descriptor)
            throw HAProxyError(
                .notReachable, message: "nothing answers at HAProxy's socket \(path): \(why)",
                hint: "Check that HAProxy runs; `steady up` starts it.")
        }
        return descriptor
    }

    private static func readAll(_ descriptor: Int32, command: String) throws -> String {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return String(decoding: answer, as: UTF8.self) }
            guard count > 0 else {
                throw HAProxyError(
                    .timedOut, message: "HAProxy did not answer '\(command)' in time: \(reason())",
                    hint: "It may be overloaded; the command is tried again.")
            }
            answer += buffer[..<count]
            guard answer.count <= HAProxyLimits.answer else {
                throw HAProxyError(
                    .unreadable,
                    message: "HAProxy's answer to '\(command)' is larger than \(HAProxyLimits.answer) bytes",
                    hint: "Is this HAProxy used for something else as well?")
            }
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
