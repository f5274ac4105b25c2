// The review as a whole: scope, evidence, exceptions, age, completeness, blast radius, approval.

import Core
import Infrastructure
import Testing

@Suite struct ReviewTests {
    private func spec(_ more: String = "") throws -> FlowSpec {
        let text = """
            steady: 1
            flow: donations
            routes: [GET /]
            service: { run: ./x }
            environments: { production: { target: hosts }, mirror: { target: hosts, like: production } }
            \(more)
            """
        return try #require(FlowSpecReader.read(text, file: "steady.yaml").spec)
    }

    private func gone(_ tags: String) -> String {
        change("aws_s3_bucket.a", ["delete"], before: "{\"tags_all\":\(tags)}")
    }

    @Test(arguments: [
        (#"{"Environment":"production"}"#, true), (#"{"Environment":"Preview"}"#, false), (#"{"env":"dev-7"}"#, false),
        (#"{"Environment":"mirror"}"#, false), (#"{"Environment":"unheard-of"}"#, true), (#"{"Name":"preview"}"#, true),
        ("{}", true), ("null", true),
    ])
    func `what a tag puts outside may go`(tags: String, isOurs: Bool) throws {
        let report = try review(plan([gone(tags)]), spec: try spec())
        #expect((report.verdict == .refuse) == isOurs, "\(tags)")
        #expect(report.blast.touchesFlow == isOurs && report.blast.outside.isEmpty == isOurs)
    }

    @Test func `what the specification puts outside may go`() throws {
        let outside = try spec("review: { outside: [\"aws_s3_bucket.*\"] }")
        #expect(try review(plan([gone("{}")]), spec: outside).verdict == .pass)
    }

    /// Others may hold the policy already: a new role beside them does not make its growth harmless.
    @Test(arguments: [("s3:*", true), ("s3:GetObject", false)])
    func `an existing policy that a new role gets must not grow unseen`(action: String, isStopped: Bool) throws {
        func policy(_ action: String) -> String {
            let text = #"{"Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"arn:aws:s3:::a/*"}]}"#
            return #"{"arn":"arn:aws:iam::1:policy/p","policy":\#(quoted(text))}"#
        }
        let trust =
            #"{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}"#
        let changes = [
            update("aws_iam_policy.p", policy("s3:GetObject"), policy(action)),
            change("aws_iam_role.r", ["create"], after: #"{"name":"r","assume_role_policy":\#(quoted(trust))}"#),
            change(
                "aws_iam_role_policy_attachment.a", ["create"],
                after: #"{"role":"r","policy_arn":"arn:aws:iam::1:policy/p"}"#),
        ]
        #expect(try serious(review(plan(changes))).isEmpty != isStopped)
    }

    @Test func `access and secrets concern everybody`() throws {
        let secret = change(
            "aws_db_instance.p", ["create"],
            after: #"{"tags":{"Environment":"preview"},"backup_retention_period":0,"password":"abcdefgh1"}"#)
        #expect(serious(try review(plan([secret]))) == ["secret-in-clear refuse"])
    }

    private let exception = ExceptionSpec(
        rule: "destroy-stateful", resource: "aws_s3_bucket.a", reason: "emptied and copied on 3 May", owner: "platform",
        expires: "2026-12-31")

    @Test func `an exception makes a warning that says all, until its end, for its rule and resource alone`() throws {
        let used = try review(plan([gone("{}")]), exceptions: [exception])
        #expect(
            used.verdict == .warn && used.report.findings[0].hint.contains("emptied and copied")
                && used.exceptions[0].state == "used")
        var over = exception
        over.expires = "2026-11-17"
        let expired = try review(plan([gone("{}")]), exceptions: [over])
        #expect(
            expired.verdict == .refuse && expired.exceptions[0].state == "expired"
                && expired.report.findings[0].hint.contains("ended on"))
        var other = exception
        other.resource = "aws_s3_bucket.b"
        #expect(try review(plan([gone("{}")]), exceptions: [other]).verdict == .refuse)
        other = exception
        other.rule = "forget"
        #expect(try review(plan([gone("{}")]), exceptions: [other]).exceptions[0].state == "unused")
    }

    @Test(arguments: [
        (3, Duration.seconds(60), Verdict.warn), (4, .seconds(60), .warn), (2, .seconds(60), .refuse),
        (3, .seconds(91 * 86_400), .cannotProve),
    ])
    func `capacity is judged by the load report`(tasks: Int, age: Duration, verdict: Verdict) throws {
        let proof = Evidence(entry: "L-000007", observed: today - age, validUntil: today - age + .seconds(90 * 86_400))
        let evidence = ReviewEvidence(
            load: .init(evidence: proof, rate: 80, sizes: ["aws_ecs_service.desired_count": "3"]))
        let report = try review(
            plan([update("aws_ecs_service.s", #"{"desired_count":6}"#, "{\"desired_count\":\(tasks)}")]),
            evidence: evidence)
        #expect(report.verdict == verdict)
        #expect(report.report.findings.allSatisfy { $0.rule != "capacity" || $0.evidence == ["L-000007"] })
    }

    @Test(arguments: [
        (#","errored":true"#, "incomplete refuse"), (#","complete":false"#, "incomplete refuse"),
        (
            #","deferred_changes":[{"reason":"resource_config_unknown","resource_change":{"address":"aws_x.y"}}]"#,
            "incomplete refuse"
        ),
        (#","timestamp":"2020-01-01T00:00:00Z""#, "stale-plan refuse"),
        (
            #","checks":[{"address":{"to_display":"aws_x.y"},"status":"fail","instances":[{"problems":[{"message":"m"}]}]}]"#,
            "check-failed refuse"
        ),
    ])
    func `a plan that may not be applied is refused`(other: String, finding: String) throws {
        #expect(serious(try review(plan([], other: other))) == [finding])
    }

    @Test func `a plan of an hour ago passes, one of two days is a warning, and the limit can be moved`() throws {
        func at(_ age: Duration) -> String {
            plan([], other: ",\"timestamp\":\"\(String((today - age).description.prefix(19)))Z\"")
        }
        #expect(try review(at(.seconds(3600))).verdict == .pass)
        #expect(try review(at(.seconds(2 * 86_400))).verdict == .warn)
        #expect(try review(at(.seconds(2 * 86_400)), maximumAge: .seconds(86_400)).verdict == .refuse)
    }

    @Test func `the order of a plan's keys does not matter`() throws {
        let variables = #","variables":{"db_password":{"value":"hunter2hunter2"}}"#
        let declared = #","configuration":{"root_module":{"variables":{"db_password":{"sensitive":true}}}}"#
        for other in [variables + declared, declared + variables] {
            #expect(try review(plan([], other: other)).verdict == .pass, "\(other.prefix(20))")
        }
    }

    @Test func `what has no tags belongs to what it names`() throws {
        let bucket = change(
            "aws_s3_bucket.p", ["delete"],
            before: #"{"bucket":"preview-12","id":"preview-12","tags_all":{"Environment":"preview"}}"#)
        let children = [
            change("aws_s3_bucket_versioning.p", ["delete"], before: #"{"bucket":"preview-12"}"#),
            change(
                "aws_s3_bucket_policy.p", ["delete"],
                before:
                    #"{"bucket":"preview-12","policy":"{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}"}"#
            ),
        ]
        #expect(serious(try review(plan([bucket] + children))).isEmpty)
        #expect(serious(try review(plan(children))).count == 2, "without the bucket they are the flow's")
        let record = change("aws_route53_record.p", ["delete"], before: #"{"name":"pr-12.example.org"}"#)
        #expect(serious(try review(plan([bucket, record]))).isEmpty, "the whole stack is a preview")
        let live = change(
            "aws_s3_bucket.live", ["no-op"], before: #"{"tags_all":{"Environment":"production"}}"#,
            after: #"{"tags_all":{"Environment":"production"}}"#)
        #expect(serious(try review(plan([bucket, record, live]))) == ["destroy-serving refuse"])
    }

    @Test func `denials in sibling policies are looked at together`() throws {
        func policy(_ name: String, _ actions: [String], _ effect: String, _ action: String, after: Bool = true)
            -> String
        {
            let text =
                "{\"role\":\"r\",\"policy\":\(quoted(#"{"Statement":[{"Effect":"\#(effect)","Action":"\#(action)","Resource":"*"}]}"#))}"
            return change("aws_iam_role_policy.\(name)", actions, before: text, after: after ? text : "null")
        }
        let both = [policy("allow", ["update"], "Allow", "s3:*"), policy("deny", ["no-op"], "Deny", "s3:DeleteObject")]
        #expect(serious(try review(plan(both))).isEmpty, "nothing changed in what it may do")
        let gone = [
            policy("allow", ["no-op"], "Allow", "s3:*"),
            policy("deny", ["delete"], "Deny", "s3:DeleteObject", after: false),
        ]
        #expect(serious(try review(plan(gone))) == ["iam-new-access refuse"])
    }

    @Test(arguments: [
        (3, 3, 3, 5, false), (3, 5, 3, 3, true), (2, 5, 5, 5, true), (3, 3, 2, 2, false), (3, 3, 4, 4, true),
    ])
    func `an alarm that needs more bad periods, or forgives fewer good ones, is weaker`(
        bad: Int, all: Int, newBad: Int, newAll: Int, isWeaker: Bool
    ) throws {
        func alarm(_ bad: Int, _ all: Int) -> String {
            "{\"evaluation_periods\":\(all),\"datapoints_to_alarm\":\(bad)}"
        }
        let report = try review(plan([update("aws_cloudwatch_metric_alarm.a", alarm(bad, all), alarm(newBad, newAll))]))
        #expect((report.verdict == .refuse) == isWeaker)
    }

    @Test(arguments: [
        (true, Duration.seconds(60), Verdict.warn), (false, .seconds(60), .refuse),
        (true, .seconds(91 * 86_400), .refuse),
    ])
    func `no exception for what is destroyed while the restore drill failed or is old`(
        passed: Bool, age: Duration, verdict: Verdict
    ) throws {
        let proof = Evidence(entry: "L-000009", observed: today - age, validUntil: today - age + .seconds(90 * 86_400))
        let evidence = ReviewEvidence(drill: .init(evidence: proof, isPassed: passed))
        #expect(try review(plan([gone("{}")]), evidence: evidence, exceptions: [exception]).verdict == verdict)
    }

    @Test func `an unknown value names what it comes from, and is fine where any value is`() throws {
        func configured(_ attribute: String) -> String {
            ",\"configuration\":{\"root_module\":{\"resources\":[{\"address\":\"aws_x.y\",\"expressions\":{\"\(attribute)\":{\"references\":[\"aws_z.w.on\",\"aws_z.w\"]}}}]}}"
                .replacing(
                    "aws_x.y", with: attribute == "web_acl_id" ? "aws_cloudfront_distribution.c" : "aws_db_instance.a")
        }
        let protection = update(
            "aws_db_instance.a", #"{"deletion_protection":true}"#, "{}", unknown: #"{"deletion_protection":true}"#)
        let report = try review(plan([protection], other: configured("deletion_protection")))
        #expect(report.verdict == .cannotProve && report.report.findings[0].hint.contains("aws_z.w"))
        let firewall = update(
            "aws_cloudfront_distribution.c", #"{"web_acl_id":"arn:old"}"#, "{}", unknown: #"{"web_acl_id":true}"#)
        #expect(try review(plan([firewall], other: configured("web_acl_id"))).verdict == .pass)
        #expect(try review(plan([firewall])).verdict == .cannotProve, "nothing says that it will be set")
    }

    @Test func `drift of something protective is refused unless the plan mends it`() throws {
        let weak = change(
            "aws_db_instance.a", ["update"], before: #"{"deletion_protection":true}"#,
            after: #"{"deletion_protection":false}"#)
        #expect(serious(try review(plan([], other: ",\"resource_drift\":[\(weak)]"))) == ["drift refuse"])
        let mend = update("aws_db_instance.a", #"{"deletion_protection":false}"#, #"{"deletion_protection":true}"#)
        #expect(serious(try review(plan([mend], other: ",\"resource_drift\":[\(weak)]"))).isEmpty)
    }

    @Test func `an apply needs an approval of the same changes within a day, and the end of the one before`() throws {
        let report = try review(plan([update("aws_x.y", #"{"a":1}"#, #"{"a":2}"#)]))
        func event(_ kind: PlanEvent.Kind, _ age: Duration, changes: String? = nil, plan: String = "p") -> PlanEvent {
            PlanEvent(
                kind: kind, entry: "L-1", time: today - age, actor: "user:a",
                changesDigest: changes ?? report.changesDigest, planDigest: plan)
        }
        func stops(_ events: [PlanEvent], resumed: Bool = false) -> String? {
            guard
                case .stop(_, let because, _) = ApplyGate.answer(report, events: events, now: today, isResumed: resumed)
            else { return nil }
            return because
        }
        #expect(stops([]) != nil && stops([event(.approved, .seconds(60))]) == nil)
        #expect(stops([event(.approved, .seconds(90_000))])?.contains("nobody") == true)
        #expect(stops([event(.approved, .seconds(60), changes: "other")])?.contains("other changes") == true)
        #expect(
            stops([event(.approved, .seconds(60)), event(.applying, .seconds(50))])?.contains(
                "nothing says how it ended") == true)
        #expect(stops([event(.approved, .seconds(60)), event(.applying, .seconds(50))], resumed: true) == nil)
        #expect(
            stops([event(.approved, .seconds(60)), event(.applying, .seconds(50)), event(.failed, .seconds(40))]) == nil
        )
        #expect(
            stops([event(.approved, .seconds(60)), event(.applied, .seconds(40), plan: report.planDigest)])?.contains(
                "was applied") == true)
    }
}
