// Backup plans, copies and selections compared by what is in them.

import Core

/// Rules about AWS Backup and bucket replication.
enum BackupRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists, change.after.exists else { return [] }
        switch change.type {
        case "aws_backup_plan": return plan(change)
        case "aws_backup_selection": return selection(change)
        case "aws_s3_bucket_replication_configuration": return replication(change)
        case "aws_backup_region_settings": return optedOut(change)
        case "aws_dynamodb_table": return replicas(change)
        default: return []
        }
    }

    // MARK: Plans

    private static func plan(_ change: ResourceChange) -> [Observation] {
        let new = named(change.after, "rule", "rule_name")
        let old = named(change.before, "rule", "rule_name")
        var found: [Observation] = []
        for (name, rule) in old.sorted(by: { $0.key < $1.key }) {
            guard let next = new[name] else {
                if new.contains(where: { old[$0.key] == nil && isAsGood($0.value, as: rule) }) { continue }
                found.append(weaker(change, "rule", "the backup rule '\(name)' is removed"))
                continue
            }
            found += compare(rule, next, name: name).map { weaker(change, "rule", $0) }
        }
        return found
    }

    private static func compare(_ old: JSONValue, _ new: JSONValue, name: String) -> [String] {
        var found: [String] = []
        if let text = shorter(old, new) { found.append("the rule '\(name)' keeps backups \(text)") }
        if old["enable_continuous_backup"]?.bool == true, new["enable_continuous_backup"]?.bool != true {
            found.append("the rule '\(name)' no longer backs up continuously")
        }
        let copies = copies(new)
        for (place, copy) in self.copies(old).sorted(by: { $0.key < $1.key }) {
            guard let next = copies[place] else {
                // The vault's ARN may not be known yet: then only their number can be compared.
                if copies.count >= self.copies(old).count { continue }
                found.append("the rule '\(name)' copies backups to fewer places")
                continue
            }
            if let text = shorter(copy, next) { found.append("the rule '\(name)' keeps copies \(text)") }
        }
        if let was = ScheduleInterval(old["schedule"]?.string), let now = ScheduleInterval(new["schedule"]?.string),
            now.hours > was.hours
        {
            found.append("the rule '\(name)' runs every \(now.hours.plain) hours, and every \(was.hours.plain) before")
        }
        return found
    }

    /// Whether a rule of another name does all that the old one did.
    private static func isAsGood(_ new: JSONValue, as old: JSONValue) -> Bool {
        compare(old, new, name: "").isEmpty && new["target_vault_name"] == old["target_vault_name"]
            && (new["schedule"] == old["schedule"]
                || ScheduleInterval(new["schedule"]?.string) != nil && ScheduleInterval(old["schedule"]?.string) != nil)
            && copies(old).count <= copies(new).count
    }

    private static func shorter(_ old: JSONValue, _ new: JSONValue) -> String? {
        let was = old["lifecycle"]?[0]?["delete_after"]?.number ?? 0
        let now = new["lifecycle"]?[0]?["delete_after"]?.number ?? 0
        guard now > 0, was == 0 || now < was else { return nil }
        return "\(now.plain) days, and \(was == 0 ? "for ever" : was.plain) before"
    }

    private static func copies(_ rule: JSONValue) -> [String: JSONValue] {
        Dictionary(
            (rule["copy_action"]?.array ?? []).map { ($0["destination_vault_arn"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
    }

    // MARK: Selections and replication

    private static func selection(_ change: ResourceChange) -> [Observation] {
        func names(_ snapshot: Snapshot, _ path: AttributePath) -> [String] {
            (snapshot[path].value?.array ?? []).compactMap(\.string)
        }
        var found: [Observation] = []
        if !change.after.hasUnknown("resources") {
            let new = names(change.after, "resources").map { Glob($0) }
            let lost = names(change.before, "resources").filter { resource in
                !new.contains { $0.covers(Glob(resource)) }
            }
            if !lost.isEmpty {
                found.append(
                    weaker(
                        change, "resources", "no longer backed up: \(lost.sorted().prefix(3).joined(separator: ", "))"))
            }
        }
        let was = names(change.before, "not_resources").map { Glob($0) }
        let left = names(change.after, "not_resources").filter { name in !was.contains { $0.covers(Glob(name)) } }
        if !left.isEmpty {
            found.append(
                weaker(
                    change, "not_resources", "left out of backups: \(left.sorted().prefix(3).joined(separator: ", "))"))
        }
        for path in ["condition", "selection_tag"] as [AttributePath]
        where change.before[path] != change.after[path] && !change.after.hasUnknown(path) {
            // Several tags are alternatives: one more takes in more. Several conditions must all hold.
            let old = Set((change.before[path].value?.array ?? []).map(\.canonicalText))
            let new = Set((change.after[path].value?.array ?? []).map(\.canonicalText))
            if path == "selection_tag" ? old.isSubset(of: new) : new.isSubset(of: old) && !new.isEmpty { continue }
            found.append(
                Observation(
                    "backup-weaker", .recovery, .cannotProve, at: change.address, path: path,
                    "what is backed up is chosen in another way",
                    hint: "List what the new choice takes in, and say in an exception that nothing is missing."))
        }
        return found
    }

    private static func replication(_ change: ResourceChange) -> [Observation] {
        let new = named(change.after, "rule", "id")
        return named(change.before, "rule", "id").sorted { $0.key < $1.key }.compactMap { name, rule in
            guard rule["status"]?.string == "Enabled" else { return nil }
            if let next = new[name], next["status"]?.string == "Enabled" {
                let (was, now) = (BucketRules.prefix(rule), BucketRules.prefix(next))
                guard !was.hasPrefix(now) else { return nil }
                return weaker(
                    change, "rule",
                    "the replication '\(name)' copies \(now), and \(was.isEmpty ? "everything" : was) before")
            }
            return weaker(
                change, "rule", "the replication '\(name)' is \(new[name] == nil ? "removed" : "switched off")")
        }
    }

    /// Kinds of resources that AWS Backup no longer takes.
    private static func optedOut(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "resource_type_opt_in_preference"
        let gone = (change.before[path].value?.object?.members ?? []).filter { member in
            member.value.bool == true && change.after[path].value?[member.key]?.bool != true
        }.map(\.key)
        guard !gone.isEmpty, change.after[path] != .unknown else { return [] }
        return [weaker(change, path, "no longer backed up at all: \(gone.sorted().joined(separator: ", "))")]
    }

    /// Copies of a table in other regions that have no point in time to go back to.
    private static func replicas(_ change: ResourceChange) -> [Observation] {
        let new = named(change.after, "replica", "region_name")
        return named(change.before, "replica", "region_name").sorted { $0.key < $1.key }.compactMap { region, replica in
            guard replica["point_in_time_recovery"]?.bool == true, let next = new[region],
                next["point_in_time_recovery"]?.bool == false
            else { return nil }
            return weaker(change, "replica", "the copy in \(region) no longer has point-in-time recovery")
        }
    }

    private static func named(_ snapshot: Snapshot, _ list: String, _ key: String) -> [String: JSONValue] {
        Dictionary(
            (snapshot[AttributePath(stringLiteral: list)].value?.array ?? []).map { ($0[key]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func weaker(_ change: ResourceChange, _ path: AttributePath, _ summary: String) -> Observation {
        Observation(
            "backup-weaker", .recovery, .refuse, at: change.address, path: path, summary,
            hint: "Keep backups as long, as often and in as many places as now.")
    }
}
