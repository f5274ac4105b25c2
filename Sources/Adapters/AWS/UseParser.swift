// What AWS says about services, databases and metrics, read from its JSON.

package import Core
package import Infrastructure

/// A flow's resources by name.
package struct FlowResources: Hashable, Sendable {
    /// A service with its cluster.
    package struct Service: Hashable, Sendable {
        /// The cluster's name.
        package var cluster: String
        /// The service's name.
        package var name: String

        /// A service.
        package init(cluster: String, name: String) {
            self.cluster = cluster
            self.name = name
        }
    }

    /// ECS services.
    package var services: [Service]
    /// RDS instances.
    package var databases: [String]
    /// Load balancers as CloudWatch names them: `app/shop/50dc6c495c0c9188`.
    package var loadBalancers: [String]

    /// Resources; none by default.
    package init(services: [Service] = [], databases: [String] = [], loadBalancers: [String] = []) {
        self.services = services
        self.databases = databases
        self.loadBalancers = loadBalancers
    }

    /// Whether there is none.
    package var isEmpty: Bool { services.isEmpty && databases.isEmpty && loadBalancers.isEmpty }
}

/// Reads answers about what runs and what was measured.
package enum UseParser {
    /// The resources in an answer of `get-resources`, by name. ARNs of other kinds are left out.
    package static func resources(_ json: JSONValue) -> FlowResources {
        var found = FlowResources()
        for mapping in json["ResourceTagMappingList"]?.array ?? [] {
            guard let arn = mapping["ResourceARN"]?.string else { continue }
            // arn:partition:service:region:account:resource
            let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 6 else { continue }
            let path = parts[5].split(separator: "/").map(String.init)
            if parts[2] == "ecs", path.first == "service", path.count == 3 {
                found.services.append(FlowResources.Service(cluster: path[1], name: path[2]))
            } else if parts[2] == "rds", parts[5].hasPrefix("db:") {
                found.databases.append(String(parts[5].dropFirst(3)))
            } else if parts[2] == "elasticloadbalancing", path.count == 4, path[1] == "app" {
                found.loadBalancers.append(path.dropFirst().joined(separator: "/"))
            }
        }
        found.services.sort { ($0.cluster, $0.name) < ($1.cluster, $1.name) }
        found.databases.sort()
        found.loadBalancers.sort()
        return found
    }

    /// The task definition and the number of tasks of a service on Fargate, or why it is not measured.
    package static func service(_ json: JSONValue) -> Result<(definition: String, desired: Int), UseGap> {
        guard let service = json["services"]?[0], let name = service["serviceName"]?.string else {
            return .failure(UseGap("an ECS service was not found"))
        }
        guard service["status"]?.string == "ACTIVE" else {
            return .failure(UseGap("ECS service \(name) is \(service["status"]?.string ?? "in no known state")"))
        }
        guard let definition = service["taskDefinition"]?.string, let desired = service["desiredCount"]?.number else {
            return .failure(UseGap("ECS service \(name) has no task definition or count"))
        }
        let providers = (service["capacityProviderStrategy"]?.array ?? []).compactMap { $0["capacityProvider"]?.string }
        if providers.contains(where: { $0 != "FARGATE" && $0 != "FARGATE_SPOT" })
            || (providers.isEmpty && service["launchType"]?.string == "EC2")
        {
            return .failure(UseGap("ECS service \(name) does not run on Fargate: no advice on its size"))
        }
        if providers.contains("FARGATE_SPOT") {
            return .failure(UseGap("ECS service \(name) runs on spot capacity, whose price floats: no advice"))
        }
        return .success((definition, Int(desired)))
    }

    /// CPU units, MiB and architecture of a task definition, or why they are not known.
    package static func task(
        _ json: JSONValue
    ) -> Result<(cpu: Int, memory: Int, architecture: String), UseGap> {
        let definition = json["taskDefinition"]
        guard let cpu = definition?["cpu"]?.number, let memory = definition?["memory"]?.number else {
            return .failure(UseGap("a task definition has no CPU or memory of its own"))
        }
        let platform = definition?["runtimePlatform"]
        let system = platform?["operatingSystemFamily"]?.string ?? "LINUX"
        guard system == "LINUX" else { return .failure(UseGap("tasks on \(system): no advice on their size")) }
        let isARM = platform?["cpuArchitecture"]?.string == "ARM64"
        return .success((Int(cpu), Int(memory), isARM ? "arm64" : "x86"))
    }

    /// Least and most tasks; nil without autoscaling.
    package static func scaling(_ json: JSONValue) -> (least: Int, most: Int)? {
        let targets = json["ScalableTargets"]?.array ?? []
        let tasks = targets.first { $0["ScalableDimension"]?.string == "ecs:service:DesiredCount" }
        guard let least = tasks?["MinCapacity"]?.number, let most = tasks?["MaxCapacity"]?.number else { return nil }
        return (Int(least), Int(most))
    }

    /// A database without its measurements, or why it is not measured.
    package static func database(_ json: JSONValue) -> Result<MeasuredDatabase, UseGap> {
        guard let instance = json["DBInstances"]?[0], let name = instance["DBInstanceIdentifier"]?.string,
            let size = instance["DBInstanceClass"]?.string, let engine = instance["Engine"]?.string
        else { return .failure(UseGap("an RDS instance was not found")) }
        guard !engine.hasPrefix("aurora") else {
            return .failure(UseGap("RDS instance \(name) belongs to Aurora: no advice on its class"))
        }
        return .success(
            MeasuredDatabase(
                name: name, instanceClass: size, engine: engine, isMultiZone: instance["MultiAZ"]?.bool ?? false))
    }

    /// Values by query and time, of one page; the token of the next page.
    package static func metrics(
        _ json: JSONValue
    ) throws(AWSError) -> (values: [String: [WallTime: Double]], next: String?) {
        var found: [String: [WallTime: Double]] = [:]
        for result in json["MetricDataResults"]?.array ?? [] {
            guard let id = result["Id"]?.string, let times = result["Timestamps"]?.array,
                let values = result["Values"]?.array, times.count == values.count
            else {
                throw AWSError(
                    .answer, message: "CloudWatch gave a result without as many values as times",
                    hint: "Run `aws cloudwatch get-metric-data` by hand.")
            }
            for (time, value) in zip(times, values) {
                guard let at = moment(time), let number = value.number else {
                    throw AWSError(
                        .answer, message: "CloudWatch gave a value that is not understood for \(id)",
                        hint: "Run `aws cloudwatch get-metric-data` by hand.")
                }
                found[id, default: [:]][at] = number
            }
        }
        return (found, json["NextToken"]?.string)
    }

    /// A time as aws writes it: version 2 as text, version 1 as it comes over the wire, here seconds since 1970.
    private static func moment(_ value: JSONValue) -> WallTime? {
        if let text = value.string { return timestamp(text) }
        guard let seconds = value.number, abs(seconds) < 1e11 else { return nil }
        return WallTime(milliseconds: Int64((seconds * 1000).rounded()))
    }

    /// `2026-11-24T05:00:00+00:00`, `…Z`, `….000Z`, with any whole offset; nil for anything else.
    package static func timestamp(_ text: String) -> WallTime? {
        guard let day = CalendarDay(text: String(text.prefix(10))), text.dropFirst(10).first == "T" else { return nil }
        let clock = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        var rest = text.dropFirst(19)
        if rest.first == "." { rest = rest.dropFirst().drop { $0.isNumber } }
        var offset = 0
        if rest != "Z" {
            guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
            let parts = rest.dropFirst().split(separator: ":").compactMap { Int($0) }
            guard parts.count == 2 else { return nil }
            offset = (parts[0] * 3600 + parts[1] * 60) * (sign == "-" ? -1 : 1)
        }
        return WallTime(second: day.number * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2] - offset)
    }
}

/// Why a resource is not measured.
package struct UseGap: Error, Hashable, Sendable {
    /// In a sentence without its full stop.
    package var text: String

    init(_ text: String) { self.text = text }
}
