// The catalogue: every rule by name, with the promise it protects and what it fires on.

package import Core

/// One rule of the catalogue, as it is listed for people.
package struct Rule: Codable, Hashable, Sendable {
    /// Its stable name: what exceptions and reports call it.
    package var name: String
    /// The promise that it protects.
    package var promise: Promise
    /// What it fires on, in one sentence.
    package var firesOn: String
}

/// All rules.
package enum RuleCatalogue {
    /// Every rule, in the order of `docs/formats/review.md`.
    package static let all: [Rule] = [
        Rule(
            name: "destroy-stateful", promise: .recovery,
            firesOn: "a database, bucket, secret, key, log group, vault or zone is destroyed"),
        Rule(
            name: "replace-stateful", promise: .recovery, firesOn: "one of these is destroyed and created anew: empty"),
        Rule(name: "forget", promise: .recovery, firesOn: "a resource stays and is no longer managed"),
        Rule(
            name: "leaves-flow", promise: .recovery, firesOn: "new tags put a resource of the flow outside of it"),
        Rule(name: "deposed", promise: .recovery, firesOn: "what an earlier replacement left over is destroyed"),
        Rule(
            name: "protection-removed", promise: .recovery,
            firesOn: "protection from deletion, final snapshots, versions or locks become weaker"),
        Rule(
            name: "backup-weaker", promise: .recovery,
            firesOn: "backups are kept for less long, in fewer places, or no more"),
        Rule(name: "no-backup", promise: .recovery, firesOn: "a new database has no backups"),
        Rule(
            name: "destroy-serving", promise: .slo,
            firesOn: "what users reach the flow through is destroyed or replaced"),
        Rule(name: "capacity", promise: .slo, firesOn: "less capacity than the last load report proved enough"),
        Rule(name: "zone-loss", promise: .failureModes, firesOn: "fewer zones, standbys or ways out than now"),
        Rule(
            name: "failover", promise: .failureModes, firesOn: "health checks, failover or error pages are taken away"),
        Rule(
            name: "waf-weaker", promise: .failureModes,
            firesOn: "the web firewall is detached, a rule removed or only counting, a rate limit raised"),
        Rule(
            name: "open-to-world", promise: .secrets,
            firesOn: "a network rule lets everybody in where only some were let in"),
        Rule(name: "exposed", promise: .secrets, firesOn: "data or machines become reachable by strangers"),
        Rule(name: "tls-weaker", promise: .secrets, firesOn: "encryption on the way or at rest becomes weaker"),
        Rule(name: "iam-new-access", promise: .secrets, firesOn: "a policy allows what the one before did not"),
        Rule(
            name: "secret-in-clear", promise: .secrets, firesOn: "a password, key or token stands readable in the plan"),
        Rule(
            name: "rotation", promise: .secrets,
            firesOn: "a secret or key is rotated less often than every 90 days, or no more"),
        Rule(
            name: "rollout-unsafe", promise: .rollback, firesOn: "a deployment could no longer be stopped or taken back"
        ),
        Rule(
            name: "mutable", promise: .immutable,
            firesOn: "a tag instead of a digest, movable tags, commands inside running tasks"),
        Rule(name: "drift", promise: .immutable, firesOn: "something protective was changed outside Terraform"),
        Rule(
            name: "alarm-weaker", promise: .observed,
            firesOn: "an alarm is removed, loosened, disabled, or without action"),
        Rule(
            name: "observation-removed", promise: .observed,
            firesOn: "metric filters, trails, flow logs, dashboards or topics are removed"),
        Rule(name: "logging-off", promise: .observed, firesOn: "logs, traces or insights are switched off"),
        Rule(name: "log-retention", promise: .observed, firesOn: "logs are kept for less long"),
        Rule(
            name: "tags", promise: .cost, firesOn: "one of the tags Environment, Service, Owner, CostCenter is missing"),
        Rule(name: "budget-alert", promise: .cost, firesOn: "a budget or its alert is removed or raised"),
        Rule(
            name: "latency", promise: .latency,
            firesOn: "messages wait longer, or slow requests are cut off"),
        Rule(name: "cost", promise: .cost, firesOn: "the plan adds more than the budget bears"),
        Rule(
            name: "extended-support", promise: .cost,
            firesOn: "a new database enrols in extended support, which is charged"),
        Rule(name: "incomplete", promise: .decided, firesOn: "the plan failed, is not complete, or puts changes off"),
        Rule(name: "stale-plan", promise: .decided, firesOn: "the plan is old"),
        Rule(
            name: "check-failed", promise: .decided,
            firesOn: "a check, precondition or postcondition of the configuration does not pass"),
        Rule(
            name: "unknown-action", promise: .decided,
            firesOn: "Terraform will do something that this version of Steady does not know"),
    ]

    /// The rule with this name; nil if there is none.
    package static func rule(_ name: String) -> Rule? { all.first { $0.name == name } }
}
