// A design for people: one screen that decides, then the details.

internal import Core
internal import Foundation

/// Writes a design as plain text of at most 120 columns.
package enum DesignText {
    /// The screen, and with `details` everything behind it.
    package static func text(_ report: DesignReport, details: Bool = true) -> String {
        var lines = head(report) + table(report) + [""] + verdict(report)
        if !report.conflicts.isEmpty { lines += [""] + report.conflicts.flatMap(conflict) }
        let steps = proposal(report)
        if !steps.isEmpty { lines += [""] + steps }
        lines += ["", "To know:"] + report.caveats.map { "  - \($0)" }
        lines += ["", "Questions, each with the answer taken meanwhile:"]
        for question in report.questions { lines += self.question(question) }
        if details { lines += self.details(report) }
        return lines.flatMap { wrap($0) }.joined(separator: "\n") + "\n"
    }

    private static func head(_ report: DesignReport) -> [String] {
        let order = Requirement.allCases.compactMap { requirement in
            report.required[requirement.rawValue].map { "\(requirement.rawValue) \($0)" }
        }
        let sizing = report.sizing
        return [
            "Design of \(report.flow)", "  asked    \(order.joined(separator: " · "))",
            "  traffic  \(report.traffic): \(sizing.peakRequests.spoken) requests at the peak, \(sizing.grownRequests.spoken) grown",
            "",
        ]
    }

    private static func table(_ report: DesignReport) -> [String] {
        let columns = [32, 14, 12, 14, 14]
        func row(_ mark: String, _ cells: [String]) -> String {
            let padded = zip(cells, columns + [0]).map { $0.padded($1) }.joined(separator: " ")
            return "\(mark) \(padded)".trimmedEnd
        }
        var lines = [row(" ", ["tier", "availability", "p95 adds", "back, mistake", "USD/month", "misses"])]
        for tier in report.tiers {
            let mark = tier.tier == report.choice.tier ? ">" : tier.tier == report.choice.nearest ? "~" : " "
            let mistake =
                tier.recovery.filter { report.survivesRegion || $0.event != .region }.map(\.rto).max() ?? .zero
            let cost = tier.cost.monthly.map { "\(($0.micros + 999_999) / 1_000_000)" } ?? "no price"
            let misses = tier.misses.map(\.requirement.rawValue).joined(separator: ", ")
            lines.append(
                row(
                    mark,
                    [
                        tier.title, tier.availability.expected.spoken, tier.latency.added.spoken, mistake.spoken, cost,
                        misses.isEmpty ? "nothing" : misses,
                    ]))
        }
        return lines
    }

    private static func verdict(_ report: DesignReport) -> [String] {
        guard let tier = report.proposed else { return [report.choice.because] }
        let word = report.choice.tier == nil ? "" : "Take \(tier.title). "
        return ["\(word)\(report.choice.because)", "  \(tier.summary)"]
    }

    private static func conflict(_ conflict: DesignConflict) -> [String] {
        [
            "Conflict: \(conflict.requirement.rawValue) \(conflict.required) is missed by \(conflict.shortBy); "
                + "the best is \(conflict.best).", "  Instead:",
        ] + conflict.alternatives.map { "  - \($0)" }
    }

    private static func proposal(_ report: DesignReport) -> [String] {
        let chosen = report.choice.tier == nil ? nil : report.proposed?.cost.monthly?.micros
        let steps = report.proposal.filter { $0.from.micros > chosen ?? -1 }
        guard !steps.isEmpty else { return [] }
        var lines = [chosen == nil ? "What a budget buys:" : "What more money would buy:"]
        for step in steps {
            lines.append("  from \(step.from.spoken) a month: \(step.tier.title), \(step.buys)")
            lines.append("      misses: \(step.misses.isEmpty ? "nothing" : step.misses.joined(separator: "; "))")
        }
        return lines
    }

    private static func question(_ question: DesignQuestion) -> [String] {
        let key = question.key.map { " [\($0)]" } ?? ""
        return [
            "  - \(question.question)\(key)",
            "      taken: \(question.taken) (\(question.because)). \(question.effect)",
        ]
    }

    // MARK: - Details

    private static func details(_ report: DesignReport) -> [String] {
        var lines: [String] = []
        for tier in report.tiers { lines += ["", "== \(tier.title)", tier.summary] + tierDetails(tier) }
        lines += ["", "== Assumed until measured"]
        lines += report.assumptions.map {
            "  \($0.name.padded(16)) \($0.value): \($0.because); replaced by \($0.replacedBy)"
        }
        lines += ["", "== Figures of the provider (contract / design target)"]
        lines += report.figures.map { figure in
            let contract = figure.contractual.map { "\($0) %" } ?? "none"
            return
                "  \(figure.component.padded(28)) \(contract.padded(9)) \("\(figure.designTarget) %".padded(9)) \(figure.contract)"
        }
        lines += ["  Design targets: \(report.figures.first?.design ?? "")."]
        return lines
    }

    private static func tierDetails(_ tier: TierReport) -> [String] {
        var lines = [
            "tasks: \(tier.minimumTasks) to \(tier.maximumTasks)",
            "availability: \(tier.availability.expected.spoken) expected, \(tier.availability.contractual.spoken) by contract",
            "  = \(tier.availability.formula)",
        ]
        lines += tier.availability.assumptions.map { "  - \($0)" }
        lines += [
            "p95: \(tier.latency.added.spoken) before the service: "
                + tier.latency.parts.map { "\($0.name) \($0.time.spoken)" }.joined(separator: ", ")
        ]
        lines += ["recovery:"]
        lines += tier.recovery.map { item in
            let loss = item.rpo == .zero ? "no loss" : "loses \(item.rpo.spoken)"
            return
                "  \(item.event.words.padded(26)) \(loss.padded(16)) back in \(item.rto.spoken.padded(12)) \(item.how)"
        }
        let grown = tier.cost.grown.map { ", \($0.spoken) at the grown traffic" } ?? ""
        lines += ["cost: \(tier.cost.monthly?.spoken ?? "cannot be priced") a month\(grown)"]
        lines += tier.cost.lines.map { line in
            let price = line.monthly.map { dollars($0) } ?? "no price"
            return "  \(price.leftPadded(9))  \(line.quantity.meter.padded(38)) \(amount(line.quantity.quantity)) "
                + "\(line.quantity.unit): \(line.quantity.because)"
        }
        lines +=
            ["limits:"]
            + tier.limits.map { limit in
                let load =
                    limit.metAt.map { "met at \($0.spoken) flows\(limit.isMet ? ", so BEFORE the grown traffic" : "")" }
                    ?? "no matter of load"
                return "  - \(limit.name): \(limit.limit), \(limit.kind.rawValue), \(load). \(limit.answer)"
            }
        lines +=
            ["failure modes:"]
            + tier.failureModes.map { mode in
                "  - \(mode.what): \(mode.effect). Noticed by \(mode.detection). Back by: \(mode.recovery)."
            }
        return lines
    }

    private static func dollars(_ money: Money) -> String {
        let cents = (money.micros + 5000) / 10_000
        let rest = String(cents % 100)
        return "\(cents / 100).\(rest.count == 1 ? "0" : "")\(rest)"
    }

    private static func amount(_ value: Double) -> String {
        value == value.rounded() && value < 1e15 ? String(Int(value)) : String((value * 100).rounded() / 100)
    }

    /// Breaks a line at 118 columns; what follows stands below its text.
    static func wrap(_ line: String) -> [String] {
        guard line.count > 118 else { return [line] }
        let indent = line.prefix { $0 == " " || $0 == "-" }.count
        let words = line.dropFirst(indent).split(separator: " ", omittingEmptySubsequences: false)
        var lines: [String] = []
        var current = String(line.prefix(indent))
        var isEmpty = true
        for word in words {
            if !isEmpty, current.count + 1 + word.count > 118 {
                lines.append(current.trimmedEnd)
                current = String(repeating: " ", count: indent)
                isEmpty = true
            }
            current += isEmpty ? String(word) : " " + word
            isEmpty = false
        }
        return lines + [current]
    }
}

extension String {
    var trimmedEnd: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }

    /// Spaces before it, up to `width` characters.
    func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
