// "Add a replica in another region": what it changes for the promises, the backups and the bill.

package import Core

/// The answer to one question: a replica of the database in another region, beside the tier that the design chooses.
package struct ReplicaStudy: Codable, Hashable, Sendable {
    /// One thing that is promised or paid, without the replica and with it.
    package struct Row: Codable, Hashable, Sendable {
        /// What it is about: `availability`, `loss of a region`, `budget`.
        package var about: String
        /// Without the replica.
        package var without: String
        /// With it.
        package var with: String
        /// Pass if the spec's promise is kept with it, or if there is none.
        package var verdict: Verdict
        /// Why it changes, or why it does not.
        package var because: String
    }

    /// The flow.
    package var flow: String
    /// Where the replica would stand.
    package var region: String
    /// The tier that it is added to.
    package var tier: DesignTier
    /// What changes.
    package var rows: [Row]
    /// What the replica costs a month; nil if a meter has no price.
    package var added: Money?
    /// Its meters.
    package var lines: [CostEstimate.Line]
    /// Refuse if a promise breaks, cannot prove if the price is not known, else pass.
    package var verdict: Verdict
    /// What would be the next larger step, with its price.
    package var alternative: String?
    /// What has to be done.
    package var steps: [String]

    /// What a promoted replica lacks until the service was built beside it: decide 15 min, promote 10 min, build the
    /// service from the same code 60 min, let DNS and certificates follow 35 min. Assumed until a drill has shown it.
    static let backByReplica = Duration.seconds((15 + 10 + 60 + 35) * 60)
    /// An asynchronous replica follows within seconds; a minute is what alarms allow.
    static let lag = Duration.seconds(60)

    /// Studies a replica in `region`. Nil if the flow has no database.
    package static func make(
        spec: FlowSpec, design: DesignReport, region: String, prices: some MeterPricing
    ) -> ReplicaStudy? {
        guard spec.postgres != nil else { return nil }
        let keeping = design.tiers.first(where: \.keepsAllButBudget)?.tier
        let chosen = design.choice.tier ?? keeping ?? design.choice.nearest ?? .multiZone
        guard let tier = design[chosen] else { return nil }
        let lines = priced(meters(design.sizing), prices)
        let known = lines.compactMap(\.monthly?.micros)
        let added = known.count == lines.count ? Money(micros: known.reduce(0, +), currency: "USD") : nil
        let rows = rows(spec, design, tier, added)
        let worst: Verdict =
            rows.contains { $0.verdict == .refuse }
            ? .refuse : rows.contains { $0.verdict == .cannotProve } ? .cannotProve : .pass
        let next = design[.standbyRegion]?.cost.monthly
        return ReplicaStudy(
            flow: spec.flow, region: region, tier: chosen, rows: rows, added: added, lines: lines, verdict: worst,
            alternative: chosen == .standbyRegion || chosen == .activeRegions
                ? nil
                : next.map {
                    "A replica alone serves nobody. With tasks beside it (\(DesignTier.standbyRegion.title), \($0.spoken) a month in all) the "
                        + "flow is back in 30 min instead of \(backByReplica.spoken) after the loss of a region."
                }, steps: steps(region))
    }

    private static func meters(_ sizing: Sizing) -> [MeterQuantity] {
        let instance = sizing.databaseClass ?? "larger-than-m7g.16xlarge"
        let changes = sizing.monthlyRequests * Assumed.kilobytesPerAnswer / 1e6 * 0.5
        return [
            MeterQuantity(
                meter: "rds.postgres.single-az.\(instance).hour", quantity: Month.hours, unit: "hour",
                because: "one instance, as large as the writer: it may have to take its place"),
            MeterQuantity(
                meter: "rds.storage.gp3.single-az.gb-month", quantity: Assumed.databaseGigabytes, unit: "GB-month",
                because: "a whole copy"),
            MeterQuantity(
                meter: "backup.rds.gb-month", quantity: Assumed.databaseGigabytes, unit: "GB-month",
                because: "backups of its own, so that it is protected on the day it becomes the writer"),
            MeterQuantity(
                meter: "transfer.region.gb", quantity: (changes * 1000).rounded() / 1000, unit: "GB",
                because: "its changes, half as many bytes as the answers have"),
            MeterQuantity(meter: "kms.key-month", quantity: 1, unit: "key-month", because: "a key in that region"),
            MeterQuantity(
                meter: "cloudwatch.alarm-month", quantity: 3, unit: "alarm metric",
                because: "lag, storage and processor of the replica"),
        ]
    }

    private static func priced(_ meters: [MeterQuantity], _ prices: some MeterPricing) -> [CostEstimate.Line] {
        meters.map { meter in
            do { return CostEstimate.Line(quantity: meter, monthly: try prices.monthly(meter)) } catch {
                // Shown as having no price: then nothing is proven about the budget.
                return CostEstimate.Line(quantity: meter, monthly: nil)
            }
        }
    }

    // MARK: - What changes

    private static func rows(_ spec: FlowSpec, _ design: DesignReport, _ tier: TierReport, _ added: Money?) -> [Row] {
        func check(_ requirement: Requirement) -> Verdict {
            tier.promises.first { $0.requirement == requirement }?.verdict ?? .pass
        }
        var rows = [
            Row(
                about: "availability", without: tier.availability.expected.spoken,
                with: tier.availability.expected.spoken, verdict: check(.availability),
                because: "it does not serve, and is promoted by hand: the objective "
                    + "\(spec.objectives.availability.target) gains nothing from it"),
            Row(
                about: "latency", without: "+\(tier.latency.added.spoken)", with: "+\(tier.latency.added.spoken)",
                verdict: check(.latency), because: "the writer does not wait for it"),
        ]
        if let region = tier.recovery.first(where: { $0.event == .region }) {
            rows.append(
                Row(
                    about: "loss of a region",
                    without: "loses \(region.rpo.spoken), back in \(region.rto.spoken)",
                    with: "loses \(min(lag, region.rpo).spoken), back in \(min(backByReplica, region.rto).spoken)",
                    verdict: .pass,
                    because: "the data are there; the service must still be built beside it from the same code"))
        }
        if let mistake = tier.recovery.first(where: { $0.event == .mistake }) {
            let spoken = "loses \(mistake.rpo.spoken), back in \(mistake.rto.spoken)"
            rows.append(
                Row(
                    about: "data destroyed by mistake", without: spoken, with: spoken,
                    verdict: check(.rpo) == .pass ? check(.rto) : check(.rpo),
                    because: "a replica follows every mistake within seconds"))
        }
        rows.append(
            Row(
                about: "backups", without: "as now", with: "as now, and its own", verdict: .pass,
                because: "it is no backup: point-in-time recovery and the copies in a second region stay"))
        rows.append(money(spec, tier, added))
        return rows
    }

    private static func money(_ spec: FlowSpec, _ tier: TierReport, _ added: Money?) -> Row {
        let without = tier.cost.monthly?.spoken ?? "no price"
        guard let added, let monthly = tier.cost.monthly else {
            return Row(
                about: "budget", without: without, with: "not known",
                verdict: spec.budget == nil ? .pass : .cannotProve,
                because: "a meter has no price: `steady prices update`")
        }
        let sum = Money(micros: monthly.micros + added.micros, currency: "USD")
        guard let budget = spec.budget?.monthly, budget.currency == "USD" else {
            return Row(
                about: "cost", without: without, with: sum.spoken, verdict: spec.budget == nil ? .pass : .cannotProve,
                because: spec.budget == nil ? "the specification names no budget" : "the budget is not in USD")
        }
        let left = Money(micros: abs(budget.micros - sum.micros), currency: "USD")
        let fits = sum.micros <= budget.micros
        return Row(
            about: "budget", without: without, with: sum.spoken, verdict: fits ? .pass : .refuse,
            because: fits
                ? "\(left.spoken) of \(budget.spoken) are left, at prices of us-east-1"
                : "\(left.spoken) above the budget of \(budget.spoken), at prices of us-east-1")
    }

    private static func steps(_ region: String) -> [String] {
        [
            "Set replica_region = \"\(region)\" in the module `database`, and hand over master_password: RDS makes no replica of an "
                + "instance whose password it keeps itself.",
            "Plan it, `steady review` the plan: it must only create.",
            "Drill the promotion once on a copy, and write down how long it took: until then the times above are assumptions.",
        ]
    }
}

/// Writes a study for people.
package enum ReplicaText {
    /// At most 120 columns.
    package static func text(_ study: ReplicaStudy) -> String {
        let cost = study.added.map { "\($0.spoken) a month" } ?? "a price that is not known"
        var lines = [
            "A replica of \(study.flow)'s database in \(study.region), beside \(study.tier.title): \(cost)", "",
        ]
        for row in study.rows {
            let isSame = row.without == row.with
            lines.append(
                "\(ReviewText.mark(row.verdict)) \(row.about.padded(26)) \(isSame ? row.with : "\(row.without) → \(row.with)")"
            )
            lines.append("      \(row.because)")
        }
        lines += ["", "What it costs:"]
        for line in study.lines {
            let price = line.monthly.map { CostText.cents($0) } ?? "no price"
            lines.append("\(price.leftPadded(10))  \(line.quantity.meter): \(line.quantity.because)")
        }
        if let alternative = study.alternative { lines += ["", alternative] }
        lines += ["", "To do:"] + study.steps.map { "  - \($0)" }
        return lines.flatMap { DesignText.wrap($0) }.joined(separator: "\n") + "\n"
    }
}
