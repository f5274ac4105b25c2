// What was changed outside Terraform, as far as it made something weaker.

import Core

/// Rules about drift.
enum DriftRules {
    /// Sizes that autoscaling changes by itself, tags, and what people look at.
    private static let unasked: Set<String> = ["capacity", "tags", "cost", "extended-support", "stale-plan"]

    /// Types whose rules look at more than single attributes, and that plans hold few of.
    static func whole(_ type: String) -> Bool {
        type.hasPrefix("aws_wafv2_") || type.hasPrefix("aws_security_group")
            || type.hasPrefix("aws_vpc_security_group_")
            || type.hasPrefix("aws_network_acl") || type.hasPrefix("aws_backup_") || AlarmRules.alarms.contains(type)
            || PolicyPlaces.all.contains(type) || BudgetRules.types.contains(type) || others.contains(type)
    }

    private static let others: Set<String> = [
        "aws_lb_target_group", "aws_alb_target_group", "aws_lb_listener", "aws_alb_listener",
        "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_replication_configuration", "aws_db_parameter_group",
        "aws_rds_cluster_parameter_group", "aws_cloudfront_distribution", "aws_ecs_cluster",
    ]

    /// What became weaker outside, and stays so. `planned` gives what this plan sets an attribute to; nil if it does
    /// not touch it. `access` compares policies.
    static func check(
        _ drift: ResourceChange, planned: (AttributePath) -> Attribute?, access: (ResourceChange) -> [Observation]
    ) -> [Observation] {
        if drift.action == .delete { return destroyed(drift) }
        var asUpdate = drift
        asUpdate.action = .update
        let weaker = RuleSet.check(asUpdate) + access(asUpdate)
        return weaker.compactMap { observation in
            guard !unasked.contains(observation.rule), !observation.isUnknown, observation.verdict == .refuse else {
                return nil
            }
            let isMended = observation.path.map { planned($0) == drift.before.json($0) } ?? false
            return Observation(
                "drift", .immutable, isMended ? .warn : .refuse, at: drift.address, path: observation.path,
                "outside Terraform \(observation.summary)\(isMended ? "; this plan puts it right" : "")",
                hint: isMended
                    ? "Find out who changed it and why."
                    : "Put it back as the configuration says, and find out who changed it and why.")
        }
    }

    private static func destroyed(_ drift: ResourceChange) -> [Observation] {
        guard let held = StatefulTypes.held[drift.type] ?? ServingTypes.roles[drift.type] else { return [] }
        return [
            Observation(
                "drift", .immutable, .warn, at: drift.address, "\(held) was destroyed outside Terraform",
                hint: "Find out who did it and why before you make it anew: the new one is empty.")
        ]
    }
}
