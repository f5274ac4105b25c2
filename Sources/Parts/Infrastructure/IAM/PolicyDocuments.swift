// Policy documents that a data source will write only at apply, because a name in them is not known yet: what they
// allow stands in the plan all the same.

/// The documents of `aws_iam_policy_document` that a plan reads.
struct PolicyDocuments {
    private var documents: [String: [ResourceChange]] = [:]

    /// Takes a data source if it writes a policy.
    mutating func take(_ change: ResourceChange) {
        guard change.isData, change.type == "aws_iam_policy_document" else { return }
        documents[change.configurationAddress, default: []].append(change)
    }

    /// The policy that an attribute with an unknown value will have; nil if the plan does not tell enough of it. A
    /// resource whose name is not known yet stands in it as one that nothing before can have named.
    func policy(behind attribute: String, of change: ResourceChange, _ graph: ReferenceGraph) -> Policy? {
        let blocks = graph.documents(behind: change.configurationAddress, attribute: attribute)
        let candidates = blocks.flatMap { documents[$0] ?? [] }
        let near = candidates.filter { Self.key($0.address) == Self.key(change.address) }
        guard let document = candidates.count == 1 ? candidates[0] : near.count == 1 ? near[0] : nil else { return nil }
        return Self.policy(document)
    }

    /// The instance keys of an address, in their order.
    private static func key(_ address: String) -> [Substring] {
        address.split(separator: "[").dropFirst().map { $0.prefix { $0 != "]" } }
    }

    private static func policy(_ document: ResourceChange) -> Policy? {
        let after = document.after
        for other in ["source_policy_documents", "override_policy_documents", "source_json", "override_json"] {
            let path = AttributePath([.key(other)])
            guard after[path] != .unknown, !after.hasUnknown(path), !after[path].isSet else { return nil }
        }
        guard let count = after.count("statement") else { return nil }
        var statements: [Policy.Statement] = []
        for index in 0..<count {
            guard let statement = statement(document, AttributePath([.key("statement"), .index(index)])) else {
                return nil
            }
            statements.append(statement)
        }
        return statements.isEmpty ? nil : Policy(statements: statements)
    }

    private static func statement(_ document: ResourceChange, _ path: AttributePath) -> Policy.Statement? {
        let after = document.after
        func at(_ key: String) -> AttributePath { path.appending(.key(key)) }
        let certain = ["effect", "actions", "not_actions", "principals", "not_principals", "condition"]
        guard certain.allSatisfy({ !after.hasUnknown(at($0)) }) else { return nil }
        func texts(_ key: String) -> [String] { after[at(key)].value?.array?.compactMap(\.string) ?? [] }
        guard let resources = names(document, at("resources")), let excluded = names(document, at("not_resources"))
        else {
            return nil
        }
        let others = principals(after[at("not_principals")])
        let conditions = (after[at("condition")].value?.array ?? []).map { item in
            Policy.Condition(
                comparison: item["test"]?.string ?? "", key: (item["variable"]?.string ?? "").lowercased(),
                values: Set(item["values"]?.array?.compactMap(\.string) ?? []))
        }
        return Policy.Statement(
            isDeny: after[at("effect")].value?.string == "Deny",
            actions: texts("actions") + texts("not_actions"), isNotAction: !texts("not_actions").isEmpty,
            resources: resources + excluded, isNotResource: !excluded.isEmpty,
            principals: principals(after[at("principals")]) + others, isNotPrincipal: !others.isEmpty,
            conditions: conditions)
    }

    /// The names in a list, with a stand-in for each that is not known yet; nil if not even their number is.
    private static func names(_ document: ResourceChange, _ path: AttributePath) -> [String]? {
        let after = document.after
        if after[path] == .unknown { return ["arn:not-known-yet:\(document.address)"] }
        guard let count = after.count(path) else { return nil }
        return (0..<count).map { index in
            after[path.appending(.index(index))].value?.string ?? "arn:not-known-yet:\(document.address):\(index)"
        }
    }

    private static func principals(_ attribute: Attribute) -> [String] {
        (attribute.value?.array ?? []).flatMap { item in
            (item["identifiers"]?.array ?? []).compactMap(\.string).map {
                $0 == "*" && item["type"]?.string != "Service" ? "*" : "\(item["type"]?.string ?? "AWS"):\($0)"
            }
        }
    }
}
