// Bad input at the start: each ends with a clear message and its exit code, and leaves nothing running.

import Core
import Foundation
import Glibc
import Shell
import Testing

extension EndToEnd {
    @Suite struct BadInput {
        @Test(.timeLimit(.minutes(1)), arguments: [["check"], ["up"]])
        func `unknown keys and wrong units are all shown at once`(_ command: [String]) async throws {
            try await FlowRig.withStub { rig in
                let text = try String(contentsOfFile: rig.specification, encoding: .utf8)
                    .replacingOccurrences(of: "health: /healthz", with: "helth: /healthz")
                    .replacingOccurrences(of: "stopWithin: 2s", with: "stopWithin: 2 parsecs")
                    .replacingOccurrences(of: "monthly: 10 USD", with: "monthly: 10")
                try rig.write(text, to: "steady.yaml")
                let result = try await rig.steady(command, timeout: .seconds(20))
                let said = result.standardOutput + result.standardError
                #expect(result.exitCode == 1, "\(said)")
                for fault in ["helth", "parsecs", "monthly"] { #expect(said.contains(fault), "\(said)") }
                #expect(said.contains("health"), "the nearest known key is named: \(said)")
                #expect(said.contains("steady.yaml:") && said.contains("3 faults"), "\(said)")
                #expect(Leftovers.pids(of: rig.folder).isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a port that another program has is named`() async throws {
            let (socket, port) = try Socket.listen()
            defer { close(socket) }
            try await FlowRig.withStub(.init(listen: "127.0.0.1:\(port)")) { rig in
                let result = try await rig.steady(["up"], timeout: .seconds(20))
                #expect(result.exitCode == 1)
                #expect(result.standardError.contains("another program listens on 127.0.0.1:\(port)"), "\(result)")
                #expect(result.standardError.contains("listen"))
                #expect(Leftovers.pids(of: rig.folder).isEmpty)
            }
        }

        @Test(
            .timeLimit(.minutes(1)),
            .enabled(if: Programs.sayIfMissing(canHide, "hiding HAProxy needs root and the right to mount")))
        func `without HAProxy nothing is started and the package is named`() async throws {
            try await FlowRig.withStub { rig in
                let haproxy = try #require(Programs.find("haproxy"))
                // In a mount namespace of its own, a file that cannot be executed lies where HAProxy is.
                let script =
                    "mount --bind /dev/null \(haproxy) && exec \(Programs.steady) up -f \(rig.specification) --state \(rig.state)"
                let result = try await rig.runner.run(
                    ["unshare", "--mount", "sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
                    workingDirectory: nil,
                    timeout: .seconds(20), outputLimit: 1 << 20)
                #expect(result.exitCode == 69, "\(result)")
                #expect(result.standardError.contains("haproxy is not installed"))
                #expect(result.standardError.contains("apt-get install haproxy"))
                #expect(Leftovers.pids(of: rig.folder).isEmpty)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a command without a running control plane says so`() async throws {
            try await FlowRig.withStub { rig in
                let result = try await rig.steady(
                    ["deploy", "v1", try rig.layOut("v1"), "--yes"], timeout: .seconds(20))
                #expect(result.exitCode == 69 && result.standardError.contains("steady up"), "\(result)")
            }
        }

        private static let canHide =
            Programs.isRoot
            && system("unshare --mount sh -c 'mount --bind /dev/null /etc/hostname' >/dev/null 2>&1") == 0
    }
}
