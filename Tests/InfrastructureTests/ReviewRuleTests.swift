// Each rule: the harmful change and a harmless one beside it.

import Core
import Infrastructure
import Testing

@Suite struct ReviewRuleTests {
    /// A change, the rule that must speak, and its verdict; nil: nothing but warnings.
    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var changes: [String]
        var finding: String?
        var testDescription: String { name }

        init(_ name: String, _ changes: String..., finds finding: String? = nil) {
            self.name = name
            self.changes = changes
            self.finding = finding
        }
    }

    private static let database =
        #"{"identifier":"a","deletion_protection":true,"multi_az":true,"backup_retention_period":35}"#
    private static let alarm = """
        {"metric_name":"5xx","namespace":"n","comparison_operator":"GreaterThanThreshold","threshold":5,"evaluation_periods":2,
         "period":60,"alarm_actions":["arn:a"],"treat_missing_data":"breaching"}
        """
    private static func alarm(_ old: String, _ new: String) -> String {
        update("aws_cloudwatch_metric_alarm.a", alarm, alarm.replacing(old, with: new))
    }

    static let rows: [Row] = [
        Row(
            "a database goes", change("aws_db_instance.a", ["delete"], before: database),
            finds: "destroy-stateful refuse"),
        Row(
            "a database moves",
            change(
                "aws_db_instance.b", ["no-op"], before: database, after: database,
                extra: #","previous_address":"aws_db_instance.a""#)),
        Row(
            "a database is replaced",
            change("aws_db_instance.a", ["delete", "create"], before: database, after: database),
            finds: "replace-stateful refuse"),
        Row(
            "a database is forgotten", change("aws_db_instance.a", ["forget"], before: database), finds: "forget refuse"
        ),
        Row(
            "a preview goes",
            change("aws_db_instance.a", ["delete"], before: #"{"tags_all":{"Environment":"preview-12"}}"#)),
        Row(
            "retagged and destroyed in one plan",
            change(
                "aws_s3_bucket.a", ["delete", "create"], before: #"{"tags_all":{"Environment":"production"}}"#,
                after: #"{"tags_all":{"Environment":"preview"}}"#),
            finds: "replace-stateful refuse"),
        Row(
            "protection off",
            update(
                "aws_db_instance.a", database, database.replacing(#"protection":true"#, with: #"protection":false"#)),
            finds: "protection-removed refuse"),
        Row(
            "protection on",
            update("aws_db_instance.a", database.replacing(#"protection":true"#, with: #"protection":false"#), database)
        ),
        Row(
            "protection unknown",
            update(
                "aws_db_instance.a", database, #"{"multi_az":true,"backup_retention_period":35}"#,
                unknown: #"{"deletion_protection":true}"#), finds: "protection-removed cannot-prove"),
        Row(
            "backups shorter", update("aws_db_instance.a", database, database.replacing("35", with: "1")),
            finds: "backup-weaker refuse"),
        Row("backups longer", update("aws_db_instance.a", database.replacing("35", with: "7"), database)),
        Row(
            "one zone",
            update("aws_db_instance.a", database, database.replacing(#"multi_az":true"#, with: #"multi_az":false"#)),
            finds: "zone-loss refuse"),
        Row(
            "a new replica",
            change("aws_db_instance.r", ["create"], after: #"{"replicate_source_db":"a","backup_retention_period":0}"#)),
        Row(
            "a new database without backups", change("aws_db_instance.n", ["create"], after: #"{"engine":"postgres"}"#),
            finds: "no-backup refuse"),
        Row(
            "six tasks to one", update("aws_ecs_service.s", #"{"desired_count":6}"#, #"{"desired_count":1}"#),
            finds: "zone-loss refuse"),
        Row(
            "six tasks to four", update("aws_ecs_service.s", #"{"desired_count":6}"#, #"{"desired_count":4}"#),
            finds: "capacity cannot-prove"),
        Row("six tasks to eight", update("aws_ecs_service.s", #"{"desired_count":6}"#, #"{"desired_count":8}"#)),
        Row(
            "a smaller machine",
            update("aws_db_instance.a", #"{"instance_class":"db.r6g.large"}"#, #"{"instance_class":"db.t4g.large"}"#),
            finds: "capacity cannot-prove"),
        Row(
            "a larger machine",
            update("aws_db_instance.a", #"{"instance_class":"db.t4g.large"}"#, #"{"instance_class":"db.r6g.large"}"#)),
        Row(
            "the breaker off",
            update(
                "aws_ecs_service.s", #"{"deployment_circuit_breaker":[{"enable":true,"rollback":true}]}"#,
                #"{"deployment_circuit_breaker":[]}"#), finds: "rollout-unsafe refuse"),
        Row(
            "an alarm goes", change("aws_cloudwatch_metric_alarm.a", ["delete"], before: alarm),
            finds: "alarm-weaker refuse"),
        Row(
            "an alarm is renamed without moved", change("aws_cloudwatch_metric_alarm.a", ["delete"], before: alarm),
            change(
                "aws_cloudwatch_metric_alarm.b", ["create"],
                after: alarm.replacing(#""threshold":5"#, with: #""threshold":4"#))),
        Row("an alarm is looser", alarm(#""threshold":5"#, #""threshold":50"#), finds: "alarm-weaker refuse"),
        Row("an alarm is sharper", alarm(#""threshold":5"#, #""threshold":1"#)),
        Row(
            "an alarm waits longer", alarm(#""evaluation_periods":2"#, #""evaluation_periods":9"#),
            finds: "alarm-weaker refuse"),
        Row("an alarm tells nobody", alarm(#"["arn:a"]"#, "[]"), finds: "alarm-weaker refuse"),
        Row("silence no longer rings", alarm("breaching", "notBreaching"), finds: "alarm-weaker refuse"),
        Row(
            "the firewall is detached",
            update("aws_cloudfront_distribution.c", #"{"web_acl_id":"arn:w"}"#, #"{"web_acl_id":""}"#),
            finds: "waf-weaker refuse"),
        Row(
            "a rule only counts",
            update(
                "aws_wafv2_web_acl.w", #"{"rule":[{"name":"r","action":[{"block":[{}],"count":[]}]}]}"#,
                #"{"rule":[{"name":"r","action":[{"block":[],"count":[{}]}]}]}"#),
            finds: "waf-weaker refuse"),
        Row(
            "a rate limit is raised",
            update(
                "aws_wafv2_web_acl.w",
                #"{"rule":[{"name":"r","action":[{"block":[{}]}],"statement":[{"rate_based_statement":[{"limit":100}]}]}]}"#,
                #"{"rule":[{"name":"r","action":[{"block":[{}]}],"statement":[{"rate_based_statement":[{"limit":9000}]}]}]}"#
            ), finds: "waf-weaker refuse"),
        Row(
            "weaker TLS",
            update(
                "aws_lb_listener.l", #"{"ssl_policy":"ELBSecurityPolicy-TLS13-1-2-2021-06"}"#,
                #"{"ssl_policy":"ELBSecurityPolicy-2016-08"}"#), finds: "tls-weaker refuse"),
        Row(
            "stronger TLS",
            update(
                "aws_lb_listener.l", #"{"ssl_policy":"ELBSecurityPolicy-2016-08"}"#,
                #"{"ssl_policy":"ELBSecurityPolicy-TLS13-1-2-2021-06"}"#)),
        Row(
            "a digest becomes a tag",
            change(
                "aws_ecs_task_definition.t", ["delete", "create"],
                before: #"{"container_definitions":"[{\"name\":\"a\",\"image\":\"x@sha256:ab\"}]"}"#,
                after: #"{"container_definitions":"[{\"name\":\"a\",\"image\":\"x:2\"}]"}"#), finds: "mutable refuse"),
        Row(
            "another digest",
            change(
                "aws_ecs_task_definition.t", ["delete", "create"],
                before: #"{"container_definitions":"[{\"name\":\"a\",\"image\":\"x@sha256:ab\"}]"}"#,
                after: #"{"container_definitions":"[{\"name\":\"a\",\"image\":\"x@sha256:cd\"}]"}"#)),
        Row(
            "logs for less long",
            update("aws_cloudwatch_log_group.l", #"{"retention_in_days":365}"#, #"{"retention_in_days":7}"#),
            finds: "log-retention refuse"),
        Row(
            "logs for ever",
            update("aws_cloudwatch_log_group.l", #"{"retention_in_days":365}"#, #"{"retention_in_days":0}"#)),
        Row(
            "for ever no more",
            update("aws_cloudwatch_log_group.l", #"{"retention_in_days":0}"#, #"{"retention_in_days":365}"#),
            finds: "log-retention refuse"),
        Row(
            "the database to everybody",
            update(
                "aws_security_group.g", #"{"ingress":[]}"#,
                #"{"ingress":[{"protocol":"tcp","from_port":5432,"to_port":5432,"cidr_blocks":["0.0.0.0/0"]}]}"#),
            finds: "open-to-world refuse"),
        Row(
            "443 to everybody",
            update(
                "aws_security_group.g", #"{"ingress":[]}"#,
                #"{"ingress":[{"protocol":"tcp","from_port":443,"to_port":443,"cidr_blocks":["0.0.0.0/0"]}]}"#)),
        Row(
            "a password",
            change(
                "aws_db_instance.n", ["create"], after: #"{"backup_retention_period":7,"password":"hunter2hunter2"}"#),
            finds: "secret-in-clear refuse"),
        Row(
            "a key in a task",
            change(
                "aws_lambda_function.f", ["create"],
                after: #"{"environment":[{"variables":{"STRIPE_SECRET_KEY":"sk_live_abcdefghijklmnop1234"}}]}"#),
            finds: "secret-in-clear refuse"),
        Row(
            "a reference to a secret",
            change(
                "aws_lambda_function.f", ["create"],
                after:
                    #"{"environment":[{"variables":{"SECRET_ARN":"arn:aws:secretsmanager:x","DB_PASSWORD":"{{resolve:secretsmanager:x}}"}}]}"#
            )),
        Row(
            "rotation once a year",
            update(
                "aws_secretsmanager_secret_rotation.r", #"{"rotation_rules":[{"automatically_after_days":30}]}"#,
                #"{"rotation_rules":[{"automatically_after_days":365}]}"#), finds: "rotation refuse"),
        Row("the load balancer goes", change("aws_lb.l", ["delete"], before: "{}"), finds: "destroy-serving refuse"),
        Row("a way out goes", change("aws_nat_gateway.n[1]", ["delete"], before: "{}"), finds: "zone-loss refuse"),
        Row(
            "a policy of 2025 weakened",
            update(
                "aws_lb_listener.l", #"{"ssl_policy":"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"}"#,
                #"{"ssl_policy":"ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04"}"#), finds: "tls-weaker refuse"),
        Row(
            "a policy of 2025",
            update(
                "aws_lb_listener.l", #"{"ssl_policy":"ELBSecurityPolicy-TLS13-1-2-2021-06"}"#,
                #"{"ssl_policy":"ELBSecurityPolicy-TLS13-1-2-PQ-2025-09"}"#)),
        Row(
            "rotation by schedule",
            update(
                "aws_secretsmanager_secret_rotation.r",
                #"{"rotation_rules":[{"schedule_expression":"rate(30 days)"}]}"#,
                #"{"rotation_rules":[{"schedule_expression":"rate(365 days)"}]}"#), finds: "rotation refuse"),
        Row(
            "another managed group",
            update(
                "aws_wafv2_web_acl.w",
                #"{"rule":[{"name":"r","override_action":[{"none":[{}]}],"statement":[{"managed_rule_group_statement":[{"name":"AWSManagedRulesCommonRuleSet","vendor_name":"AWS"}]}]}]}"#,
                #"{"rule":[{"name":"r","override_action":[{"none":[{}]}],"statement":[{"managed_rule_group_statement":[{"name":"AWSManagedRulesAnonymousIpList","vendor_name":"AWS"}]}]}]}"#
            ), finds: "waf-weaker refuse"),
        Row(
            "a word of the future", change("aws_lb.l", ["dance"], before: "{}", after: "{}"),
            finds: "unknown-action cannot-prove"),
    ]

    @Test(arguments: rows) func `each rule speaks where it must and only there`(row: Row) throws {
        let found = serious(try review(plan(row.changes)))
        if let finding = row.finding {
            #expect(found.contains(finding), "\(found)")
        } else {
            #expect(found.isEmpty, "\(found)")
        }
    }

    @Test func `nothing secret is repeated`() throws {
        let report = try review(
            plan(
                [
                    change(
                        "aws_db_instance.n", ["create"],
                        after: #"{"backup_retention_period":7,"password":"hunter2hunter2"}"#)
                ],
                other: #","variables":{"db_password":{"value":"hunter2hunter2"}}"#))
        #expect(serious(report).filter { $0.hasPrefix("secret") }.count == 2)
        for text in [
            ReviewText.text(report, isWhole: true), ReviewMarkdown.text(report), ReviewJUnit.xml(report),
            ReviewSARIF.json(report, plan: "p").canonicalText,
        ] {
            #expect(!text.contains("hunter2"))
        }
    }
}
