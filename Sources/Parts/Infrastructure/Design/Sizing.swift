// How much of everything the spec's traffic needs, by stated rules.

package import Core
internal import Foundation

/// The sizes that follow from a flow's traffic; the same for every tier, save what a tier's zones add.
package struct Sizing: Codable, Hashable, Sendable {
    /// Requests per second to the service at today's peak: flows times routes.
    package var peakRequests: Rate
    /// The same at the growth to plan for.
    package var grownRequests: Rate
    /// Requests to the service in a month: the peak divided by `peak-to-mean`.
    package var monthlyRequests: Double
    /// Requests to the edge in a month, files included.
    package var monthlyEdgeRequests: Double
    /// CPU units of one task (1024 are one vCPU), a size that Fargate sells.
    package var taskCPU: Int
    /// Memory of one task in MiB.
    package var taskMemory: Int
    /// Requests per second that one task carries at the planned utilisation.
    package var requestsPerTask: Double
    /// The RDS instance class; nil if the flow has no database, or needs more than one instance can give.
    package var databaseClass: String?
    /// vCPUs that the database needs at twice today's peak.
    package var databaseCPU: Double
    /// Whether the flow has a database.
    package var hasDatabase: Bool

    /// Sizes for a spec whose traffic is multiplied by `scale`.
    init(_ spec: FlowSpec, scale: Double = 1) {
        let peak = spec.traffic.peak.perSecond * scale
        let routes = Double(max(1, spec.routes.count))
        let grown = peak * routes * max(1, spec.traffic.grow / scale)
        let mean = peak / Assumed.peakToMean
        peakRequests = Rate(perSecond: peak * routes)
        grownRequests = Rate(perSecond: grown)
        monthlyRequests = mean * routes * Month.seconds
        monthlyEdgeRequests = mean * (routes + Assumed.filesPerFlow) * Month.seconds
        let cpu = Self.taskSize(grown)
        taskCPU = cpu
        taskMemory = cpu * 2
        requestsPerTask = Double(cpu) / 1024 * Assumed.utilisation / Assumed.serviceSeconds
        hasDatabase = spec.postgres != nil
        databaseCPU = spec.postgres == nil ? 0 : peak * routes * 2 * Assumed.databaseSeconds / Assumed.utilisation
        let needed = databaseCPU
        databaseClass = spec.postgres == nil ? nil : DatabaseClass.all.first { $0.sustained >= needed }?.name
    }

    /// The smallest task of which a hundred carry the grown traffic, else the largest that is usual.
    private static func taskSize(_ grown: Double) -> Int {
        let sizes = [512, 1024, 2048, 4096]
        return sizes.first { size in
            grown <= 100 * Double(size) / 1024 * Assumed.utilisation / Assumed.serviceSeconds
        } ?? 4096
    }

    /// Tasks that carry today's peak when one of `zones` is lost; never fewer than two or one a zone.
    package func minimumTasks(zones: Int) -> Int { tasks(peakRequests.perSecond, zones) }

    /// Tasks that carry the grown traffic when one of `zones` is lost.
    package func maximumTasks(zones: Int) -> Int {
        max(tasks(grownRequests.perSecond, zones), minimumTasks(zones: zones))
    }

    private func tasks(_ requests: Double, _ zones: Int) -> Int {
        let needed = (requests / requestsPerTask).rounded(.up)
        guard zones > 1 else { return max(2, Int(needed)) }
        let spread = (needed * Double(zones) / Double(zones - 1)).rounded(.up)
        return max(2, zones, Int(spread))
    }
}

/// A month as bills count it.
enum Month {
    static let hours = hoursPerMonth
    static let seconds = hoursPerMonth * 3600
}

/// An RDS class with the vCPUs that it gives all day: burstable ones only their baseline.
struct DatabaseClass {
    var name: String
    var sustained: Double

    /// From the smallest; Graviton. Baselines of t4g: 20 % of two vCPUs to medium, 30 % for large (AWS, burstable
    /// performance instances).
    static let all = [
        DatabaseClass(name: "t4g.small", sustained: 0.4), DatabaseClass(name: "t4g.large", sustained: 0.6),
        DatabaseClass(name: "m7g.large", sustained: 2), DatabaseClass(name: "m7g.xlarge", sustained: 4),
        DatabaseClass(name: "m7g.2xlarge", sustained: 8), DatabaseClass(name: "m7g.4xlarge", sustained: 16),
        DatabaseClass(name: "m7g.8xlarge", sustained: 32), DatabaseClass(name: "m7g.16xlarge", sustained: 64),
    ]
}
