// Buckets and snapshots: what is deleted by itself, and whom they are shared with.

import Core

/// Rules about lifecycles, access lists and sharing.
enum BucketRules {
    /// What a rule deletes, when, and for which objects.
    private struct Deletion {
        var scope: String
        var what: String
        var days: Double
    }

    /// Objects and old versions that are kept for less long than now, rule by rule; by what they are for, not by their
    /// names.
    static func lifecycle(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        let old = deletions(change.before)
        return deletions(change.after).compactMap { new -> Observation? in
            // The longest that anything of this scope was sure to be kept: by its own rule, or one around it.
            let were = old.filter { $0.what == new.what && ($0.scope == new.scope || $0.scope.isEmpty) }
            if were.contains(where: { $0.days <= new.days }) { return nil }
            let before = were.map(\.days).min().map { ", and \($0.plain) before" } ?? ", and not before"
            let of = new.scope.isEmpty ? "" : " of \(new.scope)"
            return Observation(
                "backup-weaker", .recovery, .refuse, at: change.address, path: "rule",
                "\(new.what)\(of) are deleted after \(new.days.plain) days\(before)",
                hint: "What is deleted cannot be brought back: say in an exception why it may go.")
        }
    }

    private static func deletions(_ snapshot: Snapshot) -> [Deletion] {
        (snapshot["rule"].value?.array ?? []).filter { $0["status"]?.string != "Disabled" }.flatMap { rule in
            [
                ("noncurrent_version_expiration", "noncurrent_days", "old versions"), ("expiration", "days", "objects"),
            ].compactMap { key, field, what in
                guard let days = rule[key]?[0]?[field]?.number, days > 0 else { return nil }
                return Deletion(scope: scope(rule), what: what, days: days)
            }
        }
    }

    /// The objects that a rule is for; empty for all.
    private static func scope(_ rule: JSONValue) -> String {
        let filter = rule["filter"]?[0]
        let prefix = rule["prefix"]?.string ?? filter?["prefix"]?.string ?? filter?["and"]?[0]?["prefix"]?.string ?? ""
        let tags = [filter?["tag"], filter?["and"]?[0]?["tags"]].compactMap(\.self)
            .filter { Attribute.known($0).isSet && !$0.isNull }.map(\.canonicalText)
        return ([prefix] + tags).filter { !$0.isEmpty }.joined(separator: " ")
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
