// All rules put together, found by resource type.

import Core

/// The rules that look at one change at a time.
enum RuleSet {
    private static let rows: [String: [Guarded]] = {
        let all = [
            Guarded.protections, Guarded.backups, Guarded.exposures, Guarded.encryption, Guarded.immutability,
            Guarded.resilience, Guarded.health, Guarded.releases, Guarded.otherReleases,
            Guarded.failovers, Guarded.observation, Guarded.moreBackups,
            Guarded.capacity, Guarded.moreCapacity, Guarded.zones,
        ].flatMap { $0 }
        var rows: [String: [Guarded]] = [:]
        for row in all {
            for type in row.types { rows[type, default: []].append(row) }
        }
        return rows
    }()

    /// The table rows for a type.
    static func guarded(_ type: String) -> [Guarded] { rows[type] ?? [] }

    /// What all of them say of a change.
    static func check(_ change: ResourceChange) -> [Observation] {
        var found = DestroyRules.check(change)
        // What is destroyed and not made anew has no attributes to compare.
        if change.after.exists, !change.action.isQuiet, !change.isData {
            found += guarded(change.type).compactMap { $0.check(change) }
            found += ResourceRules.check(change)
            found += TagRules.check(change)
        }
        if !change.isData { found += NetworkRules.check(change) }
        found += ProtectiveTypes.check(change)
        found += BackupRules.check(change)
        found += AlarmRules.check(change) + WebFirewallRules.check(change) + SecretRules.check(change)
        return found
    }
}
