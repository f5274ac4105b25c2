// The datagram socket: its file, its mode, what arrives, and that it ends.

import Foundation
import HAProxy
import Synchronization
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(1))) struct LogReceiverTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        var template = Array((NSTemporaryDirectory() + "/steady-receiver-XXXXXX").utf8CString)
        let folder = String(cString: try #require(mkdtemp(&template)))
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
        }
        try await body(folder)
    }

    private func send(_ messages: [[UInt8]], to path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        try #require(UnixAddress.with(path) { connect(descriptor, $0, $1) } == 0)
        for message in messages {
            try #require(Foundation.send(descriptor, message, message.count, 0) == message.count)
        }
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test func `every message arrives, in order, and an empty one does no harm`() async throws {
        try await withFolder { folder in
            let path = folder + "/log.sock"
            let receiver = LogReceiver(path: path)
            let seen = Mutex<[[UInt8]]>([])
            try receiver.start { bytes in seen.withLock { $0.append(Array(bytes)) } }
            #expect(mode(path) == 0o600)
            // A sender that waits, other than HAProxy: nothing may be lost here.
            let messages = (0..<2000).map { Array("line \($0)\n".utf8) }
            try send(messages + [[]] + [Array("last\n".utf8)], to: path)
            receiver.stop()
            // What the kernel held when stopping was handed over.
            #expect(seen.withLock { $0 } == messages + [Array("last\n".utf8)])
            #expect(mode(path) == 0)
            receiver.stop()
        }
    }

    @Test func `a message up to the limit arrives whole`() async throws {
        try await withFolder { folder in
            let receiver = LogReceiver(path: folder + "/log.sock")
            let seen = Mutex<Int>(0)
            try receiver.start { bytes in seen.withLock { $0 = bytes.count } }
            try send([[UInt8](repeating: 65, count: 60_000)], to: receiver.path)
            receiver.stop()
            #expect(seen.withLock { $0 } == 60_000)
        }
    }

    @Test func `a socket that nobody holds any more is replaced, a living one and other files are not`() async throws {
        try await withFolder { folder in
            let path = folder + "/log.sock"
            let left = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            try #require(UnixAddress.with(path) { bind(left, $0, $1) } == 0)
            let receiver = LogReceiver(path: path)
            let living = #expect(throws: TelemetryError.self) { try receiver.start { _ in } }
            #expect(living?.code == .sourceUnavailable)
            close(left)
            try receiver.start { _ in }
            #expect(throws: TelemetryError.self) { try receiver.start { _ in } }
            #expect(throws: TelemetryError.self) { try LogReceiver(path: path).start { _ in } }
            receiver.stop()
            try receiver.start { _ in }
            receiver.stop()
            try "precious".write(toFile: path, atomically: false, encoding: .utf8)
            #expect(throws: TelemetryError.self) { try receiver.start { _ in } }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        }
    }

    @Test func `a path that is no place for a socket is said so`() async throws {
        let long = "/tmp/" + String(repeating: "a", count: 200)
        for path in [long, "/nonexistent/folder/log.sock"] {
            let error = #expect(throws: TelemetryError.self) { try LogReceiver(path: path).start { _ in } }
            #expect(error?.code == .sourceUnavailable)
            #expect(error?.message.contains(path) == true)
        }
    }
}
