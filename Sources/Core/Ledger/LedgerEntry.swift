// One entry of the ledger: who, what, when, the facts, how long they stay valid, and its place in the chain.

internal import Foundation

/// What somebody wants written: an entry without its place in the chain.
package struct LedgerDraft: Hashable, Sendable {
    /// What happened, as a stable name with a dot: `rollout.promoted`.
    package var kind: String
    /// Who did it: `control-plane`, `guard`, or a person as `user:alice`.
    package var actor: String
    /// What it is about, for example a rollout's id.
    package var subject: String
    /// The facts, as canonical JSON text (sorted keys): it is hashed as it stands.
    package var facts: String
    /// Until when the facts prove something; nil if they do not age.
    package var validUntil: WallTime?

    /// A draft whose facts are encoded canonically, so that equal facts have equal bytes.
    package init(
        kind: String, actor: String, subject: String, facts: some Encodable, validUntil: WallTime? = nil
    ) throws {
        self.kind = kind
        self.actor = actor
        self.subject = subject
        self.facts = try CanonicalJSON.text(facts)
        self.validUntil = validUntil
    }
}

/// An entry of the ledger, immutable once written.
package struct LedgerEntry: Codable, Hashable, Sendable {
    /// Its number, from 1, without gaps.
    package let sequence: Int
    /// When it was written.
    package let time: WallTime
    /// What happened, as a stable name with a dot.
    package let kind: String
    /// Who did it.
    package let actor: String
    /// What it is about.
    package let subject: String
    /// The facts as canonical JSON text.
    package let facts: String
    /// Until when the facts prove something; nil if they do not age.
    package let validUntil: WallTime?
    /// The hash of the entry before; `Digest.zero` for the first.
    package let previous: Digest
    /// The hash of this entry: over everything above, see `computedHash`.
    package let hash: Digest

    /// The entry that a draft becomes behind `previous`.
    package init(_ draft: LedgerDraft, sequence: Int, time: WallTime, previous: Digest) {
        self.init(
            sequence: sequence, time: time, kind: draft.kind, actor: draft.actor, subject: draft.subject,
            facts: draft.facts, validUntil: draft.validUntil, previous: previous, hash: nil)
    }

    /// An entry as it was read; `hash` nil computes it.
    package init(
        sequence: Int, time: WallTime, kind: String, actor: String, subject: String, facts: String,
        validUntil: WallTime?, previous: Digest, hash: Digest?
    ) {
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.actor = actor
        self.subject = subject
        self.facts = facts
        self.validUntil = validUntil
        self.previous = previous
        self.hash =
            hash
            ?? Self.hash(
                sequence: sequence, time: time, kind: kind, actor: actor, subject: subject, facts: facts,
                validUntil: validUntil, previous: previous)
    }

    /// Its name for people and evidence lists: `L-000123`.
    package var id: String {
        let digits = String(sequence)
        return "L-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The hash that its content should have: SHA-256 over the version, then each field preceded by its length, so
    /// that no two different entries have the same bytes.
    package var computedHash: Digest {
        Self.hash(
            sequence: sequence, time: time, kind: kind, actor: actor, subject: subject, facts: facts,
            validUntil: validUntil, previous: previous)
    }

    /// The facts as a value; throws if they have another shape.
    package func decodeFacts<Facts: Decodable>(_ type: Facts.Type = Facts.self) throws -> Facts {
        try JSONDecoder().decode(Facts.self, from: Data(facts.utf8))
    }

    private static func hash(
        sequence: Int, time: WallTime, kind: String, actor: String, subject: String, facts: String,
        validUntil: WallTime?, previous: Digest
    ) -> Digest {
        let fields = [
            "steady-ledger-1", String(sequence), String(time.milliseconds), kind, actor, subject, facts,
            validUntil.map { String($0.milliseconds) } ?? "", previous.hex,
        ]
        var bytes = Data()
        for field in fields {
            bytes.append(contentsOf: "\(field.utf8.count):".utf8)
            bytes.append(contentsOf: field.utf8)
        }
        return Digest(of: bytes)
    }
}
