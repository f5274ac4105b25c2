// Where requests go: what turns users away without destroying anything.

import Core

/// Rules about names, load balancers and their answers.
enum RoutingRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.before.exists else { return [] }
        switch change.type {
        case "aws_route53_record": return weight(change)
        case "aws_route53_health_check": return checkedPath(change)
        default: return idle(change)
        }
    }

    /// A weighted record that gets nothing any more.
    private static func weight(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "weighted_routing_policy.0.weight"
        guard let old = change.before[path].value?.number, old > 0, change.after[path].value?.number == 0 else {
            return []
        }
        return [
            Observation(
                "destroy-serving", .slo, .cannotProve, at: change.address, path: path,
                "no user is sent here any more (weight \(old.plain) before)",
                hint: "Show that the others carry all of it: run a load test without this one.")
        ]
    }

    private static func checkedPath(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "resource_path"
        guard let old = change.before[path].value?.string, let new = change.after[path].value?.string, old != new,
            !old.isEmpty
        else { return [] }
        return [
            Observation(
                "failover", .failureModes, .refuse, at: change.address, path: path,
                "the health check asks \(new), and \(old) before",
                hint: "If the new path answers always, nobody is sent elsewhere. Prove it on a check of its own, then "
                    + "write an exception.")
        ]
    }

    /// A load balancer that hangs up while users wait.
    private static func idle(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "idle_timeout"
        guard let new = change.after[path].value?.number, new < 15,
            new < change.before[path].value?.number ?? 60
        else { return [] }
        return [
            Observation(
                "latency", .latency, .cannotProve, at: change.address, path: path,
                "requests that take longer than \(new.plain) s are cut off",
                hint: "Show that none takes so long: the slowest of the last 30 days.")
        ]
    }

    /// What was sent on to the tasks and is answered by the load balancer itself.
    static func answered(_ change: ResourceChange, _ list: String) -> [Observation] {
        func actions(_ snapshot: Snapshot) -> [JSONValue] {
            snapshot[AttributePath([.key(list)])].value?.array ?? []
        }
        let answer = actions(change.after).first { $0["type"]?.string == "fixed-response" }
        guard let answer, actions(change.before).contains(where: { $0["type"]?.string == "forward" }),
            !actions(change.after).contains(where: { $0["type"]?.string == "forward" })
        else { return [] }
        let code = answer["fixed_response"]?[0]?["status_code"]?.string ?? "a fixed text"
        return [
            Observation(
                "destroy-serving", .slo, .refuse, at: change.address, path: AttributePath([.key(list)]),
                "requests went to the tasks, and are answered with \(code)",
                hint: "Keep the action that forwards. For a planned stop, say so in an exception with an end.")
        ]
    }
}
