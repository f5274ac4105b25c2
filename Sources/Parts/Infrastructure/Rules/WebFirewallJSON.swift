// Rules of the web firewall written as JSON (`rule_json`), in the form that Terraform's own blocks have.

/// Turns AWS's JSON of firewall rules into that of Terraform's blocks, so that both are compared by the same code.
enum WebFirewallJSON {
    /// Lists whose names Terraform writes in the singular, and words that it divides in another way.
    private static let names = [
        "rule_action_overrides": "rule_action_override", "excluded_rules": "excluded_rule",
        "cloud_watch_metrics_enabled": "cloudwatch_metrics_enabled", "statements": "statement",
        "text_transformations": "text_transformation",
    ]

    /// The rules of a text; nil if it is no list.
    static func rules(_ text: String) -> JSONValue? {
        guard let list = JSONValue(text: text)?.array else { return nil }
        return .array(list.map { block($0) })
    }

    /// An object with Terraform's names, in which each object below is a list of one.
    private static func block(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map { member in
                        let name = snake(member.key)
                        let inner = block(member.value)
                        return (names[name] ?? name, member.value.object == nil ? inner : .array([inner]))
                    }))
        case .array(let elements): .array(elements.map { block($0) })
        default: value
        }
    }

    /// `ManagedRuleGroupStatement` → `managed_rule_group_statement`; a run of capitals is one word.
    private static func snake(_ name: String) -> String {
        var text = ""
        let letters = Array(name)
        for (index, letter) in letters.enumerated() {
            let isStart =
                letter.isUppercase && index > 0
                && (!letters[index - 1].isUppercase || index + 1 < letters.count && letters[index + 1].isLowercase)
            text += (isStart ? "_" : "") + letter.lowercased()
        }
        return text
    }
}
