// A cost report for people: what changes first, then tables by resource and by meter, then what it rests on.

internal import Core

/// Writes a cost report for a terminal.
package enum CostText {
    /// The report as text. `isWhole` shows every resource, every line behind it and all assumptions.
    package static func text(_ report: CostReport, isWhole: Bool = false) -> String {
        var lines = [headline(report), report.ageLine, ""]
        lines += resources(report, isWhole: isWhole)
        lines += [""] + meters(report, isWhole: isWhole)
        if !report.gaps.isEmpty {
            lines += ["", "Not priced, and not counted as 0:"]
            let shown = isWhole ? report.gaps : Array(report.gaps.prefix(Limits.shownFindings))
            lines += shown.map { gap in
                let floor = gap.atLeast.map { ", at least \(cents($0)) USD" } ?? ""
                return "  \(gap.resource): \(gap.what)\(floor)"
            }
            if shown.count < report.gaps.count { lines.append("  \(report.gaps.count - shown.count) more: add --all") }
        }
        if !report.free.isEmpty {
            lines += ["", "\(report.free.values.reduce(0, +)) resources cost nothing by themselves."]
        }
        lines += [""] + report.notes
        if !report.assumptions.isEmpty {
            lines +=
                isWhole
                ? ["", "Assumptions about use:"] + report.assumptions.map { "  \($0.description)" }
                : ["\(report.assumptions.count) assumptions about use: add --all to see them."]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func headline(_ report: CostReport) -> String {
        let gaps = Set(report.gaps.map(\.resource)).count
        let more =
            gaps == 0 ? "" : " and what \(gaps == 1 ? "one resource costs" : "\(gaps) resources cost") without a price"
        let after = "\(range(report.after)) a month\(more)"
        guard report.before != .zero else { return after }
        return "\(after), \(signed(report.delta.expected)) (before: \(range(report.before)))"
    }

    private static func resources(_ report: CostReport, isWhole: Bool) -> [String] {
        let hasBefore = report.before != .zero
        var rows = [hasBefore ? ["resource", "before", "after", "difference"] : ["resource", "a month"]]
        let shown = isWhole ? report.resources : Array(report.resources.prefix(Limits.shownFindings))
        for resource in shown {
            rows.append(
                hasBefore
                    ? [
                        resource.address, range(resource.before), range(resource.after),
                        signed(resource.delta.expected),
                    ] : [resource.address, range(resource.after)])
            guard isWhole else { continue }
            for line in resource.lines {
                let columns = hasBefore ? [""] : []
                let mark = line.isDerived ? " (price derived)" : ""
                rows.append(["  \(line.meter)\(mark): \(line.note)"] + columns + [range(line.cost)])
            }
        }
        let rest = report.resources.dropFirst(shown.count)
        if !rest.isEmpty {
            let sum = rest.map(\.after).reduce(.zero, +)
            rows.append(["\(rest.count) more (--all)"] + (hasBefore ? [""] : []) + [range(sum)])
        }
        rows.append(
            hasBefore
                ? ["together", range(report.before), range(report.after), signed(report.delta.expected)]
                : ["together", range(report.after)])
        return table(rows)
    }

    private static func meters(_ report: CostReport, isWhole: Bool) -> [String] {
        var rows = [["meter", "quantity", "a month"]]
        let shown = isWhole ? report.meters : Array(report.meters.prefix(Limits.shownFindings))
        rows += shown.map { [$0.meter.key, quantity($0.quantity), range($0.cost)] }
        let rest = report.meters.dropFirst(shown.count)
        if !rest.isEmpty { rows.append(["\(rest.count) more (--all)", "", range(rest.map(\.cost).reduce(.zero, +))]) }
        return table(rows)
    }

    // MARK: Words and columns

    /// `12.34 USD`, or `10.00 … 40.00 USD (12.34 expected)`.
    static func range(_ range: CostRange) -> String {
        if range.isExact { return "\(cents(range.expected)) USD" }
        return "\(cents(range.low)) … \(cents(range.high)) USD (\(cents(range.expected)) expected)"
    }

    /// Dollars and cents; half a cent goes up.
    static func cents(_ money: Money) -> String {
        let total = (abs(money.micros) + 5_000) / 10_000
        let rest = total % 100
        return "\(money.micros < 0 && total > 0 ? "-" : "")\(total / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func signed(_ money: Money) -> String { "\(money.micros >= 0 ? "+" : "")\(cents(money)) USD" }

    private static func quantity(_ quantity: Quantity) -> String {
        func short(_ value: Double) -> String { value.rounded(to: value < 10 ? 3 : value < 1000 ? 1 : 0) }
        return quantity.isExact ? short(quantity.expected) : "\(short(quantity.low)) … \(short(quantity.high))"
    }

    /// Columns of equal width: the first to the left, all others to the right.
    private static func table(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            var line = cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
