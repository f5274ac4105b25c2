// How much is lost and how long it takes when something is lost, tier by tier.

internal import Core

/// One kind of loss, and what a tier makes of it.
package struct RecoveryCase: Codable, Hashable, Sendable {
    /// What is lost.
    package enum Event: String, Codable, Hashable, Sendable, CaseIterable {
        /// One task, instance or machine.
        case machine
        /// A whole zone.
        case zone
        /// Data, by a mistake or an attack.
        case mistake
        /// A whole region.
        case region

        /// For people: `loss of a machine`.
        package var words: String {
            switch self {
            case .machine: "loss of a machine"
            case .zone: "loss of a zone"
            case .mistake: "data destroyed by mistake"
            case .region: "loss of a region"
            }
        }
    }

    /// What is lost.
    package var event: Event
    /// How much data is lost at most.
    package var rpo: Duration
    /// How long until the flow works again.
    package var rto: Duration
    /// How.
    package var how: String
}

/// The cases of each tier. All of them are assumptions until a drill has proven them.
enum RecoveryModel {
    private static let archiving = Duration.seconds(300)
    private static let noLoss = Duration.zero

    /// Finding out and deciding 15 min, a new RDS instance 30 min, and 10 min for each 100 GB.
    static let restore = Duration.seconds(Int64((15 + 30 + 10 * Assumed.databaseGigabytes / 100) * 60))

    static func cases(_ tier: DesignTier, hasDatabase: Bool) -> [RecoveryCase] {
        var cases = [machine(tier), zone(tier), region(tier)]
        if hasDatabase {
            cases.insert(
                RecoveryCase(
                    event: .mistake, rpo: archiving, rto: restore,
                    how: tier == .hosts
                        ? "pgBackRest restore to a moment before the mistake"
                        : "RDS point-in-time restore; no replica helps, because replicas follow every mistake"), at: 2)
        } else {
            // Without data of its own there is nothing to lose, and time is all that it takes.
            for index in cases.indices {
                cases[index].rpo = noLoss
                cases[index].how = withoutDatabase(tier, cases[index].event)
            }
        }
        return cases
    }

    private static func withoutDatabase(_ tier: DesignTier, _ event: RecoveryCase.Event) -> String {
        switch (tier, event) {
        case (.hosts, .region): "nothing is prepared: built anew elsewhere"
        case (.hosts, _): "a new machine by hand"
        case (.standbyRegion, .region): "a person decides; the edge sends all there (active_origin)"
        case (.activeRegions, .region): "health checks move the traffic"
        case (_, .region): "terraform apply in another region"
        case (.singleZone, .zone): "a new NAT gateway in the zone that is left"
        default: "the load balancer takes what fails out, tasks are replaced"
        }
    }

    private static func machine(_ tier: DesignTier) -> RecoveryCase {
        switch tier {
        case .hosts:
            RecoveryCase(
                event: .machine, rpo: archiving, rto: .seconds(4 * 3600),
                how: "a new machine by hand, then a restore from the archive")
        case .singleZone:
            RecoveryCase(
                event: .machine, rpo: archiving, rto: restore,
                how: "tasks are replaced at once; a database that does not come back is restored")
        case .multiZone, .standbyRegion, .activeRegions:
            RecoveryCase(
                event: .machine, rpo: noLoss, rto: .seconds(120),
                how: "tasks are replaced while the others carry the peak; RDS fails over in 60 to 120 s")
        }
    }

    private static func zone(_ tier: DesignTier) -> RecoveryCase {
        switch tier {
        case .hosts:
            RecoveryCase(
                event: .zone, rpo: archiving, rto: .seconds(4 * 3600), how: "as for the machine, in another zone")
        case .singleZone:
            RecoveryCase(
                event: .zone, rpo: archiving, rto: restore,
                how: "restore of the database in another zone, a new NAT gateway")
        case .multiZone, .standbyRegion, .activeRegions:
            RecoveryCase(
                event: .zone, rpo: noLoss, rto: .seconds(120), how: "the load balancer leaves the zone, RDS fails over")
        }
    }

    private static func region(_ tier: DesignTier) -> RecoveryCase {
        switch tier {
        case .hosts, .singleZone:
            RecoveryCase(
                event: .region, rpo: .seconds(86_400), rto: .seconds(2 * 86_400),
                how: "nothing is prepared: built anew from daily copies, if they are kept elsewhere")
        case .multiZone:
            RecoveryCase(
                event: .region, rpo: .seconds(86_400), rto: .seconds(8 * 3600),
                how: "terraform apply in the second region, restore from the daily copy there")
        case .standbyRegion:
            RecoveryCase(
                event: .region, rpo: .seconds(60), rto: .seconds(1800),
                how: "a person decides; the replica is promoted, the edge sends writes there (active_origin)")
        case .activeRegions:
            RecoveryCase(
                event: .region, rpo: .seconds(5), rto: .seconds(300),
                how: "health checks move the traffic, the replica is promoted by itself")
        }
    }
}
