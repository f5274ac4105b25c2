// What reviews of infrastructure need to know of a flow.

/// What reviews of infrastructure need to know.
package struct ReviewSpec: Codable, Hashable, Sendable {
    /// Addresses of resources outside the flow; `*` stands for any run of characters.
    package var outside: [String]
    /// Leave to break rules.
    package var exceptions: [ExceptionSpec]

    /// What reviews need to know; nothing by default.
    package init(outside: [String] = [], exceptions: [ExceptionSpec] = []) {
        self.outside = outside
        self.exceptions = exceptions
    }
}

/// Leave to break one rule at one resource for a while.
package struct ExceptionSpec: Codable, Hashable, Sendable {
    /// The rule's name.
    package var rule: String
    /// The resource's full address.
    package var resource: String
    /// Why it is right, at least 20 characters.
    package var reason: String
    /// Who answers for it.
    package var owner: String
    /// The last day on which it counts, `2027-01-31` (UTC).
    package var expires: String

    /// An exception.
    package init(rule: String, resource: String, reason: String, owner: String, expires: String) {
        self.rule = rule
        self.resource = resource
        self.reason = reason
        self.owner = owner
        self.expires = expires
    }

    /// Whether it still counts: through the whole of its last day in UTC.
    package func isValid(at time: WallTime) -> Bool { expires >= String(time.description.prefix(10)) }
}
