// Schedules of AWS: backups, rotations, synthetic users.

/// How often a schedule of AWS runs, roughly: enough to tell rarer from more often.
struct ScheduleInterval {
    /// Hours between two runs, on average.
    let hours: Double

    /// From `rate(12 hours)` or `cron(0 5 ? * * *)`; nil if it is neither.
    init?(_ text: String?) {
        guard let text, let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return nil }
        let inner = text[text.index(after: open)...].dropLast().split(separator: " ").map(String.init)
        if text.hasPrefix("rate"), inner.count == 2, let count = Double(inner[0]) {
            guard
                let unit = ["minute": 1.0 / 60, "hour": 1, "day": 24].first(where: { inner[1].hasPrefix($0.key) })?
                    .value
            else { return nil }
            hours = count * unit
        } else if text.hasPrefix("cron"), inner.count >= 5 {
            let perDay = Self.times(inner[1], of: 24)
            let days =
                inner[3] != "*" && inner[3] != "?"
                ? 365 / (Self.times(inner[3], of: 12) * Self.times(inner[2], of: 30, all: 1))
                : inner[4] != "*" && inner[4] != "?"
                    ? 7 / Self.times(inner[4], of: 7)
                    : inner[2] != "*" && inner[2] != "?" ? 30 / Self.times(inner[2], of: 30) : 1
            hours = 24 * days / perDay
        } else {
            return nil
        }
    }

    /// How many values a field of a cron expression has, of `count` possible ones.
    private static func times(_ field: String, of count: Double, all: Double? = nil) -> Double {
        if field == "*" || field == "?" { return all ?? count }
        if let slash = field.firstIndex(of: "/"), let step = Double(field[field.index(after: slash)...]), step > 0 {
            return max(1, (count / step).rounded(.down))
        }
        return field.split(separator: ",").reduce(0) { total, part in
            let ends = part.split(separator: "-").compactMap { Double($0) }
            return total + (ends.count == 2 ? max(1, ends[1] - ends[0] + 1) : 1)
        }
    }
}
