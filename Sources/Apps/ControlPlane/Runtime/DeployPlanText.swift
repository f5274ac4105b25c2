// What a deployment would do, in sentences.

import Core
import Releases

/// Writes deploy plans.
enum DeployPlanText {
    static func plan(
        _ unit: ReleaseUnit, live: String?, state: StoredState, settings: RolloutSettings,
        environment: EnvironmentSpec?
    ) throws -> DeployPlan {
        let policy = settings.policy
        return DeployPlan(
            release: unit.name, digest: try unit.digest.hex, from: live,
            steps: live == nil ? firstSteps(unit) : steps(unit, live: live ?? "", settings: settings),
            guarantees: live == nil
                ? []
                : [
                    "a release no worse than \(live ?? "") goes home with a chance of at most \(percent(policy.falseRollback))",
                    "a release that fails \(percent(policy.limitBad)) of its users is promoted with a chance of at most "
                        + percent(policy.missBad),
                    "it goes home after \(policy.harm.map(String.init) ?? "any number of") failed users, whatever the evidence",
                ], warnings: warnings(unit, live: live, state: state, environment: environment))
    }

    private static func firstSteps(_ unit: ReleaseUnit) -> [String] {
        [
            "start \(unit.service.instances) instances of \(unit.name) and wait until \(unit.service.health) answers 200, "
                + "at most \(unit.service.startWithin.spoken)",
            "give it all traffic: it is the first release, there is nothing to compare it with",
        ]
    }

    private static func steps(_ unit: ReleaseUnit, live: String, settings: RolloutSettings) -> [String] {
        [
            "start \(unit.service.instances) instances of \(unit.name) beside \(live) and wait until "
                + "\(unit.service.health) answers 200, at most \(unit.service.startWithin.spoken)",
            "give it a first share of traffic that puts about \(Int(settings.ramp.unitsAtRisk)) users at risk within the "
                + "\(Int(settings.ramp.loopLatency)) s that a reaction takes (between \(percent(settings.ramp.smallest)) and "
                + "\(percent(settings.ramp.largest)))",
            "compare it with \(live) each second; raise the share \(Int(settings.ramp.growth))-fold with each bound on its "
                + "failures that is proven: \(settings.policy.gates.map(percent).joined(separator: ", "))",
            "promote it when it is proven better than \(percent(settings.policy.limitBad)) failed and "
                + "\(percent(settings.policy.limitSlow)) slow; send it home as soon as harm is proven, or after "
                + "\(Duration.seconds(settings.policy.limit).spoken) without a decision",
            "not before \(settings.policy.soak) s of its traffic were judged; then keep \(live) warm for \(settings.watch.spoken) after the promotion",
        ]
    }

    private static func warnings(
        _ unit: ReleaseUnit, live: String?, state: StoredState, environment: EnvironmentSpec?
    ) -> [String] {
        var warnings: [String] = []
        if let environment, !environment.approve.isEmpty {
            warnings.append(
                "environments.\(environment.name).approve is not enforced yet: nobody but you approves this")
        }
        if let live, let old = state.releases[live] {
            let floor = unit.service.schemaFloor ?? 0
            if floor > old.service.schemaFloor ?? 0 {
                warnings.append(
                    "\(unit.name) raises the schema floor to \(floor): once it is promoted there is no way back to \(live)"
                )
            }
            if old.artifact == unit.artifact, old.configuration == unit.configuration {
                warnings.append("\(unit.name) has the same artifact and configuration as \(live)")
            }
        }
        if unit.service.instances < 2 { warnings.append("one instance: if it dies, nobody serves until it is back") }
        return warnings
    }

    static func percent(_ fraction: Double) -> String {
        let value = (fraction * 10_000).rounded() / 100
        return value == value.rounded() ? "\(Int(value)) %" : "\(value) %"
    }
}
