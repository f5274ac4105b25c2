// What people order while a rollout runs: plans, two at once, an abort, a changed specification.

import Core
import Foundation
import LoadTesting
import SQLiteStore
import Shell
import Testing

extension EndToEnd {
    @Suite struct Orders {
        @Test(.timeLimit(.minutes(1)))
        func `of two deployments at once one is refused with who holds the flow`() async throws {
            try await FlowRig.withLiveStub { rig in
                let places = try ["v2", "v3"].map { ($0, try rig.layOut($0)) }
                // The same moment first: exactly one may win.
                async let left = rig.steady(["deploy", places[0].0, places[0].1, "--yes", "--no-wait"])
                async let right = rig.steady(["deploy", places[1].0, places[1].1, "--yes", "--no-wait"])
                let codes = try await [left.exitCode, right.exitCode]
                #expect(codes.sorted() == [0, 2])
                // Then one after the other, while the winner's rollout runs.
                let running = try await rig.rollout()
                let late = try await rig.steady(["deploy", "v4", try rig.layOut("v4"), "--yes"])
                #expect(late.exitCode == 2)
                #expect(
                    late.standardError.contains("rollout \(running.id) of \(running.release) is running: user:tester"))
                #expect(late.standardError.contains("steady rollout abort \(running.id)"))
                #expect(try rig.ledger().latest(100, subject: nil).count { $0.kind == "rollout.started" } == 2)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a plan says what would happen and changes nothing`() async throws {
            try await FlowRig.withLiveStub { rig in
                let before = try rig.ledger().head()
                let processes = Leftovers.pids(of: rig.folder)
                let plan = try await rig.steady(["deploy", "v2", try rig.layOut("v2"), "--plan"])
                #expect(plan.exitCode == 0)
                #expect(plan.standardOutput.contains("start 2 instances of v2 beside v1"))
                #expect(plan.standardOutput.contains("first share of traffic"))
                try await pass(.seconds(2))
                #expect(try rig.ledger().head()?.hash == before?.hash)
                #expect(Leftovers.pids(of: rig.folder) == processes)
                #expect(try await rig.flow().releases.map(\.name) == ["v1"])
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an abort returns when the last request of the release has ended and cuts none`() async throws {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(60)
                let begun = try await rig.begin("v2", StubFaults(takes: 0.8))
                try await rig.canaryServes(3, of: begun.id)
                let aborted = try await rig.json(
                    ["rollout", "abort", "--yes", "--reason", "test"], as: RolloutAnswer.self)
                let returned = MachineClock().now
                #expect(aborted.value.outcome == "aborted" && aborted.exitCode == 0)
                #expect(aborted.value.because.contains("user:tester") && aborted.value.because.contains("test"))
                try await pass(.seconds(2))
                #expect(try await users.end().failedRequests == 0)
                let seen = try rig.witness()
                #expect(!seen.of("v2").isEmpty && seen.failed.isEmpty)
                #expect(seen.of("v2").allSatisfy { $0.ended <= returned })
                // Once more is refused: there is nothing to end.
                let again = try await rig.steady(["rollout", "abort", "--yes"])
                #expect(again.exitCode == 2 && again.standardError.contains("has ended already"))
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a specification changed under a running rollout takes effect with the next one and status says so`()
            async throws
        {
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(40)
                let begun = try await rig.begin("v2")
                try await rig.canaryServes(1, of: begun.id)
                let text = try String(contentsOfFile: rig.specification, encoding: .utf8)
                try rig.write(text.replacingOccurrences(of: "watch: 1h", with: "watch: 2h"), to: "steady.yaml")
                let changed = try await rig.rollout()
                #expect(changed.specChanged && changed.outcome == nil)
                let status = try await rig.steady(["rollout", "status"])
                #expect(status.standardOutput.contains("steady.yaml has changed since it began"))
                #expect(try await rig.flow().warnings.contains { $0.contains("has changed since it was read") })

                // Broken, it keeps nobody from being served, and the next deployment is refused with every fault.
                try rig.write(
                    text.replacingOccurrences(of: "instances: 2", with: "instnces: 2\n  startWithin: 3"),
                    to: "steady.yaml")
                try await pass(.seconds(2))
                #expect(try await rig.callIfUp("/api/v1/rollouts/\(begun.id)", as: RolloutAnswer.self)?.outcome == nil)
                let refused = try await rig.steady(["deploy", "v3", try rig.layOut("v3"), "--yes"])
                #expect(refused.exitCode == 2)
                #expect(refused.standardError.contains("instnces") && refused.standardError.contains("startWithin"))
                #expect(refused.standardError.contains("steady.yaml:"))

                try rig.write(text, to: "steady.yaml")
                let aborted = try await rig.json(["rollout", "abort", "--yes"], as: RolloutAnswer.self)
                #expect(aborted.value.outcome == "aborted")
                #expect(try await users.end().failedRequests == 0)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `a ledger that was tampered with is not intact and the first altered entry is named`() async throws {
            let sqlite = try #require(Programs.find("sqlite3"), "sqlite3 is not installed")
            try await FlowRig.withLiveStub { rig in
                try await rig.ledgerIsIntact()
                let export = try await rig.steady(["ledger", "export"])
                let lines = export.standardOutput.split(separator: "\n")
                #expect(lines.count >= 6)
                // The file refuses, its triggers are in the way; someone who can write it takes them away.
                func sql(_ text: String) async throws -> CommandResult {
                    try await rig.runner.run(
                        [sqlite, "-cmd", ".timeout 5000", "\(rig.state)/steady.db", text], environment: nil,
                        workingDirectory: nil,
                        timeout: .seconds(20), outputLimit: 1 << 20)
                }
                #expect(try await sql("UPDATE ledger SET actor = 'nobody' WHERE sequence = 2").exitCode != 0)
                try await rig.ledgerIsIntact()
                let altered = try await sql(
                    "DROP TRIGGER ledger_is_never_changed; UPDATE ledger SET actor = 'nobody' WHERE sequence = 4")
                try #require(altered.exitCode == 0, "\(altered.standardError)")
                let check = try await rig.steady(["ledger", "verify"])
                #expect(check.exitCode == 2)
                #expect(check.standardOutput.contains("NOT INTACT") && check.standardOutput.contains("L-000004"))
                // The export that was taken before is still good.
                try rig.write(export.standardOutput, to: "export.ndjson")
                let before = try await rig.steady(["ledger", "verify", "\(rig.folder)/export.ndjson"])
                #expect(before.exitCode == 0, "\(before)")
            }
        }
    }
}
