// Budgets and their alerts: whether costs would still be noticed.

import Core

/// Rules about budgets and cost anomalies.
enum BudgetRules {
    static let types: Set<String> = [
        "aws_budgets_budget", "aws_ce_anomaly_monitor", "aws_ce_anomaly_subscription",
    ]

    static func check(_ change: ResourceChange) -> [Observation] {
        if change.action == .delete || change.action == .forget {
            return [
                finding(change, nil, .refuse, "a budget or its alert is \(change.action.participle)", "Keep it.")
            ]
        }
        guard change.before.exists, change.after.exists, !change.action.isQuiet else { return [] }
        return limit(change) + notifications(change) + subscribers(change) + anomalies(change)
    }

    private static func limit(_ change: ResourceChange) -> [Observation] {
        guard let old = change.before["limit_amount"].value?.number,
            let new = change.after["limit_amount"].value?.number,
            new > old
        else { return [] }
        return [
            finding(
                change, "limit_amount", new > 2 * old ? .refuse : .warn,
                "the budget goes from \(old.plain) to \(new.plain)",
                "Raise budget.monthly in steady.yaml as well, with the reason.")
        ]
    }

    /// From which sum on a sudden rise is told.
    private static func anomalies(_ change: ResourceChange) -> [Observation] {
        func sums(_ snapshot: Snapshot) -> [Double] {
            func values(_ value: JSONValue) -> [Double] {
                switch value {
                case .object(let object):
                    object.members.flatMap { member in
                        member.key == "values" ? (member.value.array ?? []).compactMap(\.number) : values(member.value)
                    }
                case .array(let elements): elements.flatMap { values($0) }
                default: []
                }
            }
            return snapshot["threshold_expression"].value.map { values($0) } ?? []
        }
        guard let old = sums(change.before).min(), let new = sums(change.after).min(), new > old else { return [] }
        return [
            finding(
                change, "threshold_expression", .refuse,
                "a rise is told from \(new.plain) on, and from \(old.plain) before",
                "Keep it.")
        ]
    }

    /// The lowest threshold at which somebody is told, by what is compared and in which unit.
    private static func thresholds(_ snapshot: Snapshot) -> [String: Double] {
        Dictionary(
            (snapshot["notification"].value?.array ?? []).compactMap { item in
                item["threshold"]?.number.map {
                    ("\(item["notification_type"]?.string ?? "") \(item["threshold_type"]?.string ?? "")", $0)
                }
            }, uniquingKeysWith: min)
    }

    private static func notifications(_ change: ResourceChange) -> [Observation] {
        guard !change.after.hasUnknown("notification") else { return [] }
        let new = thresholds(change.after)
        return thresholds(change.before).sorted { $0.key < $1.key }.compactMap { kind, old in
            guard let now = new[kind], now > old else { return nil }
            return finding(
                change, "notification", .refuse,
                "the first alert (\(kind.lowercased())) comes at \(now.plain), and at \(old.plain) before", "Keep it.")
        }
    }

    /// Everybody who is told.
    private static func told(_ snapshot: Snapshot) -> Set<String> {
        let notifications = (snapshot["notification"].value?.array ?? []).flatMap { item in
            ["subscriber_email_addresses", "subscriber_sns_topic_arns"].flatMap {
                (item[$0]?.array ?? []).compactMap(\.string)
            }
        }
        let subscribers = (snapshot["subscriber"].value?.array ?? []).compactMap { $0["address"]?.string }
        return Set(notifications + subscribers)
    }

    private static func subscribers(_ change: ResourceChange) -> [Observation] {
        guard !change.after.hasUnknown("notification"), !change.after.hasUnknown("subscriber") else { return [] }
        let (old, new) = (told(change.before), told(change.after))
        guard !old.isEmpty, !old.isSubset(of: new) else { return [] }
        return [
            finding(
                change, "subscriber", new.isEmpty ? .refuse : .warn,
                new.isEmpty ? "nobody is told any more" : "others are told than before",
                "Look whether those who were told still must be.")
        ]
    }

    private static func finding(
        _ change: ResourceChange, _ path: AttributePath?, _ verdict: Verdict, _ summary: String, _ hint: String
    ) -> Observation {
        Observation(
            "budget-alert", .cost, verdict, at: change.address, path: path, summary,
            hint: "Costs would rise unseen. \(hint)")
    }
}
