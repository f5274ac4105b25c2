// What is known of each alarm that the stacks make: what it looks like, where to look, what to do.

internal import Core

/// One subject of alarms, and so one runbook.
struct RunbookSubject {
    /// What may be done.
    enum Remedy {
        /// The release before is good.
        case rollback
        /// More tasks at once.
        case moreTasks
        /// Idle sessions of the database end.
        case endSessions
        /// The disk of the database grows.
        case growDisk
        /// The other copy of the database takes over.
        case failover
        /// A backup at once.
        case backup
        /// A person decides.
        case manual(String)
    }

    var name: String
    var severity: String
    var symptoms: String
    var remedies: [Remedy]
    var prevention: String

    /// The subjects of a stack: those that its alarms link to.
    static func all(_ stack: StackContext) -> [RunbookSubject] {
        var list = flow + service + edge
        list.append(
            RunbookSubject(
                name: "backup-missing", severity: "warning", symptoms: "No backup has completed for two days.",
                remedies: stack.hasDatabase
                    ? [.backup] : [.manual("Look at the failed jobs of the vault; mend the plan or its role.")],
                prevention: "The weekly restore on trial finds out sooner."))
        if stack.hasDatabase {
            list += database
            if stack.databaseClass.hasPrefix("db.t") { list.append(credits) }
            if stack.hasSecondRegion { list += replica }
        }
        return list.sorted { $0.name < $1.name }
    }

    private static func row(
        _ name: String, _ severity: String, _ symptoms: String, _ remedies: [Remedy], _ prevention: String
    ) -> RunbookSubject {
        RunbookSubject(
            name: name, severity: severity, symptoms: symptoms, remedies: remedies, prevention: prevention)
    }

    private static let flow = [
        row(
            "page", "critical", "Donors are hurt, or nobody gets through.", [.rollback, .moreTasks],
            "Review the incident; add the cause as an alarm."),
        row(
            "slo-availability", "critical", "Requests fail, and the error budget burns.", [.rollback, .moreTasks],
            "Canary share and limits in steady.yaml."),
        row(
            "slo-latency", "critical", "Donors wait longer than promised.", [.moreTasks, .rollback],
            "A load report for the next peak."),
        row(
            "errors", "critical", "The load balancer or the service answers with 5xx.", [.rollback],
            "A test that fails for this error."),
        row(
            "latency", "warning", "The p95 of answers is high.", [.moreTasks, .rollback],
            "A load report; slow statements."),
        row(
            "no-traffic", "critical", "No requests arrive: an outage in front of the load balancer.",
            [.manual("Check DNS, certificate, CloudFront and WAF from outside, in this order.")],
            "An outside check of the whole way."),
        row(
            "anomaly-requests", "warning", "Traffic is far from what is usual at this hour.", [.moreTasks],
            "Scheduled floors for known campaigns."),
        row(
            "anomaly-latency", "warning", "Answers are slower than usual at this hour.", [.moreTasks, .rollback],
            "Compare the release before."),
    ]

    private static let service = [
        row(
            "healthy-hosts", "critical", "Too few tasks answer health checks.", [.rollback, .moreTasks],
            "A health check that needs what the flow needs, no more."),
        row(
            "unhealthy-hosts", "warning", "Some tasks fail health checks.", [.rollback],
            "Time to start in steady.yaml (startWithin)."),
        row(
            "rejected-connections", "warning", "The load balancer refuses connections.", [.moreTasks],
            "Fewer, longer connections."),
        row("service-cpu", "warning", "Tasks are busy.", [.moreTasks], "requests_per_target from a new load report."),
        row(
            "service-memory", "warning", "Tasks are short of memory, and will be killed.", [.rollback, .moreTasks],
            "Find the leak; larger tasks."),
        row(
            "service-tasks", "critical", "Fewer tasks run than are wanted.", [.rollback],
            "Read why tasks stopped: image, secret, capacity."),
    ]

    private static let edge = [
        row("cdn-5xx", "critical", "CloudFront answers with 5xx.", [.rollback], "Error pages in the static bucket."),
        row(
            "cdn-4xx", "warning", "Many requests are refused or not found.",
            [.manual("Look at the paths in the access log: a broken link, or an attack.")], "Rate limits by path."),
        row(
            "cdn-origin-latency", "warning", "CloudFront waits long for the service.", [.moreTasks, .rollback],
            "As for latency."),
        row(
            "waf-blocked", "warning", "WAF blocks many requests.",
            [
                .manual(
                    "Honest visitors: let the rule count (managed_rules_counted, with a reason). An attack: lower the rate limit."
                )
            ], "Rules are tried in count mode first."),
    ]

    private static let database = [
        row(
            "database-cpu", "warning", "The database is busy, and statements wait.", [.endSessions],
            "The slowest statements get an index."),
        row(
            "database-connections", "critical", "Connections run out; new ones are refused.", [.endSessions],
            "Smaller pools; RDS Proxy."),
        row(
            "database-free-storage", "critical", "The disk is nearly full; then the database stops.", [.growDisk],
            "max_allocated_storage with room for a year."),
        row(
            "database-freeable-memory", "warning", "The database is short of memory.", [.endSessions],
            "A larger class at the next window."),
        row(
            "database-db-load", "warning", "More sessions want to run than there are CPUs.", [.endSessions, .failover],
            "Locks and slow statements by Database Insights."),
        row(
            "database-transaction-ids", "critical", "Transaction ids run out; then all writes are refused.",
            [
                .manual(
                    "End the oldest transaction, drop unused replication slots, then VACUUM (FREEZE) the oldest tables."
                )
            ], "Alarm on transactions older than an hour."),
    ]

    private static let credits = row(
        "database-cpu-credits", "warning", "The burstable class runs out of CPU credits.",
        [.manual("Raise instance_class to a db.m class, in the next window or at once.")], "A class by twice the peak.")

    private static let replica = [
        row(
            "database-replica-lag", "critical", "The replica is behind: a failover now would lose that much.",
            [
                .manual(
                    "Find the long transaction or the missing network; make the replica again if it does not come back."
                )
            ], "A replica of the primary's size."),
        row(
            "database-replica-free-storage", "warning", "The replica's disk is nearly full; then it stops.",
            [.growDisk], "The same storage as the primary."),
    ]
}
