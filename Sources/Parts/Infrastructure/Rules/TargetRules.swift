// Target groups: when a target counts as healthy, and how it leaves.

import Core

/// Rules about target groups and the time for becoming healthy.
enum TargetRules {
    static func check(_ change: ResourceChange) -> [Observation] {
        var found: [Observation] = []
        if let old = change.before["health_check.0.path"].value?.string,
            let new = change.after["health_check.0.path"].value?.string, old != new
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address, path: "health_check.0.path",
                    "the health check asks \(new), and \(old) before",
                    hint: "If the new path answers 404, all targets go at once; if it answers always, none ever goes. "
                        + "Prove it on a target group of its own, then write an exception."))
        }
        if let delay = change.after["deregistration_delay"].value?.number, delay == 0,
            change.before["deregistration_delay"].value?.number ?? 300 > 0,
            change.before.exists
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address, path: "deregistration_delay",
                    "requests in flight are cut when a target leaves",
                    hint: "Leave as many seconds as the slowest request takes."))
        }
        if let old = change.before["health_check.0.matcher"].value?.string,
            let new = change.after["health_check.0.matcher"].value?.string,
            StatusCodes(new).contains(more: StatusCodes(old))
        {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address, path: "health_check.0.matcher",
                    "the health check takes \(new) for healthy, and \(old) before",
                    hint: "Only 2xx says that a target can serve."))
        }
        if let old = noticed(change.before), let new = noticed(change.after), new >= 3 * old, new > 60 {
            found.append(
                Observation(
                    "rollout-unsafe", .rollback, .refuse, at: change.address,
                    path: "health_check.0.unhealthy_threshold",
                    "a target that fails is noticed after \(new.plain) s, and \(old.plain) s before",
                    hint: "Users are sent to it as long. Keep it within a minute."))
        }
        return found
    }

    /// Seconds until a target that fails gets no more requests; AWS checks every 30 s if nothing is said.
    private static func noticed(_ snapshot: Snapshot) -> Double? {
        snapshot["health_check.0.unhealthy_threshold"].value?.number.map {
            $0 * (snapshot["health_check.0.interval"].value?.number ?? 30)
        }
    }

    /// Without any time for becoming healthy a task is killed while it starts.
    static func grace(_ change: ResourceChange) -> [Observation] {
        let path: AttributePath = "health_check_grace_period_seconds"
        guard let old = change.before[path].value?.number, old > 0, change.after[path] != .unknown,
            change.after[path].value?.number ?? 0 == 0
        else { return [] }
        return [
            Observation(
                "rollout-unsafe", .rollback, .refuse, at: change.address, path: path,
                "tasks have no time to become healthy, and \(old.plain) s before",
                hint: "Leave the time that a start takes.")
        ]
    }
}

/// A matcher of health checks: `200`, `200-299`, `200,302`.
struct StatusCodes {
    private let codes: Set<Int>

    init(_ text: String) {
        codes = text.split(separator: ",").reduce(into: []) { all, part in
            let ends = part.split(separator: "-").compactMap { Int($0.filter(\.isNumber)) }
            guard let first = ends.first, let last = ends.last, first <= last, last < 1000 else { return }
            all.formUnion(first...last)
        }
    }

    /// Whether it takes codes from 300 up that the other did not.
    func contains(more other: StatusCodes) -> Bool { !codes.subtracting(other.codes).filter { $0 >= 300 }.isEmpty }
}
