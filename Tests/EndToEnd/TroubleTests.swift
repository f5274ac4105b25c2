// Trouble around a running flow: a full disk, garbage and a flood of log lines. Users notice nothing.

import Core
import Foundation
import Glibc
import LoadTesting
import SQLiteStore
import Shell
import Testing

extension EndToEnd {
    @Suite struct Trouble {
        @Test(
            .timeLimit(.minutes(1)),
            .enabled(if: Programs.sayIfMissing(canMount, "a full disk needs root and the right to mount a small one")))
        func `with a full disk a deployment is refused clearly and users are served`() async throws {
            try await FlowRig.withStub { rig in
                try await rig.mountSmallDisk(megabytes: 8)
                try await rig.start()
                try await rig.deployFirst()
                let users = try rig.users(30)
                try await pass(.seconds(1))
                let filler = "\(rig.state)/filler"
                try rig.fillDisk(with: filler)
                let refused = try await rig.steady(
                    ["deploy", "v2", try rig.layOut("v2"), "--yes"], timeout: .seconds(30))
                #expect(refused.exitCode != 0)
                #expect(refused.standardError.contains("disk") || refused.standardError.contains("space"), "\(refused)")
                #expect(try rig.ledger().latest(50, subject: nil).allSatisfy { $0.subject != "v2" })
                try await pass(.seconds(4))
                #expect(rig.controlIsAlive)
                let file = try #require(rig.control)

                try FileManager.default.removeItem(atPath: filler)
                try await pass(.seconds(2))
                let begun = try await rig.begin("v2")
                try await rig.canaryServes(2, of: begun.id)
                #expect(try #require(rig.control).pid == file.pid, "the control plane was started anew")
                #expect(try await users.end().failedRequests == 0)
                try await rig.ledgerIsIntact()
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `garbage and a flood on the log socket are counted and shown and end nothing`() async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(40)
                let pid = try #require(rig.control).pid
                let socket = "\(rig.state)/run/log.sock"
                let garbage: [[UInt8]] = [
                    Array("not JSON at all".utf8), Array("{\"v\":1,\"t\":".utf8), [0xFF, 0x00, 0x80, 0x0A, 0x0A],
                    Array("{\"v\":99}".utf8), [UInt8](repeating: UInt8(ascii: "x"), count: 60_000),
                    Array(repeating: UInt8(ascii: "["), count: 10_000),
                ]
                #expect(Socket.send(garbage, to: socket) == garbage.count)
                let warned = try await eventually("the flow warns of lines that cannot be read") {
                    try await rig.flow().warnings.first { $0.contains("log lines could not be read") }
                }
                #expect(warned.hasPrefix("6 ") || warned.hasPrefix("7 "), "\(warned)")

                // More in an instant than may wait: what is not taken in must be said.
                let line = Array(String(repeating: "x", count: 40_000).utf8)
                let flood = [[UInt8]](repeating: line, count: 6_000)
                let taken = await Task.detached { Socket.send(flood, to: socket) }.value
                #expect(taken == flood.count)
                try await eventually("the flow says that lines came too fast, or that all of them were read") {
                    let flow = try await rig.flow()
                    return flow.warnings.contains { $0.contains("came faster") }
                        || flow.gaps.contains { $0.reason.contains("faster") }
                        || flow.warnings.contains { $0.contains("6006 log lines could not be read") }
                }
                #expect(try #require(rig.control).pid == pid && rig.controlIsAlive)

                // And it still counts: requests arrive as before.
                try await eventually("requests are counted again", within: .seconds(20)) {
                    try await rig.flow().now.requestsPerSecond ?? 0 > 20
                }
                #expect(try await users.end().failedRequests == 0)
            }
        }

        private static let canMount: Bool = {
            var template = Array("/tmp/st-mount-XXXXXX".utf8CString)
            guard Programs.isRoot, let made = mkdtemp(&template) else { return false }
            let folder = String(cString: made)
            defer { rmdir(folder) }
            guard mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0 else { return false }
            return umount(folder) == 0
        }()
    }
}
