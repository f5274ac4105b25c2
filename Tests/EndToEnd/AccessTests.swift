// Who may ask and order, and the page in a real browser.

import Core
import Foundation
import LoadTesting
import Shell
import Testing

extension EndToEnd {
    @Suite struct Access {
        @Test(.timeLimit(.minutes(1)))
        func `the token is a file for its owner alone and without it nothing is answered`() async throws {
            try await FlowRig.withLiveStub { rig in
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(rig.state)/token")
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                for path in ["/api/v1/flow", "/api/v1/ledger", "/api/v1/events", "/api/v1/rollouts/current"] {
                    #expect(try await rig.call(path, token: "").status == 401)
                    #expect(try await rig.call(path, token: String(repeating: "0", count: 64)).status == 401)
                }
                #expect(try await rig.call("/api/v1/flow").status == 200)
                let link = try await rig.steady(["token"])
                let token = try #require(rig.read("token")).trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(link.exitCode == 0 && link.standardOutput.contains("/login?token=\(token)"))
                #expect(try #require(rig.read("logs/up.log")).contains(token), "the link is printed at the first start")
                #expect(try #require(rig.read("logs/control-plane.log")).components(separatedBy: token).count <= 2)
            }
        }

        @Test(
            .timeLimit(.minutes(2)),
            .enabled(
                if: Programs.sayIfMissing(
                    Browser.python != nil, "the page test needs Python with playwright, and Chromium")))
        func `the page works in a real browser during a rollout and its button aborts it`() async throws {
            let python = try #require(Browser.python)
            try await FlowRig.withLiveStub { rig in
                let users = try rig.users(20)
                let begun = try await rig.begin("v2")
                try await rig.canaryServes(1, of: begun.id)
                let link = try await rig.steady(["token"]).standardOutput.trimmingCharacters(
                    in: .whitespacesAndNewlines)
                let result = try await rig.runner.run(
                    [
                        python, "\(Programs.repository)/Tests/browser/page_test.py", "--url", link, "--abort",
                        "--shots",
                        "\(rig.folder)/shots",
                    ], environment: nil, workingDirectory: rig.folder, timeout: .seconds(90), outputLimit: 1 << 20)
                #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
                let ended = try await rig.rollout()
                #expect(ended.outcome == "aborted" && ended.because.contains("page test"), "\(ended)")
                #expect(try await users.end().failedRequests == 0)
            }
        }
    }

    private enum Browser {
        /// A Python that has playwright: the repository's own environment first; nil if there is none, or no Chromium.
        static let python: String? = {
            guard Programs.find("chromium") != nil else { return nil }
            return ["\(Programs.repository)/.venv/bin/python", Programs.find("python3")].compactMap { $0 }.first {
                FileManager.default.isExecutableFile(atPath: $0)
                    && system("'\($0)' -c 'import playwright' 2>/dev/null") == 0
            }
        }()
    }
}
