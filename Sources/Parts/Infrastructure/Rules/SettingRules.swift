// Settings that stand as text or as lists of names and values: parameters of databases, properties of Kafka.

import Core

/// Rules about single settings of servers.
enum SettingRules {
    /// What makes a setting weaker.
    private enum Weaker {
        case less
        /// Any of these.
        case becomes(Set<String>)
    }

    private struct Row {
        var name: String
        var weaker: Weaker
        var rule: String
        var promise: Promise
        var what: String
        /// Whether it is as weak when nobody sets it.
        var isWeakUnset = false
    }

    private static let databases: [Row] = [
        Row(name: "max_connections", weaker: .less, rule: "capacity", promise: .slo, what: "the connections allowed"),
        Row(
            name: "fsync", weaker: .becomes(["off", "0"]), rule: "protection-removed", promise: .recovery,
            what: "writing to disk before it is promised"),
        Row(
            name: "synchronous_commit", weaker: .becomes(["off", "local"]), rule: "protection-removed",
            promise: .recovery, what: "writing to disk before it is promised"),
        Row(
            name: "full_page_writes", weaker: .becomes(["off", "0"]), rule: "protection-removed", promise: .recovery,
            what: "protection from torn pages"),
        Row(
            name: "innodb_flush_log_at_trx_commit", weaker: .becomes(["0", "2"]), rule: "protection-removed",
            promise: .recovery, what: "writing to disk before it is promised"),
        Row(
            name: "sync_binlog", weaker: .becomes(["0"]), rule: "protection-removed", promise: .recovery,
            what: "writing the log to disk"),
        Row(
            name: "require_secure_transport", weaker: .becomes(["off", "0"]), rule: "tls-weaker", promise: .secrets,
            what: "TLS for all connections", isWeakUnset: true),
        Row(
            name: "log_min_duration_statement", weaker: .becomes(["-1"]), rule: "logging-off", promise: .observed,
            what: "the log of slow statements"),
        Row(
            name: "slow_query_log", weaker: .becomes(["0", "off"]), rule: "logging-off", promise: .observed,
            what: "the log of slow statements"),
    ]

    private static let brokers: [Row] = [
        Row(
            name: "default.replication.factor", weaker: .less, rule: "zone-loss", promise: .failureModes,
            what: "the copies of a message"),
        Row(
            name: "min.insync.replicas", weaker: .less, rule: "zone-loss", promise: .failureModes,
            what: "the copies that must be written"),
        Row(
            name: "log.retention.hours", weaker: .less, rule: "backup-weaker", promise: .recovery,
            what: "the hours that messages are kept"),
        Row(
            name: "log.retention.ms", weaker: .less, rule: "backup-weaker", promise: .recovery,
            what: "how long messages are kept (ms)"),
        Row(
            name: "unclean.leader.election.enable", weaker: .becomes(["true"]), rule: "protection-removed",
            promise: .recovery, what: "refusing leaders that lack messages"),
    ]

    /// Parameters of a database.
    static func database(_ change: ResourceChange) -> [Observation] {
        func values(_ snapshot: Snapshot) -> [String: String] {
            Dictionary(
                (snapshot["parameter"].value?.array ?? []).compactMap { item in
                    item["name"]?.string.flatMap { name in item["value"]?.string.map { (name, $0) } }
                }, uniquingKeysWith: { first, _ in first })
        }
        return compare(change, "parameter", values(change.before), values(change.after), databases)
    }

    /// Properties of Kafka, one `name = value` a line.
    static func kafka(_ change: ResourceChange) -> [Observation] {
        func values(_ snapshot: Snapshot) -> [String: String] {
            let lines = snapshot["server_properties"].value?.string?.split(separator: "\n") ?? []
            let pairs = lines.map { $0.split(separator: "=", maxSplits: 1) }.filter { $0.count == 2 }
            return Dictionary(
                pairs.map { pair in (String(pair[0].filter { $0 != " " }), String(pair[1].filter { $0 != " " })) },
                uniquingKeysWith: { _, last in last })
        }
        return compare(change, "server_properties", values(change.before), values(change.after), brokers)
    }

    private static func compare(
        _ change: ResourceChange, _ path: AttributePath, _ old: [String: String], _ new: [String: String], _ rows: [Row]
    ) -> [Observation] {
        guard change.before.exists else { return [] }
        return rows.compactMap { row in
            let unset = row.isWeakUnset && old[row.name] != nil ? "0" : nil
            guard let now = new[row.name]?.lowercased() ?? unset,
                isWeaker(now, than: old[row.name]?.lowercased(), row.weaker)
            else { return nil }
            return Observation(
                row.rule, row.promise, row.rule == "capacity" ? .cannotProve : .refuse, at: change.address, path: path,
                "\(row.what): \(row.name) is \(new[row.name] ?? "not set"), and \(old[row.name] ?? "not set") before",
                hint: row.rule == "capacity"
                    ? "Prove that it is enough: run a load test at twice the peak, then review again."
                    : "Keep it as it is.")
        }
    }

    private static func isWeaker(_ now: String, than old: String?, _ weaker: Weaker) -> Bool {
        switch weaker {
        case .becomes(let bad): bad.contains(now) && !(old.map(bad.contains) ?? false)
        case .less: old.flatMap { Double($0) }.flatMap { was in Double(now).map { $0 < was } } ?? false
        }
    }
}
