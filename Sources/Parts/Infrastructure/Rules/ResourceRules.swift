// Rules that need more than one attribute of a resource.

import Core

/// Databases, containers, CDN, tasks, tags.
enum ResourceRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.after.exists, !change.action.isQuiet, !change.isData else { return [] }
        switch change.type {
        case "aws_db_instance", "aws_rds_cluster": return database(change)
        case "aws_ecs_task_definition": return ContainerRules.check(change)
        case "aws_ecs_service", "aws_appautoscaling_target":
            return single(change) + TargetRules.grace(change) + spot(change)
        case "aws_synthetics_canary": return rarer(change)
        case "aws_instance", "aws_launch_template": return userData(change)
        case "aws_cloudfront_distribution": return DistributionRules.check(change)
        case "aws_lb_target_group", "aws_alb_target_group": return TargetRules.check(change)
        case "aws_secretsmanager_secret_rotation": return rotation(change)
        case "aws_s3_bucket_lifecycle_configuration": return BucketRules.lifecycle(change)
        case "aws_s3_bucket_object_lock_configuration": return BucketRules.lock(change)
        case "aws_ecs_cluster_capacity_providers": return spot(change, "default_capacity_provider_strategy")
        case "aws_route53_record", "aws_route53_health_check", "aws_lb", "aws_alb": return RoutingRules.check(change)
        case "aws_cloudwatch_log_metric_filter", "aws_sns_topic_subscription": return FilterRules.check(change)
        case "aws_wafv2_ip_set", "aws_wafv2_web_acl_logging_configuration": return FilterRules.check(change)
        case "aws_msk_configuration": return SettingRules.kafka(change)
        case "aws_s3_bucket_acl", "aws_s3_bucket": return BucketRules.grants(change)
        case "aws_db_snapshot", "aws_db_cluster_snapshot", "aws_ami_launch_permission",
            "aws_snapshot_create_volume_permission":
            return BucketRules.shared(change)
        case "aws_ecr_lifecycle_policy": return imagesKept(change)
        case "aws_ecs_cluster": return insights(change)
        case "aws_lb_listener", "aws_alb_listener":
            return redirect(change) + RoutingRules.answered(change, "default_action")
        case "aws_lb_listener_rule", "aws_alb_listener_rule": return RoutingRules.answered(change, "action")
        case "aws_db_parameter_group", "aws_rds_cluster_parameter_group":
            return parameters(change) + SettingRules.database(change)
        default: return []
        }
    }

    // MARK: Databases

    private static func database(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = []
        let managed: AttributePath = "manage_master_user_password"
        if change.before[managed].value?.bool == true, change.after[managed] != .unknown,
            change.after[managed].value?.bool != true
        {
            // A write-only password is in no state, but nobody rotates it by itself.
            let isWriteOnly =
                change.after["password_wo_version"].isSet || change.after["master_password_wo_version"].isSet
            found.append(
                Observation(
                    "rotation", .secrets, isWriteOnly ? .warn : .refuse, at: change.address, path: managed,
                    "AWS no longer manages and rotates the password",
                    hint: "Leave it to AWS, or rotate it within 90 days."))
        }
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
        guard let old = change.before[path].value?.number, old >= 2, change.after[path] != .unknown,
            case let new = change.after[path].value?.number ?? 0, new < 2
        else { return [] }
        return [
            Observation(
                "zone-loss", .failureModes, .refuse, at: change.address, path: path,
                "\(path) goes from \(old.plain) to \(new.plain): no other task serves while one is lost or replaced",
                hint: "Keep at least two, in two zones.")
        ]
    }

    // MARK: Secrets, storage, backups

    private static func rotation(_ change: ResourceChange) -> [Observation] {
        func days(_ snapshot: Snapshot) -> Double? {
            snapshot["rotation_rules.0.automatically_after_days"].value?.number
                ?? ScheduleInterval(snapshot["rotation_rules.0.schedule_expression"].value?.string).map {
                    $0.hours / 24
                }
        }
        guard let new = days(change.after), new > 90, days(change.before) ?? 0 < new else { return [] }
        return [
            Observation(
                "rotation", .secrets, .refuse, at: change.address, path: "rotation_rules",
                "the secret is rotated every \(new.plain) days, and 90 is the most", hint: "Set it to 90 days or fewer."
            )
        ]
    }

    // MARK: Machines

    /// What a machine does at its start is part of its image.
    private static func userData(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        return (["user_data", "user_data_base64"] as [AttributePath]).compactMap { path in
            guard !change.before[path].isSet, change.after[path].isSet, change.after[path] != .unknown else {
                return nil
            }
            return Observation(
                "mutable", .immutable, .cannotProve, at: change.address, path: path,
                "a script runs at the start of a machine that was made without one",
                hint:
                    "Put it into the image, so that what runs is what was tested; or say in an exception what it does.")
        }
    }

    // MARK: Spot and synthetic users

    /// How the tasks of a service are spread over kinds of capacity.
    private struct Spread {
        var base = 0.0
        var weight = 0.0
        var spot = 0.0

        init(_ snapshot: Snapshot, _ path: AttributePath) {
            for provider in snapshot[path].value?.array ?? [] {
                let share = (provider["weight"]?.number ?? 0) + (provider["base"]?.number ?? 0)
                if provider["capacity_provider"]?.string?.uppercased().contains("SPOT") ?? false {
                    spot += share
                } else {
                    base += provider["base"]?.number ?? 0
                    weight += provider["weight"]?.number ?? 0
                }
            }
        }

        var isSpotAlone: Bool { spot > 0 && base == 0 && weight == 0 }
    }

    /// Spot capacity may end at two minutes' notice, all of it at once.
    private static func spot(_ change: ResourceChange, _ path: AttributePath = "capacity_provider_strategy")
        -> [Observation]
    {
        guard change.before.exists, !change.after.hasUnknown(path) else { return [] }
        let (old, new) = (Spread(change.before, path), Spread(change.after, path))
        let what: String
        if new.isSpotAlone, !old.isSpotAlone {
            what = "all tasks run on Spot capacity, which may end at two minutes' notice"
        } else if new.spot > 0, new.base < old.base {
            what =
                "\(new.base.plain) tasks are sure to run on demand, and \(old.base.plain) before; others may end at two minutes' notice"
        } else {
            return []
        }
        return [
            Observation(
                "capacity", .slo, .cannotProve, at: change.address, path: path, what,
                hint: "Keep a base of on-demand tasks that carries the peak, and prove it by a load test.")
        ]
    }

    private static func rarer(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "schedule.0.expression"
        guard let old = ScheduleInterval(change.before[path].value?.string),
            let new = ScheduleInterval(change.after[path].value?.string),
            new.hours > old.hours
        else { return [] }
        return [
            Observation(
                "alarm-weaker", .observed, .refuse, at: change.address, path: path,
                "the synthetic user comes every \((new.hours * 60).plain) minutes, and every \((old.hours * 60).plain) before",
                hint: "What it alone would notice is noticed so much later.")
        ]
    }

    // MARK: Images, clusters, listeners

    /// Fewer images kept are fewer releases to go back to.
    private static func imagesKept(_ change: ResourceChange) -> [Observation] {
        func kept(_ snapshot: Snapshot) -> Double? {
            (snapshot.json("policy").value?["rules"]?.array ?? []).compactMap { rule in
                let selection = rule["selection"]
                guard selection?["tagStatus"]?.string != "untagged" else { return nil }
                return selection?["countNumber"]?.number
            }.min()
        }
        guard let new = kept(change.after), let old = kept(change.before), new < old else { return [] }
        return [
            Observation(
                "rollout-unsafe", .rollback, .refuse, at: change.address, path: "policy",
                "\(new.plain) images (or days of them) are kept, and \(old.plain) before",
                hint: "A release whose image is gone cannot be gone back to.")
        ]
    }

    private static func insights(_ change: ResourceChange) -> [Observation] {
        func level(_ snapshot: Snapshot) -> Int {
            let setting = (snapshot["setting"].value?.array ?? []).first { $0["name"]?.string == "containerInsights" }
            return ["disabled": 0, "enabled": 1, "enhanced": 2][setting?["value"]?.string ?? "disabled"] ?? 0
        }
        guard change.before.exists, level(change.after) < level(change.before) else { return [] }
        return [
            Observation(
                "logging-off", .observed, .refuse, at: change.address, path: "setting",
                "container insights are reduced",
                hint: "Keep them: alarms on tasks rest on these metrics.")
        ]
    }

    /// A listener without TLS that sent users to the one with it.
    private static func redirect(_ change: ResourceChange) -> [Observation] {
        func redirects(_ snapshot: Snapshot) -> Bool {
            snapshot["default_action.0.type"].value?.string == "redirect"
                && snapshot["default_action.0.redirect.0.protocol"].value?.string != "HTTP"
        }
        guard change.after["protocol"].value?.string == "HTTP", redirects(change.before), !redirects(change.after),
            change.after["default_action.0.type"] != .unknown
        else { return [] }
        return [
            Observation(
                "tls-weaker", .secrets, .refuse, at: change.address, path: "default_action",
                "users without TLS are served instead of being sent to it", hint: "Keep the redirect to HTTPS.")
        ]
    }
}
