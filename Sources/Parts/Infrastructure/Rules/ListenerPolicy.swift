// TLS policies of load balancers, ranked by what AWS puts into their names.

/// A policy such as `ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09`.
struct ListenerPolicy: Comparable {
    /// The lowest version of TLS, times ten: 10, 11, 12, 13.
    private let lowest: Int
    /// How narrow its ciphers are: 0 for the old and extended sets, 1 for forward secrecy or TLS 1.3, 2 for restricted.
    private let ciphers: Int

    /// nil for a name that is none of AWS's.
    init?(_ name: String) {
        guard name.hasPrefix("ELBSecurityPolicy-") else { return nil }
        let words = name.dropFirst("ELBSecurityPolicy-".count).split(separator: "-").map(String.init)
        switch Self.version(words) {
        case let version?: lowest = version
        // `2016-08`, `2015-05`, `FS-2018-06`: from TLS 1.0 on.
        case nil: lowest = 10
        }
        let isExtended = words.contains { $0.hasPrefix("Ext") }
        let isModern = words.first == "FS" || words.first == "TLS13"
        ciphers = words.contains("Res") ? 2 : isModern && !isExtended ? 1 : 0
    }

    /// `1-2` behind the family.
    private static func version(_ words: [String]) -> Int? {
        for (index, word) in words.enumerated().dropFirst() where word == "1" && index + 1 < words.count {
            if let minor = Int(words[index + 1]), (0...3).contains(minor) { return 10 + minor }
        }
        return nil
    }

    /// Whether it still lets TLS 1.0 or 1.1 in.
    var isOutdated: Bool { lowest < 12 }

    static func < (left: ListenerPolicy, right: ListenerPolicy) -> Bool {
        (left.lowest, left.ciphers) < (right.lowest, right.ciphers)
    }
}
