// Reads how a release ships.

extension FlowSpecReader {
    static func readRollout(_ map: MapReader, latency: ObjectivesSpec.Latency) -> RolloutSpec {
        let chances = Percent(microPercent: 1_000)...Percent(microPercent: 49_000_000)
        return RolloutSpec(
            strategy: map.take(
                "strategy", ValueKind<RolloutSpec.Strategy>.choice, default: .canary, shown: "canary",
                because: "a bad release meets few users first"),
            falseRollback: map.take(
                "falseRollback", .percent(chances, example: "1%"), default: Percent(microPercent: 1_000_000),
                shown: "1%", because: "one harmless release in a hundred may go home: a retry costs minutes"),
            missBad: map.take(
                "missBad", .percent(chances, example: "5%"), default: Percent(microPercent: 5_000_000), shown: "5%",
                because: "one release in twenty that lies just at the limit may pass; worse ones hardly ever do"),
            limitBad: readLimitBad(map), limitSlow: readLimitSlow(map, latency: latency),
            harm: readHarm(map.map("harm", known: "rollout.harm")),
            watch: map.take(
                "watch", .duration(.seconds(1)...(.seconds(30 * 86_400)), example: "48h"),
                default: .seconds(48 * 3600), shown: "48h",
                because: "two days hold two daily peaks: what shows only then still finds the old release warm"),
            limit: map.take(
                "limit", .duration(.seconds(10)...(.seconds(7 * 86_400)), example: "6h"), default: .seconds(6 * 3600),
                shown: "6h", because: "longer than a decision takes at any traffic worth judging; then it goes home"),
            lease: map.take(
                "lease", .duration(.seconds(5)...(.seconds(600)), example: "30s"), default: .seconds(30), shown: "30s",
                because: "a restart of the control plane fits in, and no canary is left alone for longer"))
    }

    private static func readLimitBad(_ map: MapReader) -> Percent {
        map.take(
            "limitBad", .percent(Percent(microPercent: 1_000)...Percent(microPercent: 50_000_000), example: "1%"),
            default: Percent(microPercent: 1_000_000), shown: "1%",
            because: "the least that a few hundred canary requests can tell from nothing (reference: judge, pSLO)")
    }

    private static func readLimitSlow(_ map: MapReader, latency: ObjectivesSpec.Latency) -> Percent {
        let allowed = Percent(fraction: latency.slowShare)
        let limit = map.take(
            "limitSlow", .percent(Percent(microPercent: 1_000)...Percent(microPercent: 99_000_000), example: "5%"),
            default: allowed, shown: allowed.description,
            because: "100 − objectives.latency.percentile: the share that the objective lets be slow")
        let canCompare =
            map.notes.isSound(map.path(of: "limitSlow")) && map.notes.isSound("objectives.latency.percentile")
        if canCompare, limit > allowed {
            map.noteError(
                "conflict", "limitSlow",
                "is \(limit), but objectives.latency lets only \(allowed) be slow: a release that breaks it would pass",
                hint: "write limitSlow: \(allowed) or less")
        }
        return limit
    }

    private static func readHarm(_ map: MapReader) -> RolloutSpec.Harm {
        RolloutSpec.Harm(
            failures: map.take(
                "failures", .integer(1...1_000_000, example: 50), default: 50, shown: "50",
                because: "whatever the statistics say, no rollout may cost more users than this"),
            budget: map.take(
                "budget", .percent(Percent(microPercent: 1_000)...Percent(microPercent: 100_000_000), example: "2%"),
                default: Percent(microPercent: 2_000_000), shown: "2%",
                because: "fifty such rollouts would spend the window's error budget"))
    }
}
