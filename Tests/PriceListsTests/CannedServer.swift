// A server on loopback that gives canned answers, broken ones included.

import Foundation
import Glibc
import Synchronization

/// Answers each path with fixed bytes, as they are; the connection is closed afterwards.
final class CannedServer: Sendable {
    private let socket: Int32
    /// How often each path was asked for.
    let asked = Mutex<[String: Int]>([:])
    let port: UInt16

    /// `answers`: for each path one whole answer per request, the last one again and again.
    init(_ answers: [String: [String]]) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.featureUnsupported) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0, let self else { return }
                self.serve(client, answers)
            }
        }
    }

    private func serve(_ client: Int32, _ answers: [String: [String]]) {
        defer { close(client) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(client, &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ").dropFirst().first
        let name = path.map(String.init) ?? ""
        let turn = asked.withLock { asked in
            asked[name, default: 0] += 1
            return asked[name, default: 1] - 1
        }
        let list = answers[name] ?? ["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]
        let bytes = Array(list[min(turn, list.count - 1)].utf8)
        var sent = 0
        while sent < bytes.count {
            let now = bytes[sent...].withUnsafeBytes {
                send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard now > 0 else { return }
            sent += now
        }
    }

    var base: String { "http://127.0.0.1:\(port)" }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    /// A whole answer with this body; `announced` is the length it claims to have.
    static func answer(_ body: String, status: String = "200 OK", announced: Int? = nil) -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(announced ?? body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }
}
