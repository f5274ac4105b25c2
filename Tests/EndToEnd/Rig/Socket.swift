// Sockets that tests open themselves: to look who listens, to be in the way, to send what nobody should.

import Glibc
import Testing

/// A few sockets by plain system calls.
enum Socket {
    /// Whether a connection to a loopback port is accepted.
    static func somebodyListens(at port: Int) -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        return withLoopback(port) { connect(socket, $0, $1) } == 0
    }

    /// Listens on a free loopback port until the descriptor is closed.
    static func listen() throws -> (descriptor: Int32, port: Int) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(withLoopback(0) { bind(socket, $0, $1) } == 0 && Glibc.listen(socket, 8) == 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        return (socket, Int(in_port_t(bigEndian: address.sin_port)))
    }

    /// Sends datagrams to a Unix socket, each as soon as there is room; gives how many were taken.
    static func send(_ messages: [[UInt8]], to path: String) -> Int {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { return 0 }
        return messages.reduce(0) { taken, message in
            taken + (Glibc.send(socket, message, message.count, Int32(MSG_NOSIGNAL)) == message.count ? 1 : 0)
        }
    }

    private static func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
