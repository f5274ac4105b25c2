// A real HAProxy between a scripted client and a scripted server, all on Unix sockets: no port can be in use.

import Foundation
import HAProxy
import Synchronization
import Telemetry
import Testing

/// One running HAProxy with its log received.
final class LogLab: Sendable {
    static let program = "/usr/sbin/haproxy"
    static let isInstalled = FileManager.default.isExecutableFile(atPath: program)

    /// The lines received, in order.
    let lines: AsyncStream<[UInt8]>
    let server: ScriptedServer
    private let folder: String
    private let receiver: LogReceiver

    /// Calls `body` with a running HAProxy and ends it afterwards. `cookie` is the session cookie.
    static func with(cookie: String? = "sid", _ body: (LogLab) async throws -> Void) async throws {
        let lab = try LogLab(cookie: cookie)
        defer { lab.end() }
        try await body(lab)
    }

    private init(cookie: String?) throws {
        var template = Array((NSTemporaryDirectory() + "/steady-log-XXXXXX").utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
        server = try ScriptedServer(path: folder + "/server.sock")
        receiver = LogReceiver(path: folder + "/log.sock")
        let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingOldest(10_000))
        lines = stream
        try receiver.start { continuation.yield(Array($0)) }
        let file = folder + "/haproxy.cfg"
        try configuration(cookie: cookie).write(toFile: file, atomically: false, encoding: .utf8)
        // As a daemon the first process ends when the sockets are bound: nothing to wait for by the clock.
        let status = try Self.run([Self.program, "-D", "-f", file, "-p", folder + "/pid"])
        try #require(status == 0, "HAProxy refuses the configuration \(file)")
    }

    /// Runs a program and gives its wait status. Not by Foundation's `Process`, which waits until a daemon's end, too:
    /// the daemon inherits what it waits for.
    private static func run(_ command: [String]) throws -> Int32 {
        var arguments = command.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, command[0], nil, nil, &arguments, environ) == 0)
        var status: Int32 = 0
        try #require(waitpid(pid, &status, 0) == pid)
        return status
    }

    /// The next line as a request.
    func next() async throws -> RequestObservation {
        for await line in lines { return try parse(line) }
        throw CancellationError()
    }

    func parse(_ line: [UInt8]) throws -> RequestObservation {
        do {
            return try RequestLogParser().parse(line)
        } catch {
            Issue.record("\(error): \(String(decoding: line, as: UTF8.self))")
            throw error
        }
    }

    /// Sends bytes on a connection of its own and gives everything that comes back.
    @discardableResult
    func send(_ text: String) throws -> String {
        let client = try connect()
        client.send(text)
        return client.readToEnd()
    }

    /// Sends a GET for a path and gives everything that comes back.
    @discardableResult
    func get(_ path: String, headers: String = "") throws -> String {
        try send("GET \(path) HTTP/1.1\r\nHost: x\r\n\(headers)Connection: close\r\n\r\n")
    }

    func connect() throws -> Connection {
        try Connection(connecting: folder + "/front.sock")
    }

    private func end() {
        do {
            let pids = try String(contentsOfFile: folder + "/pid", encoding: .utf8).split(separator: "\n")
            for pid in pids.compactMap({ Int32($0) }) { kill(pid, SIGKILL) }
        } catch {
            Issue.record(error)
        }
        receiver.stop()
        server.stop()
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }

    private func configuration(cookie: String?) throws -> String {
        let front = try #require(HAProxyLogFormat.frontendLines(socket: folder + "/log.sock", cookie: cookie))
        return """
            global
                nbthread 2
                stats socket \(folder)/admin.sock mode 600 level admin
            defaults
                mode http
                timeout connect 200ms
                timeout client 300ms
                timeout server 300ms
                timeout http-request 300ms
                timeout queue 200ms
                retries 1
                \(HAProxyLogFormat.defaultsLines.joined(separator: "\n    "))
            frontend web
                bind unix@\(folder)/front.sock
                \(front.joined(separator: "\n    "))
                http-request return status 200 if { path /proxy }
                use_backend down if { path /down }
                use_backend half if { path_beg /half }
                use_backend none if { path /none }
                default_backend app
            backend app
                server v2.1 unix@\(folder)/server.sock
            backend down
                server v3.1 unix@\(folder)/nobody.sock
            backend half
                balance roundrobin
                option redispatch 1
                server v4.1 unix@\(folder)/nobody.sock
                server v4.2 unix@\(folder)/server.sock
            backend none

            """
    }
}

/// One end of a Unix stream socket.
struct Connection: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    init(connecting path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let made = UnixAddress.with(path) { Foundation.connect(descriptor, $0, $1) }
        try #require(made == 0)
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What is there, at least a byte; empty at the end.
    func read(_ limit: Int = 65_536) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, limit, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Everything up to the end, and closes.
    func readToEnd() -> String {
        var all: [UInt8] = []
        while true {
            let some = read()
            if some.isEmpty { break }
            all += some
        }
        close()
        return String(decoding: all, as: UTF8.self)
    }

    func close() { Foundation.close(descriptor) }
}

enum UnixAddress {
    static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A server that does what the path says.
final class ScriptedServer: Sendable {
    /// Signalled when a request for `/silent` has arrived.
    let silentArrived = DispatchSemaphore(value: 0)
    private let listener: Int32

    init(path: String) throws {
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = UnixAddress.with(path) { [listener] in bind(listener, $0, $1) }
        try #require(bound == 0 && listen(listener, 64) == 0)
        Thread { [listener, silentArrived] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                Thread { Self.serve(Connection(descriptor: descriptor), silentArrived) }.start()
            }
        }.start()
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ connection: Connection, _ silentArrived: DispatchSemaphore) {
        defer { connection.close() }
        while true {
            var head = ""
            while !head.contains("\r\n\r\n") {
                let some = connection.read()
                if some.isEmpty { return }
                head += String(decoding: some, as: UTF8.self)
            }
            let path = head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            func answer(_ status: String, _ more: String = "") {
                connection.send("HTTP/1.1 \(status)\r\nContent-Length: 2\r\n\(more)\r\nok")
            }
            switch path {
            case "/fails": answer("500 Internal Server Error")
            case "/missing": answer("404 Not Found")
            case "/cookie": answer("200 OK", "Set-Cookie: sid=fresh; Path=/\r\n")
            case "/silent":
                silentArrived.signal()
                // Until the other side closes.
                while !connection.read().isEmpty {}
                return
            case "/dies": return
            case "/cut":
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
                return
            case "/endless":
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
                let block = [UInt8](repeating: 120, count: 65_536)
                while connection.send(block) {}
                return
            default: answer("200 OK")
            }
        }
    }
}
