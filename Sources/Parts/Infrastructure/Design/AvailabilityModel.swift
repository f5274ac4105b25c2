// Composite availability of a tier: what must all work is multiplied, what stands in for each other is not.

package import Core
internal import Foundation

/// How often a tier works, and how that was computed.
package struct AvailabilityEstimate: Codable, Hashable, Sendable {
    /// One factor of the product.
    package struct Factor: Codable, Hashable, Sendable {
        /// What it stands for.
        package var name: String
        /// Its share by contract; nil where there is none, which then counts as 100 %.
        package var contractual: Percent?
        /// Its share by design target or assumption.
        package var expected: Percent
        /// Where the numbers come from.
        package var source: String
    }

    /// The product of the contracts alone: what refunds begin from, not what is to be expected.
    package var contractual: Percent
    /// The product of design targets and of our own faults: what a design is judged by.
    package var expected: Percent
    /// The formula, for people.
    package var formula: String
    /// The factors in the order of the formula.
    package var factors: [Factor]
    /// What is assumed to fail together, and what was left out.
    package var assumptions: [String]
}

/// Computes `AvailabilityEstimate`.
///
/// Serial: A = A1 · A2 · … Two regions in parallel: U = β·u + ((1 − β)·u)², where u is what one region misses and β the
/// share of it that hits both at once (β-factor model, IEC 61508-6 annex D). A standby that is switched to by decision
/// shortens long outages only: U = u · (s + l · t / d), with the share s of short outages, the share l of long ones,
/// the time t until traffic is moved and the mean length d of a long one.
enum AvailabilityModel {
    /// The share of a region's faults that hits both regions: the same release, the same configuration.
    static let common = 0.05
    /// The share of a region's missing time that comes from outages longer than the switch.
    static let longShare = 0.5
    /// The mean length of a long outage, in minutes.
    static let longMinutes = 240.0
    /// The time until a standby region serves, in minutes.
    static let switchMinutes = 30.0
    /// Our own patching of one machine, in minutes a month.
    static let patchMinutes = 10.0
    /// A machine that is lost for good: once in two years, back after four hours; in minutes a month.
    static let rebuildMinutes = 240.0 / 24
    /// A database in one zone that does not come back: once in four years, restored in 55 minutes; in minutes a month.
    static let restoreMinutes = 55.0 / 48

    static func estimate(_ tier: DesignTier, _ spec: FlowSpec) -> AvailabilityEstimate {
        let region = regionFactors(tier, spec)
        let edge = tier == .hosts ? [] : [factor(AvailabilityFigures.route53), factor(AvailabilityFigures.cloudFront)]
        let own = ownFactors(tier, spec)
        let regionMiss = 1 - product(region, \.expected)
        let miss = combined(tier, regionMiss)
        let expected = product(edge, \.expected) * (1 - miss) * product(own, \.expected)
        let contractMiss = combined(tier, 1 - contract(region))
        return AvailabilityEstimate(
            contractual: Percent(fraction: contract(edge) * (1 - contractMiss)), expected: Percent(fraction: expected),
            formula: formula(tier, edge, region, own), factors: edge + region + own,
            assumptions: assumptions(tier, spec))
    }

    /// The best that contracts alone give in one region: no edge in series.
    static func bestContract(_ spec: FlowSpec) -> Percent {
        Percent(fraction: contract(regionFactors(.multiZone, spec)))
    }

    private static func regionFactors(_ tier: DesignTier, _ spec: FlowSpec) -> [AvailabilityEstimate.Factor] {
        if tier == .hosts { return [factor(AvailabilityFigures.machine)] }
        let serving = [factor(AvailabilityFigures.loadBalancer), factor(AvailabilityFigures.fargate)]
        guard spec.postgres != nil else { return serving }
        let database = tier.hasDatabaseStandby ? AvailabilityFigures.databasePair : AvailabilityFigures.databaseSingle
        return serving + [factor(database)]
    }

    /// What we do to ourselves: releases within their harm limit, and patching where there is one machine.
    private static func ownFactors(_ tier: DesignTier, _ spec: FlowSpec) -> [AvailabilityEstimate.Factor] {
        let budget = 1 - spec.objectives.availability.target.fraction
        let harm = Assumed.releases * spec.rollout.harm.budget.fraction * budget
        var factors = [
            AvailabilityEstimate.Factor(
                name: "own releases", contractual: nil, expected: Percent(fraction: 1 - harm),
                source: "8 releases a month, each at its limit rollout.harm.budget = \(spec.rollout.harm.budget)")
        ]
        if tier == .hosts {
            factors.append(
                own("own patching", patchMinutes, "one restart of 10 minutes a month, nothing stands in meanwhile"))
            factors.append(own("rebuilding the machine", rebuildMinutes, "once in two years, four hours"))
        }
        if tier == .singleZone, spec.postgres != nil {
            factors.append(own("restoring the database", restoreMinutes, "once in four years, 55 minutes"))
        }
        return factors
    }

    private static func own(_ name: String, _ minutes: Double, _ source: String) -> AvailabilityEstimate.Factor {
        AvailabilityEstimate.Factor(
            name: name, contractual: nil, expected: Percent(fraction: 1 - minutes * 60 / Month.seconds),
            source: "assumed: \(source)")
    }

    private static func combined(_ tier: DesignTier, _ miss: Double) -> Double {
        switch tier {
        case .hosts, .singleZone, .multiZone: miss
        case .standbyRegion: miss * ((1 - longShare) + longShare * switchMinutes / longMinutes)
        case .activeRegions: common * miss + (1 - common) * (1 - common) * miss * miss
        }
    }

    private static func factor(_ figure: AvailabilityFigure) -> AvailabilityEstimate.Factor {
        AvailabilityEstimate.Factor(
            name: figure.component, contractual: figure.contractual.map { Percent(fraction: $0 / 100) },
            expected: Percent(fraction: figure.designTarget / 100),
            source: "contract: \(figure.contract); design: \(figure.design)")
    }

    private static func product(
        _ factors: [AvailabilityEstimate.Factor], _ value: (AvailabilityEstimate.Factor) -> Percent
    ) -> Double {
        factors.reduce(1) { $0 * value($1).fraction }
    }

    private static func contract(_ factors: [AvailabilityEstimate.Factor]) -> Double {
        factors.reduce(1) { $0 * ($1.contractual?.fraction ?? 1) }
    }

    private static func formula(
        _ tier: DesignTier, _ edge: [AvailabilityEstimate.Factor], _ region: [AvailabilityEstimate.Factor],
        _ own: [AvailabilityEstimate.Factor]
    ) -> String {
        let serial = region.map(\.name).joined(separator: " · ")
        let middle =
            switch tier {
            case .hosts, .singleZone, .multiZone: serial
            case .standbyRegion: "(1 − u·(0.5 + 0.5·30 min/240 min)), u = 1 − \(serial)"
            case .activeRegions: "(1 − (0.05·u + (0.95·u)²)), u = 1 − \(serial)"
            }
        let front = (edge + own).map(\.name).joined(separator: " · ")
        return front + " · " + middle
    }

    private static func assumptions(_ tier: DesignTier, _ spec: FlowSpec) -> [String] {
        var list: [String] = []
        switch tier {
        case .hosts: list.append("Everything on the machine fails together, so it is one factor, not four.")
        case .singleZone:
            list.append("NAT gateway and database share a zone: its loss is in the database's factor, counted once.")
        case .multiZone:
            list.append(
                "Zones fail independently, and the tasks left carry the peak. What hits a whole region is in the figures."
            )
        case .standbyRegion:
            list.append(
                "A standby helps in long outages only: half of the missing time is assumed to be long, 4 h in the mean."
            )
        case .activeRegions:
            list.append(
                "5 % of a region's faults hit both regions: the same release, the same configuration (β-factor).")
        }
        if tier != .hosts {
            list.append("S3 is not in series: the flow's routes are answered without it.")
        }
        if !spec.dependencies.isEmpty {
            let names = spec.dependencies.map(\.name).joined(separator: ", ")
            list.append(
                "Dependencies (\(names)) are not in series: the spec says what happens when they fail; drills prove it."
            )
        }
        return list
    }
}
