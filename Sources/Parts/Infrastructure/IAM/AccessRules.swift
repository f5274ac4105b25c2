// Rules about who may do what: before and after, over all policies of an identity together.

import Core

/// Collects what a plan says of access, and judges it once all of it was seen.
struct AccessRules {
    private let comparison: PolicyComparison
    private let sensitive: SensitiveAccess
    private var changes: [ResourceChange] = []
    /// Ids and ARNs of what is destroyed.
    private var gone: Set<String> = []

    init(table: @escaping @Sendable () -> ActionTable = { .standard }) {
        comparison = PolicyComparison(table: table)
        sensitive = SensitiveAccess(table: table)
    }

    /// Takes a change if it is about access; what does not change is kept too, for it may hold what moves.
    mutating func take(_ change: ResourceChange) {
        if change.action == .delete, PolicyPlaces.owners.contains(change.type) {
            for key in ["id", "arn", "bucket", "url", "name"] as [AttributePath] {
                if let name = change.before[key].value?.string { gone.insert(name) }
            }
        }
        guard PolicyPlaces.all.contains(change.type), !change.isData else { return }
        if change.action.isQuiet, PolicyPlaces.identity[change.type] == nil { return }
        changes.append(change)
    }

    /// What is to say, once all changes were taken.
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

    private func identity(_ change: ResourceChange, _ path: AttributePath, _ newHolders: Set<String>) -> [Observation] {
        guard change.after.exists || change.action == .delete else { return [] }
        let after = change.after.json(path)
        if after == .unknown { return unknown(change, path) }
        let holder = PolicyPlaces.holder(change, change.after.exists ? change.after : change.before)
        // All that the same identity had and will have by its own policies: a statement that moves from one to another
        // is not new, and a denial may stand in another policy than what it denies.
        let before = holder.map { policies(of: $0, \.before) } ?? Self.policy(change.before, path).map { [$0] } ?? []
        guard change.after.exists else {
            // A policy that goes takes its denials with it; that it takes rights away is no harm.
            guard let own = Self.policy(change.before, path), own.statements.contains(where: \.isDeny), let holder
            else {
                return []
            }
            return compare(change, path, before: .joined(before), after: .joined(policies(of: holder, \.after)))
        }
        guard let policy = after.value.flatMap({ Policy($0) }) else { return unreadable(change, path, after) }
        let isNewHolder = holder.map { newHolders.contains($0) } ?? !change.before.exists
        guard change.before.exists || !isNewHolder || !before.isEmpty else {
            return sensitiveFaults(change, path, sensitive.faults(identity: policy))
        }
        let afterAll = holder.map { policies(of: $0, \.after) } ?? [policy]
        return compare(change, path, before: .joined(before), after: .joined(afterAll.isEmpty ? [policy] : afterAll))
    }

    private func policies(of holder: String, _ side: KeyPath<ResourceChange, Snapshot>) -> [Policy] {
        changes.compactMap { other in
            guard let path = PolicyPlaces.identity[other.type],
                PolicyPlaces.holder(other, other[keyPath: side]) == holder
            else { return nil }
            return Self.policy(other[keyPath: side], path)
        }
    }

    private static func policy(_ snapshot: Snapshot, _ path: AttributePath) -> Policy? {
        snapshot.json(path).value.flatMap { Policy($0) }
    }

    private func resource(_ change: ResourceChange, _ path: AttributePath) -> [Observation] {
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
        let after = change.after.json(path)
        let before = change.before.json(path).value.flatMap { Policy($0) }
        if after == .unknown {
            return unknown(change, path)
        }
        guard let policy = after.value.flatMap({ Policy($0) }) else { return unreadable(change, path, after) }
        let isTrust = change.type == "aws_iam_role"
        guard let before else {
            // An endpoint's policy only narrows what others allow: "everybody" is how it is written.
            guard !change.type.hasPrefix("aws_vpc_endpoint") else { return [] }
            return sensitiveFaults(change, path, sensitive.faults(resource: policy, isTrust: isTrust))
        }
        return compare(change, path, before: before, after: policy)
    }

    /// Whether the bucket, queue or key that a policy is about is destroyed by the same plan.
    private func goesWithItsOwner(_ change: ResourceChange) -> Bool {
        let names = ["bucket", "queue_url", "key_id", "arn", "secret_arn", "repository", "file_system_id"]
            .compactMap { change.before[AttributePath(stringLiteral: $0)].value?.string }
        return !Set(names).isDisjoint(with: gone)
    }

    private func compare(_ change: ResourceChange, _ path: AttributePath, before: Policy, after: Policy)
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

    // MARK: Principals and attachments

    private func principal(_ change: ResourceChange) -> [Observation] {
        guard change.after.exists else { return [] }
        var found: [Observation] = []
        if change.before["permissions_boundary"].isSet,
            change.after["permissions_boundary"] != change.before["permissions_boundary"]
        {
            let isGone = !change.after["permissions_boundary"].isSet
            found.append(
                Observation(
                    "iam-new-access", .secrets, isGone ? .refuse : .cannotProve, at: change.address,
                    path: "permissions_boundary",
                    isGone ? "the permissions boundary is taken away" : "the permissions boundary is another one",
                    hint: "Keep the boundary; compare the two before you change it."))
        }
        let inline = Self.inlinePolicies(change.after)
        found +=
            change.before.exists
            ? compare(
                change, "inline_policy", before: .joined(Self.inlinePolicies(change.before)), after: .joined(inline))
            : sensitiveFaults(change, "inline_policy", inline.flatMap { sensitive.faults(identity: $0) })
        let old = Set((change.before["managed_policy_arns"].value?.array ?? []).compactMap(\.string))
        for arn in (change.after["managed_policy_arns"].value?.array ?? []).compactMap(\.string)
        where !old.contains(arn) {
            found += given(change, arn, isNewHolder: !change.before.exists)
        }
        if change.before.exists, let was = change.before["max_session_duration"].value?.number,
            let now = change.after["max_session_duration"].value?.number, now > was
        {
            found.append(
                Observation(
                    "iam-new-access", .secrets, .warn, at: change.address, path: "max_session_duration",
                    "a session lasts \(now.plain) s, and \(was.plain) before",
                    hint: "Look whether it must."))
        }
        return found.map(everybody)
    }

    private static func inlinePolicies(_ snapshot: Snapshot) -> [Policy] {
        (snapshot["inline_policy"].value?.array ?? []).compactMap {
            $0["policy"]?.string.flatMap { JSONValue(text: $0) }.flatMap { Policy($0) }
        }
    }

    private func attachment(_ change: ResourceChange, _ newHolders: Set<String>) -> [Observation] {
        guard change.after.exists, change.action != .noOp else { return [] }
        let path: AttributePath =
            change.type == "aws_ssoadmin_managed_policy_attachment" ? "managed_policy_arn" : "policy_arn"
        let arn = change.after[path]
        let holders: [AttributePath] = ["role", "user", "group", "permission_set_arn"]
        let isMoved = holders.contains { change.before[$0] != change.after[$0] }
        let isWidened = (["roles", "users", "groups"] as [AttributePath]).contains { list in
            !Set(change.after[list].value?.array ?? []).isSubset(of: Set(change.before[list].value?.array ?? []))
        }
        guard change.before[path] != arn || isMoved || isWidened else { return [] }
        let holder = PolicyPlaces.holder(change, change.after)
        let isNewHolder = holder.map { newHolders.contains($0) } ?? (change.after["role"] == .unknown)
        // A policy of this plan whose ARN is not known yet is judged where it stands.
        guard let name = arn.value?.string else {
            guard !isNewHolder else { return [] }
            return made(change, isNewHolder: isNewHolder)
        }
        return given(change, name, isNewHolder: isNewHolder).map(everybody)
    }

    /// A policy made by this plan that an identity which exists already gets.
    private func made(_ change: ResourceChange, isNewHolder: Bool) -> [Observation] {
        [
            everybody(
                Observation(
                    "iam-new-access", .secrets, .cannotProve, at: change.address, path: "policy_arn",
                    "an identity that exists gets a policy made by this plan",
                    hint: "Put the policy in first by itself; then this plan shows what it allows."))
        ]
    }

    private func given(_ change: ResourceChange, _ arn: String, isNewHolder: Bool) -> [Observation] {
        let name = arn.split(separator: "/").last.map(String.init) ?? arn
        let isMighty =
            name == "AdministratorAccess" || name == "PowerUserAccess" || name.hasSuffix("FullAccess")
            || name.hasPrefix("AdministratorAccess")
        if isMighty { return [wider(change, "policy_arn", "it gets \(name)")] }
        if let own = changes.first(where: {
            $0.after["arn"].value?.string == arn || $0.before["arn"].value?.string == arn
        }), own.type == "aws_iam_policy",
            let policy = own.after.json("policy").value.flatMap({ Policy($0) })
        {
            if isNewHolder { return sensitiveFaults(change, "policy_arn", sensitive.faults(identity: policy)) }
            let holder = PolicyPlaces.holder(change, change.after)
            let before = changes.filter {
                PolicyPlaces.identity[$0.type] != nil && PolicyPlaces.holder($0, $0.before) == holder && holder != nil
            }
            .compactMap { other in
                PolicyPlaces.identity[other.type].flatMap { other.before.json($0).value }.flatMap { Policy($0) }
            }
            return compare(change, "policy_arn", before: .joined(before), after: policy)
        }
        guard !isNewHolder else {
            // For a new identity a policy made for one service is what it is meant to have.
            return []
        }
        return [wider(change, "policy_arn", "it gets \(name)")]
    }

    private func others(_ change: ResourceChange) -> [Observation] {
        switch change.type {
        case "aws_lambda_permission" where change.after.exists && !change.action.isQuiet:
            let isOpen =
                change.after["principal"].value?.string == "*" && !change.after["principal_org_id"].isSet
                && !change.after["source_account"].isSet
            guard isOpen, change.before["principal"].value?.string != "*" else { return [] }
            return [wider(change, "principal", "everybody may call the function")]
        case "aws_iam_user_group_membership", "aws_iam_group_membership":
            let list: AttributePath = change.type == "aws_iam_group_membership" ? "users" : "groups"
            let new = Set((change.after[list].value?.array ?? []).compactMap(\.string))
                .subtracting((change.before[list].value?.array ?? []).compactMap(\.string))
            guard change.after.exists, !new.isEmpty else { return [] }
            return [wider(change, list, "a person joins a group (\(new.sorted().joined(separator: ", ")))")]
        case "aws_iam_access_key" where change.action == .create,
            "aws_iam_user_login_profile" where change.action == .create:
            return [
                everybody(
                    Observation(
                        "iam-new-access", .secrets, .refuse, at: change.address,
                        "a person or program gets a key that does not end",
                        hint:
                            "Use roles: OIDC for pipelines, IAM Identity Center for people. A key in the state is readable by all who read the state."
                    ))
            ]
        default: return []
        }
    }

    // MARK: Words

    private func everybody(_ observation: Observation) -> Observation {
        var observation = observation
        observation.concernsEverybody = true
        return observation
    }

    private func wider(_ change: ResourceChange, _ path: AttributePath, _ what: String) -> Observation {
        everybody(
            Observation(
                "iam-new-access", .secrets, .refuse, at: change.address, path: path, "new access: \(what)",
                hint:
                    "Allow only the actions and resources that are needed. If this is needed, say why in an exception.")
        )
    }

    private func sensitiveFaults(_ change: ResourceChange, _ path: AttributePath, _ faults: [String]) -> [Observation] {
        faults.prefix(6).map { wider(change, path, "it \($0)") }
    }

    private func unknown(_ change: ResourceChange, _ path: AttributePath) -> [Observation] {
        var observation = everybody(
            .unknown("iam-new-access", .secrets, at: change, path: path, what: "who may do what"))
        observation.mattersOnlyIfWritten = true
        return [observation]
    }

    private func unreadable(_ change: ResourceChange, _ path: AttributePath, _ attribute: Attribute) -> [Observation] {
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
