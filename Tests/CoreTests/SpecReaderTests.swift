// The reader of steady.yaml: what is right is read whole, what is wrong is said at its place, and nothing crashes it.

import Core
import Foundation
import Testing

struct SpecReaderTests {
    @Test func `the example is read without a single diagnostic`() throws {
        let reading = FlowSpecReader.read(try Repository.text("Examples/donations/steady.yaml"), file: "steady.yaml")
        #expect(reading.diagnostics == [])
        let spec = try #require(reading.spec)
        #expect(spec.flow == "donations")
        #expect(spec.owner.escalate == ["oncall", "engineering-manager"])
        #expect(spec.routes.map(\.description) == ["GET /donate", "POST /donations", "POST /webhooks/payment"])
        #expect(spec.objectives.availability.target == Percent(text: "99.95%"))
        #expect(spec.objectives.latency.below == .seconds(8))
        #expect(spec.traffic.peak.perSecond == 40)
        #expect(spec.service.run == ["./donations"])
        #expect(spec.service.sessionCookie == "donor")
        #expect(spec.service.startWithin == .seconds(10))
        #expect(spec.service.environment == ["DATABASE_URL": .secret(SecretReference(name: "database-url"))])
        #expect(spec.postgres?.server == .scratch)
        #expect(spec.budget?.monthly == Money(text: "1500 USD"))
    }

    @Test func `the smallest file takes every default with a reason`() throws {
        let reading = FlowSpecReader.read(Self.smallest, file: "steady.yaml")
        let spec = try #require(reading.spec)
        #expect(reading.diagnostics.map(\.code) == ["no-owner"])
        #expect(reading.defaults.allSatisfy { $0.reason.count > 10 })
        #expect(Set(reading.defaults.map(\.key)).count == reading.defaults.count)
        let taken = Dictionary(uniqueKeysWithValues: reading.defaults.map { ($0.key, $0.value) })
        #expect(taken["owner.team"] == "shop")
        #expect(taken["objectives.latency.warn"] == "6s")
        #expect(taken["rollout.limitSlow"] == "5%")
        #expect(taken["environments"] == "{ production: { target: hosts } }")
        #expect(spec.environments == [EnvironmentSpec(name: "production", target: .hosts)])
        #expect(spec.service.instances == 2)
        #expect(spec.rollout.lease == .seconds(30))
        #expect(spec.rollout.harm == RolloutSpec.Harm(failures: 50, budget: Percent(microPercent: 2_000_000)))
    }

    @Test func `a default taken, written out, gives the same specification`() throws {
        let reading = FlowSpecReader.read(Self.smallest, file: "steady.yaml")
        let spec = try #require(reading.spec)
        for taken in reading.defaults where taken.value != "none" {
            let parts = taken.key.split(separator: ".").map(String.init)
            var text = Self.smallest
            let nested = parts.dropFirst().map { "{ \($0): " }.joined() + taken.value
            let closed = nested + String(repeating: " }", count: parts.count - 1)
            if parts[0] == "service" {
                text = text.replacing("run: ./shop", with: "run: ./shop, \(parts[1]): \(taken.value)")
            } else {
                text += "\(parts[0]): \(closed)\n"
            }
            let again = FlowSpecReader.read(text, file: "steady.yaml")
            #expect(again.spec == spec, "\(taken.key): \(again.diagnostics)")
            #expect(!again.defaults.contains { $0.key == taken.key })
        }
    }

    @Test func `defaults that hang on other keys follow them`() throws {
        let text = Self.smallest + "objectives: { latency: { percentile: 99, below: 2s } }\n"
        let spec = try #require(FlowSpecReader.read(text, file: "steady.yaml").spec)
        #expect(spec.objectives.latency.warn == .milliseconds(1500))
        #expect(spec.rollout.limitSlow == Percent(text: "1%"))
    }

    @Test(arguments: [
        // YAML 1.1 reads these as true, 493, 8 h 30 min in seconds, a float; here they are what was written.
        ("A: on", "on"), ("A: yes", "yes"), ("A: 0755", "0755"), ("A: 8:30", "8:30"), ("A: 1.10", "1.10"),
        ("A: \"\"", ""), ("A: 'null'", "null"), ("A: http://x/y?z=1", "http://x/y?z=1"),
    ])
    func `a plain value stays as it was written`(entry: String, value: String) throws {
        let text = Self.smallest.replacing("run: ./shop", with: "run: ./shop, env: { \(entry) }")
        let reading = FlowSpecReader.read(text, file: "steady.yaml")
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        #expect(spec.service.environment == ["A": .plain(value)])
    }

    @Test func `a number is a name where a name is expected`() throws {
        let text = Self.smallest.replacing("flow: shop", with: "flow: 123")
        #expect(FlowSpecReader.read(text, file: "steady.yaml").spec?.flow == "123")
    }

    @Test func `anchors and aliases are read`() throws {
        let text = Self.smallest + "environments: { one: &a { target: hosts }, two: *a }\n"
        let spec = try #require(FlowSpecReader.read(text, file: "steady.yaml").spec)
        #expect(spec.environments.map(\.name) == ["one", "two"])
    }

    @Test(arguments: [
        ("./shop --name 'a b' \"c d\" e\\ f", ["./shop", "--name", "a b", "c d", "e f"]),
        ("./shop \"\" ''", ["./shop", "", ""]),
        ("a\"b\"'c'", ["abc"]),
        ("x \"a\\\"b\\n\"", ["x", "a\"b\\n"]),
    ])
    func `a command is split at spaces and quotes`(command: String, words: [String]) throws {
        let text = Self.smallest.replacing("{ run: ./shop }", with: "\n  run: >-\n    \(command)")
        let reading = FlowSpecReader.read(text, file: "steady.yaml")
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        #expect(spec.service.run == words)
    }

    @Test func `the known keys are all documented`() throws {
        let text = try Repository.text("docs/formats/steady-yaml.md")
        for (mapping, keys) in SpecKeys.known {
            for key in keys {
                let path = mapping.isEmpty ? key : "\(mapping).\(key)"
                #expect(text.contains("`\(path)`"), "docs/formats/steady-yaml.md does not explain \(path)")
            }
        }
    }

    @Test func `every default of the documentation is the one taken`() throws {
        let text = try Repository.text("docs/formats/steady-yaml.md")
        for taken in FlowSpecReader.read(Self.smallest, file: "steady.yaml").defaults {
            let row = text.split(separator: "\n").first { $0.hasPrefix("| `\(taken.key)` ") }
            let value = taken.key == "owner.team" ? "the flow's name" : taken.value
            #expect(row?.contains(value) ?? false, "\(taken.key): \(taken.value)")
        }
    }

    /// Everything that must be written, and nothing else.
    static let smallest = """
        steady: 1
        flow: shop
        routes: [GET /]
        service: { run: ./shop }

        """
}
