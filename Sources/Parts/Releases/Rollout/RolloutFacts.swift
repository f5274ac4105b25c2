// What each event of a rollout is in the ledger: its name, its facts, and how it reads.

package import Core

/// The facts of rollout entries, as they are stored.
package enum RolloutFacts {
    /// `rollout.started`
    package struct Started: Codable, Hashable, Sendable {
        /// The rollout as it began.
        package var rollout: Rollout
    }

    /// `rollout.share-intended`, `rollout.promoting`
    package struct Intent: Codable, Hashable, Sendable {
        /// The share intended, 0 … 1.
        package var share: Double
        /// Why.
        package var because: String
    }

    /// `rollout.share-confirmed`, `rollout.home-unverified`
    package struct ReadBack: Codable, Hashable, Sendable {
        /// The share intended, 0 … 1.
        package var share: Double
        /// What the data plane said.
        package var servers: [ServerView]
    }

    /// `rollout.judged`
    package struct Judged: Codable, Hashable, Sendable {
        /// The seconds taken since the entry before, in order.
        package var ticks: [JudgedTick]
        /// What the judge said after the last of them.
        package var judgement: Judgement
        /// The share meanwhile.
        package var share: Double
        /// Both arms so far.
        package var totals: ArmTotals
        /// The rule: which version of the judge.
        package var rule: String
    }

    /// `rollout.going-home`
    package struct GoingHome: Codable, Hashable, Sendable {
        /// Why.
        package var reason: HomeReason
        /// The evidence at that moment.
        package var evidence: JudgeEvidence
    }

    /// `rollout.promoted`, `rollout.home`
    package struct Finished: Codable, Hashable, Sendable {
        /// From the start to the end, in seconds.
        package var seconds: Double
        /// Both arms.
        package var totals: ArmTotals
        /// Why it went home; nil if it was promoted.
        package var reason: HomeReason?
    }

    /// The version of the judge's rule that entries name. Raised when a change makes old entries replay differently.
    package static let rule = "judge-1"
}

extension RolloutEvent {
    /// The ledger entry of this event of a rollout. Throws only if a fact cannot be encoded (an infinite number).
    package func draft(for rollout: Rollout, actor: String) throws -> LedgerDraft {
        func draft(_ name: String, _ facts: some Encodable, by other: String? = nil) throws -> LedgerDraft {
            try LedgerDraft(kind: "rollout.\(name)", actor: other ?? actor, subject: rollout.id, facts: facts)
        }
        return switch self {
        case .started(let first):
            try draft("started", RolloutFacts.Started(rollout: first), by: first.startedBy.actor)
        case .shareIntended(let share, let because):
            try draft("share-intended", RolloutFacts.Intent(share: share, because: because))
        case .shareConfirmed(let share, let servers):
            try draft("share-confirmed", RolloutFacts.ReadBack(share: share, servers: servers))
        case .judged(let ticks, let judgement, let share, let totals):
            try draft(
                "judged",
                RolloutFacts.Judged(
                    ticks: ticks, judgement: judgement, share: share, totals: totals, rule: RolloutFacts.rule))
        case .goingHome(let reason, let evidence):
            try draft("going-home", RolloutFacts.GoingHome(reason: reason, evidence: evidence))
        case .promoting(let because):
            try draft("promoting", RolloutFacts.Intent(share: 1, because: because))
        case .promoted(let seconds, let totals):
            try draft("promoted", RolloutFacts.Finished(seconds: seconds, totals: totals, reason: nil))
        case .home(let reason, let seconds, let totals):
            try draft("home", RolloutFacts.Finished(seconds: seconds, totals: totals, reason: reason))
        case .homeUnverified(let servers):
            try draft("home-unverified", RolloutFacts.ReadBack(share: 0, servers: servers))
        }
    }
}
