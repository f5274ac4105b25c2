// What a tier is made of, as a graph: the drawings are made from it.

/// The boxes and arrows of a tier.
struct DiagramGraph {
    /// A box.
    struct Node {
        var id: String
        var title: String
        var detail: String
        /// The row, from the users down.
        var row: Int
        /// The region that it stands in; nil for what stands in none.
        var region: String?
    }

    /// An arrow.
    struct Edge {
        var from: String
        var to: String
        var label: String
        /// Drawn with dashes: copies, and ways that are used after a loss only.
        var isDashed: Bool
    }

    var nodes: [Node] = []
    var edges: [Edge] = []
    var regions: [(id: String, title: String)] = []

    /// The graph of a tier.
    init(_ tier: TierReport, hasDatabase: Bool, dependencies: [String] = []) {
        node("users", "donors", "browser, webhooks", 0)
        if tier.tier == .hosts {
            addMachine(hasDatabase)
        } else {
            addEdge()
            addRegion("a", "first region", tier, hasDatabase)
            if tier.tier.hasSecondRegion { addSecond(tier, hasDatabase) }
            if hasDatabase { addBackup(tier.tier) }
        }
    }

    private mutating func node(_ id: String, _ title: String, _ detail: String, _ row: Int, _ region: String? = nil) {
        nodes.append(Node(id: id, title: title, detail: detail, row: row, region: region))
    }

    private mutating func edge(_ from: String, _ to: String, _ label: String = "", isDashed: Bool = false) {
        edges.append(Edge(from: from, to: to, label: label, isDashed: isDashed))
    }

    private mutating func addMachine(_ hasDatabase: Bool) {
        regions.append(("a", "one machine"))
        node("proxy", "HAProxy", "weights by release", 1, "a")
        node("service", "instances", "old and new release", 2, "a")
        edge("users", "proxy", "HTTPS")
        edge("proxy", "service")
        guard hasDatabase else { return }
        node("database", "PostgreSQL", "on the same disk", 3, "a")
        node("archive", "archive", "pgBackRest, elsewhere", 4)
        edge("service", "database")
        edge("database", "archive", "every 5 min", isDashed: true)
    }

    private mutating func addEdge() {
        node("edge", "CloudFront, WAF", "rate limits, TLS", 1)
        node("files", "S3", "files, error pages", 1)
        edge("users", "edge", "HTTPS")
        edge("edge", "files")
    }

    private mutating func addRegion(_ id: String, _ title: String, _ tier: TierReport, _ hasDatabase: Bool) {
        regions.append((id, title))
        node("balancer-\(id)", "load balancer", "internal", 2, id)
        edge(
            "edge", "balancer-\(id)", id == "a" ? "every request" : secondLabel(tier.tier),
            isDashed: id != "a" && tier.tier == .standbyRegion)
        let zones = ["zone a", "zone b", "zone c"].prefix(tier.tier.zones)
        for (index, zone) in zones.enumerated() {
            let task = "tasks-\(id)-\(index)"
            node(task, "tasks", zone, 3, id)
            edge("balancer-\(id)", task)
        }
        guard hasDatabase else { return }
        let isPrimary = id == "a"
        node(
            "database-\(id)", isPrimary ? "PostgreSQL" : "replica", isPrimary ? "zone a, writer" : "can be promoted", 4,
            id)
        for index in zones.indices { edge("tasks-\(id)-\(index)", "database-\(id)") }
        guard tier.tier.hasDatabaseStandby else { return }
        node("standby-\(id)", "standby", "zone b, synchronous", 4, id)
        edge("database-\(id)", "standby-\(id)")
    }

    private func secondLabel(_ tier: DesignTier) -> String { tier == .activeRegions ? "half" : "after failover" }

    private mutating func addSecond(_ tier: TierReport, _ hasDatabase: Bool) {
        addRegion("b", tier.tier == .activeRegions ? "second region, active" : "standby region", tier, hasDatabase)
        if hasDatabase { edge("database-a", "database-b", "asynchronous", isDashed: true) }
    }

    private mutating func addBackup(_ tier: DesignTier) {
        node("backup", "backups", tier == .singleZone ? "35 days to the second" : "35 days, second region", 5)
        edge("database-a", "backup", "", isDashed: true)
    }
}
