// A policy document, read.

/// A policy document of IAM or of a resource.
package struct Policy: Hashable, Sendable {
    /// One statement.
    package struct Statement: Hashable, Sendable {
        /// Whether it denies.
        package var isDeny: Bool
        /// The action patterns; with `isNotAction` all actions but these.
        package var actions: [String]
        /// Whether `NotAction` was written.
        package var isNotAction: Bool
        /// The resource patterns; with `isNotResource` all resources but these. Empty in trust policies: everything.
        package var resources: [String]
        /// Whether `NotResource` was written.
        package var isNotResource: Bool
        /// Who: `*`, `AWS:arn:…`, `Service:ecs.amazonaws.com`. Empty in policies of identities: the identity.
        package var principals: [String]
        /// Whether `NotPrincipal` was written.
        package var isNotPrincipal: Bool
        /// The conditions: operator, key in lower case, values.
        package var conditions: [Condition]
    }

    /// One condition.
    package struct Condition: Hashable, Sendable {
        /// The operator: `StringEquals`, `ForAllValues:StringLike`.
        package var comparison: String
        /// The key, in lower case: keys are compared without case.
        package var key: String
        /// The values, of which one must match.
        package var values: Set<String>
    }

    /// The statements.
    package var statements: [Statement]

    /// A policy of these statements.
    package init(statements: [Statement]) { self.statements = statements }

    /// From its JSON; nil if it is no policy.
    package init?(_ value: JSONValue) {
        guard let statement = value["Statement"] else { return nil }
        let list = statement.array ?? [statement]
        var statements: [Statement] = []
        for item in list {
            guard item.object != nil, let effect = item["Effect"]?.string, ["Allow", "Deny"].contains(effect) else {
                return nil
            }
            statements.append(Statement(item, isDeny: effect == "Deny"))
        }
        self.statements = statements
    }

    /// Several policies of one identity as one.
    static func joined(_ policies: [Policy]) -> Policy { Policy(statements: policies.flatMap(\.statements)) }
}

extension Policy.Statement {
    init(_ item: JSONValue, isDeny: Bool) {
        self.isDeny = isDeny
        isNotAction = item["NotAction"] != nil
        actions = Self.texts(item["Action"] ?? item["NotAction"])
        isNotResource = item["NotResource"] != nil
        resources = Self.texts(item["Resource"] ?? item["NotResource"])
        isNotPrincipal = item["NotPrincipal"] != nil
        principals = Self.principals(item["Principal"] ?? item["NotPrincipal"])
        conditions = (item["Condition"]?.object?.members ?? []).flatMap { comparison in
            (comparison.value.object?.members ?? []).map {
                Policy.Condition(
                    comparison: comparison.key, key: $0.key.lowercased(), values: Set(Self.texts($0.value)))
            }
        }
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text): [text]
        case .bool(let flag): [String(flag)]
        case .number(let digits): [digits]
        case .array(let elements): elements.flatMap { texts($0) }
        default: []
        }
    }

    private static func principals(_ value: JSONValue?) -> [String] {
        if value?.string == "*" { return ["*"] }
        return (value?.object?.members ?? []).flatMap { kind in
            texts(kind.value).map { $0 == "*" && kind.key == "AWS" ? "*" : "\(kind.key):\(account($0))" }
        }
    }

    /// An account by its number and by the ARN of its root are the same.
    private static func account(_ text: String) -> String {
        text.count == 12 && text.allSatisfy(\.isNumber) ? "arn:aws:iam::\(text):root" : text
    }
}
