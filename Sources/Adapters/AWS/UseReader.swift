// Finds what the flow runs on and reads how much of it is used.

package import Core
package import Infrastructure

/// Reads measured use from ECS, RDS and CloudWatch, in the region of its `AWSCommand`.
package struct UseReader: Sendable {
    private let aws: AWSCommand

    /// A reader through `aws`.
    package init(_ aws: AWSCommand) { self.aws = aws }

    /// Days of hourly values read.
    package static let days = 14

    /// The ECS services, RDS instances and load balancers with a tag. Throws `AWSError` or `ShellError`.
    package func find(_ tag: AWSArguments.Tag) async throws -> FlowResources {
        UseParser.resources(try await aws.json(AWSArguments.tagged(tag)))
    }

    /// Sizes and two weeks of use of these resources. What is not there or not on Fargate becomes a gap; what AWS
    /// refuses to say is thrown.
    package func use(of resources: FlowResources, now: WallTime) async throws -> FlowUse {
        var use = FlowUse()
        if resources.isEmpty {
            use.gaps.append("No ECS service and no RDS instance of the flow was found: is the tag Service set?")
        }
        for service in resources.services.prefix(AWSLimits.resources) {
            switch try await describe(service) {
            case .success(let measured): use.services.append(measured)
            case .failure(let gap): use.gaps.append("\(gap.text) (\(service.cluster)/\(service.name)).")
            }
        }
        for name in resources.databases.prefix(AWSLimits.resources) {
            switch UseParser.database(try await aws.json(AWSArguments.database(name))) {
            case .success(let measured): use.databases.append(measured)
            case .failure(let gap): use.gaps.append("\(gap.text) (\(name)).")
            }
        }
        if max(resources.services.count, resources.databases.count) > AWSLimits.resources {
            use.gaps.append("Only the first \(AWSLimits.resources) services and databases were looked at.")
        }
        try await measure(&use, resources.loadBalancers, now: now)
        return use
    }

    private func describe(_ service: FlowResources.Service) async throws -> Result<MeasuredService, UseGap> {
        let answer = try await aws.json(AWSArguments.services(cluster: service.cluster, names: [service.name]))
        let found: (definition: String, desired: Int)
        switch UseParser.service(answer) {
        case .success(let value): found = value
        case .failure(let gap): return .failure(gap)
        }
        let task: (cpu: Int, memory: Int, architecture: String)
        switch UseParser.task(try await aws.json(AWSArguments.taskDefinition(found.definition))) {
        case .success(let value): task = value
        case .failure(let gap): return .failure(gap)
        }
        let scaling = UseParser.scaling(
            try await aws.json(AWSArguments.scaling(cluster: service.cluster, service: service.name)))
        return .success(
            MeasuredService(
                name: service.name, cluster: service.cluster, cpuUnits: task.cpu, memoryMiB: task.memory,
                architecture: task.architecture, desiredTasks: found.desired, leastTasks: scaling?.least,
                mostTasks: scaling?.most))
    }

    // MARK: Metrics

    private func measure(_ use: inout FlowUse, _ balancers: [String], now: WallTime) async throws {
        let plan = MetricPlan(use, balancers)
        var values: [String: [WallTime: Double]] = [:]
        // Whole hours only: the running one is not complete.
        let end = WallTime(second: now.second / 3600 * 3600)
        let start = end - .seconds(Self.days * 86_400)
        for first in stride(from: 0, to: plan.queries.count, by: AWSLimits.metrics) {
            let part = Array(plan.queries[first..<min(first + AWSLimits.metrics, plan.queries.count)])
            let page = try UseParser.metrics(try await aws.json(AWSArguments.metrics(part, from: start, to: end)))
            // aws joins the pages itself; a token that is left would mean that values are missing.
            guard page.next == nil else {
                throw AWSError(
                    .answer, message: "CloudWatch gave only a part of the values",
                    hint: "Run `aws cloudwatch get-metric-data` by hand, without --no-paginate in its configuration.")
            }
            values.merge(page.values) { old, new in old.merging(new) { $1 } }
        }
        plan.fill(&use, values)
    }
}

/// Which metrics are read, and where their values go.
package struct MetricPlan: Sendable {
    /// The queries, two for each series: the mean and the extreme of each hour.
    package private(set) var queries: [MetricQuery] = []
    private var targets: [(id: String, place: Place)] = []

    private enum Place: Sendable {
        case serviceCPU(Int)
        case serviceMemory(Int)
        case databaseCPU(Int)
        case databaseMemory(Int)
        case databaseConnections(Int)
        case requests(String)
    }

    /// The metrics of everything found.
    package init(_ use: FlowUse, _ balancers: [String] = []) {
        for (index, service) in use.services.enumerated() {
            let of = [(name: "ClusterName", value: service.cluster), (name: "ServiceName", value: service.name)]
            add("AWS/ECS", "CPUUtilization", of, "Maximum", .serviceCPU(index))
            add("AWS/ECS", "MemoryUtilization", of, "Maximum", .serviceMemory(index))
        }
        for (index, database) in use.databases.enumerated() {
            let of = [(name: "DBInstanceIdentifier", value: database.name)]
            add("AWS/RDS", "CPUUtilization", of, "Maximum", .databaseCPU(index))
            add("AWS/RDS", "FreeableMemory", of, "Minimum", .databaseMemory(index))
            add("AWS/RDS", "DatabaseConnections", of, "Maximum", .databaseConnections(index))
        }
        for name in balancers {
            let of = [(name: "LoadBalancer", value: name)]
            add("AWS/ApplicationELB", "RequestCount", of, "Sum", .requests(name))
        }
    }

    private mutating func add(
        _ namespace: String, _ metric: String, _ dimensions: [(name: String, value: String)], _ extreme: String,
        _ place: Place
    ) {
        let id = "m\(targets.count)"
        targets.append((id, place))
        for (suffix, statistic) in [("a", extreme == "Sum" ? "Sum" : "Average"), ("x", extreme)] {
            queries.append(
                MetricQuery(
                    id: "\(id)\(suffix)", namespace: namespace, metric: metric, dimensions: dimensions,
                    statistic: statistic))
        }
    }

    /// Puts the values where they belong. An hour without one of its two values counts as missing.
    package func fill(_ use: inout FlowUse, _ values: [String: [WallTime: Double]]) {
        for (id, place) in targets {
            let extremes = values["\(id)x"] ?? [:]
            let series = UseSeries(
                (values["\(id)a"] ?? [:]).compactMap { time, average in
                    extremes[time].map { HourOfUse(start: time, average: average, extreme: $0) }
                })
            switch place {
            case .serviceCPU(let index): use.services[index].cpu = series
            case .serviceMemory(let index): use.services[index].memory = series
            case .databaseCPU(let index): use.databases[index].cpu = series
            case .databaseMemory(let index): use.databases[index].freeableMemory = series
            case .databaseConnections(let index): use.databases[index].connections = series
            case .requests(let name): use.requests[name] = series
            }
        }
    }
}
