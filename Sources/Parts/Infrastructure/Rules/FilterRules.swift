// Filters: what a metric counts, whom a topic tells, which addresses the firewall knows, what its log keeps.

import Core

/// Rules about filters that may let less through than before.
enum FilterRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists, change.after.exists else { return [] }
        switch change.type {
        case "aws_cloudwatch_log_metric_filter": return pattern(change)
        case "aws_sns_topic_subscription": return subscription(change)
        case "aws_wafv2_ip_set": return addresses(change)
        default: return logged(change)
        }
    }

    /// Words of a pattern of which any counts: `?ERROR ?FATAL`.
    private static func pattern(_ change: ResourceChange) -> [Observation] {
        guard let old = change.before["pattern"].value?.string, let new = change.after["pattern"].value?.string,
            old != new
        else { return [] }
        func words(_ text: String) -> Set<Substring> { Set(text.split(separator: " ")) }
        let isAny = (words(old).union(words(new))).allSatisfy { $0.hasPrefix("?") }
        if isAny, words(old).isSubset(of: words(new)) { return [] }
        return [
            Observation(
                "alarm-weaker", .observed, .cannotProve, at: change.address, path: "pattern",
                "the metric counts other lines: '\(new.prefix(60))', and '\(old.prefix(60))' before",
                hint: "Show on a day's log that it counts all that it counted; alarms rest on it.")
        ]
    }

    /// People are told less than all.
    private static func subscription(_ change: ResourceChange) -> [Observation] {
        let people: Set<String> = ["email", "email-json", "sms", "https", "http"]
        let path: AttributePath = "filter_policy"
        guard people.contains(change.after["protocol"].value?.string ?? ""), change.after[path].isSet,
            change.before.json(path) != change.after.json(path)
        else { return [] }
        return [
            Observation(
                "alarm-weaker", .observed, .cannotProve, at: change.address, path: path,
                "\(change.after["endpoint"].value?.string ?? "somebody") is told only what a filter lets through",
                hint: "Show that every alarm still reaches somebody.")
        ]
    }

    /// A list of addresses: what it is for, only its name says.
    private static func addresses(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "addresses"
        guard !change.after.hasUnknown(path) else { return [] }
        func list(_ snapshot: Snapshot) -> Set<String> {
            Set((snapshot[path].value?.array ?? []).compactMap(\.string))
        }
        let (old, new) = (list(change.before), list(change.after))
        let name = "\(change.name) \(change.after["name"].value?.string ?? "")".lowercased()
        let blocks = ["block", "deny", "ban", "bad", "abus"].contains { name.contains($0) }
        let lets = ["allow", "trust", "office", "white", "partner", "safe"].contains { name.contains($0) }
        let gone = old.subtracting(new)
        let come = new.subtracting(old)
        let isHuge = come.contains { address in
            address.split(separator: "/").last.flatMap { Int($0) }.map { $0 < (address.contains(":") ? 16 : 8) }
                ?? false
        }
        let what: String
        if !gone.isEmpty, blocks || new.isEmpty, !lets {
            what = "\(gone.count) addresses are no longer in it"
        } else if !come.isEmpty, lets || isHuge && !blocks {
            what = "\(come.count) addresses come into it"
        } else {
            return []
        }
        return [
            Observation(
                "waf-weaker", .failureModes, .cannotProve, at: change.address, path: path, what,
                hint: "Say in an exception whose addresses they are.")
        ]
    }

    /// What the firewall's log leaves out.
    private static func logged(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "logging_filter"
        guard change.before[path] != change.after[path],
            change.after[path].value?.canonicalText.contains("DROP") ?? false
        else { return [] }
        return [
            Observation(
                "logging-off", .observed, .cannotProve, at: change.address, path: path,
                "the firewall's log leaves something out",
                hint: "Keep at least all that is blocked: it shows both attacks and users that are kept out by mistake."
            )
        ]
    }
}
