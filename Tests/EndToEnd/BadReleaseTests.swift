// Releases that must not be promoted, each with one fault, under traffic.

import Core
import Foundation
import Testing

extension EndToEnd {
    @Suite struct BadReleases {
        @Test(.timeLimit(.minutes(1)))
        func `a release that fails every request is home within ten seconds and costs at most eight requests`() async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(20)
                try await pass(.seconds(4))
                let ended = try await rig.deploy("v5", StubFaults(failEverything: true))
                #expect(ended.value.outcome == "rolled-back" && ended.exitCode == 2)
                try await users.end()
                let seen = try rig.witness()
                #expect((1...8).contains(seen.of("v5").count), "failed requests: \(seen.failed.count)")
                #expect(seen.seconds(of: "v5") <= 10)
                #expect(seen.failed(besides: ["v5"]).isEmpty)
            }
        }
    }
}
