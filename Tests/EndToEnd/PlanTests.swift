// Plans of the infrastructure through the built program: verdicts, formats, and applying only what was approved.

import Core
import Foundation
import Shell
import Testing

extension EndToEnd {
    @Suite struct Plan {
        private static let harmless = Self.plan(#"{"cidr":1}"#, #"{"cidr":2}"#, type: "aws_x", action: #""update""#)
        private static let harmful = Self.plan(#"{"bucket":"b"}"#, "null", type: "aws_s3_bucket", action: #""delete""#)
        private static let unproven = Self.plan(
            #"{"desired_count":6}"#, #"{"desired_count":4}"#, type: "aws_ecs_service", action: #""update""#)

        private static func plan(_ before: String, _ after: String, type: String, action: String) -> String {
            """
            {"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{"address":"\(type).a","mode":"managed",
            "type":"\(type)","name":"a","change":{"actions":[\(action)],"before":\(before),"after":\(after),"after_unknown":{}}}]}
            """
        }

        @Test(.timeLimit(.minutes(1)), arguments: [(harmless, 0), (harmful, 2), (unproven, 3), ("{", 1), ("[]", 1)])
        func `the verdict is the exit code, and goes to the ledger`(plan: String, code: Int) async throws {
            try await FlowRig.withStub { rig in
                let path = try rig.write(plan, to: "plan.json")
                for format in [[], ["--json"], ["--sarif"], ["--junit"], ["--markdown"], ["--all"]] {
                    let result = try await rig.steady(["review", path] + format, timeout: .seconds(20))
                    #expect(result.exitCode == Int32(code), "\(format): \(result)")
                    if code != 1, format == ["--json"] || format == ["--sarif"] {
                        #expect(throws: Never.self) {
                            try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8))
                        }
                    }
                    if code == 1 { #expect(result.standardError.contains("plan"), "\(result)") }
                }
                guard code != 1 else { return }
                let ledger = try await rig.steady(
                    ["ledger", "show", "--kind", "plan.reviewed", "--json"], timeout: .seconds(20))
                let entries = try JSONDecoder().decode([LedgerEntry].self, from: Data(ledger.standardOutput.utf8))
                #expect(entries.count == 6)
            }
        }

        /// Stands for the terraform program, which is not on every machine: a saved plan holds its name, it shows the
        /// file `NAME.json` of the folder that it is called in, and writes down there what it applies.
        private static let terraform = """
            #!/bin/sh
            for last; do :; done
            name=$(tail -c +5 "$last")
            case "$1" in
                show) cat "$name.json" ;;
                apply)
                    echo "applied $name" >> applied
                    [ ! -e "$name.hangs" ] || exec sleep 60
                    [ ! -e "$name.fails" ] ;;
            esac
            """

        @Test(.timeLimit(.minutes(1)))
        func `only what was approved is applied, once, and how it ended is written down`() async throws {
            try await FlowRig.withStub { rig in
                let program = try rig.write(Self.terraform, to: "terraform")
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
                var plans: [String] = []
                for (name, json) in [
                    ("a", Self.harmless), ("b", Self.harmless.replacing("2}", with: "3}")), ("c", Self.harmful),
                ] {
                    plans.append(try rig.write("PK\u{3}\u{4}\(name).bin", to: "\(name).bin"))
                    try rig.write(json, to: "\(name).bin.json")
                }
                func run(_ command: String...) async throws -> CommandResult {
                    try await rig.steady(
                        command, timeout: .seconds(20),
                        environment: ["STEADY_TERRAFORM": program, "PATH": "/usr/bin:/bin"])
                }
                #expect(try await run("apply", plans[0], "--yes").exitCode == 2, "nobody approved it")
                #expect(try await run("review", plans[2], "--approve", "--reason", "x", "--yes").exitCode == 2)
                #expect(try await run("review", plans[0], "--approve", "--reason", "needed", "--yes").exitCode == 0)
                let other = try await run("apply", plans[1], "--yes")
                #expect(other.exitCode == 2 && other.standardError.contains("other changes were approved"), "\(other)")
                #expect(!FileManager.default.fileExists(atPath: "\(rig.folder)/applied"))
                #expect(try await run("apply", plans[0], "--yes").exitCode == 0)
                #expect(try String(contentsOfFile: "\(rig.folder)/applied", encoding: .utf8) == "applied a.bin\n")
                let again = try await run("apply", plans[0], "--yes")
                #expect(again.exitCode == 2 && again.standardError.contains("was applied"), "\(again)")
                #expect(try await run("review", plans[1], "--approve", "--reason", "needed", "--yes").exitCode == 0)
                try rig.write("", to: "b.bin.fails")
                #expect(try await run("apply", plans[1], "--yes").exitCode == 1)
                let ledger = try await run("ledger", "show", "--last", "1")
                #expect(ledger.standardOutput.contains("plan.failed"), "\(ledger)")
                #expect(try await run("ledger", "verify").exitCode == 0)
            }
        }

        @Test(.timeLimit(.minutes(1)))
        func `an apply that is interrupted is not called applied, and leaves no copy of the plan`() async throws {
            try await FlowRig.withStub { rig in
                let program = try rig.write(Self.terraform, to: "terraform")
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
                let plan = try rig.write("PK\u{3}\u{4}a.bin", to: "a.bin")
                try rig.write(Self.harmless, to: "a.bin.json")
                try rig.write("", to: "a.bin.hangs")
                let environment = ["STEADY_TERRAFORM": program, "PATH": "/usr/bin:/bin"]
                let options = ["--file", rig.specification, "--state", rig.state, "--yes"]
                let approved = try await rig.steady(
                    ["review", plan, "--approve", "--reason", "needed", "--yes"], timeout: .seconds(20),
                    environment: environment)
                #expect(approved.exitCode == 0)
                let result = try await rig.runner.run(
                    ["timeout", "--signal=INT", "3", Programs.steady, "apply", plan] + options,
                    environment: environment, workingDirectory: rig.folder, timeout: .seconds(40), outputLimit: 1 << 20)
                #expect(result.exitCode == 124 && !result.standardOutput.contains("Applied"), "\(result)")
                let ledger = try await rig.steady(["ledger", "show"], timeout: .seconds(20))
                #expect(ledger.standardOutput.contains("plan.applying"), "\(ledger)")
                #expect(!ledger.standardOutput.contains("plan.applied"), "\(ledger)")
                #expect(!FileManager.default.fileExists(atPath: "\(rig.state)/run/apply-plan.bin"))
            }
        }
    }
}
