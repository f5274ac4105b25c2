// Alarms: whether what rang before still rings.

import Core

/// Rules about alarms and what they live on.
enum AlarmRules {
    static let alarms: Set<String> = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"]
    /// Types without which alarms or people see nothing, with what each is.
    static let sources: [String: String] = [
        "aws_cloudwatch_log_metric_filter": "a metric made from logs",
        "aws_cloudwatch_log_subscription_filter": "where logs are sent",
        "aws_cloudwatch_dashboard": "a dashboard", "aws_sns_topic": "a topic that alarms are sent to",
        "aws_sns_topic_subscription": "whom alarms reach", "aws_flow_log": "the network's flow log",
        "aws_cloudtrail": "the audit trail",
        "aws_synthetics_canary": "a synthetic user", "aws_cloudwatch_anomaly_detector": "an anomaly detector",
        "aws_wafv2_web_acl_logging_configuration": "the firewall's log",
        "aws_s3_bucket_logging": "a bucket's access log",
        "aws_guardduty_detector": "detection of threats",
        "aws_config_configuration_recorder": "the record of configurations",
        "aws_securityhub_account": "security findings", "aws_inspector2_enabler": "scanning for vulnerabilities",
        "aws_accessanalyzer_analyzer": "the access analyzer",
        "aws_xray_sampling_rule": "sampling of traces", "aws_oam_link": "observation across accounts",
        "aws_backup_vault_notifications": "news of failed backups", "aws_db_event_subscription": "news of the database",
        "aws_cloudfront_monitoring_subscription": "the CDN's metrics",
        "aws_cloudfront_realtime_log_config": "the CDN's log",
        "aws_route53_query_log": "the log of DNS queries", "aws_internetmonitor_monitor": "the internet monitor",
        "aws_cloudwatch_metric_stream": "the stream of metrics",
        "aws_applicationinsights_application": "application insights",
        "aws_cloudwatch_query_definition": "a saved query",
    ]
    private static let light: Set<String> = [
        "aws_cloudwatch_query_definition", "aws_xray_sampling_rule",
    ]

    static func check(_ change: ResourceChange) -> [Observation] {
        if BudgetRules.types.contains(change.type) { return BudgetRules.check(change) }
        if let what = sources[change.type], change.action == .delete || change.action == .forget {
            return [
                Observation(
                    "observation-removed", .observed, light.contains(change.type) ? .warn : .refuse, at: change.address,
                    "\(what.withVerb) \(change.action.participle)",
                    hint: "What it saw is no longer seen. Keep it, or put in place first what sees the same.")
            ]
        }
        if alarms.contains(change.type), change.action == .create,
            change.after["actions_enabled"].value?.bool == false
        {
            var silent = Observation(
                "alarm-weaker", .observed, .warn, at: change.address, path: "actions_enabled",
                "a new alarm tells nobody: its actions are switched off", hint: "Switch them on.")
            silent.isNewWithout = true
            return [silent]
        }
        guard change.type == "aws_cloudwatch_metric_alarm", change.before.exists, change.after.exists,
            !change.action.isQuiet
        else {
            return change.type == "aws_cloudwatch_composite_alarm" ? composite(change) : []
        }
        return loosened(change)
    }

    // MARK: Metric alarms

    private static func loosened(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = actions(change)
        let before = change.before
        let after = change.after
        if let old = before["threshold"].value?.number {
            switch after["threshold"] {
            case .unknown:
                found.append(
                    .unknown(
                        "alarm-weaker", .observed, at: change, path: "threshold",
                        what: "the alarm's threshold was \(old.plain)"))
            case .known(let value):
                if let new = value.number, let rings = ringsAbove(after), rings ? new > old : new < old {
                    found.append(
                        weaker(
                            change, "threshold",
                            "the alarm rings \(rings ? "above" : "below") \(new.plain), and \(old.plain) before"))
                }
            case .absent: break
            }
        }
        if let old = before["period"].value?.number, let new = after["period"].value?.number, new > old {
            found.append(
                weaker(change, "period", "a period has \(new.plain) s, and \(old.plain) before: it rings later"))
        }
        if let old = Patience(before), let new = Patience(after), new.isMore(than: old) {
            found.append(
                weaker(
                    change, "evaluation_periods",
                    "it rings after \(new.bad.plain) bad of \(new.all.plain) periods, and \(old.bad.plain) of "
                        + "\(old.all.plain) before"))
        }
        if before["dimensions"].isSet, case .known = after["dimensions"], before["dimensions"] != after["dimensions"] {
            found.append(weaker(change, "dimensions", "the alarm watches something else (its dimensions)"))
        }
        found += queries(change)
        if let old = before["treat_missing_data"].value?.string, old == "breaching",
            let new = after["treat_missing_data"].value?.string ?? "missing" as String?, new != "breaching",
            after["treat_missing_data"] != .unknown
        {
            found.append(weaker(change, "treat_missing_data", "silence rang, and is now '\(new)'"))
        }
        if let old = percentile(before), let new = percentile(after), new != old {
            if new < old, ringsAbove(after) ?? true {
                found.append(
                    weaker(change, "extended_statistic", "it looks at p\(new.plain), and at p\(old.plain) before"))
            }
        }
        for path in ["metric_name", "namespace", "statistic", "extended_statistic", "comparison_operator"]
            as [AttributePath]
        {
            guard let old = before[path].value?.string, let new = after[path].value?.string, old != new,
                !isStricter(path, old, new),
                path != "extended_statistic" || percentile(before) == nil || percentile(after) == nil
            else { continue }
            found.append(
                Observation(
                    "alarm-weaker", .observed, path == "statistic" || path == "extended_statistic" ? .warn : .refuse,
                    at: change.address, path: path,
                    "\(path) is '\(new)', and '\(old)' before: the alarm watches something else",
                    hint: "Add a second alarm for the new thing, and keep this one."))
        }
        return found
    }

    /// The percentile that an alarm looks at: 95 of `p95`.
    private static func percentile(_ alarm: Snapshot) -> Double? {
        alarm["extended_statistic"].value?.string.flatMap { $0.hasPrefix("p") ? Double($0.dropFirst()) : nil }
    }

    /// How many periods must be bad before it rings, of how many.
    private struct Patience {
        var bad: Double
        var all: Double

        init?(_ alarm: Snapshot) {
            guard let all = alarm["evaluation_periods"].value?.number else { return nil }
            let bad = alarm["datapoints_to_alarm"].value?.number ?? 0
            self.all = all
            self.bad = bad > 0 ? bad : all
        }

        /// More bad periods needed, or fewer good ones forgiven between them.
        func isMore(than other: Patience) -> Bool { bad > other.bad || all - bad < other.all - other.bad }
    }

    /// Alarms on expressions: the same query with another expression or metric watches something else.
    private static func queries(_ change: ResourceChange) -> [Observation] {
        guard !change.after.hasUnknown("metric_query") else { return [] }
        let new = Dictionary(
            (change.after["metric_query"].value?.array ?? []).map { ($0["id"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        return (change.before["metric_query"].value?.array ?? []).compactMap { query in
            let id = query["id"]?.string ?? ""
            guard let next = new[id] else { return weaker(change, "metric_query", "the query '\(id)' is removed") }
            return MetricQueryChange(query, next).reason.map {
                weaker(change, "metric_query", "the query '\(id)' \($0)")
            }
        }
    }

    /// Whether the alarm rings above its threshold; nil where the operator is none of the four for thresholds.
    private static func ringsAbove(_ alarm: Snapshot) -> Bool? {
        switch alarm["comparison_operator"].value?.string {
        case "GreaterThanThreshold", "GreaterThanOrEqualToThreshold": true
        case "LessThanThreshold", "LessThanOrEqualToThreshold": false
        default: nil
        }
    }

    private static func isStricter(_ path: AttributePath, _ old: String, _ new: String) -> Bool {
        guard path == "comparison_operator" else { return false }
        return (old, new) == ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
            || (old, new) == ("LessThanThreshold", "LessThanOrEqualToThreshold")
    }

    private static func actions(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = []
        let isOn = change.before["actions_enabled"].value?.bool ?? true
        if isOn, change.after["actions_enabled"].value?.bool == false {
            found.append(weaker(change, "actions_enabled", "the alarm is disabled"))
        } else if isOn, change.after["actions_enabled"] == .unknown {
            found.append(
                .unknown("alarm-weaker", .observed, at: change, path: "actions_enabled", what: "the alarm was enabled"))
        }
        let old = Set(change.before["alarm_actions"].value?.array ?? [])
        let next = change.after["alarm_actions"]
        guard !old.isEmpty else { return found }
        if next == .unknown || change.after.hasUnknown("alarm_actions") {
            found.append(
                .unknown(
                    "alarm-weaker", .observed, at: change, path: "alarm_actions", what: "the alarm told somebody",
                    needsOnlyAValue: true))
        } else if !next.isSet {
            found.append(weaker(change, "alarm_actions", "the alarm tells nobody any more"))
        } else if !old.isSubset(of: Set(next.value?.array ?? [])) {
            found.append(
                Observation(
                    "alarm-weaker", .observed, .warn, at: change.address, path: "alarm_actions",
                    "the alarm tells others than before",
                    hint: "Look whether those who were told still must be."))
        }
        return found
    }

    private static func composite(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists, change.after.exists, !change.action.isQuiet else { return [] }
        var found = actions(change)
        if change.after["alarm_rule"] == .unknown {
            found.append(
                .unknown("alarm-weaker", .observed, at: change, path: "alarm_rule", what: "when the alarm rings"))
        }
        if let old = change.before["alarm_rule"].value?.string, let new = change.after["alarm_rule"].value?.string,
            old != new
        {
            let lost = ringing(old).subtracting(ringing(new))
            let silencing = silencers(new).subtracting(silencers(old))
            if !silencing.isEmpty {
                found.append(
                    weaker(
                        change, "alarm_rule", "it is silent while \(silencing.sorted().joined(separator: ", ")) rings"))
            }
            func isStrict(_ rule: String) -> Bool {
                rule.replacing(/AND\s+NOT/, with: "").contains("AND")
            }
            if !lost.isEmpty || isStrict(new) && !isStrict(old) {
                found.append(
                    weaker(
                        change, "alarm_rule",
                        lost.isEmpty
                            ? "more must be wrong before it rings"
                            : "it no longer rings for \(lost.sorted().joined(separator: ", "))"))
            }
        }
        if !change.before["actions_suppressor"].isSet, change.after["actions_suppressor"].isSet {
            found.append(
                Observation(
                    "alarm-weaker", .observed, .cannotProve, at: change.address, path: "actions_suppressor",
                    "the alarm can now be suppressed",
                    hint: "Show when the suppressor is on, and that it ends by itself."))
        }
        return found
    }

    /// The alarms for which a composite one rings, and those during which it is silent.
    private static func ringing(_ rule: String) -> Set<String> { names(rule).subtracting(silencers(rule)) }

    private static func silencers(_ rule: String) -> Set<String> {
        Set(rule.matches(of: /NOT\s+ALARM\(\s*"?([^")]+)"?\s*\)/).map { String($0.1) })
    }

    private static func names(_ rule: String) -> Set<String> {
        Set(rule.matches(of: /ALARM\(\s*"?([^")]+)"?\s*\)/).map { String($0.1) })
    }

    private static func weaker(_ change: ResourceChange, _ path: AttributePath, _ summary: String) -> Observation {
        Observation(
            "alarm-weaker", .observed, .refuse, at: change.address, path: path, summary,
            hint: "Keep it as sharp as it is; if it rings for nothing, say so in an exception with an expiry.")
    }

    // MARK: Removed alarms

    /// What is said of alarms that go, unless one that comes watches the same at least as sharply.
    static func removed(_ all: [ResourceChange]) -> [Observation] {
        let coming = all.filter { $0.action == .create || ($0.action == .noOp && $0.after.exists) }
        return all.compactMap { change in
            guard change.before.exists, change.action == .delete || change.action == .forget else { return nil }
            if change.type == "aws_cloudwatch_metric_alarm", coming.contains(where: { covers($0.after, change.before) })
            {
                return nil
            }
            return Observation(
                "alarm-weaker", .observed, .refuse, at: change.address, "the alarm is \(change.action.participle)",
                hint:
                    "Put the block back; if it was only renamed use `moved`. If something else watches the same, say so in an exception."
            )
        }
    }

    /// Whether one alarm rings whenever the other did, and tells somebody.
    private static func covers(_ new: Snapshot, _ old: Snapshot) -> Bool {
        let same: [AttributePath] = [
            "metric_name", "namespace", "dimensions", "comparison_operator", "statistic", "extended_statistic",
            "metric_query",
        ]
        guard same.allSatisfy({ new[$0] == old[$0] }), new["actions_enabled"].value?.bool ?? true,
            !old["alarm_actions"].isSet || new["alarm_actions"].isSet
        else { return false }
        if let was = old["period"].value?.number, let now = new["period"].value?.number, now > was { return false }
        if let was = Patience(old), let now = Patience(new), now.isMore(than: was) { return false }
        guard let was = old["threshold"].value?.number else { return true }
        guard let now = new["threshold"].value?.number, let above = ringsAbove(new) else { return false }
        return above ? now <= was : now >= was
    }
}
