// What gives access beside the text of a policy: attachments, memberships, keys, grants, shares.

import Core

extension AccessJudge {
    // MARK: Principals and attachments

    func principal(_ change: ResourceChange) -> [Observation] {
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

    static func inlinePolicies(_ snapshot: Snapshot) -> [Policy] {
        (snapshot["inline_policy"].value?.array ?? []).compactMap {
            $0["policy"]?.string.flatMap { JSONValue(text: $0) }.flatMap { Policy($0) }
        }
    }

    func attachment(_ change: ResourceChange, _ newHolders: Set<String>) -> [Observation] {
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
        // A well-known policy of AWS in the place of one that holds all of it.
        if !isMoved, !isWidened, let old = change.before[path].value?.string, let new = arn.value?.string,
            Self.holdsAll(of: new, old)
        {
            return []
        }
        let holder = PolicyPlaces.holder(change, change.after)
        let isNewHolder = holder.map { newHolders.contains($0) } ?? (change.after["role"] == .unknown)
        if !isNewHolder, let holder, isJudgedThroughHoldings(change) {
            return compareAll(change, path, holder).map(everybody)
        }
        // A policy of this plan whose ARN is not known yet is judged where it stands.
        guard let name = arn.value?.string else {
            guard !isNewHolder else { return [] }
            return made(change, isNewHolder: isNewHolder)
        }
        return given(change, name, isNewHolder: isNewHolder).map(everybody)
    }

    /// Whether one managed policy of AWS allows all that the other does.
    private static func holdsAll(of new: String, _ old: String) -> Bool {
        func name(_ arn: String) -> String { arn.split(separator: "/").last.map(String.init) ?? arn }
        guard old.contains(":aws:policy/"), new.contains(":aws:policy/") else { return false }
        switch (name(old), name(new)) {
        case ("AdministratorAccess", _): return true
        case ("PowerUserAccess", "ReadOnlyAccess"), ("PowerUserAccess", "ViewOnlyAccess"),
            ("ReadOnlyAccess", "ViewOnlyAccess"):
            return true
        default: return false
        }
    }

    /// Whether the policy that an attachment names is one of this plan whose text can be read.
    func isJudgedThroughHoldings(_ change: ResourceChange) -> Bool {
        let arn = change.after["policy_arn"]
        let blocks = graph.resources(behind: change.configurationAddress, attribute: "policy_arn")
        let own = changes.filter {
            $0.type == "aws_iam_policy"
                && (arn.value != nil
                    ? $0.after["arn"].value == arn.value : blocks.contains($0.configurationAddress))
        }
        return own.count == 1 && policy(own[0], "policy", .after) != nil
    }

    /// A policy made by this plan that an identity which exists already gets.
    func made(_ change: ResourceChange, isNewHolder: Bool) -> [Observation] {
        [
            everybody(
                Observation(
                    "iam-new-access", .secrets, .cannotProve, at: change.address, path: "policy_arn",
                    "an identity that exists gets a policy made by this plan",
                    hint: "Put the policy in first by itself; then this plan shows what it allows."))
        ]
    }

    func given(_ change: ResourceChange, _ arn: String, isNewHolder: Bool) -> [Observation] {
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
            let before = holder.map { holdings.policies(of: $0, .before) } ?? []
            return compare(change, "policy_arn", before: .joined(before), after: policy)
        }
        guard !isNewHolder else {
            // For a new identity a policy made for one service is what it is meant to have.
            return []
        }
        return [wider(change, "policy_arn", "it gets \(name)")]
    }

    func others(_ change: ResourceChange) -> [Observation] {
        switch change.type {
        case "aws_lambda_permission" where change.after.exists && !change.action.isQuiet:
            return called(change)
        case "aws_iam_user_group_membership", "aws_iam_group_membership":
            let list: AttributePath = change.type == "aws_iam_group_membership" ? "users" : "groups"
            let new = Set((change.after[list].value?.array ?? []).compactMap(\.string))
                .subtracting((change.before[list].value?.array ?? []).compactMap(\.string))
            guard change.after.exists, !new.isEmpty else { return [] }
            return [wider(change, list, "a person joins a group (\(new.sorted().joined(separator: ", ")))")]
        case "aws_iam_role_policy_attachments_exclusive", "aws_iam_user_policy_attachments_exclusive",
            "aws_iam_group_policy_attachments_exclusive":
            guard change.after.exists else { return [] }
            let old = Set((change.before["policy_arns"].value?.array ?? []).compactMap(\.string))
            return (change.after["policy_arns"].value?.array ?? []).compactMap(\.string)
                .filter { !old.contains($0) && !isAttached($0, change) }
                .flatMap { given(change, $0, isNewHolder: !change.before.exists) }
        case "aws_iam_instance_profile":
            guard change.before.exists, change.after.exists, change.before["role"] != change.after["role"],
                change.before["role"].isSet, change.after["role"].isSet
            else { return [] }
            let role = change.after["role"].value?.string ?? "another role"
            return [
                everybody(
                    Observation(
                        "iam-new-access", .secrets, .cannotProve, at: change.address, path: "role",
                        "its machines get the role \(role) instead of \(change.before["role"].value?.string ?? "")",
                        hint: "Change what the role may do instead: that can be compared; or say why in an exception."))
            ]
        case "aws_kms_grant":
            return grant(change)
        case "aws_ram_principal_association" where change.action == .create:
            let principal = change.after["principal"].value?.string ?? "somebody"
            return [wider(change, "principal", "a share with \(principal)")]
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

    /// Whether this plan attaches a policy to the same identity in a block of its own: then it is judged there.
    func isAttached(_ arn: String, _ change: ResourceChange) -> Bool {
        let names = ["role", "user", "group"].compactMap { kind in
            change.after[AttributePath([.key("\(kind)_name")])].value?.string.map { "\(kind)/\($0)" }
        }
        return changes.contains {
            PolicyPlaces.attachments.contains($0.type) && $0.after["policy_arn"].value?.string == arn
                && PolicyPlaces.holder($0, $0.after).map(names.contains) ?? false
        }
    }

    /// Who may call a function: everybody, others than before, or the same without a condition that they had.
    private func called(_ change: ResourceChange) -> [Observation] {
        let conditions: [AttributePath] = ["source_arn", "source_account", "principal_org_id"]
        let isOpen =
            change.after["principal"].value?.string == "*" && !change.after["principal_org_id"].isSet
            && !change.after["source_account"].isSet
        if isOpen, change.before["principal"].value?.string != "*" {
            return [wider(change, "principal", "everybody may call the function")]
        }
        guard change.before.exists else { return [] }
        if change.before["principal"] != change.after["principal"], change.after["principal"] != .unknown {
            let who = change.after["principal"].value?.string ?? ""
            return [wider(change, "principal", "\(who) may call the function")]
        }
        return conditions.filter { change.before[$0].isSet && !change.after[$0].isSet }.prefix(1).map {
            wider(
                change, $0,
                "the function may be called by \(change.after["principal"].value?.string ?? "it") for anybody: \($0) is gone"
            )
        }
    }

    /// A grant opens a key beside its policy, to whomever it names.
    func grant(_ change: ResourceChange) -> [Observation] {
        guard change.after.exists else { return [] }
        let who = change.after["grantee_principal"]
        let operations = Set((change.after["operations"].value?.array ?? []).compactMap(\.string))
        let were = Set((change.before["operations"].value?.array ?? []).compactMap(\.string))
        let isSame = change.before["grantee_principal"] == who && change.before["key_id"] == change.after["key_id"]
        guard !isSame || !operations.isSubset(of: were) else { return [] }
        let name = who.value?.string ?? "somebody that is known only after apply"
        return [wider(change, "operations", "\(operations.sorted().joined(separator: ", ")) with the key for \(name)")]
    }
}
