// A JSON value as it was written: numbers keep their digits, objects the order of their members.

/// A JSON value.
package enum JSONValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number in its own digits: `100`, `1e3`, `0.10`.
    case number(String)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// The text of a string; nil for anything else.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The value of a boolean, or of the strings `true` and `false`; nil for anything else.
    package var bool: Bool? {
        switch self {
        case .bool(let value): value
        case .string("true"): true
        case .string("false"): false
        default: nil
        }
    }

    /// The value of a number, or of a string that is one; nil for anything else.
    package var number: Double? {
        switch self {
        case .number(let text), .string(let text): Double(text)
        default: nil
        }
    }

    /// The elements of a list; nil for anything else.
    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The members of an object; nil for anything else.
    package var object: JSONObject? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The member called `key` of an object; nil if there is none, or if this is no object.
    package subscript(key: String) -> JSONValue? { object?[key] }

    /// The element at `index` of a list; nil if there is none, or if this is no list.
    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// Whether this is `null`.
    package var isNull: Bool { self == .null }
}

/// The members of a JSON object. Two are equal if they have the same members in any order.
package struct JSONObject: Hashable, Sendable {
    /// One member.
    package struct Member: Hashable, Sendable {
        /// Its name.
        package var key: String
        /// Its value.
        package var value: JSONValue
    }

    /// The members in the order written, without repeated names.
    package private(set) var members: [Member] = []

    /// An empty object.
    package init() {}

    /// An object of these members; of a repeated name the last value stays.
    package init(_ pairs: [(String, JSONValue)]) {
        for (key, value) in pairs { self[key] = value }
    }

    /// The member called `key`. Setting nil removes it.
    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The names of the members.
    package var keys: [String] { members.map(\.key) }

    /// Adds a member whose name is known to be new: what a reader of large files needs.
    mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }

    /// Drops all but the last of members with the same name.
    mutating func removeRepeated() {
        guard members.count > 1, Set(members.lazy.map(\.key)).count != members.count else { return }
        let all = members
        members = []
        for member in all { self[member.key] = member.value }
    }

    /// Whether both have the same members, in any order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.members.count == right.members.count else { return false }
        if left.members.elementsEqual(right.members) { return true }
        return left.members.allSatisfy { right[$0.key] == $0.value }
    }

    /// Feeds what does not depend on the order.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for key in members.map(\.key).sorted() { hasher.combine(key) }
    }
}
