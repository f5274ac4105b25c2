// What databases use: instances, storage, operations, backups, and support for versions past their end.

internal import Core

/// Meters of databases.
enum DataMeters {
    static func instance(_ instance: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let source = primary(of: instance, stack)
        guard let engine = instance.text("engine") ?? source?.text("engine"),
            let size = instance.text("instance_class")
        else {
            metering.gap("its engine or class is known only after apply")
            return
        }
        let zones = zoneRange(instance)
        for (isMulti, quantity) in zones {
            metering.add(
                .database(engine, size, isMultiZone: isMulti), quantity,
                "\(size), \(isMulti ? "Multi-AZ" : "one zone"), 730 h"
                    + (zones.count > 1 ? " (which is known only after apply)" : ""))
        }
        storage(instance, source, zones, stack, &metering)
        if let rate = ExtendedSupport.year(
            engine: engine, version: instance.text("engine_version") ?? source?.text("engine_version") ?? "",
            at: stack.now), instance.text("engine_lifecycle_support") != "open-source-rds-extended-support-disabled"
        {
            extendedSupport(rate, size, zones, &metering)
        }
        if instance.flag("performance_insights_enabled"),
            (instance.number("performance_insights_retention_period") ?? 7) > 7
        {
            metering.gap("no price for Performance Insights beyond 7 days")
        }
        if instance.flag("manage_master_user_password") {
            metering.add("secrets.month", 1, "the master password that RDS keeps in Secrets Manager")
        }
    }

    /// The instance that a replica is made from: it has the engine and the size of the storage.
    private static func primary(of instance: CostResource, _ stack: CostStack) -> CostResource? {
        let attribute = instance.snapshot["replicate_source_db"]
        guard attribute.isSet else { return nil }
        let others = stack.all(instance.type).filter { $0.address != instance.address }
        if let name = attribute.value?.string {
            let found = others.filter { $0.text("identifier") == name || $0.text("arn") == name }
            if found.count == 1 { return found[0] }
        }
        let blocks = stack.graph.resources(behind: instance.block, attribute: "replicate_source_db")
        let referred = others.filter { blocks.contains($0.block) }
        return referred.count == 1 ? referred[0] : nil
    }

    /// Instance hours by deployment: one entry if it is known, both as the bounds of a range if it is not.
    private static func zoneRange(_ instance: CostResource) -> [(isMulti: Bool, hours: Quantity)] {
        guard instance.isUnknown("multi_az") else {
            return [(instance.flag("multi_az"), Quantity(hoursPerMonth))]
        }
        return [
            (false, Quantity(low: hoursPerMonth, expected: 0, high: 0)),
            (true, Quantity(low: 0, expected: hoursPerMonth, high: hoursPerMonth)),
        ]
    }

    private static func storage(
        _ instance: CostResource, _ source: CostResource?, _ zones: [(isMulti: Bool, hours: Quantity)],
        _ stack: CostStack, _ metering: inout Metering
    ) {
        let hasIOPS = instance.snapshot["iops"].isSet
        let kind = instance.text("storage_type") ?? source?.text("storage_type") ?? (hasIOPS ? "io1" : "gp2")
        guard !instance.isUnknown("storage_type") || instance.number("iops") == nil,
            let size = instance.number("allocated_storage") ?? source?.number("allocated_storage")
        else {
            metering.gap("its storage is known only after apply")
            return
        }
        guard ["gp2", "gp3"].contains(kind) else {
            metering.gap("no price for storage of type \(kind) (\(size.plain) GB)")
            return
        }
        let most = max(size, instance.number("max_allocated_storage") ?? size)
        let range = Quantity(low: size, expected: size, high: most)
        for (isMulti, hours) in zones {
            let deployment = isMulti ? "multi" : "single"
            metering.add(
                Meter("rds.storage.\(kind).\(deployment).gb-month"), range.times(hours.times(1 / hoursPerMonth)),
                "\(range.spoken) GB of \(kind)")
            // Below 400 GB the baseline of 3,000 is all there is; above, four volumes give 12,000.
            let included = size >= 400 ? 12_000.0 : 3_000
            let extra = max(0, (instance.number("iops") ?? included) - included)
            if kind == "gp3", extra > 0 {
                metering.add(
                    Meter("rds.iops.gp3.\(deployment).iops-month"), hours.times(extra / hoursPerMonth),
                    "\(extra.plain) operations/s above the \(included.plain) included")
            }
        }
        if let throughput = instance.number("storage_throughput"), throughput > (size >= 400 ? 500 : 125) {
            metering.gap("no price for a throughput of \(throughput.plain) MB/s")
        }
        backups(instance, size: size, stack, &metering)
    }

    /// Backups up to the provisioned storage are free; above, the used share and each day's changes count.
    private static func backups(
        _ instance: CostResource, size: Double, _ stack: CostStack, _ metering: inout Metering
    ) {
        func billed(_ days: Double) -> Double {
            days == 0 ? 0 : max(0, held(days) - size)
        }
        func held(_ days: Double) -> Double {
            size * stack.usage[.databaseUsedShare] * (1 + days * stack.usage[.databaseChangePerDay])
        }
        if instance.isUnknown("backup_retention_period") {
            metering.add(
                "rds.backup.gb-month", Quantity(low: 0, expected: billed(1), high: billed(35)),
                "its retention is known only after apply: none, AWS's default of one day, or at most 35")
            return
        }
        let days = instance.number("backup_retention_period") ?? 0
        guard days > 0 else { return }
        metering.add(
            "rds.backup.gb-month", billed(days),
            "\(days.plain) days of backups hold \(held(days).rounded(to: 1)) GB, of which \(size.plain) are included")
    }

    private static func extendedSupport(
        _ year: String, _ size: String, _ zones: [(isMulti: Bool, hours: Quantity)], _ metering: inout Metering
    ) {
        guard let processors = ExtendedSupport.processors(size) else {
            metering.gap("extended support is billed per vCPU, and those of \(size) are not known")
            return
        }
        let hours = zones.reduce(Quantity(0)) { $0 + $1.hours.times($1.isMulti ? 2 : 1) }
        metering.add(
            Meter("rds.extended-support.\(year).vcpu-hour"), hours.times(processors),
            "\(processors.plain) vCPU per instance on a version past the end of its support, 730 h")
    }

    // MARK: Aurora

    static func cluster(_ cluster: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let engine = cluster.text("engine") ?? ""
        guard engine.hasPrefix("aurora") else {
            metering.gap("no price for a cluster of \(engine.isEmpty ? "an engine known only after apply" : engine)")
            return
        }
        let isOptimised = cluster.text("storage_type") == "aurora-iopt1"
        metering.add(
            isOptimised ? "aurora.io-optimized.gb-month" : "aurora.storage.gb-month", stack.usage[.auroraGB],
            "assumed (aurora-gb)")
        if !isOptimised {
            let operations = stack.usage.requests * stack.usage[.auroraOperationsPerRequest]
            metering.add(
                "aurora.io.request", operations * stack.share(cluster.type),
                "assumed (aurora-operations-per-request)")
        }
    }

    static func clusterInstance(_ instance: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        guard let size = instance.text("instance_class") else {
            metering.gap("its class is known only after apply")
            return
        }
        let cluster = stack.resource("aws_rds_cluster", behind: "cluster_identifier", of: instance)
        let engine = instance.text("engine") ?? cluster?.text("engine") ?? ""
        let isOptimised = cluster?.text("storage_type") == "aurora-iopt1"
        guard size == "db.serverless" else {
            let family = engine.replacing("aurora-postgresql", with: "postgres").replacing(
                "aurora-mysql", with: "mysql")
            let kind = isOptimised ? "aurora.io-optimized" : "aurora"
            metering.add(Meter("\(kind).\(family).\(size).hour"), hoursPerMonth, "\(size), 730 h")
            return
        }
        guard let least = cluster?.number("serverlessv2_scaling_configuration.0.min_capacity"),
            let most = cluster?.number("serverlessv2_scaling_configuration.0.max_capacity")
        else {
            metering.gap("the capacity of its cluster is not in the plan")
            return
        }
        metering.add(
            isOptimised ? "aurora.io-optimized.acu-hour" : "aurora.acu-hour",
            Quantity(low: least, expected: least, high: most).times(hoursPerMonth),
            "\(least.plain) to \(most.plain) capacity units (the least expected) for 730 h")
    }

    static func cache(_ cache: CostResource, _ stack: CostStack, _ metering: inout Metering) {
        let isGroup = cache.type == "aws_elasticache_replication_group"
        let groups = cache.number("num_node_groups") ?? 1
        let perGroup = (cache.number("replicas_per_node_group") ?? 0) + 1
        let nodes =
            isGroup ? cache.number("num_cache_clusters") ?? groups * perGroup : cache.number("num_cache_nodes") ?? 1
        guard let size = cache.text("node_type") else {
            metering.gap("its node type is known only after apply")
            return
        }
        metering.add(
            .cache(cache.text("engine") ?? "redis", size), nodes * hoursPerMonth, "\(nodes.plain) nodes for 730 h")
    }
}

/// What RDS bills for versions that their makers no longer support.
enum ExtendedSupport {
    /// First and third year of extended support by engine and major version. PostgreSQL 11 and MySQL 5.7 are in their
    /// third year since 2026-03-01 (reference prices.md); the others are from AWS's calendar as remembered.
    private static let begins: [(engine: String, major: String, first: String, third: String)] = [
        ("postgres", "11", "2024-04-01", "2026-03-01"), ("mysql", "5.7", "2024-03-01", "2026-03-01"),
        ("postgres", "12", "2025-03-01", "2027-03-01"), ("postgres", "13", "2026-03-01", "2028-03-01"),
        ("mysql", "8.0", "2026-08-01", "2028-08-01"),
    ]

    /// `year1` (years one and two) or `year3`; nil if the version has ordinary support at that time.
    static func year(engine: String, version: String, at now: WallTime) -> String? {
        guard
            let row = begins.first(where: {
                $0.engine == engine && (version == $0.major || version.hasPrefix($0.major + "."))
            }), let first = WallTime(day: row.first), let third = WallTime(day: row.third), now >= first
        else { return nil }
        return now >= third ? "year3" : "year1"
    }

    /// The vCPU of an instance class; nil for one that this does not know.
    static func processors(_ size: String) -> Double? {
        let parts = size.split(separator: ".")
        guard parts.count == 3, let family = parts[1].first else { return nil }
        let word = String(parts[2])
        if parts[1].hasPrefix("t"), ["micro", "small", "medium", "large"].contains(word) {
            return parts[1] == "t2" && ["micro", "small"].contains(word) ? 1 : 2
        }
        guard "tmr".contains(family) else { return nil }
        if word == "large" { return 2 }
        guard word.hasSuffix("xlarge") else { return nil }
        let factor = word.dropLast(6)
        return factor.isEmpty ? 4 : Double(factor).map { $0 * 4 }
    }
}
