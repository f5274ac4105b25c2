// What it costs, through the built program: a design, a plan, the bill, and prices that cannot be fetched.

import Core
import Foundation
import Shell
import Testing

extension EndToEnd {
    @Suite struct Cost {
        private static let specification = """
            steady: 1
            flow: donations
            owner: { team: platform, costCenter: fundraising }
            routes: [GET /donate, POST /donations]
            objectives:
              availability: { target: 99.95%, window: 30d }
              latency: { percentile: 95, below: 8s, warn: 6s, window: 30d }
            traffic: { peak: 40/s, grow: 10x }
            environments: { production: { target: hosts } }
            service: { run: ./donations, health: /healthz }
            data: { postgres: { server: external, rpo: 5m, rto: 1h, drill: 90d } }
            budget: { monthly: BUDGET, warn: 80% }
            """

        private func run(
            _ rig: FlowRig, budget: String = "1500 USD", _ command: [String], _ more: [String: String] = [:]
        )
            async throws -> CommandResult
        {
            let text = Self.specification.replacing("BUDGET", with: budget)
            try Data(text.utf8).write(to: URL(fileURLWithPath: rig.specification))
            return try await rig.steady(
                command, timeout: .seconds(30), environment: rig.environment.merging(more) { $1 })
        }

        @Test(.timeLimit(.minutes(1))) func `a design has a price, and old prices pass no budget`() async throws {
            try await FlowRig.withStub { rig in
                let own = try await run(rig, ["cost"])
                #expect(own.exitCode == 3 && own.standardOutput.contains("The design multi-zone"), "\(own)")
                let small = try await run(rig, budget: "100 USD", ["cost", "--tier", "multi-zone"])
                #expect(small.exitCode == 2, "\(small)")
                #expect(try await run(rig, ["cost", "--tier", "none"]).exitCode == 64)
                let json = try await run(rig, ["cost", "--json"])
                let tree = try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: Any]
                #expect(tree?["verdict"] as? String == "cannot-prove")
            }
        }

        @Test(.timeLimit(.minutes(1))) func `a replica is judged by promises and budget`() async throws {
            try await FlowRig.withStub { rig in
                let study = try await run(rig, ["design", "--replica", "eu-west-1"])
                #expect(study.exitCode == 0 && study.standardOutput.contains("back in 2 h"), "\(study)")
                #expect(try await run(rig, budget: "500 USD", ["design", "--replica", "eu-west-1"]).exitCode == 2)
                #expect(try await run(rig, ["design", "--replica", "Ireland"]).exitCode == 64)
            }
        }

        @Test(.timeLimit(.minutes(1))) func `what a plan adds is shown, and refused above the budget`() async throws {
            try await FlowRig.withStub { rig in
                func plan(_ size: String) -> String {
                    let database = #"{"engine":"postgres","instance_class":"\#(size)","allocated_storage":100}"#
                    return """
                        {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{"address":"aws_db_instance.a",
                        "mode":"managed","type":"aws_db_instance","name":"a","change":{"actions":["update"],
                        "before":{"engine":"postgres","instance_class":"db.r6g.large","allocated_storage":100},
                        "after":\(database),"after_unknown":{}}}]}
                        """
                }
                let fits = try await run(rig, ["review", try rig.write(plan("db.r6g.xlarge"), to: "fits.json")])
                #expect(fits.exitCode == 0 && fits.standardOutput.contains("cost: +164.25 USD a month"), "\(fits)")
                let large = try await run(rig, ["review", try rig.write(plan("db.r6g.16xlarge"), to: "large.json")])
                #expect(large.exitCode == 2 && large.standardOutput.contains("[cost]"), "\(large)")
            }
        }

        @Test(.timeLimit(.minutes(1))) func `prices that cannot be fetched change nothing`() async throws {
            try await FlowRig.withStub { rig in
                let gone = try await run(rig, ["prices", "update", "--from", "http://127.0.0.1:9"])
                #expect(gone.exitCode == 1 && gone.standardError.contains("127.0.0.1:9"), "\(gone)")
                #expect(try await run(rig, ["prices", "show"]).exitCode == 0)
                #expect(try await run(rig, ["prices", "update", "--from", "ftp://x"]).exitCode == 64)
            }
        }

        /// Stands for the aws program: 24 USD a day for ten weeks, and a refusal of everything else.
        private static let aws = """
            #!/usr/bin/env python3
            import datetime, json, sys
            if sys.argv[1:3] != ["ce", "get-cost-and-usage"]:
                sys.stderr.write("An error occurred (AccessDeniedException) when calling it: not allowed")
                sys.exit(254)
            today = datetime.datetime.now(datetime.timezone.utc).date()
            days = [today - datetime.timedelta(back) for back in range(70, -1, -1)]
            group = {"Keys": ["Amazon ECS"], "Metrics": {"UnblendedCost": {"Amount": "AMOUNT", "Unit": "USD"}}}
            print(json.dumps({"ResultsByTime": [{"TimePeriod": {"Start": str(day), "End": str(day)}, "Estimated": False,
                                                 "Groups": [group]} for day in days]}))
            """

        /// 24 USD a day are about 730 USD a month, 240 USD ten times as much.
        @Test(.timeLimit(.minutes(1)), arguments: [("24.0000000001", Int32(0)), ("240", 2)])
        func `the bill is judged by the budget, and use that cannot be read is told`(amount: String, code: Int32)
            async throws
        {
            try await FlowRig.withStub { rig in
                let program = try rig.write(Self.aws.replacing("AMOUNT", with: amount), to: "aws")
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
                let status = try await run(rig, ["cost", "status"], ["STEADY_AWS": program])
                #expect(status.exitCode == code, "\(status)")
                #expect(status.standardOutput.contains("tag:GetResources"), "\(status)")
                let ledger = try await run(rig, ["ledger", "show", "--kind", "cost.observed", "--json"])
                #expect(try JSONDecoder().decode([LedgerEntry].self, from: Data(ledger.standardOutput.utf8)).count == 1)
            }
        }

        @Test(.timeLimit(.minutes(1))) func `without the aws program, or without its credentials, it says so`()
            async throws
        {
            try await FlowRig.withStub { rig in
                let missing = try await run(rig, ["cost", "status"], ["STEADY_AWS": "/nonexistent/aws"])
                #expect(missing.exitCode == 69, "\(missing)")
                let program = try rig.write(
                    "#!/bin/sh\necho 'Unable to locate credentials. You can configure credentials' >&2\nexit 253\n",
                    to: "aws")
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
                let nobody = try await run(rig, ["cost", "status"], ["STEADY_AWS": program])
                #expect(nobody.exitCode == 1 && nobody.standardError.contains("aws sso login"), "\(nobody)")
            }
        }
    }
}
