// Buckets and snapshots: what is deleted by itself, and whom they are shared with.

import Core

/// Rules about lifecycles, access lists and sharing.
enum BucketRules {
    /// What a rule deletes, when, and for which objects.
    private struct Deletion {
        var scope: String
        var prefix: String
        var what: String
        var days: Double
        /// Old versions that are kept however old they are.
        var newer: Double

        /// Whether all that the other deletes this one deleted before, and no later.
        func covers(_ other: Deletion) -> Bool {
            what == other.what && days <= other.days && newer <= other.newer
                && (scope == other.scope || scope == prefix && other.prefix.hasPrefix(prefix))
        }
    }

    /// Objects and old versions that are kept for less long than now, rule by rule; by what they are for, not by their
    /// names.
    static func lifecycle(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        if change.after.hasUnknown("rule"), change.after["rule"] == .unknown || hasUnknownDays(change.after) {
            return [
                .unknown("backup-weaker", .recovery, at: change, path: "rule", what: "when objects are deleted")
            ]
        }
        let old = deletions(change.before)
        return deletions(change.after).compactMap { new -> Observation? in
            guard !old.contains(where: { $0.covers(new) }) else { return nil }
            let same = old.filter { $0.what == new.what && $0.scope == new.scope }
            let before = same.map(\.days).min().map { ", and \($0.plain) before" } ?? ", and not before"
            let of = new.scope.isEmpty ? "" : " of \(new.scope)"
            let kept = new.newer > 0 ? " but for \(new.newer.plain) of each" : ""
            return Observation(
                "backup-weaker", .recovery, .refuse, at: change.address, path: "rule",
                "\(new.what)\(of) are deleted after \(new.days.plain) days\(kept)\(before)",
                hint: "What is deleted cannot be brought back: say in an exception why it may go.")
        }
    }

    private static func hasUnknownDays(_ snapshot: Snapshot) -> Bool {
        (0..<(snapshot.count("rule") ?? 0)).contains { index in
            func at(_ keys: PathStep...) -> AttributePath { AttributePath([.key("rule"), .index(index)] + keys) }
            // A rule that only clears up markers has no days.
            let clears = snapshot[at("expiration", 0, "expired_object_delete_marker")].value?.bool == true
            return !clears && snapshot.hasUnknown(at("expiration", 0, "days"))
                || snapshot.hasUnknown(at("noncurrent_version_expiration", 0, "noncurrent_days"))
        }
    }

    private static func deletions(_ snapshot: Snapshot) -> [Deletion] {
        (snapshot["rule"].value?.array ?? []).filter { $0["status"]?.string != "Disabled" }.flatMap { rule in
            [
                ("noncurrent_version_expiration", "noncurrent_days", "old versions"), ("expiration", "days", "objects"),
            ].compactMap { key, field, what in
                guard let days = rule[key]?[0]?[field]?.number, days > 0 else { return nil }
                return Deletion(
                    scope: scope(rule), prefix: prefix(rule), what: what, days: days,
                    newer: rule[key]?[0]?["newer_noncurrent_versions"]?.number ?? 0)
            }
        }
    }

    /// The objects that a rule is for; empty for all.
    private static func scope(_ rule: JSONValue) -> String {
        let filter = rule["filter"]?[0]
        let tags = [filter?["tag"], filter?["and"]?[0]?["tags"]].compactMap(\.self)
            .filter { Attribute.known($0).isSet && !$0.isNull }.map(\.canonicalText)
        return ([prefix(rule)] + tags).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What the names of a rule's objects begin with; empty for all.
    static func prefix(_ rule: JSONValue) -> String {
        let filter = rule["filter"]?[0]
        let places = [rule["prefix"], filter?["prefix"], filter?["and"]?[0]?["prefix"]]
        return places.compactMap { $0?.string }.first { !$0.isEmpty } ?? ""
    }

    /// How long new objects are locked: years and days are the same thing in two units.
    static func lock(_ change: ResourceChange) -> [Observation] {
        func days(_ snapshot: Snapshot) -> Double {
            let path: AttributePath = "rule.0.default_retention.0"
            let retention = snapshot[path].value
            return max(retention?["days"]?.number ?? 0, (retention?["years"]?.number ?? 0) * 365)
        }
        let (old, new) = (days(change.before), days(change.after))
        guard old > 0, new < old, !change.after.hasUnknown("rule") else { return [] }
        return [
            Observation(
                "protection-removed", .recovery, .refuse, at: change.address, path: "rule",
                "objects are locked for \(new.plain) days, and for \(old.plain) before", hint: "Keep the lock as long.")
        ]
    }

    // MARK: Sharing

    private static let everybody = ["global/AllUsers", "global/AuthenticatedUsers"]

    /// Access lists that name everybody.
    static func grants(_ change: ResourceChange) -> [Observation] {
        func opens(_ snapshot: Snapshot) -> Bool {
            (["access_control_policy", "grant"] as [AttributePath]).contains { path in
                snapshot[path].value.map { value in everybody.contains { value.canonicalText.contains($0) } } ?? false
            }
        }
        guard opens(change.after), !opens(change.before) else { return [] }
        return [
            Observation(
                "exposed", .secrets, .refuse, at: change.address, path: "access_control_policy",
                "everybody gets access to the bucket's objects",
                hint: "Keep it private, and give out files through the CDN.")
        ]
    }

    /// Snapshots and images that others may copy.
    static func shared(_ change: ResourceChange) -> [Observation] {
        let lists: [AttributePath] = ["shared_accounts", "account_id", "group", "organization_arn"]
        let new = lists.flatMap { names(change.after, $0) }
        let old = Set(lists.flatMap { names(change.before, $0) })
        let added = new.filter { !old.contains($0) }
        guard !added.isEmpty else { return [] }
        return [
            Observation(
                "exposed", .secrets, .refuse, at: change.address,
                "others may copy what is in it: \(added.prefix(3).joined(separator: ", "))",
                hint: "Share a copy without the data that they do not need, and say in an exception why.")
        ]
    }

    private static func names(_ snapshot: Snapshot, _ path: AttributePath) -> [String] {
        guard let value = snapshot[path].value else { return [] }
        return (value.array ?? [value]).compactMap(\.string).filter { !$0.isEmpty }
    }
}
