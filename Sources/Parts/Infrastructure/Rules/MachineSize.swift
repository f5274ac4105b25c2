// What a machine's name says of its size.

/// The size of an instance class of EC2, RDS, ElastiCache or OpenSearch.
package struct MachineSize: Hashable, Sendable {
    /// Virtual processors.
    package var processors: Double
    /// Memory in GiB.
    package var memory: Double
    /// Whether it runs at full speed only for a while (family t).
    package var isBurstable: Bool

    /// From a name such as `db.r6g.2xlarge`, `cache.t4g.micro`, `m7g.large`, `r6g.large.search`; nil if it is none.
    ///
    /// Memory for each processor: families c 2 GiB, m 4, r 8, x 16 (AWS instance types); t has its own steps.
    package init?(_ name: String) {
        var parts = name.split(separator: ".").map(String.init)
        if let first = parts.first, ["db", "cache", "kafka", "dms", "ml", "mq"].contains(first) { parts.removeFirst() }
        if let last = parts.last, ["search", "elasticsearch"].contains(last) { parts.removeLast() }
        guard parts.count == 2, let family = parts[0].first, parts[0].dropFirst().first?.isNumber == true,
            let steps = Self.steps(parts[1])
        else { return nil }
        if family == "t" {
            guard let memory = Self.burstable[parts[1]] else { return nil }
            processors = max(2, steps * 2)
            self.memory = memory
        } else {
            guard let each = Self.perProcessor[family] else { return nil }
            // `medium` has one processor in these families.
            processors = steps * 2
            memory = processors * each
        }
        isBurstable = family == "t"
    }

    /// Whether it has less of anything, or may be slowed down where the other may not.
    package func isLess(than other: MachineSize) -> Bool {
        processors < other.processors || memory < other.memory || (isBurstable && !other.isBurstable)
    }

    private static let perProcessor: [Character: Double] = ["c": 2, "m": 4, "r": 8, "x": 16, "z": 8, "i": 8, "d": 8]
    private static let burstable: [String: Double] = [
        "nano": 0.5, "micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32,
    ]

    /// Multiples of `large`, which has two processors.
    private static func steps(_ size: String) -> Double? {
        switch size {
        case "nano", "micro", "small": return 0.5
        case "medium": return 0.5
        case "large": return 1
        case "xlarge": return 2
        default:
            guard size.hasSuffix("xlarge"), let count = Double(size.dropLast("xlarge".count)) else { return nil }
            return count * 2
        }
    }
}
