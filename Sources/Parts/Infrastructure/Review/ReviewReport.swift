// The answer of a review.

package import Core

/// What a review found, with how far the plan reaches.
package struct ReviewReport: Codable, Hashable, Sendable {
    /// One exception that was used, or that no longer counts.
    package struct UsedException: Codable, Hashable, Sendable {
        /// The exception.
        package var exception: ExceptionSpec
        /// What became of it: `used`, `expired`, `unused`.
        package var state: String
    }

    /// How far the changes reach.
    package struct BlastRadius: Codable, Hashable, Sendable {
        /// Whether anything that belongs to the flow changes.
        package var touchesFlow: Bool
        /// Resources of the flow that change.
        package var changed: [String]
        /// Resources that refer to those, directly or through others.
        package var dependents: [String]
        /// Changed resources outside the flow, with why they are.
        package var outside: [String: String]
    }

    /// The verdict with its findings, worst first.
    package var report: VerdictReport
    /// SHA-256 over the changes: the same for a plan made again that does the same.
    package var changesDigest: String
    /// SHA-256 of the plan's JSON.
    package var planDigest: String
    /// How many resources are created, changed, destroyed and so on.
    package var counts: [String: Int]
    /// How far it reaches.
    package var blast: BlastRadius
    /// The exceptions.
    package var exceptions: [UsedException]
    /// What it costs; nil if no prices were given.
    package var cost: Cost?
    /// The Terraform that made the plan.
    package var terraformVersion: String
    /// The format of the plan.
    package var formatVersion: String

    /// The verdict alone.
    package var verdict: Verdict { report.verdict }
}
