// Every key that a `steady.yaml` may hold, by the mapping it stands in.

/// The keys of `steady.yaml`. A path's `NAME` stands for a name that the team chooses, `[]` for an entry of a list.
package enum SpecKeys {
    /// The keys known in each mapping, in the order of the documentation; the root has the path "".
    ///
    /// Mappings whose keys the team chooses (`environments`, `pipeline`, `service.env`) are not listed; a step of
    /// `degrade` may hold further keys than those named.
    package static let known: [String: [String]] = [
        "": [
            "steady", "flow", "owner", "routes", "objectives", "traffic", "environments", "service", "rollout",
            "pipeline", "data", "secrets", "budget", "dependencies", "degrade", "notify", "runbooks",
            "review",
        ],
        "owner": ["team", "escalate", "costCenter"],
        "objectives": ["availability", "latency"],
        "objectives.availability": ["target", "window"],
        "objectives.latency": ["percentile", "below", "warn", "window"],
        "traffic": ["peak", "grow"],
        "environments.NAME": ["target", "like", "approve", "listen", "cluster", "listenerRule"],
        "service": [
            "runtime", "run", "port", "health", "config", "env", "instances", "startWithin", "stopWithin", "session",
            "schemaFloor",
        ],
        "rollout": [
            "strategy", "falseRollback", "missBad", "limitBad", "limitSlow", "harm", "watch", "limit", "lease",
        ],
        "rollout.harm": ["failures", "budget"],
        "data": ["postgres"],
        "data.postgres": ["rpo", "rto", "drill", "server"],
        "secrets[]": ["name", "rotate"],
        "budget": ["monthly", "warn"],
        "dependencies[]": ["name", "failure", "drill"],
        "degrade[]": ["name", "when"],
        "review": ["outside", "exceptions"],
        "review.exceptions[]": ["rule", "resource", "reason", "owner", "expires"],
        "notify": ["slack", "pagerduty", "webhook", "sns"],
    ]

    /// The mapping that a misplaced key belongs to, as a path; nil unless there is exactly one.
    static func home(of key: String) -> String? {
        let homes = known.filter { $0.value.contains(key) }.map(\.key)
        return homes.count == 1 ? homes[0] : nil
    }
}
