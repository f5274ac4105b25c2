// The seam of the ledger: whoever only adds or reads entries needs no more than this.

/// An append-only, hash-chained record of everything that Steady observes or decides.
package protocol Ledger: Sendable {
    /// Appends one entry durably and gives it back with its place in the chain. Throws if it could not be stored: then
    /// nothing was written.
    @discardableResult
    func append(_ draft: LedgerDraft) throws -> LedgerEntry

    /// Entries from number `sequence` on, oldest first, at most `limit` of them (1 or more).
    func entries(from sequence: Int, limit: Int) throws -> [LedgerEntry]

    /// The last `limit` entries, oldest first, of one subject or of all.
    func latest(_ limit: Int, subject: String?) throws -> [LedgerEntry]

    /// Checks every entry and the head.
    func check() throws -> LedgerCheck
}
