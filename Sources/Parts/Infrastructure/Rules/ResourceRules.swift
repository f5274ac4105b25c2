// Rules that need more than one attribute of a resource.

import Core

/// Databases, containers, CDN, tasks, tags.
enum ResourceRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.after.exists, !change.action.isQuiet, !change.isData else { return [] }
        switch change.type {
        case "aws_db_instance", "aws_rds_cluster": return database(change)
        case "aws_ecs_task_definition": return ContainerRules.check(change)
        case "aws_ecs_service", "aws_appautoscaling_target": return single(change)
        case "aws_cloudfront_distribution": return distribution(change)
        case "aws_lb_target_group", "aws_alb_target_group": return targetGroup(change)
        case "aws_secretsmanager_secret_rotation": return rotation(change)
        case "aws_s3_bucket_lifecycle_configuration": return lifecycle(change)
        case "aws_backup_plan": return backupPlan(change)
        case "aws_db_parameter_group", "aws_rds_cluster_parameter_group": return parameters(change)
        default: return []
        }
    }

    // MARK: Databases

    private static func database(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = []
        let isCopy = change.after["replicate_source_db"].isSet || change.after["replication_source_identifier"].isSet
        if change.action == .create, !isCopy {
            switch change.after["backup_retention_period"] {
            case .unknown:
                found.append(
                    .unknown(
                        "no-backup", .recovery, at: change, path: "backup_retention_period",
                        what: "the backups of a new database"))
            case let value where (value.value?.number ?? (change.type == "aws_db_instance" ? 0 : 1)) <= 0:
                found.append(
                    Observation(
                        "no-backup", .recovery, .refuse, at: change.address, path: "backup_retention_period",
                        "a new database without backups: backup_retention_period is \(value.value?.number?.plain ?? "not set, which is 0")",
                        hint: "Set it to 7 to 35 days: without it there is no point in time to go back to."))
            default: break
            }
            let support = change.after["engine_lifecycle_support"]
            if support != .unknown, support.value?.string != "open-source-rds-extended-support-disabled",
                ["postgres", "mysql", "aurora-postgresql", "aurora-mysql"].contains(
                    change.after["engine"].value?.string ?? "")
            {
                found.append(
                    Observation(
                        "extended-support", .cost, .warn, at: change.address, path: "engine_lifecycle_support",
                        "after the end of its version's support each vCPU costs 0.10 USD an hour more",
                        hint:
                            "Set engine_lifecycle_support = \"open-source-rds-extended-support-disabled\", and upgrade in time."
                    ))
            }
        }
        if let old = change.before["engine_version"].value?.string,
            let new = change.after["engine_version"].value?.string,
            let was = old.split(separator: ".").first.flatMap({ Int($0) }),
            let now = new.split(separator: ".").first.flatMap({ Int($0) }), now != was
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, now < was ? .refuse : .warn, at: change.address,
                    path: "engine_version",
                    "the major version goes from \(old) to \(new): there is no way back but a restore",
                    hint: "Use a blue-green deployment of the database, and prove the restore first."))
        }
        return found
    }

    private static func parameters(_ change: ResourceChange) -> [Observation] {
        func value(_ snapshot: Snapshot, _ name: String) -> String? {
            (snapshot["parameter"].value?.array ?? []).first { $0["name"]?.string == name }?["value"]?.string
        }
        guard value(change.before, "rds.force_ssl") == "1" else { return [] }
        if change.after.hasUnknown("parameter") {
            return [
                .unknown(
                    "tls-weaker", .secrets, at: change, path: "parameter", what: "TLS was required by the database")
            ]
        }
        // Not set: PostgreSQL 15 and later require it by themselves, 14 and earlier do not.
        guard let now = value(change.after, "rds.force_ssl"), now != "1" else { return [] }
        return [
            Observation(
                "tls-weaker", .secrets, .refuse, at: change.address, path: "parameter",
                "the database no longer requires TLS (rds.force_ssl)",
                hint: "Leave it at 1.")
        ]
    }

    // MARK: Tasks and targets

    /// One task alone has no other to fall back on.
    private static func single(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = change.type == "aws_ecs_service" ? "desired_count" : "min_capacity"
        guard let old = change.before[path].value?.number, old >= 2, let new = change.after[path].value?.number, new < 2
        else { return [] }
        return [
            Observation(
                "zone-loss", .failureModes, .refuse, at: change.address, path: path,
                "\(path) goes from \(old.plain) to \(new.plain): no other task serves while one is lost or replaced",
                hint: "Keep at least two, in two zones.")
        ]
    }

    private static func targetGroup(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = []
        if let old = change.before["health_check.0.path"].value?.string,
            let new = change.after["health_check.0.path"].value?.string, old != new
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address, path: "health_check.0.path",
                    "the health check asks \(new), and \(old) before",
                    hint: "If the new path answers 404, all targets go at once; if it answers always, none ever goes. "
                        + "Prove it on a target group of its own, then write an exception."))
        }
        if let delay = change.after["deregistration_delay"].value?.number, delay == 0,
            change.before["deregistration_delay"].value?.number ?? 300 > 0,
            change.before.exists
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address, path: "deregistration_delay",
                    "requests in flight are cut when a target leaves",
                    hint: "Leave as many seconds as the slowest request takes."))
        }
        if let old = change.before["health_check.0.matcher"].value?.string,
            let new = change.after["health_check.0.matcher"].value?.string,
            StatusCodes(new).contains(more: StatusCodes(old))
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address, path: "health_check.0.matcher",
                    "the health check takes \(new) for healthy, and \(old) before",
                    hint: "Only 2xx says that a target can serve."))
        }
        return found
    }

    // MARK: The CDN

    private static func distribution(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        var found: [Observation] = []
        let old = origins(change.before)
        let new = origins(change.after)
        for (id, origin) in old.sorted(by: { $0.key < $1.key }) {
            guard let next = new[id] else { continue }
            for key in ["origin_access_control_id", "s3_origin_config"] where set(origin[key]) && !set(next[key]) {
                if key == "s3_origin_config",
                    set(next["origin_access_control_id"]) || unknownOrigin(change, id, "origin_access_control_id")
                {
                    continue
                }
                if unknownOrigin(change, id, key) { continue }
                found.append(
                    Observation(
                        "tls-weaker", .secrets, .refuse, at: change.address, path: "origin",
                        "the origin '\(id)' no longer asks who comes (\(key))",
                        hint: "Without it the bucket must be public to be read. Keep the origin access control."))
            }
            let policies = ["http-only", "match-viewer", "https-only"]
            if let was = policies.firstIndex(
                of: origin["custom_origin_config"]?[0]?["origin_protocol_policy"]?.string ?? ""),
                let now = policies.firstIndex(
                    of: next["custom_origin_config"]?[0]?["origin_protocol_policy"]?.string ?? ""), now < was
            {
                found.append(
                    Observation(
                        "tls-weaker", .secrets, .refuse, at: change.address, path: "origin",
                        "the way to the origin '\(id)' may be without TLS",
                        hint: "Keep https-only."))
            }
        }
        let viewer = ["allow-all", "redirect-to-https", "https-only"]
        let behaviours = Dictionary(
            (change.before["ordered_cache_behavior"].value?.array ?? []).map { ($0["path_pattern"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        for next in change.after["ordered_cache_behavior"].value?.array ?? [] {
            guard let pattern = next["path_pattern"]?.string,
                let was = behaviours[pattern]?["viewer_protocol_policy"]?.string.flatMap(viewer.firstIndex),
                let now = next["viewer_protocol_policy"]?.string.flatMap(viewer.firstIndex), now == 0, was > 0
            else { continue }
            found.append(
                Observation(
                    "tls-weaker", .secrets, .refuse, at: change.address, path: "ordered_cache_behavior",
                    "viewers of \(pattern) may come without TLS",
                    hint: "Keep redirect-to-https."))
        }
        return found
    }

    private static func origins(_ snapshot: Snapshot) -> [String: JSONValue] {
        Dictionary(
            (snapshot["origin"].value?.array ?? []).map { ($0["origin_id"]?.string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func set(_ value: JSONValue?) -> Bool {
        value.map { Attribute.known($0).isSet && !$0.isNull } ?? false
    }

    private static func unknownOrigin(_ change: ResourceChange, _ id: String, _ key: String) -> Bool {
        let origins = change.after["origin"].value?.array ?? []
        guard let index = origins.firstIndex(where: { $0["origin_id"]?.string == id }) else { return false }
        return change.after.hasUnknown(AttributePath([.key("origin"), .index(index), .key(key)]))
    }

    // MARK: Secrets, storage, backups

    private static func rotation(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "rotation_rules.0.automatically_after_days"
        guard let days = change.after[path].value?.number, days > 90, change.before[path].value?.number ?? 0 < days
        else { return [] }
        return [
            Observation(
                "rotation", .secrets, .refuse, at: change.address, path: path,
                "the secret is rotated every \(days.plain) days, and 90 is the most",
                hint: "Set it to 90 days or fewer.")
        ]
    }

    /// Old versions that are kept for less long.
    private static func lifecycle(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        func days(_ snapshot: Snapshot, _ key: String, _ field: String) -> Double? {
            (snapshot["rule"].value?.array ?? []).filter { $0["status"]?.string != "Disabled" }.compactMap {
                $0[key]?[0]?[field]?.number
            }
            .filter { $0 > 0 }.min()
        }
        return [
            ("noncurrent_version_expiration", "noncurrent_days", "old versions"), ("expiration", "days", "objects"),
        ].compactMap { key, field, what in
            guard let new = days(change.after, key, field), days(change.before, key, field).map({ new < $0 }) ?? true
            else { return nil }
            return Observation(
                "backup-weaker", .recovery, .refuse, at: change.address, path: "rule",
                "\(what) are deleted after \(new.plain) days\(days(change.before, key, field).map { ", and \($0.plain) before" } ?? ", and not before")",
                hint: "What is deleted cannot be brought back: say in an exception why it may go.")
        }
    }

    private static func backupPlan(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        func rules(_ snapshot: Snapshot) -> [String: JSONValue] {
            Dictionary(
                (snapshot["rule"].value?.array ?? []).map { ($0["rule_name"]?.string ?? "", $0) },
                uniquingKeysWith: { first, _ in first })
        }
        let new = rules(change.after)
        var found: [Observation] = []
        func weaker(_ summary: String) {
            found.append(
                Observation(
                    "backup-weaker", .recovery, .refuse, at: change.address, path: "rule", summary,
                    hint: "Keep backups as long, as often and in as many places as now."))
        }
        for (name, rule) in rules(change.before).sorted(by: { $0.key < $1.key }) {
            guard let next = new[name] else {
                weaker("the backup rule '\(name)' is removed")
                continue
            }
            let was = rule["lifecycle"]?[0]?["delete_after"]?.number ?? 0
            let now = next["lifecycle"]?[0]?["delete_after"]?.number ?? 0
            if now > 0, was == 0 || now < was {
                weaker(
                    "the rule '\(name)' keeps backups \(now.plain) days, and \(was == 0 ? "for ever" : was.plain) before"
                )
            }
            if rule["enable_continuous_backup"]?.bool == true, next["enable_continuous_backup"]?.bool != true {
                weaker("the rule '\(name)' no longer backs up continuously")
            }
            if (rule["copy_action"]?.array?.count ?? 0) > (next["copy_action"]?.array?.count ?? 0) {
                weaker("the rule '\(name)' copies backups to fewer places")
            }
            if let old = rule["schedule"]?.string, let other = next["schedule"]?.string, old != other {
                found.append(
                    Observation(
                        "backup-weaker", .recovery, .warn, at: change.address, path: "rule",
                        "the rule '\(name)' runs at \(other), and at \(old) before",
                        hint: "Look that the time between two backups is not longer than the RPO."))
            }
        }
        return found
    }
}

/// A matcher of health checks: `200`, `200-299`, `200,302`.
struct StatusCodes {
    private let codes: Set<Int>

    init(_ text: String) {
        codes = text.split(separator: ",").reduce(into: []) { all, part in
            let ends = part.split(separator: "-").compactMap { Int($0.filter(\.isNumber)) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 1000 else { return }
            all.formUnion(first...last)
        }
    }

    /// Whether it takes codes from 300 up that the other did not.
    func contains(more other: StatusCodes) -> Bool { !codes.subtracting(other.codes).filter { $0 >= 300 }.isEmpty }
}
