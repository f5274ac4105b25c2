// A review as a comment on a pull request.

internal import Core

/// Writes a review as GitHub-flavoured Markdown.
package enum ReviewMarkdown {
    /// The whole review, with details folded; no longer than a comment may be (65,536 characters on GitHub).
    package static func text(_ review: ReviewReport) -> String {
        var lines = ["### Steady: \(ReviewText.word(review.verdict))", ""]
        let counts = review.counts.filter { $0.key != "no-op" && $0.key != "read" }.sorted { $0.key < $1.key }
        lines.append(
            counts.isEmpty ? "Nothing changes." : counts.map { "\($0.value) \($0.key)" }.joined(separator: " · "))
        lines.append(
            review.blast.touchesFlow
                ? "Touches the flow: \(review.blast.changed.count) changed, \(review.blast.dependents.count) more depend on them."
                : "Does not touch the flow.")
        if let cost = review.cost?.line { lines += ["", "\(cost.prefix(1).uppercased())\(cost.dropFirst())."] }
        if !review.report.findings.isEmpty {
            lines += ["", "| | promise | resource | what | what to do |", "|---|---|---|---|---|"]
        }
        var left = Limits.markdownFindings
        for finding in review.report.findings {
            guard left > 0 else { break }
            left -= 1
            lines.append(
                "| \(ReviewText.word(finding.verdict)) | \(finding.promise.rawValue) | `\(cell(finding.subject))` | \(cell(finding.summary)) (`\(finding.rule)`) | \(cell(finding.hint)) |"
            )
        }
        let hidden = review.report.findings.count - Limits.markdownFindings
        if hidden > 0 { lines += ["", "\(hidden) more findings are in the JSON report."] }
        lines += [
            "", "<sub>changes `\(review.changesDigest.prefix(12))`, plan `\(review.planDigest.prefix(12))`</sub>",
        ]
        return lines.joined(separator: "\n")
    }

    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("`", with: "'")
    }
}
