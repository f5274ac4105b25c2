// Finds a loopback port that nobody listens on.

internal import Glibc

/// Finds free ports by binding them.
package enum PortFinder {
    /// A free port of `HostLimits.ports` that is none of `taken`, the first one from `start` on. Throws `HostError` if
    /// all are in use.
    package static func free(notIn taken: Set<Int>, from start: Int) throws -> Int {
        let ports = HostLimits.ports
        for step in 0..<ports.count {
            let port = ports.lowerBound + (start + step) % ports.count
            if !taken.contains(port), isFree(port) { return port }
        }
        throw HostError(
            .noPort, message: "no port from \(ports.lowerBound) to \(ports.upperBound - 1) is free on loopback",
            hint: "End what uses them: `ss -tlnp`.")
    }

    /// Whether nothing listens on the port at loopback or at all addresses.
    package static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Connections of a dead listener in TIME_WAIT must not make its port look used.
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
