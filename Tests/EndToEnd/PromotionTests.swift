// Good releases are promoted: the example's under donors' traffic, and the stub's while its control plane is killed.

import Core
import Foundation
import LoadTesting
import SQLiteStore
import Shell
import Testing

/// Promotions take a minute of canary traffic at least, so these run beside the other flows, on ports of their own.
@Suite(.serialized) struct EndToEndPromotion {
    private static let paths: Set<String> = ["/donate", "/donations", "/webhooks/payment"]

    @Test(.timeLimit(.minutes(3)))
    func `a good release of the example is promoted without a failed request and left again for the warm one`()
        async throws
    {
        try await FlowRig.with { rig in
            try await Self.layOutExample(rig)
            try await rig.start()
            let first = try await Self.deploy("v1", rig)
            try #require(first.value.outcome == "promoted", "\(first.value)")
            let donors = try rig.users(30, Traffic.donor())
            try await pass(.seconds(3))

            let good = try await Self.deploy("v2", rig)
            try #require(good.value.outcome == "promoted" && good.exitCode == 0, "\(good.value)")
            #expect(try await rig.flow().live == "v2")
            try await Self.replayIsTheSame(good.value.id, rig)

            // Back to the one before: it was kept warm, so this takes a moment and no judge.
            let back = try await rig.json(["rollout", "rollback", "--yes"], as: RolloutAnswer.self)
            #expect(back.value.outcome == "promoted" && back.value.release == "v1" && back.exitCode == 0)
            let returned = MachineClock().now
            #expect(try await rig.flow().live == "v1")
            try await pass(.seconds(2))

            let report = try await donors.end()
            #expect(report.failedRequests == 0 && report.completed > 500, "\(report.failures.prefix(3))")
            let seen = try rig.witness(paths: Self.paths)
            #expect(seen.failed.isEmpty && seen.of("v2").count > 500)
            #expect(seen.of("v2").allSatisfy { $0.began <= returned })
            try await rig.ledgerIsIntact()
            #expect(await rig.stop(), "steady up does not end on SIGTERM")
            #expect(Leftovers.pids(of: rig.folder).isEmpty)
        }
    }

    /// The example's specification and configuration, and its releases v1 and v2, in the rig's folder.
    private static func layOutExample(_ rig: FlowRig) async throws {
        try Programs.requireBuilt(Programs.donations)
        for name in ["steady.yaml", "config/app.json"] {
            try rig.write(String(contentsOfFile: "\(Programs.example)/\(name)", encoding: .utf8), to: name)
        }
        for version in ["v1", "v2"] {
            let built = try await rig.runner.run(
                [
                    "\(Programs.example)/build-release", version, "\(rig.folder)/releases/\(version)",
                    Programs.donations,
                ],
                environment: nil, workingDirectory: nil, timeout: .seconds(60), outputLimit: 1 << 20)
            try #require(built.exitCode == 0, "\(built.standardError)")
        }
    }

    private static func deploy(
        _ version: String, _ rig: FlowRig
    ) async throws -> (value: RolloutAnswer, exitCode: Int32) {
        try await rig.json(
            ["deploy", version, "\(rig.folder)/releases/\(version)", "--yes"], timeout: .seconds(140))
    }

    private static func replayIsTheSame(_ id: String, _ rig: FlowRig) async throws {
        let replay = try await rig.json(["rollout", "replay", id], as: ReplayAnswer.self)
        #expect(replay.value.isSame && replay.exitCode == 0)
        #expect(replay.value.steps.count >= 5 && replay.value.steps.allSatisfy(\.isSame))
    }

    @Test(.timeLimit(.minutes(3)))
    func `killed at six points of a good rollout it is promoted and no request fails`() async throws {
        try await FlowRig.withLiveStub { rig in
            let users = try rig.users(80)
            try await pass(.seconds(2))
            let before = try #require(try rig.ledger().latest(1, subject: nil).last).sequence
            async let begun = rig.begin("v2")
            let points = [
                "instance.starting", "instance.started", "rollout.share-intended", "rollout.share-confirmed",
                "rollout.judged", "rollout.promoting",
            ]
            var last = before
            for point in points {
                last = try await rig.entry(point, after: last, within: .seconds(100)).sequence
                try await rig.controlPlaneIsBack(after: rig.killControlPlane())
            }
            let id = try await begun.id
            let ended = try await rig.ended(id, within: .seconds(60))
            #expect(ended.outcome == "promoted", "\(ended)")
            let report = try await users.end()
            #expect(report.failedRequests == 0, "\(report.failures.prefix(3))")
            #expect(try rig.witness().failed.isEmpty)
            try await rig.ledgerIsIntact()
            let replay = try await rig.json(["rollout", "replay", id], as: ReplayAnswer.self)
            #expect(replay.value.isSame && !replay.value.steps.isEmpty && replay.exitCode == 0)
        }
    }
}
