// The web firewall: whether what it kept out is still kept out.

import Core

/// Rules about WAF (both scopes) and what it is attached to.
enum WebFirewallRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        switch change.type {
        case "aws_wafv2_web_acl_association", "aws_wafv2_web_acl", "aws_wafv2_ip_set", "aws_wafv2_rule_group",
            "aws_wafv2_web_acl_rule_group_association",
            "aws_wafv2_web_acl_rule", "aws_wafregional_web_acl", "aws_waf_web_acl",
            "aws_wafregional_web_acl_association", "aws_shield_protection":
            if change.action == .delete || change.action == .forget {
                return [finding(change, nil, "\(name(change)) is \(change.action.participle)")]
            }
            if change.action == .replace, change.type != "aws_wafv2_rule_group" {
                return [
                    finding(
                        change, change.replacePaths.first,
                        "\(name(change)) is \(change.action.participle): nothing is kept out in between", verdict: .warn
                    )
                ]
            }
        default: break
        }
        guard change.before.exists, change.after.exists, !change.action.isQuiet else { return [] }
        switch change.type {
        case "aws_cloudfront_distribution": return detached(change, "web_acl_id")
        case "aws_wafv2_web_acl": return acl(change)
        case "aws_wafv2_rule_group": return rules(change)
        case "aws_wafv2_web_acl_rule": return single(change)
        case "aws_wafv2_web_acl_association": return detached(change, "web_acl_arn")
        case "aws_cognito_user_pool", "aws_apprunner_service", "aws_api_gateway_stage":
            return detached(change, "web_acl_arn")
        default: return []
        }
    }

    private static func name(_ change: ResourceChange) -> String {
        switch change.type {
        case "aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association": "the firewall's attachment"
        case "aws_wafv2_web_acl_rule": "a rule of the firewall"
        case "aws_wafv2_ip_set": "a list of addresses of the firewall"
        case "aws_shield_protection": "protection from floods"
        default: "the firewall"
        }
    }

    private static func detached(_ change: ResourceChange, _ path: AttributePath) -> [Observation] {
        guard change.before[path].isSet else { return [] }
        switch change.after[path] {
        case .unknown:
            return [
                .unknown(
                    "waf-weaker", .failureModes, at: change, path: path, what: "a firewall was attached",
                    needsOnlyAValue: true)
            ]
        case let other where !other.isSet: return [finding(change, path, "the firewall is detached")]
        default: return []
        }
    }

    private static func acl(_ change: ResourceChange) -> [Observation] {
        var found = rules(change)
        let wasBlocking =
            change.before["default_action.0.block"].isSet || change.before.count("default_action.0.block") ?? 0 > 0
        let allows = change.after.count("default_action.0.allow") ?? 0 > 0
        if wasBlocking, allows {
            found.append(finding(change, "default_action", "what no rule matches was blocked and is let in"))
        }
        return found
    }

    /// Compares rules by name.
    private static func rules(_ change: ResourceChange) -> [Observation] {
        if change.after["rule"] == .unknown {
            return [.unknown("waf-weaker", .failureModes, at: change, path: "rule", what: "the firewall's rules")]
        }
        if change.after["rule_json"] == .unknown, change.before["rule_json"].isSet {
            return [.unknown("waf-weaker", .failureModes, at: change, path: "rule_json", what: "the firewall's rules")]
        }
        let old = named(written(change.before))
        let new = named(written(change.after))
        var found: [Observation] = []
        for (name, rule) in old.sorted(by: { $0.key < $1.key }) where strength(rule) > 0 {
            guard let next = new[name] else {
                // A rule renamed and otherwise the same is still there.
                if new.contains(where: { old[$0.key] == nil && sameButName($0.value, rule) }) { continue }
                found.append(finding(change, "rule", "the rule '\(name)' is removed"))
                continue
            }
            found += compare(rule, next, name: name, change)
        }
        for (name, rule) in new.sorted(by: { $0.key < $1.key }) where old[name] == nil && strength(rule) == 0 {
            found.append(
                finding(change, "rule", "the new rule '\(name)' lets in before others look", verdict: .cannotProve))
        }
        return found
    }

    /// The rules, as blocks or as JSON.
    private static func written(_ snapshot: Snapshot) -> JSONValue? {
        let blocks = snapshot["rule"].value
        guard blocks?.array?.isEmpty ?? true, let text = snapshot["rule_json"].value?.string else { return blocks }
        return WebFirewallJSON.rules(text)
    }

    private static func single(_ change: ResourceChange) -> [Observation] {
        compare(
            change.before.values, change.after.values, name: change.before["name"].value?.string ?? change.name, change)
    }

    private static func compare(_ old: JSONValue, _ new: JSONValue, name: String, _ change: ResourceChange)
        -> [Observation]
    {
        var found: [Observation] = []
        if strength(new) < strength(old) {
            found.append(
                finding(
                    change, "rule",
                    "the rule '\(name)' blocked and now \(strength(new) == 1 ? "only counts" : "lets in")"))
        }
        if let was = group(old), let now = group(new), was != now {
            found.append(finding(change, "rule", "the rule '\(name)' uses \(now) instead of \(was)"))
        }
        if old["visibility_config"]?[0]?["cloudwatch_metrics_enabled"]?.bool == true,
            new["visibility_config"]?[0]?["cloudwatch_metrics_enabled"]?.bool == false
        {
            found.append(
                Observation(
                    "logging-off", .observed, .refuse, at: change.address, path: "rule",
                    "the rule '\(name)' is no longer counted", hint: "Keep its metrics: nobody sees what it keeps out.")
            )
        }
        let limits = (rate(old), rate(new))
        if let was = limits.0, let now = limits.1, now > was {
            found.append(finding(change, "rule", "the rate limit '\(name)' goes from \(was.plain) to \(now.plain)"))
        }
        if rate(old) != nil, rate(new) == nil {
            found.append(finding(change, "rule", "the rule '\(name)' no longer limits a rate"))
        }
        let lost = excluded(new).subtracting(excluded(old))
        if !lost.isEmpty {
            found.append(
                finding(
                    change, "rule", "the rule '\(name)' no longer blocks by \(lost.sorted().joined(separator: ", "))"))
        }
        if count(old, "scope_down_statement") < count(new, "scope_down_statement") {
            found.append(
                finding(change, "rule", "the rule '\(name)' covers only a part of the requests", verdict: .cannotProve))
        }
        return found
    }

    private static func named(_ rules: JSONValue?) -> [String: JSONValue] {
        Dictionary((rules?.array ?? []).map { ($0["name"]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// 2 blocks or challenges, 1 counts, 0 lets in.
    private static func strength(_ rule: JSONValue) -> Int {
        let action = rule["action"]?[0]
        let override = rule["override_action"]?[0]
        func has(_ value: JSONValue?, _ key: String) -> Bool { !(value?[key]?.array ?? []).isEmpty }
        if has(override, "count") { return 1 }
        if has(override, "none") { return 2 }
        if has(action, "block") || has(action, "challenge") || has(action, "captcha") { return 2 }
        if has(action, "count") { return 1 }
        return has(action, "allow") ? 0 : 2
    }

    /// The managed group of a rule: vendor and name.
    private static func group(_ rule: JSONValue) -> String? {
        let group = rule["statement"]?[0]?["managed_rule_group_statement"]?[0]
        return group?["name"]?.string.map { "\(group?["vendor_name"]?.string ?? "")/\($0)" }
    }

    private static func rate(_ rule: JSONValue) -> Double? {
        rule["statement"]?[0]?["rate_based_statement"]?[0]?["limit"]?.number
    }

    /// Names of a managed group's rules that are excluded or overridden to count or allow.
    private static func excluded(_ rule: JSONValue) -> Set<String> {
        let group =
            rule["statement"]?[0]?["managed_rule_group_statement"]?[0]
            ?? rule["statement"]?[0]?["rule_group_reference_statement"]?[0]
        var names = Set((group?["excluded_rule"]?.array ?? []).compactMap { $0["name"]?.string })
        for override in group?["rule_action_override"]?.array ?? [] {
            let action = override["action_to_use"]?[0]
            let isOff = !(action?["count"]?.array ?? []).isEmpty || !(action?["allow"]?.array ?? []).isEmpty
            if isOff, let name = override["name"]?.string { names.insert(name) }
        }
        return names
    }

    private static func count(_ value: JSONValue, _ key: String) -> Int {
        switch value {
        case .object(let object):
            object.members.reduce(0) { $0 + ($1.key == key ? ($1.value.array?.count ?? 0) : 0) + count($1.value, key) }
        case .array(let elements): elements.reduce(0) { $0 + count($1, key) }
        default: 0
        }
    }

    private static func sameButName(_ left: JSONValue, _ right: JSONValue) -> Bool {
        func bare(_ value: JSONValue) -> JSONValue {
            guard var object = value.object else { return value }
            for key in ["name", "priority", "visibility_config"] { object[key] = nil }
            return .object(object)
        }
        return bare(left) == bare(right)
    }

    private static func finding(
        _ change: ResourceChange, _ path: AttributePath?, _ summary: String, verdict: Verdict = .refuse
    ) -> Observation {
        Observation(
            "waf-weaker", .failureModes, verdict, at: change.address, path: path, summary,
            hint:
                "Keep out what was kept out. If a rule hits real users, exclude the one request it hits, with an exception and an expiry."
        )
    }
}
