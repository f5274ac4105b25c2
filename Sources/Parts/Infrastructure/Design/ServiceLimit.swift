// Limits of the provider that a flow would meet, and at what load.

package import Core
internal import Foundation

/// A limit of the provider.
package struct ServiceLimit: Codable, Hashable, Sendable {
    /// Whether the provider raises it.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// Raised on request.
        case soft
        /// Never raised: the design must go around it.
        case hard
    }

    /// What is limited.
    package var name: String
    /// The limit as the provider writes it.
    package var limit: String
    /// Whether it can be raised.
    package var kind: Kind
    /// Flows per second at which it is met; nil where it is no matter of load.
    package var metAt: Rate?
    /// Whether the grown traffic meets it.
    package var isMet: Bool
    /// Soft: how it is raised. Hard: how the design goes around it.
    package var answer: String
}

/// The limits of each tier. The figures are AWS's defaults for a new account, from memory: read yours with
/// `aws service-quotas list-service-quotas`.
enum ServiceLimits {
    private typealias Row = (String, String, ServiceLimit.Kind, Double?, String) -> ServiceLimit

    static func list(_ tier: DesignTier, _ sizing: Sizing, _ spec: FlowSpec) -> [ServiceLimit] {
        let grown = spec.traffic.peak.perSecond * max(1, spec.traffic.grow)
        let routes = Double(max(1, spec.routes.count))
        func row(_ name: String, _ limit: String, _ kind: ServiceLimit.Kind, _ flows: Double?, _ answer: String)
            -> ServiceLimit
        {
            let rate = flows.map { ($0 * 10).rounded() / 10 }
            return ServiceLimit(
                name: name, limit: limit, kind: kind, metAt: rate.map { Rate(perSecond: $0) },
                isMet: rate.map { grown >= $0 } ?? false, answer: answer)
        }
        guard tier != .hosts else { return machineLimits(row, sizing, routes) }
        let perTask = sizing.requestsPerTask / routes
        let spare = Double(tier.zones - 1) / Double(tier.zones)
        var rows = [
            row(
                "Fargate vCPUs of the account (L-3032A538)", "6 in a new account", .soft,
                6 / (Double(sizing.taskCPU) / 1024) * perTask * spare / 2,
                "ask for twice the maximum of tasks (a release runs twice the tasks): aws service-quotas "
                    + "request-service-quota-increase --service-code fargate --quota-code L-3032A538"),
            row(
                "targets of a target group", "1,000", .soft, 1000 * perTask * spare,
                "larger tasks first; then ask for more"),
            row(
                "NAT connections to one address (payment provider)", "55,000 for each NAT address", .hard,
                55_000 / Assumed.outsideSeconds * Double(tier == .singleZone ? 1 : tier.zones),
                "kept-alive connections; up to 8 addresses on a gateway; a gateway in each zone"),
            row(
                "CloudFront requests of a distribution", "250,000/s", .soft, 250_000 / (routes + Assumed.filesPerFlow),
                "ask for more well before a campaign"),
            row(
                "CloudFront wait for an answer", "60 s", .soft, nil,
                "no route of the flow may take longer; long work is queued and confirmed later"),
            row(
                "rules of a security group", "60, of which CloudFront's list takes 55", .soft, nil,
                "each listener has a group of its own (module service)"),
        ]
        if sizing.hasDatabase { rows += databaseLimits(row, perTask, routes) }
        return rows.sorted {
            ($0.metAt?.perSecond ?? .infinity, $0.name) < ($1.metAt?.perSecond ?? .infinity, $1.name)
        }
    }

    private static func machineLimits(
        _ row: Row, _ sizing: Sizing, _ routes: Double
    ) -> [ServiceLimit] {
        let each = (Assumed.serviceSeconds + Assumed.databaseSeconds) / Assumed.utilisation * routes
        return [
            row(
                "vCPUs of one machine", "64 (m7g.16xlarge)", .hard, 64 / each,
                "a machine does not grow while it runs: a larger one is a planned stop; beyond it, another tier")
        ]
    }

    private static func databaseLimits(
        _ row: Row, _ perTask: Double, _ routes: Double
    ) -> [ServiceLimit] {
        [
            row(
                "connections of the database", "400 (max_connections of the module)", .soft,
                400 / Assumed.poolSize * perTask,
                "raise max_connections with the instance's memory (10 MiB each), smaller pools, then RDS Proxy"),
            row(
                "vCPUs of one database", "64 (db.m7g.16xlarge)", .hard,
                64 / (Assumed.databaseSeconds / Assumed.utilisation * routes),
                "one writer: queue writes, read from replicas, then split by flow"),
            row(
                "storage of one database", "64 TiB", .hard, nil,
                "old rows move to S3; storage grows by itself to max_allocated_storage"),
        ]
    }
}
