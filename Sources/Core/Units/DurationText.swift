// Durations as people write and read them: `8s`, `500ms`, `30d`.

extension Duration {
    /// A duration from a number with a unit: `500ms`, `8s`, `1.5s`, `5m`, `1h`, `30d`, `2w`; nil for anything else.
    ///
    /// A day is 24 hours and a week seven days; months and years have no fixed length and are not accepted.
    package init?(text: String) {
        let number = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(number.count).trimmingSpaces()
        let milliseconds: [String: Double] = [
            "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
        ]
        guard number.isPlainDecimal, let value = Double(number), let factor = milliseconds[unit] else { return nil }
        let total = (value * factor).rounded()
        guard total < 1e15 else { return nil }
        self = .milliseconds(Int64(total))
    }

    /// The shortest exact text with one unit where it is whole (`8s`, `30d`), else in seconds or milliseconds.
    package var text: String {
        let total = wholeMilliseconds
        let units: [(String, Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
        ]
        guard total != 0 else { return "0s" }
        for (name, factor) in units where total % factor == 0 { return "\(total / factor)\(name)" }
        return "\(total)ms"
    }

    /// For people: two units at most, rounded: `2 d 5 h`, `3 min 10 s`, `8.2 s`, `120 ms`.
    package var spoken: String {
        let seconds = inSeconds
        switch seconds {
        case ..<1: return "\(Int((seconds * 1000).rounded())) ms"
        case ..<10:
            let rounded = (seconds * 10).rounded() / 10
            return rounded == rounded.rounded() ? "\(Int(rounded)) s" : "\(rounded) s"
        case ..<60: return "\(Int(seconds.rounded())) s"
        case ..<3600: return Self.pair(Int(seconds.rounded()), 60, "min", 1, "s")
        case ..<86_400: return Self.pair(Int(seconds.rounded()), 3600, "h", 60, "min")
        default: return Self.pair(Int(seconds.rounded()), 86_400, "d", 3600, "h")
        }
    }

    private static func pair(_ total: Int, _ big: Int, _ bigName: String, _ small: Int, _ smallName: String) -> String {
        let rest = total % big / small
        return rest == 0 ? "\(total / big) \(bigName)" : "\(total / big) \(bigName) \(rest) \(smallName)"
    }
}
