// AWS's wildcards: `*` for any run of characters, `?` for exactly one.

/// A pattern in AWS's grammar of wildcards.
package struct Glob: Hashable, Sendable {
    private let pattern: [UInt8]

    /// The pattern as a text.
    package var text: String { String(decoding: pattern, as: UTF8.self) }

    /// A pattern; with `ignoringCase` letters of both cases are the same (actions are compared so, ARNs are not).
    package init(_ pattern: String, ignoringCase: Bool = false) {
        self.pattern = Array((ignoringCase ? pattern.lowercased() : pattern).utf8)
    }

    /// Whether a text without wildcards matches.
    package func matches(_ text: String, ignoringCase: Bool = false) -> Bool {
        Self.covers(pattern, Array((ignoringCase ? text.lowercased() : text).utf8), isPattern: false)
    }

    /// Whether everything that `other` matches is matched by this one too. True is certain. False may be too careful
    /// where `other` has wildcards in places in which this one has more than one.
    package func covers(_ other: Glob) -> Bool {
        Self.covers(pattern, other.pattern, isPattern: true)
    }

    /// Whether some text may match both. False is certain.
    package func overlaps(_ other: Glob) -> Bool {
        Self.overlaps(pattern[...], other.pattern[...])
    }

    private static let star = UInt8(ascii: "*")
    private static let one = UInt8(ascii: "?")

    /// Greedy with one point to go back to. A `*` of the text can only be taken by a `*` of the pattern.
    private static func covers(_ pattern: [UInt8], _ text: [UInt8], isPattern: Bool) -> Bool {
        var p = 0
        var t = 0
        var back: (p: Int, t: Int)?
        while t < text.count {
            let byte = text[t]
            if p < pattern.count, pattern[p] == star {
                back = (p, t)
                p += 1
            } else if p < pattern.count,
                pattern[p] == byte && !(isPattern && byte == star)
                    || (pattern[p] == one && !(isPattern && byte == star))
            {
                p += 1
                t += 1
            } else if let point = back {
                back = (point.p, point.t + 1)
                p = point.p + 1
                t = point.t + 1
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == star { p += 1 }
        return p == pattern.count
    }

    private static func overlaps(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        // The literal beginnings and ends decide nearly every case; what is between wildcards may overlap.
        var left = left
        var right = right
        while let a = left.first, let b = right.first, a != star, b != star {
            guard a == b || a == one || b == one else { return false }
            left = left.dropFirst()
            right = right.dropFirst()
        }
        if left.isEmpty || right.isEmpty { return left.allSatisfy { $0 == star } && right.allSatisfy { $0 == star } }
        while let a = left.last, let b = right.last, a != star, b != star {
            guard a == b || a == one || b == one else { return false }
            left = left.dropLast()
            right = right.dropLast()
        }
        let isOpen = left.contains(star) && right.contains(star)
        return isOpen || covers(Array(left), Array(right), isPattern: false)
            || covers(Array(right), Array(left), isPattern: false)
    }
}
