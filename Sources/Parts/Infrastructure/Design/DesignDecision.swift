// The decision record of a design, in the form of docs/decisions.

internal import Core

/// Writes a design as a decision record in Markdown.
package enum DesignDecision {
    /// The record. `number` is its number in docs/decisions; the caller keeps count.
    package static func markdown(_ report: DesignReport, number: Int) -> String {
        let title = report.choice.tier.map { "\($0.title)" } ?? "no architecture fits yet"
        var lines = ["# \(number). Architecture of \(report.flow): \(title)", "", "## Context"]
        lines += context(report) + ["", "## Options", ""] + options(report)
        lines += ["", "## Decision", decision(report), "", "## Consequences"] + consequences(report)
        lines += ["", "```mermaid", DesignDiagram.mermaid(report), "```", ""]
        return lines.joined(separator: "\n")
    }

    private static func context(_ report: DesignReport) -> [String] {
        var lines = ["`steady design` measured five architectures against `steady.yaml`:", ""]
        for requirement in Requirement.allCases {
            if let text = report.required[requirement.rawValue] { lines.append("- \(requirement.rawValue): \(text)") }
        }
        lines.append("- traffic: \(report.traffic)")
        lines += [""] + report.caveats.map { "- \($0)" }
        return lines
    }

    private static func options(_ report: DesignReport) -> [String] {
        let head = [
            "| option | availability | by contract | USD a month | recovery | misses |", "|---|---|---|---|---|---|",
        ]
        return head
            + report.tiers.map { tier in
                let misses = tier.misses.map { "\($0.requirement.rawValue) by \($0.shortBy ?? "lack of a price")" }
                return
                    "| \(tier.title) | \(tier.availability.expected.spoken) | \(tier.availability.contractual.spoken) | "
                    + "\(tier.cost.monthly?.spoken ?? "no price") | \(PromiseJudgeWords.recovery(tier)) | "
                    + "\(misses.isEmpty ? "nothing" : misses.joined(separator: ", ")) |"
            }
    }

    private static func decision(_ report: DesignReport) -> String {
        guard let tier = report.choice.tier, let chosen = report[tier] else {
            let conflicts = report.conflicts.map { conflict in
                "\n- \(conflict.requirement.rawValue) \(conflict.required), missed by \(conflict.shortBy):\n"
                    + conflict.alternatives.map { "  - \($0)" }.joined(separator: "\n")
            }
            return "None yet. \(report.choice.because) One of these must be decided first:\n"
                + conflicts.joined(separator: "\n")
        }
        return "**\(chosen.title)**. \(report.choice.because) \(chosen.summary)"
    }

    private static func consequences(_ report: DesignReport) -> [String] {
        guard let tier = report.proposed else { return ["None."] }
        var lines = tier.failureModes.map { "- When \($0.what): \($0.effect). Noticed by \($0.detection)." }
        lines += tier.limits.filter(\.isMet).map {
            "- To raise before traffic grows: \($0.name) (\($0.limit)). \($0.answer)."
        }
        lines += report.questions.map { "- Open: \($0.question) Taken: \($0.taken). \($0.effect)" }
        return lines
    }
}
