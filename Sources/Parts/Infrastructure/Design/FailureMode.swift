// How each tier fails, and how that is noticed.

internal import Core

/// One way to fail.
package struct FailureMode: Codable, Hashable, Sendable {
    /// What fails.
    package var what: String
    /// What donors, and whoever is on call, see.
    package var effect: String
    /// What notices it: an alarm of the modules, or Steady's own watch.
    package var detection: String
    /// What brings the flow back.
    package var recovery: String
}

/// The failure modes of each tier.
enum FailureModes {
    static func list(_ tier: DesignTier, _ spec: FlowSpec) -> [FailureMode] {
        var modes = [
            mode(
                "a bad release", "failed or slow requests for the canary's share",
                "Steady's judge; errors-critical, latency-critical",
                "traffic goes home within seconds; ECS goes back by itself if Steady is gone"),
            mode(
                "more traffic than planned", "p95 grows, then errors",
                "latency SLO alarm; cpu alarms at the floor's maximum",
                "autoscaling; scheduled floors before a campaign; the degradation ladder"),
        ]
        modes += tier == .hosts ? machine(spec) : cloud(tier, spec)
        for dependency in spec.dependencies {
            modes.append(
                mode(
                    "\(dependency.name) fails", dependency.failure, "its error rate in the flow's logs",
                    dependency.failure))
        }
        return modes
    }

    private static func machine(_ spec: FlowSpec) -> [FailureMode] {
        [
            mode(
                "the machine is lost", "the flow is down for hours", "an outside check; silence at the pager",
                "a new machine, restore from the archive (runbook)"),
            mode("the disk is full", "the database stops", "Steady's host check", "grow the volume; remove old logs"),
            mode(
                "a kernel update", "10 minutes of downtime", "an outside check",
                "it is planned, at night, and announced"),
        ]
    }

    private static func cloud(_ tier: DesignTier, _ spec: FlowSpec) -> [FailureMode] {
        var modes = [
            mode(
                "a zone is lost",
                tier == .singleZone ? "down until the database is restored" : "up to 2 minutes of errors",
                "healthy-hosts-critical; RDS events", tier == .singleZone ? "restore in another zone" : "by itself"),
            mode(
                "the edge or its WAF refuses honest users", "fewer flows, no errors at the origin",
                "no-traffic-critical; cdn-4xx-warning", "set the rule to count (needs a reason), then mend it"),
            mode(
                "a certificate or a secret expires", "all requests fail", "rotation-failed event; errors-critical",
                "rotate by runbook; both values are valid meanwhile"),
        ]
        if spec.postgres != nil {
            modes += [
                mode(
                    "the database fails", tier.hasDatabaseStandby ? "60 to 120 s of errors" : "down until restored",
                    "RDS events; slo-availability-page", tier.hasDatabaseStandby ? "failover by itself" : "restore"),
                mode(
                    "data is destroyed by mistake", "wrong or missing donations", "flow metrics; people",
                    "point-in-time restore beside the live database (drill)"),
                mode(
                    "the database runs out of connections or storage", "errors at the peak",
                    "connections-critical, free-storage-critical", "raise the limit; end idle sessions (runbook)"),
            ]
        }
        if tier == .singleZone {
            modes.append(
                mode(
                    "the only NAT gateway fails", "payments cannot be made", "dependency errors in the logs",
                    "payments wait in the queue; a new gateway by terraform apply"))
        }
        modes.append(
            mode(
                "the region is lost", regionEffect(tier), "an outside check; no-traffic-critical in the other region",
                tier.hasSecondRegion ? "failover runbook: promote, then active_origin" : "built anew elsewhere"))
        if tier.hasSecondRegion, spec.postgres != nil {
            modes.append(
                mode(
                    "the replica falls behind", "a failover would lose more than planned", "replica-lag-critical",
                    "find the long transaction; a larger replica"))
        }
        return modes
    }

    private static func regionEffect(_ tier: DesignTier) -> String {
        switch tier {
        case .hosts, .singleZone, .multiZone: "down for hours or days"
        case .standbyRegion: "reads go on, writes fail until a person decides (about 30 minutes)"
        case .activeRegions: "up to 5 minutes of errors for writes"
        }
    }

    private static func mode(
        _ what: String, _ effect: String, _ detection: String, _ recovery: String
    ) -> FailureMode {
        FailureMode(what: what, effect: effect, detection: detection, recovery: recovery)
    }
}
