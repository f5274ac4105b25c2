// A resource change from its JSON.

extension ResourceChange {
    /// From an element of `resource_changes` or `resource_drift`; nil if it has no address or no change.
    init?(plan value: JSONValue) {
        guard let address = value["address"]?.string, let change = value["change"] else { return nil }
        self.init(
            address: address, previousAddress: value["previous_address"]?.string,
            isData: value["mode"]?.string == "data", type: value["type"]?.string ?? "",
            name: value["name"]?.string ?? "", deposed: value["deposed"]?.string,
            action: Self.action(change), reason: value["action_reason"]?.string ?? "",
            replacePaths: Self.paths(change["replace_paths"]), before: Self.snapshot(change, "before"),
            after: Self.snapshot(change, "after"), isImported: change["importing"].map { !$0.isNull } ?? false)
    }

    static func action(_ change: JSONValue) -> PlannedAction {
        PlannedAction(actions: (change["actions"]?.array ?? []).compactMap(\.string))
    }

    static func snapshot(_ change: JSONValue, _ when: String) -> Snapshot {
        Snapshot(
            values: change[when] ?? .null, unknown: when == "after" ? change["after_unknown"] ?? .null : .null,
            sensitive: change["\(when)_sensitive"] ?? .null)
    }

    private static func paths(_ value: JSONValue?) -> [AttributePath] {
        (value?.array ?? []).map { path in
            AttributePath(
                (path.array ?? []).compactMap { step in
                    switch step {
                    case .string(let key): .key(key)
                    case .number(let digits): Int(digits).map(PathStep.index)
                    default: nil
                    }
                })
        }
    }
}
