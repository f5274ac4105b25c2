// Checks the chain: names the first entry that was altered, removed or reordered.

/// The result of checking a ledger from its first entry to its head.
package enum LedgerCheck: Hashable, Sendable {
    /// Every entry is as it was written; `head` is the hash of the last, `Digest.zero` for an empty ledger.
    case intact(entries: Int, head: Digest)
    /// The first fault, with the number of the entry concerned.
    case broken(LedgerFault)
}

/// What is wrong with a ledger, and where first.
package struct LedgerFault: Codable, Hashable, Sendable {
    /// What happened to the entry.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// Its content no longer gives its hash.
        case altered
        /// An entry that must stand here is missing.
        case removed
        /// An entry stands at another place than it was written to.
        case reordered
        /// Entries at the end are missing: the ledger's head names a later one.
        case truncated
    }

    /// What happened.
    package var kind: Kind
    /// The number of the first entry concerned.
    package var sequence: Int
    /// What was found, in one sentence.
    package var summary: String
}

/// Walks a ledger in the order stored and stops at the first fault. Holds one entry, whatever the ledger's size.
package struct LedgerChecker: Sendable {
    private var count = 0
    private var head = Digest.zero
    private var fault: LedgerFault?

    /// A checker that expects the first entry.
    package init() {}

    /// Takes the next entry as stored; after the first fault nothing changes any more.
    package mutating func check(_ entry: LedgerEntry) {
        guard fault == nil else { return }
        let expected = count + 1
        if entry.computedHash != entry.hash {
            fault = LedgerFault(
                kind: .altered, sequence: entry.sequence,
                summary: "entry \(entry.id) was altered: its content no longer gives its hash \(entry.hash.short)")
        } else if entry.sequence > expected {
            fault = LedgerFault(
                kind: .removed, sequence: expected,
                summary: "entry \(expected) was removed: \(entry.id) follows entry \(count)")
        } else if entry.sequence < expected || entry.previous != head {
            fault = LedgerFault(
                kind: .reordered, sequence: entry.sequence,
                summary: "entry \(entry.id) does not follow the entry before it: its predecessor should be "
                    + "\(entry.previous.short), found \(head.short)")
        }
        count += 1
        head = entry.hash
    }

    /// The result at the end; `expectedHead` is the last entry's number and hash as kept elsewhere, nil if not known.
    package func finish(expectedHead: (sequence: Int, hash: Digest)?) -> LedgerCheck {
        if let fault { return .broken(fault) }
        if let expectedHead, expectedHead.sequence > count {
            return .broken(
                LedgerFault(
                    kind: .truncated, sequence: count + 1,
                    summary: "entries \(count + 1) to \(expectedHead.sequence) are missing at the end"))
        }
        if let expectedHead, expectedHead.sequence == count, expectedHead.hash != head {
            return .broken(
                LedgerFault(
                    kind: .altered, sequence: count,
                    summary: "the last entry is not the one that the head names (\(expectedHead.hash.short))"))
        }
        return .intact(entries: count, head: head)
    }
}
