// One query of an alarm on expressions, before and after.

/// Compares two versions of a query: what it is called, and how it is spaced, says nothing.
struct MetricQueryChange {
    /// Why the new one sees less, in words; nil if it sees the same or more.
    let reason: String?

    init(_ old: JSONValue, _ new: JSONValue) {
        reason = Self.expression(old, new) ?? Self.metric(old, new)
    }

    private static func expression(_ old: JSONValue, _ new: JSONValue) -> String? {
        func text(_ query: JSONValue) -> String { (query["expression"]?.string ?? "").filter { !$0.isWhitespace } }
        guard text(old) != text(new) else { return nil }
        // How many deviations from the usual are let pass.
        let band = #/^ANOMALY_DETECTION_BAND\((\w+),([\d.]+)\)$/#
        if let was = text(old).wholeMatch(of: band), let now = text(new).wholeMatch(of: band), was.1 == now.1,
            let wide = Double(was.2), let wider = Double(now.2)
        {
            return wider > wide ? "lets \(wider.plain) deviations pass, and \(wide.plain) before" : nil
        }
        return "is another one"
    }

    private static func metric(_ old: JSONValue, _ new: JSONValue) -> String? {
        guard let was = old["metric"]?[0], let now = new["metric"]?[0] else {
            return (old["metric"]?.array ?? []).isEmpty ? nil : "no longer has its metric"
        }
        for key in ["metric_name", "namespace", "stat", "dimensions"] where was[key] != now[key] {
            // Nothing and an empty list of dimensions are the same.
            let isEmpty = [was[key], now[key]].allSatisfy { $0.map { !Attribute.known($0).isSet || $0.isNull } ?? true }
            if !isEmpty { return "watches something else (\(key))" }
        }
        if let old = was["period"]?.number, let new = now["period"]?.number, new > old {
            return "has a period of \(new.plain) s, and \(old.plain) before"
        }
        return nil
    }
}
