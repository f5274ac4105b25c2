// One change of one resource, as a plan states it.

/// What Terraform will do with a resource.
package enum PlannedAction: String, Hashable, Sendable {
    /// Nothing.
    case noOp = "no-op"
    /// Make it.
    case create
    /// Read a data source.
    case read
    /// Change it in place.
    case update
    /// Destroy it.
    case delete
    /// Destroy it, then make it anew.
    case replace
    /// Make it anew, then destroy the old one.
    case createThenDelete = "create-then-delete"
    /// Leave it as it is, and no longer manage it.
    case forget
    /// Make a new one, and no longer manage the old one.
    case createThenForget = "create-then-forget"
    /// Something that this version does not know.
    case other

    /// From a plan's list of actions.
    package init(actions: [String]) {
        switch actions {
        case ["no-op"], []: self = .noOp
        case ["create"]: self = .create
        case ["read"]: self = .read
        case ["update"]: self = .update
        case ["delete"]: self = .delete
        case ["delete", "create"]: self = .replace
        case ["create", "delete"]: self = .createThenDelete
        case ["forget"]: self = .forget
        case ["create", "forget"]: self = .createThenForget
        // Looking for `delete` anywhere in the list is the documented way.
        default: self = actions.contains("delete") ? .delete : .other
        }
    }

    /// Whether what exists now is destroyed.
    package var destroys: Bool { self == .delete || self == .replace || self == .createThenDelete }

    /// Whether what exists now is destroyed and made anew.
    package var replaces: Bool { self == .replace || self == .createThenDelete }

    /// Whether nothing of the world changes.
    package var isQuiet: Bool { self == .noOp || self == .read }

    /// In words, for people: `destroyed`.
    package var participle: String {
        switch self {
        case .noOp: "left as it is"
        case .create: "created"
        case .read: "read"
        case .update: "changed in place"
        case .delete: "destroyed"
        case .replace: "destroyed and created anew"
        case .createThenDelete: "created anew and the old one destroyed"
        case .forget: "no longer managed (it stays, and nobody looks after it)"
        case .createThenForget: "created anew and the old one no longer managed"
        case .other: "changed in a way that this version of Steady does not know"
        }
    }
}

/// One change of one resource.
package struct ResourceChange: Hashable, Sendable {
    /// The full address: `module.shop.aws_db_instance.main["a"]`.
    package var address: String
    /// The address before a `moved` block; nil if it did not move.
    package var previousAddress: String?
    /// Whether it is a data source.
    package var isData: Bool
    /// The resource type: `aws_db_instance`.
    package var type: String
    /// The resource's name in the configuration.
    package var name: String
    /// The key of a deposed object; nil for the current one.
    package var deposed: String?
    /// What will be done.
    package var action: PlannedAction
    /// Why, in Terraform's words: `replace_because_cannot_update`; empty if not said.
    package var reason: String
    /// Which attributes force a replacement; empty if none does, or the cause was taint or `-replace`.
    package var replacePaths: [AttributePath]
    /// The resource as it is.
    package var before: Snapshot
    /// The resource as it will be.
    package var after: Snapshot
    /// Whether it is imported by this plan.
    package var isImported: Bool

    /// A change.
    package init(
        address: String, previousAddress: String? = nil, isData: Bool = false, type: String, name: String,
        deposed: String? = nil, action: PlannedAction, reason: String = "", replacePaths: [AttributePath] = [],
        before: Snapshot, after: Snapshot, isImported: Bool = false
    ) {
        self.address = address
        self.previousAddress = previousAddress
        self.isData = isData
        self.type = type
        self.name = name
        self.deposed = deposed
        self.action = action
        self.reason = reason
        self.replacePaths = replacePaths
        self.before = before
        self.after = after
        self.isImported = isImported
    }

    /// The address without instance keys: the block in the configuration that it comes from.
    package var configurationAddress: String { Self.withoutKeys(address) }

    /// `module.a[0].aws_x.y["k.[1]"]` → `module.a.aws_x.y`.
    package static func withoutKeys(_ address: String) -> String {
        var result = ""
        var isKey = false
        var isQuoted = false
        var isEscaped = false
        for character in address {
            if isKey {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isQuoted.toggle()
                } else if character == "]", !isQuoted {
                    isKey = false
                }
            } else if character == "[" {
                isKey = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The tags of the resource at one time, those of the provider's `default_tags` included; nil if they are unknown.
    package func tags(_ snapshot: Snapshot) -> [String: String]? {
        let all = snapshot["tags_all"]
        let own = snapshot["tags"]
        guard all != .unknown, own != .unknown else { return nil }
        var tags: [String: String] = [:]
        for source in [own, all] {
            for member in source.value?.object?.members ?? [] { tags[member.key] = member.value.string ?? "" }
        }
        return tags
    }
}
