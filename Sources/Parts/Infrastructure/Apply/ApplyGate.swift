// Whether a reviewed plan may be applied now, decided from what the ledger says.

package import Core

/// What the ledger says of plans, one entry each.
package struct PlanEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Hashable, Sendable {
        /// Somebody approved these changes.
        case approved = "plan.approved"
        /// An apply of them began.
        case applying = "plan.applying"
        /// It ended well.
        case applied = "plan.applied"
        /// It ended badly.
        case failed = "plan.failed"
    }

    /// What happened.
    package var kind: Kind
    /// The entry: `L-000123`.
    package var entry: String
    /// When.
    package var time: WallTime
    /// Who did it.
    package var actor: String
    /// SHA-256 over the changes.
    package var changesDigest: String
    /// SHA-256 of the plan's JSON.
    package var planDigest: String

    /// An event.
    package init(
        kind: Kind, entry: String, time: WallTime, actor: String, changesDigest: String, planDigest: String
    ) {
        self.kind = kind
        self.entry = entry
        self.time = time
        self.actor = actor
        self.changesDigest = changesDigest
        self.planDigest = planDigest
    }
}

/// Decides whether a plan may be applied.
package enum ApplyGate {
    /// The answer.
    package enum Answer: Hashable, Sendable {
        /// It may, because of this approval.
        case go(approval: PlanEvent)
        /// It may not: the verdict that says so, why, and what to do.
        case stop(Verdict, because: String, hint: String)
    }

    /// The answer for a review that was just made, with the events of the flow's plans, oldest first. `isResumed` says
    /// that somebody has looked after an apply whose end is not known.
    package static func answer(
        _ review: ReviewReport, events: [PlanEvent], now: WallTime, isResumed: Bool = false
    ) -> Answer {
        guard review.verdict == .pass || review.verdict == .warn else {
            return .stop(
                review.verdict, because: "the review does not let it pass",
                hint: "See `steady review`; mend the change, or write an exception with a reason and an end.")
        }
        if let open = unended(events), !isResumed {
            return .stop(
                .refuse,
                because:
                    "an apply by \(open.actor) began at \(open.time) (\(open.entry)) and nothing says how it ended",
                hint: "Look at Terraform's state and at what is there, then plan anew, or add --resume.")
        }
        if let done = events.last(where: { $0.kind == .applied && $0.planDigest == review.planDigest }) {
            return .stop(
                .refuse, because: "this very plan was applied at \(done.time) (\(done.entry))", hint: "Plan anew.")
        }
        let approvals = events.filter { $0.kind == .approved && now - $0.time < Limits.approvalAge }
        if let own = approvals.last(where: { $0.changesDigest == review.changesDigest }) { return .go(approval: own) }
        let approve = "Have it approved: `steady review PLAN --approve --reason …`."
        guard let other = approvals.last else {
            return .stop(.refuse, because: "nobody has approved these changes within the last day", hint: approve)
        }
        return .stop(
            .refuse,
            because:
                "other changes were approved: \(other.changesDigest.prefix(12)) by \(other.actor) (\(other.entry)), and these "
                + "are \(review.changesDigest.prefix(12))", hint: "Apply the plan that was approved. \(approve)")
    }

    /// The last apply that began and did not end.
    private static func unended(_ events: [PlanEvent]) -> PlanEvent? {
        guard let last = events.last(where: { $0.kind != .approved }), last.kind == .applying else { return nil }
        return last
    }
}
