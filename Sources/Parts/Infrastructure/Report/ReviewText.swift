// A review for people: the answer first, grouped by promise, worst first, at most one screen before the details.

internal import Core

/// Writes a review for a terminal.
package enum ReviewText {
    /// Findings that are shown in full; `isWhole` shows all.
    package static func text(_ review: ReviewReport, isWhole: Bool = false) -> String {
        var lines = [headline(review)]
        var left = Limits.shownFindings
        var hidden = 0
        for promise in review.report.promises.sorted(by: isWorse) {
            let own = review.report.findings.filter { $0.promise == promise.promise }
            lines += ["", "\(promise.promise.rawValue): \(word(promise.verdict))"]
            for finding in own {
                guard isWhole || left > 0 else {
                    hidden += 1
                    continue
                }
                left -= 1
                lines.append("  \(mark(finding.verdict)) \(finding.subject): \(finding.summary) [\(finding.rule)]")
                let isExcepted = finding.hint.hasPrefix("Excepted until ")
                if isWhole || isExcepted || finding.verdict != .warn { lines.append("      \(finding.hint)") }
            }
        }
        if hidden > 0 { lines += ["", "\(hidden) more: add --all"] }
        lines += notes(review)
        return lines.joined(separator: "\n")
    }

    private static func headline(_ review: ReviewReport) -> String {
        let changes = [
            "create", "update", "replace", "create-then-delete", "delete", "forget", "create-then-forget", "other",
        ]
        .compactMap { key in review.counts[key].map { "\($0) \(names[key] ?? key)" } }
        let what = changes.isEmpty ? "nothing changes" : changes.joined(separator: ", ")
        let reach =
            !review.blast.touchesFlow
            ? "the flow is not touched"
            : "the flow is touched at \(count(review.blast.changed.count, "resource"))"
                + (review.blast.dependents.isEmpty
                    ? ""
                    : ", \(review.blast.dependents.count) more depend on \(review.blast.changed.count == 1 ? "it" : "them")")
        return "\(word(review.verdict).uppercased()): \(what); \(reach)"
    }

    private static let names = [
        "create": "created", "update": "changed", "replace": "replaced", "create-then-delete": "replaced",
        "delete": "destroyed", "forget": "forgotten",
        "create-then-forget": "replaced and forgotten", "other": "unknown",
    ]

    private static func notes(_ review: ReviewReport) -> [String] {
        var lines = review.cost?.line.map { [$0] } ?? []
        for used in review.exceptions where used.state != "used" {
            lines.append(
                "note: the exception for \(used.exception.rule) at \(used.exception.resource) is \(used.state)")
        }
        if !review.blast.outside.isEmpty {
            let names = review.blast.outside.keys.sorted()
            lines.append(
                "note: outside the flow: \(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? " and \(names.count - 3) more" : "") (\(review.blast.outside[names[0]] ?? ""))"
            )
        }
        if review.report.findings.isEmpty { lines.append("No rule has anything to say.") }
        return lines.isEmpty ? [] : [""] + lines
    }

    private static func isWorse(_ left: PromiseVerdict, _ right: PromiseVerdict) -> Bool {
        let order: [Verdict: Int] = [.refuse: 0, .cannotProve: 1, .warn: 2, .pass: 3]
        return (order[left.verdict] ?? 9) < (order[right.verdict] ?? 9)
    }

    /// The verdict in words.
    static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: "pass"
        case .warn: "warn"
        case .refuse: "refuse"
        case .cannotProve: "cannot prove"
        }
    }

    /// The verdict as a sign.
    static func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: "+"
        case .warn: "!"
        case .refuse: "✗"
        case .cannotProve: "?"
        }
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
