// What is counted and billed: the name under which a price stands in the price book.

/// The stable name of one thing that is billed, `fargate.linux.arm64.vcpu-hour`. Its last word is the unit.
package struct Meter: Codable, Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Lower-case words and points.
    package let key: String

    /// A meter by its name.
    package init(_ key: String) { self.key = key }

    /// A meter by its name.
    package init(stringLiteral value: String) { key = value }

    /// Decoded from its name.
    package init(from decoder: any Decoder) throws {
        key = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encoded as its name.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(key)
    }

    /// What is counted: `vcpu-hour`, `gb-month`, `request`.
    package var unit: String { key.split(separator: ".").last.map(String.init) ?? key }

    /// Whether this is `other` or lies below it: `cloudfront.out.us.gb` lies below `cloudfront.out`.
    package func isWithin(_ other: Meter) -> Bool { key == other.key || key.hasPrefix(other.key + ".") }

    /// Its name.
    package var description: String { key }

    /// By name.
    package static func < (left: Meter, right: Meter) -> Bool { left.key < right.key }

    /// An instance of RDS: `engine` as Terraform writes it, `instance` as `db.t4g.micro`.
    package static func database(_ engine: String, _ instance: String, isMultiZone: Bool) -> Meter {
        Meter("rds.\(engine).\(instance).\(isMultiZone ? "multi" : "single").hour")
    }

    /// A node of ElastiCache. The built-in book has no price for one; a user's book or an update may.
    package static func cache(_ engine: String, _ node: String) -> Meter {
        Meter("elasticache.\(engine).\(node).hour")
    }
}
