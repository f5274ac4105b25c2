// What alarms, dashboards, logs, topics and backups use.

internal import Core

/// Meters of what watches, tells and keeps copies.
enum WatchMeters {
    static func alarm(_ alarm: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard
            let queries = alarm.snapshot["metric_query"].isUnknown
                ? nil : alarm.snapshot["metric_query"].value?.array ?? []
        else {
            metering.gap("its metrics are known only after apply")
            return
        }
        let metrics = queries.filter { !($0["metric"]?.array ?? []).isEmpty }
        let isSearch = queries.contains { ($0["expression"]?.string ?? "").uppercased().hasPrefix("SELECT") }
        guard !isSearch else {
            metering.gap("no price for an alarm on a Metrics Insights query")
            return
        }
        let isAnomaly =
            alarm.snapshot["threshold_metric_id"].isSet
            || queries.contains { ($0["expression"]?.string ?? "").contains("ANOMALY_DETECTION_BAND") }
        let periods = [alarm.number("period")] + metrics.map { $0["metric"]?[0]?["period"]?.number }
        let isHigh = periods.contains { $0.map { $0 < 60 } ?? false }
        // An anomaly alarm counts the metric and both edges of its band.
        let count = Double(max(1, metrics.count)) * (isAnomaly ? 3 : 1)
        metering.add(
            isHigh ? "cloudwatch.alarm.high.month" : "cloudwatch.alarm.standard.month", count,
            "\(count.plain) metric\(count == 1 ? "" : "s")\(isAnomaly ? ", three for anomaly detection" : "")"
                + (isHigh ? ", high resolution" : ""))
    }

    static func compositeAlarm(_ alarm: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("cloudwatch.alarm.composite.month", 1, "one composite alarm")
    }

    /// A target-tracking policy makes two alarms of its own, one to add and one to take away.
    static func scalingPolicy(_ policy: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard policy.text("policy_type") == "TargetTrackingScaling" else { return }
        metering.add("cloudwatch.alarm.standard.month", 2, "the two alarms that target tracking makes")
    }

    static func cluster(_ cluster: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let settings = cluster.snapshot["setting"].value?.array ?? []
        let insights = settings.first { $0["name"]?.string == "containerInsights" }?["value"]?.string
        if let insights, insights != "disabled" { metering.gap("no price for the metrics of Container Insights") }
    }

    static func dashboard(_ dashboard: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("cloudwatch.dashboard.month", 1, "one dashboard")
    }

    static func metricFilter(_ filter: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let block: AttributePath = "metric_transformation.0"
        // Each value of a dimension is a metric of its own; how many there will be is not in the plan.
        if filter.snapshot[block.appending("dimensions")].isSet {
            metering.gap("its metric has dimensions, and each of their values is billed as a metric")
        } else {
            metering.add("cloudwatch.metric.month", 1, "one custom metric")
        }
    }

    static func logGroup(_ group: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard group.text("log_group_class") ?? "STANDARD" == "STANDARD" else {
            metering.gap("no price for the log class \(group.text("log_group_class") ?? "")")
            return
        }
        let gigabytes = stack.usage.logGB * stack.share(group.type)
        metering.add("cloudwatch.logs.ingest.gb", gigabytes, "its share of \(stack.usage.logGB.rounded(to: 2)) GB")
        let days = group.number("retention_in_days") ?? 0
        let kept = gigabytes * stack.usage[.logCompression]
        if group.isUnknown("retention_in_days") {
            metering.add(
                "cloudwatch.logs.store.gb-month", Quantity(low: 0, expected: kept, high: kept * 12),
                "its retention is known only after apply: up to a year assumed")
        } else if days == 0 {
            metering.add(
                "cloudwatch.logs.store.gb-month", Quantity(low: kept, expected: kept * 12, high: kept * 60),
                "never deleted: after one month, one year, five years")
        } else {
            metering.add(
                "cloudwatch.logs.store.gb-month", kept * days * 24 / hoursPerMonth, "\(days.plain) days of logs")
        }
    }

    static func topic(_ topic: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        metering.add("sns.request", stack.usage[.topicMessages], "assumed (topic-messages); text messages cost more")
    }

    static func queue(_ queue: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard !queue.flag("fifo_queue") else {
            metering.gap("no price for a FIFO queue")
            return
        }
        metering.add("sqs.request", stack.usage[.queueRequests], "assumed (queue-requests)")
    }

    /// Each plan keeps copies of the databases in the same stack, for as long as its longest rule says.
    static func backupPlan(_ plan: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard let rules = plan.snapshot["rule"].value?.array else {
            metering.gap("its rules are known only after apply")
            return
        }
        if rules.contains(where: { !($0["copy_action"]?.array ?? []).isEmpty }) {
            metering.gap("no price for copies in another vault or region")
        }
        let databases = stack.all("aws_db_instance").filter { !$0.snapshot["replicate_source_db"].isSet }
        let size = databases.compactMap { $0.number("allocated_storage") }.reduce(0, +)
        let days = rules.compactMap { $0["lifecycle"]?[0]?["delete_after"]?.number }.max() ?? 365
        let held = size * stack.usage[.databaseUsedShare] * (1 + days * stack.usage[.databaseChangePerDay])
        guard held > 0 else { return }
        metering.add(
            "backup.rds.gb-month", Quantity(low: 0, expected: held, high: held),
            "\(days.plain) days of snapshots of \(size.plain) GB hold \(held.rounded(to: 1)) GB, if it selects them")
    }
}
