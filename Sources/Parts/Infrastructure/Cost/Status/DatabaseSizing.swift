// Which class of a database measured use advises: one step, and only with two quiet weeks behind it.

internal import Core

extension RightSizing {
    /// The sizes of RDS in order; not every family has all of them: a plan with a missing one fails at apply.
    private static let burstable = ["micro", "small", "medium", "large", "xlarge", "2xlarge"]
    private static let steady = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"]
    /// CPU that a burstable class may use without end, percent of all its processors (RDS and EC2 guides, T4g and T3).
    private static let baseline: [String: Double] = [
        "micro": 10, "small": 20, "medium": 20, "large": 30, "xlarge": 40, "2xlarge": 40,
    ]

    /// One class down if the CPU was idle for two weeks and memory is free; one up if it is busy.
    func advise(_ database: MeasuredDatabase) -> Answer {
        let name = "RDS instance \(database.name)"
        for (what, series) in [("CPU", database.cpu), ("freeable memory", database.freeableMemory)] {
            if let missing = series.missing(days: policy.days) {
                return .gap("\(name): no advice, \(what) has \(missing).")
            }
        }
        guard let size = MachineSize(database.instanceClass) else {
            return .gap("\(name): no advice, the size of \(database.instanceClass) is not known.")
        }
        if database.cpu.p95 > policy.databaseBusy { return up(database, name, size) }
        guard database.cpu.maximum < policy.databaseIdle else { return .fits }
        if let missing = database.cpu.missing(days: policy.databaseDays)
            ?? database.freeableMemory.missing(days: policy.databaseDays)
        {
            return .gap("\(name): quiet, but a smaller class needs two weeks; there are \(missing).")
        }
        return down(database, name, size)
    }

    private func up(_ database: MeasuredDatabase, _ name: String, _ size: MachineSize) -> Answer {
        guard let next = neighbour(database.instanceClass, 1) else {
            return .gap(
                "\(name): busy (CPU p95 \(Self.percent(database.cpu.p95))), and no larger \(database.instanceClass) "
                    + "is known: look at its queries, or move reads to a replica.")
        }
        return .advice(
            advice(
                database, name, next,
                why: "CPU is above \(Self.percent(database.cpu.p95)) in one hour of twenty",
                risk: "It costs more; slow queries would fill it as well: look at Performance Insights first."))
    }

    private func down(_ database: MeasuredDatabase, _ name: String, _ size: MachineSize) -> Answer {
        guard let next = neighbour(database.instanceClass, -1), let smaller = MachineSize(next) else { return .fits }
        let gibi = Double(1 << 30)
        let used = size.memory - database.freeableMemory.minimum / gibi
        guard used <= smaller.memory * policy.mostMemory / 100 else { return .fits }
        let cpu = database.cpu.maximum * size.processors / smaller.processors
        guard cpu <= policy.mostCPU else { return .fits }
        let word = next.split(separator: ".").last.map(String.init) ?? ""
        if smaller.isBurstable, let most = Self.baseline[word],
            database.cpu.mean * size.processors / smaller.processors > most
        {
            return .fits
        }
        if let most = Self.mostConnections(database.engine, smaller),
            database.connections.maximum > most * policy.mostMemory / 100
        {
            return .fits
        }
        if let floor = provenSize("aws_db_instance", database.name, "instance_class") {
            guard let proven = MachineSize(floor), !smaller.isLess(than: proven) else {
                return .gap(
                    "\(name): quiet, but the last load report was made with \(floor): prove \(next) by a load test "
                        + "first.")
            }
        }
        return .advice(
            advice(
                database, name, next,
                why: "in \(database.cpu.days.rounded(to: 0)) days CPU was at most "
                    + "\(Self.percent(database.cpu.maximum)) (it would be \(Self.percent(cpu))), and at most "
                    + "\(used.rounded(to: 1)) of \(size.memory.plain) GiB were used (of \(smaller.memory.plain))",
                risk: "Less memory holds fewer pages: reads may become slower than the CPU shows."))
    }

    private func advice(
        _ database: MeasuredDatabase, _ name: String, _ next: String, why: String, risk: String
    ) -> SizeAdvice {
        func price(_ instance: String) -> Money? {
            cost([
                MeterUse(
                    resource: database.name,
                    meter: .database(database.engine, instance, isMultiZone: database.isMultiZone),
                    quantity: Quantity(hoursPerMonth))
            ])
        }
        let interruption =
            database.isMultiZone
            ? "The change fails over to the standby, for one to two minutes."
            : "The change interrupts the database for minutes: without a standby nothing takes over."
        return SizeAdvice(
            resource: name, from: database.instanceClass, to: next, why: why,
            saving: saving(price(database.instanceClass), price(next)), risk: "\(risk) \(interruption)",
            how: "Change instance_class in Terraform, run `steady review` on the plan, try it on a restored copy under "
                + "load, and apply it in the maintenance window.")
    }

    /// The class some steps away in the same family; nil if none is known.
    private func neighbour(_ instance: String, _ steps: Int) -> String? {
        var parts = instance.split(separator: ".").map(String.init)
        guard parts.count == 3, parts[0] == "db" else { return nil }
        let ladder = parts[1].hasPrefix("t") ? Self.burstable : Self.steady
        guard let place = ladder.firstIndex(of: parts[2]), ladder.indices.contains(place + steps) else { return nil }
        parts[2] = ladder[place + steps]
        return parts.joined(separator: ".")
    }

    /// RDS's default of `max_connections`: memory / 9,531,392 (PostgreSQL, at most 5,000), / 12,582,880 (MySQL).
    private static func mostConnections(_ engine: String, _ size: MachineSize) -> Double? {
        let bytes = size.memory * Double(1 << 30)
        switch engine {
        case "postgres": return min(5_000, bytes / 9_531_392)
        case "mysql", "mariadb": return bytes / 12_582_880
        default: return nil
        }
    }
}
