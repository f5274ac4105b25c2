// The command lines of aws, as values.

package import Core
package import Infrastructure

/// What is asked of AWS.
package enum AWSArguments {
    /// A cost-allocation tag with the value that it must have.
    package struct Tag: Hashable, Sendable {
        /// `Service`.
        package var key: String
        /// The flow.
        package var value: String

        /// A tag.
        package init(key: String = "Service", value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Daily unblended costs by service, from the first day up to, not including, `end`; of a tag, or of the account.
    package static func costs(from start: CalendarDay, to end: CalendarDay, tag: Tag?, page: String?) -> AWSCall {
        var arguments = [
            "ce", "get-cost-and-usage", "--time-period", "Start=\(start),End=\(end)", "--granularity", "DAILY",
            "--metrics", "UnblendedCost", "--group-by", "Type=DIMENSION,Key=SERVICE",
        ]
        if let tag {
            let filter = object([
                ("Tags", object([("Key", .string(tag.key)), ("Values", .array([.string(tag.value)]))]))
            ])
            arguments += ["--filter", filter.canonicalText]
        }
        if let page { arguments += ["--next-page-token", page] }
        return AWSCall(arguments, action: "ce:GetCostAndUsage")
    }

    /// The ARNs of ECS services and RDS instances with a tag.
    package static func tagged(_ tag: Tag) -> AWSCall {
        AWSCall(
            [
                "resourcegroupstaggingapi", "get-resources", "--tag-filters", "Key=\(tag.key),Values=\(tag.value)",
                "--resource-type-filters", "ecs:service", "rds:db", "elasticloadbalancing:loadbalancer",
            ], action: "tag:GetResources")
    }

    /// Services of one cluster; ten at most (AWS's limit).
    package static func services(cluster: String, names: [String]) -> AWSCall {
        AWSCall(
            ["ecs", "describe-services", "--cluster", cluster, "--services"] + names, action: "ecs:DescribeServices")
    }

    /// A task definition by its ARN or `family:revision`.
    package static func taskDefinition(_ name: String) -> AWSCall {
        AWSCall(
            ["ecs", "describe-task-definition", "--task-definition", name], action: "ecs:DescribeTaskDefinition")
    }

    /// The bounds of autoscaling of one service.
    package static func scaling(cluster: String, service: String) -> AWSCall {
        AWSCall(
            [
                "application-autoscaling", "describe-scalable-targets", "--service-namespace", "ecs",
                "--resource-ids", "service/\(cluster)/\(service)",
            ], action: "application-autoscaling:DescribeScalableTargets")
    }

    /// An instance of RDS.
    package static func database(_ name: String) -> AWSCall {
        AWSCall(
            ["rds", "describe-db-instances", "--db-instance-identifier", name], action: "rds:DescribeDBInstances")
    }

    /// Hourly values of metrics.
    package static func metrics(_ queries: [MetricQuery], from start: WallTime, to end: WallTime) -> AWSCall {
        AWSCall(
            [
                "cloudwatch", "get-metric-data", "--start-time", start.description, "--end-time", end.description,
                "--scan-by", "TimestampAscending", "--metric-data-queries",
                JSONValue.array(queries.map(\.json)).canonicalText,
            ], action: "cloudwatch:GetMetricData")
    }

    static func object(_ pairs: [(String, JSONValue)]) -> JSONValue { .object(JSONObject(pairs)) }
}

/// One metric to be read by the hour.
package struct MetricQuery: Hashable, Sendable {
    /// Letters, digits and `_`, beginning with a small letter.
    package var id: String
    /// `AWS/ECS`.
    package var namespace: String
    /// `CPUUtilization`.
    package var metric: String
    /// The resource that it is of.
    package var dimensions: [(name: String, value: String)] { pairs.map { ($0.name, $0.value) } }
    /// `Average`, `Maximum`, `Minimum`, `Sum`.
    package var statistic: String
    private var pairs: [Pair]

    private struct Pair: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// A query.
    package init(
        id: String, namespace: String, metric: String, dimensions: [(name: String, value: String)], statistic: String
    ) {
        self.id = id
        self.namespace = namespace
        self.metric = metric
        self.statistic = statistic
        pairs = dimensions.map { Pair(name: $0.name, value: $0.value) }
    }

    var json: JSONValue {
        let names = pairs.map { pair in
            AWSArguments.object([("Name", .string(pair.name)), ("Value", .string(pair.value))])
        }
        let metric = AWSArguments.object([
            ("Namespace", .string(namespace)), ("MetricName", .string(metric)), ("Dimensions", .array(names)),
        ])
        return AWSArguments.object([
            ("Id", .string(id)),
            (
                "MetricStat",
                AWSArguments.object([("Metric", metric), ("Period", .number("3600")), ("Stat", .string(statistic))])
            ),
        ])
    }
}
