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
        default: return []
        }
    }

    // MARK: Plans

    private static func plan(_ change: ResourceChange) -> [Observation] {
        let new = named(change.after, "rule", "rule_name")
        var found: [Observation] = []
        for (name, rule) in named(change.before, "rule", "rule_name").sorted(by: { $0.key < $1.key }) {
            guard let next = new[name] else {
                if new.values.contains(where: { sameButName($0, rule) }) { continue }
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

    private static func sameButName(_ left: JSONValue, _ right: JSONValue) -> Bool {
        func bare(_ value: JSONValue) -> JSONValue? {
            guard var object = value.object else { return nil }
            object["rule_name"] = nil
            return .object(object)
        }
        return bare(left) == bare(right)
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
            guard rule["status"]?.string == "Enabled", new[name]?["status"]?.string != "Enabled" else { return nil }
            return weaker(
                change, "rule", "the replication '\(name)' is \(new[name] == nil ? "removed" : "switched off")")
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
