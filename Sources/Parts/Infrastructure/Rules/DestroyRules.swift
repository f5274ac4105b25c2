// What is destroyed, replaced or left behind.

import Core

/// Rules about what exists now and will not, or not as itself.
enum DestroyRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard !change.isData else { return [] }
        switch change.action {
        case .forget, .createThenForget: return [forgotten(change)]
        case .other:
            return [
                Observation(
                    "unknown-action", .decided, .cannotProve, at: change.address,
                    "it would be \(change.action.participle)",
                    hint: "Use a newer Steady.")
            ]
        case .delete, .replace, .createThenDelete: return destroyed(change)
        case .noOp, .create, .read, .update: return []
        }
    }

    private static func destroyed(_ change: ResourceChange) -> [Observation] {
        let type = change.type
        if change.deposed != nil { return deposed(change) }
        // A log group, a backup plan: what AlarmRules and others say better is left to them.
        if let held = StatefulTypes.held[type] { return [stateful(change, held)] }
        if StatefulTypes.backups.contains(type) { return [stateful(change, "part of the backups")] }
        if let role = ServingTypes.roles[type] { return serving(change, role) }
        return []
    }

    private static func stateful(_ change: ResourceChange, _ held: String) -> Observation {
        let isBackup = StatefulTypes.backups.contains(change.type)
        guard change.action.replaces else {
            return Observation(
                isBackup
                    ? "backup-weaker"
                    : change.type == "aws_secretsmanager_secret_rotation" ? "rotation" : "destroy-stateful",
                change.type == "aws_secretsmanager_secret_rotation" ? .secrets : .recovery,
                change.type == "aws_s3_object" || change.type == "random_id" ? .warn : .refuse, at: change.address,
                "\(held.withVerb) destroyed\(why(change))",
                hint: "Take it out of the plan: put the block back, or use `moved` if it was only renamed. "
                    + "If it must go, write an exception with a reason and an expiry.")
        }
        let isSetting = StatefulTypes.settings.contains(change.type)
        return Observation(
            isBackup ? "backup-weaker" : "replace-stateful", .recovery, isSetting ? .warn : .refuse, at: change.address,
            path: change.replacePaths.first, "\(held.withVerb) \(change.action.participle)\(why(change))",
            hint: isSetting
                ? "Look whether what it stood for is there again afterwards."
                : "The new one is empty. Make the new one beside it, move the data, then remove the old one in a plan of its own."
        )
    }

    private static func serving(_ change: ResourceChange, _ role: String) -> [Observation] {
        let type = change.type
        if ServingTypes.scaling.contains(type) {
            guard !change.action.replaces else { return [] }
            return [
                Observation(
                    "capacity", .slo, .cannotProve, at: change.address, "\(role.withVerb) destroyed\(why(change))",
                    hint:
                        "Prove that the capacity left is enough: run a load test at twice the peak, then review again.")
            ]
        }
        if change.action.replaces {
            let isGentle = change.action == .createThenDelete || ServingTypes.replaceable.contains(type)
            return [
                Observation(
                    "destroy-serving", .slo, isGentle ? .warn : .refuse, at: change.address,
                    path: change.replacePaths.first,
                    "\(role.withVerb) \(change.action.participle)\(why(change))",
                    hint: isGentle
                        ? "Look whether users notice while one takes the place of the other."
                        : "Users are without it in between. Use create_before_destroy, or change it without replacing it."
                )
            ]
        }
        let isZone = type == "aws_nat_gateway" || type == "aws_subnet" || type == "aws_efs_mount_target"
        return [
            Observation(
                isZone ? "zone-loss" : "destroy-serving", isZone ? .failureModes : .slo,
                ServingTypes.minor.contains(type)
                    ? .warn : ServingTypes.undecided.contains(type) ? .cannotProve : .refuse, at: change.address,
                "\(role.withVerb) destroyed\(why(change))",
                hint:
                    "Shift users away from it first, show that nothing reaches it any more, and remove it in a plan of its own."
            )
        ]
    }

    private static func deposed(_ change: ResourceChange) -> [Observation] {
        let held = StatefulTypes.held[change.type]
        let isHeavy = held != nil && !StatefulTypes.settings.contains(change.type)
        return [
            Observation(
                "deposed", .recovery, isHeavy ? .refuse : .warn, at: change.address,
                "\(held ?? "what") an earlier replacement left over (deposed \(change.deposed ?? "")) is destroyed",
                hint: isHeavy
                    ? "It may still hold the data of before the replacement: look at it, and keep a snapshot, before it goes."
                    : "Look whether anything still uses it.")
        ]
    }

    private static func forgotten(_ change: ResourceChange) -> Observation {
        let matters = StatefulTypes.held[change.type] ?? ServingTypes.roles[change.type]
        return Observation(
            "forget", .recovery, matters == nil ? .warn : .refuse, at: change.address,
            "\(matters ?? "it") is \(change.action.participle)",
            hint: "From then on no plan protects, backs up or even shows it. Say in an exception who looks after it, "
                + "or import it where it now belongs.")
    }

    /// Terraform's reason in words.
    private static func why(_ change: ResourceChange) -> String {
        let paths = change.replacePaths.map(\.description).joined(separator: ", ")
        if !paths.isEmpty { return " because \(paths) cannot be changed in place" }
        switch change.reason {
        case "delete_because_no_resource_config": return " because its block is no longer in the configuration"
        case "delete_because_no_module": return " because its module is no longer in the configuration"
        case "delete_because_count_index", "delete_because_each_key", "delete_because_wrong_repetition":
            return " because its count or for_each no longer has it"
        case "delete_because_no_move_target": return " because the target of its `moved` block does not exist"
        case "replace_because_tainted": return " because it is tainted"
        case "replace_by_request": return " because -replace asks for it"
        case "replace_by_triggers": return " because replace_triggered_by asks for it"
        default: return ""
        }
    }
}
