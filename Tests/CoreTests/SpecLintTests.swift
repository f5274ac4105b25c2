// What a right specification leaves uncovered is listed, and nothing else.

import Core
import Testing

struct SpecLintTests {
    @Test func `the example leaves one gap: nobody is notified`() throws {
        let text = try Repository.text("Examples/donations/steady.yaml")
        let spec = try #require(FlowSpecReader.read(text, file: "steady.yaml").spec)
        #expect(SpecLint.lint(spec, file: "steady.yaml").map(\.rule) == ["no-notify"])
    }

    @Test func `the smallest file leaves the gaps that nobody can guess to fill`() throws {
        let spec = try #require(FlowSpecReader.read(SpecReaderTests.smallest, file: "steady.yaml").spec)
        let findings = SpecLint.lint(spec, file: "steady.yaml")
        #expect(
            findings.map(\.rule) == ["no-session", "no-budget", "no-restore-drill", "no-notify", "no-escalation"])
        #expect(findings.map(\.verdict).combined() == .cannotProve)
        #expect(findings.allSatisfy { $0.subject.hasPrefix("steady.yaml: ") && !$0.hint.isEmpty })
    }

    @Test(arguments: [
        ("objectives: { availability: { target: 99.99%, window: 1h } }", "not-measurable", Verdict.cannotProve),
        (
            "objectives: { latency: { percentile: 99.9, window: 1h } }\ntraffic: { peak: 900/h }", "not-measurable",
            .cannotProve
        ),
        ("objectives: { latency: { below: 8s, warn: 7.5s } }", "late-warning", .warn),
        ("rollout: { watch: 23h }", "short-watch", .warn),
        ("environments: { production: { listen: \"0.0.0.0:80\" } }", "open-listener", .warn),
        ("environments: { production: { listen: \"donate.example:80\" } }", "open-listener", .warn),
        ("environments: { production: { listen: \"127.0.0.1.example.org:80\" } }", "open-listener", .warn),
        ("secrets: [{ name: a, rotate: 91d }]", "slow-rotation", .warn),
        ("data: { postgres: { drill: 120d } }", "rare-restore-drill", .warn),
        ("dependencies: [{ name: a }]", "no-failure-mode", .cannotProve),
    ])
    func `a gap is named`(addition: String, rule: String, verdict: Verdict) throws {
        let reading = FlowSpecReader.read(SpecReaderTests.smallest + addition + "\n", file: "steady.yaml")
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        #expect(SpecLint.lint(spec, file: "steady.yaml").contains { $0.rule == rule && $0.verdict == verdict })
    }

    @Test(arguments: [
        // Just enough: 3600 requests at 99.9 % allow 3.6 failures; 10001 at 99.99 % allow one.
        "objectives: { availability: { target: 99.9%, window: 1h } }",
        "objectives: { availability: { target: 99.99%, window: 3h } }",
        "rollout: { watch: 24h }", "secrets: [{ name: a, rotate: 90d }]",
        "environments: { production: { listen: \"127.0.0.1:80\" }, b: { listen: \"[::1]:81\" } }",
        "environments: { production: { listen: \"localhost:80\" } }",
    ])
    func `what lies just within is no gap`(addition: String) throws {
        let reading = FlowSpecReader.read(SpecReaderTests.smallest + addition + "\n", file: "steady.yaml")
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        #expect(
            SpecLint.lint(spec, file: "steady.yaml").map(\.rule)
                == ["no-session", "no-budget", "no-restore-drill", "no-notify", "no-escalation"])
    }

    @Test func `a single instance is a gap`() throws {
        let text = SpecReaderTests.smallest.replacing("run: ./shop", with: "run: ./shop, instances: 1")
        let spec = try #require(FlowSpecReader.read(text, file: "steady.yaml").spec)
        #expect(SpecLint.lint(spec, file: "steady.yaml").contains { $0.rule == "single-instance" })
    }
}
