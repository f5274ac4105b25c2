// What a plan says, and why a file is none.

import Core
import Foundation
import Infrastructure
import Testing

@Suite struct PlanReaderTests {
    private func read(_ text: String) throws -> (PlanFacts, [ResourceChange]) {
        var rest = Array(text.utf8)[...]
        var changes: [ResourceChange] = []
        let facts = try PlanReader.read {
            defer { rest = rest.dropFirst(64) }
            return Array(rest.prefix(64))
        } visit: { item in
            if case .change(let change) = item { changes.append(change) }
        }
        return (facts, changes)
    }

    @Test func `known, unknown and absent are three things`() throws {
        let (_, changes) = try read(
            plan([
                change(
                    "aws_x.y[\"a.b]\"]", ["create"], after: #"{"a":1,"b":null,"list":[{"p":null,"q":2}],"tags":{}}"#,
                    unknown: #"{"b":true,"list":[{"p":true}],"gone":true}"#, sensitive: #"{"a":true}"#)
            ]))
        let after = try #require(changes.first).after
        #expect(after["a"] == .known(.number("1")) && after["b"] == .unknown && after["c"] == .absent)
        #expect(after["gone"] == .unknown, "an unknown value may be left out of the values")
        #expect(after["list.0.p"] == .unknown && after["list.0.q"].value?.number == 2 && after["list.1.p"] == .absent)
        #expect(after.hasUnknown("list") && !after.hasUnknown("tags"))
        #expect(after.isSensitive("a") && !after.isSensitive("list"))
        #expect(changes[0].configurationAddress == "aws_x.y")
        #expect(!after["tags"].isSet && after["b"].isSet)
    }

    @Test(arguments: [
        (["no-op"], PlannedAction.noOp), (["create"], .create), (["read"], .read), (["update"], .update),
        (["delete"], .delete), (["delete", "create"], .replace), (["create", "delete"], .createThenDelete),
        (["forget"], .forget), (["create", "forget"], .createThenForget), (["delete", "dance"], .delete),
        (["dance"], .other),
    ])
    func `actions`(actions: [String], action: PlannedAction) {
        #expect(PlannedAction(actions: actions) == action)
    }

    @Test(arguments: [
        ("", PlanError.Code.malformed), ("{\"format_version\":\"1.2\",\"resource_changes\":[", .malformed),
        ("[]", .notAPlan),
        ("{}", .notAPlan), (#"{"format_version":"1.0","values":{}}"#, .notAPlan), ("PK\u{3}\u{4}…", .binary),
        (#"{"format_version":"2.0","resource_changes":[]}"#, .wrongVersion), ("not json", .malformed),
        (#"{"resource_changes":[]} trailing"#, .malformed),
        (#"{"resource_changes":"# + String(repeating: "[", count: 400), .malformed),
    ])
    func `what is no plan is refused with the reason`(text: String, code: PlanError.Code) throws {
        let error = #expect(throws: PlanError.self) { try read(text) }
        #expect(error?.code == code)
        #expect(error?.hint.isEmpty == false)
    }

    @Test(arguments: ["0.1", "0.2", "1.0", "1.2", "1.9"]) func `versions up to 1.x are read`(version: String) throws {
        let (facts, _) = try read(#"{"format_version":"\#(version)","resource_changes":[]}"#)
        #expect(facts.formatVersion == version)
    }

    @Test func `the digest of the changes does not hang on order, time or white space`() throws {
        let one = update("aws_a.x", #"{"p":1,"q":2}"#, #"{"p":2,"q":2}"#)
        let same = update("aws_a.x", #"{ "q": 2, "p":1}"#, #"{"q":2,"p":2}"#)
        let two = change("aws_b.y", ["delete"], before: "{}")
        let first = try read(plan([one, two], other: #","timestamp":"2026-01-01T00:00:00Z""#)).0
        let second = try read(plan([two, same], other: #","timestamp":"2026-02-02T00:00:00Z""#)).0
        #expect(first.changesDigest == second.changesDigest && first.fileDigest != second.fileDigest)
        let other = try read(plan([update("aws_a.x", #"{"p":1,"q":2}"#, #"{"p":3,"q":2}"#), two])).0
        #expect(other.changesDigest != first.changesDigest)
    }

    @Test func `references are followed through modules, and what depends on a change is found`() throws {
        let configuration = """
            ,"configuration":{"root_module":{
              "resources":[{"address":"aws_db.main","expressions":{"size":{"references":["var.size"]}}},
                           {"address":"aws_alarm.db","expressions":{"dimensions":{"references":["aws_db.main.id","aws_db.main"]}}}],
              "module_calls":{"web":{"expressions":{"db":{"references":["aws_db.main.arn","aws_db.main"]}},
                "module":{"resources":[{"address":"aws_task.t","expressions":{"env":[{"value":{"references":["var.db"]}}]}}],
                          "outputs":{"name":{"expression":{"references":["aws_task.t.name"]}}}}}},
              "outputs":{"n":{"expression":{"references":["module.web.name"]}}}}}
            """
        let graph = try read(plan([], other: configuration)).0.graph
        #expect(graph.dependents(of: ["aws_db.main"]) == ["aws_alarm.db", "module.web.aws_task.t"])
        #expect(graph.resources(behind: "module.web.aws_task.t", attribute: "env") == ["aws_db.main"])
        #expect(graph.sets("env", in: "module.web.aws_task.t") == true && graph.sets("x", in: "aws_db.main") == false)
        #expect(graph.sets("x", in: "aws_none.z") == nil)
    }
}
