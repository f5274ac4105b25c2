// Who may do what, before and after a plan, over all policies of an identity together.

import Core

/// Judges what was collected.
struct AccessJudge {
    let comparison: PolicyComparison
    let sensitive: SensitiveAccess
    let changes: [ResourceChange]
    let documents: PolicyDocuments
    let graph: ReferenceGraph
    let gone: Set<String>
    let holdings: IdentityHoldings

    init(
        _ changes: [ResourceChange], _ documents: PolicyDocuments, _ graph: ReferenceGraph, gone: Set<String>,
        _ comparison: PolicyComparison, _ sensitive: SensitiveAccess
    ) {
        self.changes = changes
        self.documents = documents
        self.graph = graph
        self.gone = gone
        self.comparison = comparison
        self.sensitive = sensitive
        holdings = IdentityHoldings(changes, graph: graph) { change, path, side in
            Self.policy(change, path, side, documents, graph)
        }
    }

    /// The policy at an attribute on one side: as it stands there, or as a data source will write it.
    static func policy(
        _ change: ResourceChange, _ path: AttributePath, _ side: IdentityHoldings.Side, _ documents: PolicyDocuments,
        _ graph: ReferenceGraph
    ) -> Policy? {
        let attribute = side.snapshot(change).json(path)
        guard attribute == .unknown else { return attribute.value.flatMap { Policy($0) } }
        guard case .key(let name)? = path.steps.first else { return nil }
        return documents.policy(behind: name, of: change, graph)
    }

    func policy(_ change: ResourceChange, _ path: AttributePath, _ side: IdentityHoldings.Side) -> Policy? {
        Self.policy(change, path, side, documents, graph)
    }

    func judge() -> [Observation] {
        let newHolders = Set(
            changes.filter {
                ($0.action == .create || $0.action.replaces)
                    && ["aws_iam_role", "aws_iam_user", "aws_iam_group"].contains($0.type)
            }
            .compactMap { change in
                change.after["name"].value?.string.map { "\(change.type.dropFirst("aws_iam_".count))/\($0)" }
            })
        var found: [Observation] = []
        for change in changes where !change.action.isQuiet {
            if let path = PolicyPlaces.identity[change.type] { found += identity(change, path, newHolders) }
            if let path = PolicyPlaces.resource[change.type] { found += resource(change, path) }
            if change.type == "aws_iam_role" || change.type == "aws_iam_user" { found += principal(change) }
            if PolicyPlaces.attachments.contains(change.type) { found += attachment(change, newHolders) }
            found += others(change)
        }
        return found
    }

    // MARK: Identities

    func identity(_ change: ResourceChange, _ path: AttributePath, _ newHolders: Set<String>) -> [Observation] {
        guard change.after.exists || change.action == .delete else { return [] }
        // All that the same identities had and will have by their own policies: a statement that moves from one to
        // another is not new, and a denial may stand in another policy than what it denies.
        let holders = self.holders(of: change)
        guard change.after.exists else {
            // A policy that goes takes its denials with it; that it takes rights away is no harm.
            guard let own = policy(change, path, .before), own.statements.contains(where: \.isDeny) else { return [] }
            return holders.flatMap { compareAll(change, path, $0) }
        }
        guard let policy = policy(change, path, .after) else {
            let after = change.after.json(path)
            return after == .unknown ? unknown(change, path) : unreadable(change, path, after)
        }
        guard !holders.isEmpty else {
            // Nobody of this plan has it: it stands for itself.
            guard let before = self.policy(change, path, .before) else {
                return sensitiveFaults(change, path, sensitive.faults(identity: policy))
            }
            return compare(change, path, before: before, after: policy)
        }
        let isNew = { (holder: String) in
            newHolders.contains(holder) && self.holdings.policies(of: holder, .before).isEmpty
        }
        var found = holders.filter { !isNew($0) }.flatMap { compareAll(change, path, $0) }
        if holders.contains(where: isNew) {
            // A policy that exists may be held outside this plan as well: its own text must not grow unseen.
            found +=
                self.policy(change, path, .before).map { compare(change, path, before: $0, after: policy) }
                ?? sensitiveFaults(change, path, sensitive.faults(identity: policy))
        }
        return unique(found)
    }

    /// Whom a policy belongs to, before or after.
    func holders(of change: ResourceChange) -> [String] {
        if change.type == "aws_iam_policy" {
            return holdings.holders(of: change.address, .before).union(holdings.holders(of: change.address, .after))
                .sorted()
        }
        return PolicyPlaces.holder(change, change.after.exists ? change.after : change.before).map { [$0] } ?? []
    }

    func compareAll(_ change: ResourceChange, _ path: AttributePath, _ holder: String) -> [Observation] {
        compare(
            change, path, before: .joined(holdings.policies(of: holder, .before)),
            after: .joined(holdings.policies(of: holder, .after)))
    }

    func unique(_ observations: [Observation]) -> [Observation] {
        var seen: Set<Observation> = []
        return observations.filter { seen.insert($0).inserted }
    }

    func resource(_ change: ResourceChange, _ path: AttributePath) -> [Observation] {
        guard change.after.exists else {
            // A policy that goes may have held denials.
            guard let policy = change.before.json(path).value.flatMap({ Policy($0) }),
                policy.statements.contains(where: \.isDeny), change.action == .delete,
                change.type.hasSuffix("policy"), !goesWithItsOwner(change)
            else { return [] }
            var found = wider(change, path, "its denials go with it")
            found.concernsEverybody = false
            return [found]
        }
        let before = self.policy(change, path, .before)
        guard let policy = self.policy(change, path, .after) else {
            let after = change.after.json(path)
            return after == .unknown ? unknown(change, path) : unreadable(change, path, after)
        }
        let isTrust = change.type == "aws_iam_role"
        guard let before else {
            // An endpoint's policy only narrows what others allow: "everybody" is how it is written.
            guard !change.type.hasPrefix("aws_vpc_endpoint") else { return [] }
            return sensitiveFaults(change, path, sensitive.faults(resource: policy, isTrust: isTrust))
        }
        return compare(change, path, before: before, after: policy)
    }

    /// Whether the bucket, queue or key that a policy is about is destroyed by the same plan.
    func goesWithItsOwner(_ change: ResourceChange) -> Bool {
        let names = ["bucket", "queue_url", "key_id", "arn", "secret_arn", "repository", "file_system_id"]
            .compactMap { change.before[AttributePath(stringLiteral: $0)].value?.string }
        return !Set(names).isDisjoint(with: gone)
    }

    func compare(_ change: ResourceChange, _ path: AttributePath, before: Policy, after: Policy)
        -> [Observation]
    {
        switch comparison.compare(before: before, after: after) {
        case .subset: return []
        case .wider(let texts): return texts.prefix(6).map { wider(change, path, $0) }
        case .cannotDecide(let texts):
            return [
                Observation(
                    "iam-new-access", .secrets, .cannotProve, at: change.address, path: path,
                    "the policies cannot be compared: \(texts.prefix(3).joined(separator: "; "))",
                    hint:
                        "Write the conditions as before and narrower, or say in an exception why the new ones are right."
                )
            ].map(everybody)
        }
    }

    // MARK: Words

    func everybody(_ observation: Observation) -> Observation {
        var observation = observation
        observation.concernsEverybody = true
        return observation
    }

    func wider(_ change: ResourceChange, _ path: AttributePath, _ what: String) -> Observation {
        everybody(
            Observation(
                "iam-new-access", .secrets, .refuse, at: change.address, path: path, "new access: \(what)",
                hint:
                    "Allow only the actions and resources that are needed. If this is needed, say why in an exception.")
        )
    }

    func sensitiveFaults(_ change: ResourceChange, _ path: AttributePath, _ faults: [String]) -> [Observation] {
        faults.prefix(6).map { wider(change, path, "it \($0)") }
    }

    func unknown(_ change: ResourceChange, _ path: AttributePath) -> [Observation] {
        var observation = everybody(
            .unknown("iam-new-access", .secrets, at: change, path: path, what: "who may do what"))
        observation.mattersOnlyIfWritten = true
        return [observation]
    }

    func unreadable(_ change: ResourceChange, _ path: AttributePath, _ attribute: Attribute) -> [Observation] {
        guard attribute.isSet else { return [] }
        return [
            everybody(
                Observation(
                    "iam-new-access", .secrets, .cannotProve, at: change.address, path: path,
                    "the policy cannot be read: it is no policy document in JSON",
                    hint: "Write it with jsonencode or aws_iam_policy_document."))
        ]
    }
}
