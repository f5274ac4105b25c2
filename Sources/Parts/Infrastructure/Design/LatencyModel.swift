// What the architecture itself adds to the 95th percentile of a request.

internal import Core

/// The time that an architecture adds to a request, before the service has done anything.
package struct LatencyEstimate: Codable, Hashable, Sendable {
    /// One part of it.
    package struct Part: Codable, Hashable, Sendable {
        /// Where the time goes.
        package var name: String
        /// How much, at the 95th percentile.
        package var time: Duration
        /// Where the number comes from.
        package var because: String
    }

    /// The sum of the parts: percentiles do not add up, so this is an upper bound, for parts that are not all slow
    /// at once.
    package var added: Duration
    /// The parts.
    package var parts: [Part]
}

/// Computes `LatencyEstimate` from stated figures; a load report replaces it.
enum LatencyModel {
    static func estimate(_ tier: DesignTier, _ spec: FlowSpec) -> LatencyEstimate {
        var parts: [LatencyEstimate.Part] = []
        if tier == .hosts {
            parts.append(part("HAProxy", 1, "one process on the same machine"))
        } else {
            parts.append(
                part("edge to origin", 30, "assumed: users within a continent, kept-alive connections to the origin"))
            parts.append(part("WAF and load balancer", 5, "assumed: a millisecond each, more when they scale"))
        }
        if spec.postgres != nil { parts += databaseParts(tier) }
        if tier == .activeRegions {
            parts.append(part("to the writer's region", 70, "us-east-1 to us-west-2 and back, once for each write"))
        }
        let sum = parts.reduce(Duration.zero) { $0 + $1.time }
        return LatencyEstimate(added: sum, parts: parts)
    }

    private static func databaseParts(_ tier: DesignTier) -> [LatencyEstimate.Part] {
        guard tier != .hosts else { return [part("database round trips", 1, "10 statements over a local socket")] }
        var parts = [part("database round trips", 10, "10 statements, 1 ms between zones each")]
        if tier.hasDatabaseStandby {
            parts.append(part("synchronous standby", 5, "each commit waits for the second zone, two commits"))
        }
        return parts
    }

    private static func part(_ name: String, _ milliseconds: Int, _ because: String) -> LatencyEstimate.Part {
        LatencyEstimate.Part(name: name, time: .milliseconds(milliseconds), because: because)
    }
}
