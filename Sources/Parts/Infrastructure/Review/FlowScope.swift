// Which resources belong to the flow.

package import Core

/// Tells what belongs to the flow from what does not. Whatever nobody puts outside belongs to it.
package struct FlowScope: Sendable {
    private let liveEnvironments: Set<String>
    private let otherEnvironments: Set<String>
    private let outside: [Glob]

    /// Environments that are made to be thrown away, by the names that teams give them.
    private static let thrownAway: Set<String> = [
        "preview", "pr", "review", "dev", "develop", "development", "sandbox", "test", "testing", "ci", "qa",
        "ephemeral", "demo", "playground", "lab", "experiment", "staging", "stage",
        "scratch", "poc", "temp", "temporary", "uat", "integration", "nonprod", "non-production", "nonproduction",
    ]
    private static let environmentTags = ["environment", "env", "stage"]

    /// A scope. An environment of the specification that mirrors another one is outside; so is what `outside` names.
    package init(spec: FlowSpec?) {
        let environments = spec?.environments ?? []
        liveEnvironments = Set(environments.filter { $0.like == nil }.map { $0.name.lowercased() })
        otherEnvironments = Set(environments.filter { $0.like != nil }.map { $0.name.lowercased() })
        outside = (spec?.review.outside ?? []).map { Glob($0) }
    }

    /// Why a resource is outside the flow; nil if it belongs to it. What exists is judged by the tags that it has now:
    /// new tags cannot put it outside and destroy it in one plan.
    package func reasonOutside(_ change: ResourceChange) -> String? {
        if let pattern = outside.first(where: { $0.matches(change.address) }) {
            return "review.outside of the specification names it (\(pattern.text))"
        }
        let now = change.before.exists ? reason(change.tags(change.before)) : reason(change.tags(change.after))
        guard let now, change.action == .update else { return now }
        return reason(change.tags(change.after)) == nil ? nil : now
    }

    /// What is said of a resource that its new tags put outside: nothing would protect it from the next plan.
    func leaving(_ change: ResourceChange) -> Observation? {
        guard change.action == .update, reason(change.tags(change.before)) == nil,
            let reason = reason(change.tags(change.after))
        else { return nil }
        return Observation(
            "leaves-flow", .recovery, .cannotProve, at: change.address, path: "tags",
            "it leaves the flow (\(reason)): the next plan could destroy it unseen",
            hint: "If it does not belong to the flow any more, say so in an exception; else keep its tag.")
    }

    private func reason(_ tags: [String: String]?) -> String? {
        guard let tags else { return nil }
        for (name, value) in tags.sorted(by: { $0.key < $1.key }) where Self.environmentTags.contains(name.lowercased())
        {
            let environment = value.lowercased()
            if liveEnvironments.contains(environment) { return nil }
            if otherEnvironments.contains(environment) {
                return "its tag \(name) is '\(value)', which mirrors another environment"
            }
            let words = environment.split { !$0.isLetter && !$0.isNumber }.map(String.init)
            if Self.thrownAway.contains(environment) || words.first.map(Self.thrownAway.contains) ?? false {
                return "its tag \(name) is '\(value)'"
            }
        }
        return nil
    }
}
