// Plays a rollout's recorded seconds to the judge again: the same verdicts, bit for bit, or the first difference.

package import Core

/// What came of playing a rollout again.
package struct RolloutReplay: Codable, Hashable, Sendable {
    /// One recorded verdict beside the one computed now.
    package struct Step: Codable, Hashable, Sendable {
        /// The ledger entry.
        package var entry: String
        /// The last second that it covers.
        package var second: Int
        /// What was recorded.
        package var recorded: Judgement
        /// What the judge says now.
        package var replayed: Judgement
        /// Whether both are equal in every bit.
        package var isSame: Bool
    }

    /// The rollout.
    package var rollout: String
    /// Its verdicts in order.
    package var steps: [Step]
    /// Whether every verdict came out the same, in every bit.
    package var isSame: Bool

    /// Plays the entries of one rollout, oldest first. Throws `ReleaseError` if they do not begin with its start, or
    /// were written under another rule; facts of another shape throw `DecodingError`.
    package static func play(_ entries: [LedgerEntry]) throws -> RolloutReplay {
        guard let first = entries.first, first.kind == "rollout.started" else {
            throw ReleaseError(
                .notFound, message: "the ledger has no start of this rollout",
                hint: "List the rollouts with `steady rollout status --all`.")
        }
        let started = try first.decodeFacts(RolloutFacts.Started.self)
        var judge = Judge(policy: started.rollout.settings.policy)
        var steps: [Step] = []
        for entry in entries where entry.kind == "rollout.judged" {
            let facts = try entry.decodeFacts(RolloutFacts.Judged.self)
            guard facts.rule == RolloutFacts.rule else {
                throw ReleaseError(
                    .refused, message: "\(entry.id) was judged by rule \(facts.rule), this is \(RolloutFacts.rule)",
                    hint: "Replay it with the version of Steady that wrote it.")
            }
            var replayed: Judgement?
            for judged in facts.ticks { replayed = judge.settle(judged.tick, expectedShare: judged.expectedShare) }
            guard let replayed, let last = facts.ticks.last else { continue }
            steps.append(
                Step(
                    entry: entry.id, second: last.tick.second, recorded: facts.judgement, replayed: replayed,
                    isSame: replayed == facts.judgement))
        }
        return RolloutReplay(rollout: first.subject, steps: steps, isSame: steps.allSatisfy(\.isSame))
    }
}
