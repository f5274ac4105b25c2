// Rules about the plan as a whole: whether it is one that may be judged, and may be applied.

import Core

/// Rules about completeness, age and checks.
enum PlanRules {
    static func check(_ facts: PlanFacts, now: WallTime, maximumAge: Duration) -> [Observation] {
        var found: [Observation] = []
        func add(_ rule: String, _ verdict: Verdict, _ summary: String, _ hint: String, at address: String = "the plan")
        {
            var observation = Observation(rule, .decided, verdict, at: address, summary, hint: hint)
            observation.concernsEverybody = true
            found.append(observation)
        }
        if facts.isErrored == true {
            add(
                "incomplete", .refuse, "planning failed part of the way: what is missing is not in the plan",
                "Mend what `terraform plan` says, and plan again.")
        }
        for deferred in facts.deferred {
            add(
                "incomplete", .refuse, "the change is put off (\(deferred.reason)): what it will do is not known",
                "Apply first what it waits for, then plan again.", at: deferred.address)
        }
        if facts.isComplete == false, facts.deferred.isEmpty, facts.isErrored != true {
            add(
                "incomplete", .refuse, "the plan is not complete: applying it does not reach the configuration",
                "Plan without -target, and with all that is unknown resolved.")
        }
        // What is known only after apply Terraform checks itself, and stops.
        for check in facts.checks where check.status != "unknown" {
            let why = check.problems.first.map { ": \($0)" } ?? ""
            add(
                "check-failed", .refuse,
                "its condition does not hold\(why)",
                "Look at the condition.", at: check.address)
        }
        if let made = facts.timestamp {
            let age = now - made
            if age > maximumAge {
                add("stale-plan", .refuse, "the plan is \(age.spoken) old", "Plan again: the world has moved on.")
            } else if age > .seconds(86_400) {
                add(
                    "stale-plan", .warn, "the plan is \(age.spoken) old",
                    "Plan again before you apply: the world may have moved on.")
            } else if age < .seconds(-300) {
                add(
                    "stale-plan", .warn, "the plan is from the future (by \((made - now).spoken))",
                    "Set the clocks of the two machines.")
            }
        }
        return found
    }
}

/// The four tags.
enum TagRules {
    private static let wanted = ["Environment", "Service", "Owner", "CostCenter"]

    static func check(_ change: ResourceChange) -> [Observation] {
        guard change.after.exists, !change.action.isQuiet, !change.isData, let all = change.after.values.object,
            all["tags_all"] != nil || all["tags"] != nil,
            let tags = change.tags(change.after), let before = change.tags(change.before)
        else { return [] }
        let lacking = wanted.filter { tags[$0]?.isEmpty ?? true }
        guard !lacking.isEmpty, change.action == .create || lacking.contains(where: { !(before[$0]?.isEmpty ?? true) })
        else { return [] }
        return [
            Observation(
                "tags", .cost, change.action == .create ? .warn : .refuse, at: change.address, path: "tags",
                "without the tag\(lacking.count == 1 ? "" : "s") \(lacking.joined(separator: ", "))",
                hint: "Set them once, in default_tags of the provider: what nobody owns nobody pays for.")
        ]
    }
}
