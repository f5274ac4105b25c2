// Small helpers with numbers and texts that several rooms of this part use.

extension Double {
    /// Without `.0` where it is whole.
    var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}

extension String {
    /// The text with its ending changed; the same if it ends otherwise.
    func replacingSuffix(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
    }
}

extension String {
    /// A noun with its verb: `a database is`, `the machines are`, `messages on their way are`.
    var withVerb: String {
        let head = split(separator: ":").first.map(String.init) ?? self
        // What stands before the first "of", "on" or "that" decides; "a bucket and what is in it" is one thing.
        let words = head.split(separator: " ").prefix {
            !["of", "on", "that", "in", "by", "to", "with", "behind"].contains($0)
        }
        let last = words.last.map(String.init) ?? self
        let isOne =
            head.hasPrefix("what ") || head.hasPrefix("a ") || head.hasPrefix("an ") || last.hasSuffix("ss")
            || last.hasSuffix("DNS")
        return "\(self) \(!isOne && last.hasSuffix("s") ? "are" : "is")"
    }
}
