// The architectures that a design chooses between, from the smallest to the one that outlives a region.

/// An architecture for one flow.
package enum DesignTier: String, Codable, Hashable, Sendable, CaseIterable {
    /// Everything on one machine, started by `steady up`.
    case hosts
    /// Tasks and load balancer over two zones, but one database in one zone and one way out.
    case singleZone = "single-zone"
    /// Three zones, a synchronous standby of the database, a way out in each zone.
    case multiZone = "multi-zone"
    /// The same, and a smaller copy with a replica of the database in a second region.
    case standbyRegion = "multi-zone-standby"
    /// Two regions that both serve, each able to carry all; one of them holds the writer of the database.
    case activeRegions = "two-regions"

    /// Its name for people.
    package var title: String {
        switch self {
        case .hosts: "one machine"
        case .singleZone: "single zone"
        case .multiZone: "multi-zone"
        case .standbyRegion: "multi-zone with standby region"
        case .activeRegions: "two active regions"
        }
    }

    /// What it is made of, in one sentence.
    package func summary(hasDatabase: Bool) -> String { hasDatabase ? withDatabase : withoutDatabase }

    private var withoutDatabase: String {
        switch self {
        case .hosts: "HAProxy and the instances on one virtual machine."
        case .singleZone:
            "CloudFront with WAF, a load balancer and Fargate tasks over two zones, one NAT gateway in one of them: its "
                + "loss cuts the tasks off from the outside."
        case .multiZone:
            "CloudFront with WAF, a load balancer and Fargate tasks over three zones, a NAT gateway in each."
        case .standbyRegion:
            "Multi-zone, and in a second region a smaller running copy that is switched to by a decision."
        case .activeRegions: "Two regions that both serve and can each carry all."
        }
    }

    private var withDatabase: String {
        switch self {
        case .hosts:
            "HAProxy, the instances and PostgreSQL on one virtual machine, with continuous archiving to another place."
        case .singleZone:
            "CloudFront with WAF, a load balancer and Fargate tasks over two zones, one PostgreSQL and one NAT gateway "
                + "in one zone: the loss of that zone stops the flow."
        case .multiZone:
            "CloudFront with WAF, a load balancer and Fargate tasks over three zones, PostgreSQL with a synchronous "
                + "standby in a second zone, a NAT gateway in each zone, copies of the backups in a second region."
        case .standbyRegion:
            "Multi-zone, and in a second region a smaller running copy with a replica of the database that is promoted "
                + "by a decision."
        case .activeRegions:
            "Two regions that both serve and can each carry all, one writer of the database, a replica in the other "
                + "region that is promoted by itself."
        }
    }

    /// How many zones a region's tasks are spread over; 1 for hosts.
    var zones: Int {
        switch self {
        case .hosts: 1
        case .singleZone: 2
        case .multiZone, .standbyRegion, .activeRegions: 3
        }
    }

    /// Whether the database has a synchronous standby.
    var hasDatabaseStandby: Bool { self != .hosts && self != .singleZone }

    /// Whether a second region runs tasks.
    var hasSecondRegion: Bool { self == .standbyRegion || self == .activeRegions }
}
