// Attributes of a resource before or after a change, each known, unknown or absent.

/// What a plan says of one attribute.
package enum Attribute: Hashable, Sendable {
    /// It has this value (never `null`).
    case known(JSONValue)
    /// It is known only after apply.
    case unknown
    /// It is not set, or there is no such attribute.
    case absent

    /// The value if it is known.
    package var value: JSONValue? {
        guard case .known(let value) = self else { return nil }
        return value
    }

    /// Whether it is known only after apply.
    package var isUnknown: Bool { self == .unknown }

    /// Whether it is known to be set to something: not absent, not an empty text, list or object.
    package var isSet: Bool {
        switch self {
        case .absent, .known(.string("")), .known(.array([])): false
        case .known(.object(let object)): !object.members.isEmpty
        case .known, .unknown: true
        }
    }
}

/// One step of a path to an attribute: a name, or a place in a list. Literals of both kinds are steps.
package enum PathStep: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    /// The member with this name.
    case key(String)
    /// The element at this place, from 0.
    case index(Int)

    /// A name.
    package init(stringLiteral value: String) { self = .key(value) }
    /// A place.
    package init(integerLiteral value: Int) { self = .index(value) }

    /// As Terraform writes it.
    package var description: String {
        switch self {
        case .key(let key): key
        case .index(let index): "\(index)"
        }
    }
}

/// A path to an attribute, from the resource down. Written `a.0.b`: Terraform's blocks are lists.
package struct AttributePath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The steps.
    package var steps: [PathStep]

    /// A path of steps.
    package init(_ steps: [PathStep]) { self.steps = steps }

    /// A path written `a.0.b`; whole numbers are places in lists.
    package init(stringLiteral value: String) {
        steps = value.split(separator: ".").map { Int($0).map(PathStep.index) ?? .key(String($0)) }
    }

    /// As Terraform writes it: `a[0].b`.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// The path one step further.
    package func appending(_ step: PathStep) -> AttributePath { AttributePath(steps + [step]) }
}

/// All attributes of a resource at one time, joined from the three trees in which a plan gives them: values, which of
/// them are unknown, which of them are sensitive. A plan omits unknown values, or gives them as `null`: only the join
/// tells them from absent ones.
package struct Snapshot: Hashable, Sendable {
    /// The values.
    package var values: JSONValue
    /// `true` at each place that is known only after apply.
    package var unknown: JSONValue
    /// `true` at each place that must not be shown.
    package var sensitive: JSONValue

    /// A snapshot; `null` where a plan has none.
    package init(values: JSONValue, unknown: JSONValue = .null, sensitive: JSONValue = .null) {
        self.values = values
        self.unknown = unknown
        self.sensitive = sensitive
    }

    /// Whether the resource exists at that time at all.
    package var exists: Bool { !values.isNull || unknown == .bool(true) }

    /// The attribute at a path.
    package subscript(path: AttributePath) -> Attribute {
        var value: JSONValue? = values
        var hidden: JSONValue? = unknown
        for step in path.steps {
            if hidden == .bool(true) { return .unknown }
            switch step {
            case .key(let key):
                value = value?[key]
                hidden = hidden?[key]
            case .index(let index):
                value = value?[index]
                hidden = hidden?[index]
            }
        }
        if hidden == .bool(true) { return .unknown }
        guard let value, !value.isNull else { return .absent }
        return .known(value)
    }

    /// Whether anything at or below the path is known only after apply.
    package func hasUnknown(_ path: AttributePath) -> Bool {
        guard self[path] != .unknown else { return true }
        return Self.containsTrue(Self.at(path, in: unknown))
    }

    /// Whether the value at the path, or one around or below it, must not be shown.
    package func isSensitive(_ path: AttributePath) -> Bool {
        var mark: JSONValue? = sensitive
        for step in path.steps {
            if mark == .bool(true) { return true }
            switch step {
            case .key(let key): mark = mark?[key]
            case .index(let index): mark = mark?[index]
            }
        }
        return Self.containsTrue(mark)
    }

    /// The attribute at a path that holds JSON in a text, parsed. A text that is no JSON stays a text.
    package func json(_ path: AttributePath) -> Attribute {
        guard case .known(.string(let text)) = self[path] else { return self[path] }
        return .known(JSONValue(text: text) ?? .string(text))
    }

    /// How many elements the list at a path has; nil if that is unknown. Absent is 0.
    package func count(_ path: AttributePath) -> Int? {
        switch self[path] {
        case .unknown: nil
        case .absent: 0
        case .known(let value): value.array?.count ?? 1
        }
    }

    private static func at(_ path: AttributePath, in tree: JSONValue) -> JSONValue? {
        path.steps.reduce(Optional(tree)) { value, step in
            switch step {
            case .key(let key): value?[key]
            case .index(let index): value?[index]
            }
        }
    }

    private static func containsTrue(_ value: JSONValue?) -> Bool {
        switch value {
        case .bool(let isTrue): isTrue
        case .array(let elements): elements.contains { containsTrue($0) }
        case .object(let object): object.members.contains { containsTrue($0.value) }
        default: false
        }
    }
}
