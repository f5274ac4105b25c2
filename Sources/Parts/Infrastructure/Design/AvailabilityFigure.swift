// What providers promise and what they design for, as rows with their source.

/// How often a component works, by contract and by design.
package struct AvailabilityFigure: Codable, Hashable, Sendable {
    /// Its stable name.
    package var component: String
    /// The share of the month below which the provider refunds something, in percent; nil where there is no contract.
    package var contractual: Double?
    /// The share that the provider designs for, or that we assume, in percent.
    package var designTarget: Double
    /// Where `contractual` comes from.
    package var contract: String
    /// Where `designTarget` comes from.
    package var design: String
}

/// The rows. Contracts are refunds for the month in which less was reached; design targets are no promise at all.
enum AvailabilityFigures {
    private static let pillar =
        "AWS Reliability Pillar, appendix \"Designed-for availability\", data plane (from memory: read it before relying "
        + "on it)"

    static let route53 = row("Route 53", 100, 100, "Route 53 SLA")
    static let cloudFront = row("CloudFront", 99.9, 99.99, "CloudFront SLA")
    static let loadBalancer = row("ALB, two zones or more", 99.99, 99.99, "Elastic Load Balancing SLA")
    static let fargate = row("Fargate, two zones or more", 99.99, 99.99, "Compute SLA, region level")
    static let databasePair = row("RDS Multi-AZ", 99.95, 99.99, "RDS SLA, 2024-01-22")
    static let databaseSingle = row("RDS, one zone", 99.5, 99.95, "RDS SLA, single DB instance, 2024-01-22")
    static let machine = row("EC2, one instance", 99.5, 99.95, "Compute SLA, instance level")
    static let storage = row("S3 Standard", 99.9, 99.99, "S3 SLA; not in series: only files come from it")

    static let all = [route53, cloudFront, loadBalancer, fargate, databasePair, databaseSingle, machine, storage]

    private static func row(
        _ component: String, _ contractual: Double, _ designTarget: Double, _ contract: String
    ) -> AvailabilityFigure {
        AvailabilityFigure(
            component: component, contractual: contractual, designTarget: designTarget, contract: contract,
            design: pillar)
    }
}
