// What runs and how much of it is used, as measured.

package import Core

/// One hour of a metric.
package struct HourOfUse: Codable, Hashable, Sendable {
    /// When the hour begins.
    package var start: WallTime
    /// The mean over the hour.
    package var average: Double
    /// The largest value in the hour; of `FreeableMemory` the smallest is wanted, and stands here.
    package var extreme: Double

    /// An hour.
    package init(start: WallTime, average: Double, extreme: Double) {
        self.start = start
        self.average = average
        self.extreme = extreme
    }
}

/// A metric by hours, in order.
package struct UseSeries: Codable, Hashable, Sendable {
    /// The hours that were measured.
    package var hours: [HourOfUse]

    /// A series; sorted.
    package init(_ hours: [HourOfUse] = []) { self.hours = hours.sorted { $0.start < $1.start } }

    /// The largest extreme; 0 for none.
    package var maximum: Double { hours.map(\.extreme).max() ?? 0 }
    /// The smallest extreme; 0 for none.
    package var minimum: Double { hours.map(\.extreme).min() ?? 0 }
    /// The 95th percentile of the hourly means.
    package var p95: Double { RobustFigures.quantile(hours.map(\.average), 0.95) }
    /// The mean.
    package var mean: Double { RobustFigures.mean(hours.map(\.average)) }

    /// Days from the first to the end of the last hour.
    package var days: Double {
        guard let first = hours.first, let last = hours.last else { return 0 }
        return (last.start - first.start).inSeconds / 86_400 + 1.0 / 24
    }

    /// What is missing for an advice: at least `days` days, and 90 % of their hours; nil if nothing is.
    func missing(days wanted: Double) -> String? {
        guard !hours.isEmpty else { return "no data" }
        guard days >= wanted else { return "\(days.rounded(to: 1)) of \(wanted.plain) days" }
        let share = Double(Set(hours.map(\.start)).count) / (days * 24).rounded()
        return share >= 0.9 ? nil : "\(Int((share * 100).rounded(.down))) % of the hours (90 % are needed)"
    }
}

/// A service on ECS with Fargate.
package struct MeasuredService: Codable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its cluster's name.
    package var cluster: String
    /// CPU units of a task, 256 …; memory in MiB.
    package var cpuUnits: Int
    /// Memory of a task in MiB.
    package var memoryMiB: Int
    /// `x86` or `arm64`.
    package var architecture: String
    /// Tasks wanted when read.
    package var desiredTasks: Int
    /// The least tasks of autoscaling; nil without autoscaling.
    package var leastTasks: Int?
    /// The most tasks of autoscaling; nil without autoscaling.
    package var mostTasks: Int?
    /// Percent of the CPU of all tasks.
    package var cpu: UseSeries
    /// Percent of the memory of all tasks.
    package var memory: UseSeries

    /// A service.
    package init(
        name: String, cluster: String, cpuUnits: Int, memoryMiB: Int, architecture: String, desiredTasks: Int,
        leastTasks: Int? = nil, mostTasks: Int? = nil, cpu: UseSeries = UseSeries(), memory: UseSeries = UseSeries()
    ) {
        self.name = name
        self.cluster = cluster
        self.cpuUnits = cpuUnits
        self.memoryMiB = memoryMiB
        self.architecture = architecture
        self.desiredTasks = desiredTasks
        self.leastTasks = leastTasks
        self.mostTasks = mostTasks
        self.cpu = cpu
        self.memory = memory
    }
}

/// A database of RDS.
package struct MeasuredDatabase: Codable, Hashable, Sendable {
    /// Its identifier.
    package var name: String
    /// `db.t4g.medium`.
    package var instanceClass: String
    /// `postgres`, `mysql`, …
    package var engine: String
    /// Whether a standby runs in another zone.
    package var isMultiZone: Bool
    /// Percent.
    package var cpu: UseSeries
    /// Bytes; the extremes are the smallest values.
    package var freeableMemory: UseSeries
    /// Open connections.
    package var connections: UseSeries

    /// A database.
    package init(
        name: String, instanceClass: String, engine: String, isMultiZone: Bool, cpu: UseSeries = UseSeries(),
        freeableMemory: UseSeries = UseSeries(), connections: UseSeries = UseSeries()
    ) {
        self.name = name
        self.instanceClass = instanceClass
        self.engine = engine
        self.isMultiZone = isMultiZone
        self.cpu = cpu
        self.freeableMemory = freeableMemory
        self.connections = connections
    }
}

/// Everything measured of a flow.
package struct FlowUse: Codable, Hashable, Sendable {
    /// Services on Fargate.
    package var services: [MeasuredService]
    /// Databases of RDS.
    package var databases: [MeasuredDatabase]
    /// Requests by hour at each load balancer, by its dimension `app/name/id`; information only.
    package var requests: [String: UseSeries]
    /// What was found and could not be measured, in sentences.
    package var gaps: [String]

    /// Use; empty by default.
    package init(
        services: [MeasuredService] = [], databases: [MeasuredDatabase] = [], requests: [String: UseSeries] = [:],
        gaps: [String] = []
    ) {
        self.services = services
        self.databases = databases
        self.requests = requests
        self.gaps = gaps
    }
}
