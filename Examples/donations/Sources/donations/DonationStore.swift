// Donations in the database. Each operation is one that may be repeated without harm.

/// A donation as it is stored.
struct StoredDonation: Encodable, Sendable {
    /// What donor and payment provider call it, `D-` and 32 hexadecimal digits.
    let reference: String
    let amount: String
    let currency: String
    /// `pending`, `paid` or `failed`.
    let status: String
}

/// Stores donations and what became of their payments.
struct DonationStore: Sendable {
    /// What storing led to.
    enum Stored: Sendable {
        /// It was new.
        case created(StoredDonation)
        /// The same request came before; this is what it led to then.
        case repeated(StoredDonation)
        /// The key was used before, for another donation.
        case keyTaken
    }

    /// What a payment notice led to.
    enum Settled: Sendable {
        case settled(StoredDonation)
        /// The notice contradicts an earlier one; the donation stays as it was.
        case contradicts(StoredDonation)
        case unknown
    }

    let database: Database
    /// The release that stores, kept with each donation.
    let release: String

    /// Stores a donation once per idempotency key, however often and however concurrently it is asked to.
    func store(_ donation: Donation, donor: String, reference: String) async throws -> Stored {
        let values = [
            reference, donation.idempotencyKey, donor, "\(donation.amount.minor)", donation.currency, donation.email,
            release,
        ]
        return try await database.run { connection in
            let created = try connection.query(
                """
                INSERT INTO donations (reference, idempotency_key, donor, amount_minor, currency, email, release)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (idempotency_key) DO NOTHING
                RETURNING reference, amount_minor, currency, status
                """, values)
            if let row = created.first { return .created(try Self.donation(row)) }
            // Another request with this key won. It has committed: ON CONFLICT waited for that.
            let earlier = try connection.query(
                """
                SELECT reference, amount_minor, currency, status FROM donations
                WHERE idempotency_key = $1 AND amount_minor = $2 AND currency = $3 AND email = $4
                """, [donation.idempotencyKey, "\(donation.amount.minor)", donation.currency, donation.email])
            return try earlier.first.map { .repeated(try Self.donation($0)) } ?? .keyTaken
        }
    }

    /// Notes that a payment came or failed. The first notice decides; the same again changes nothing.
    func settle(reference: String, status: String) async throws -> Settled {
        try await database.run { connection in
            let settled = try connection.query(
                """
                UPDATE donations SET status = $2, settled_at = coalesce(settled_at, now())
                WHERE reference = $1 AND status IN ('pending', $2)
                RETURNING reference, amount_minor, currency, status
                """, [reference, status])
            if let row = settled.first { return .settled(try Self.donation(row)) }
            let other = try connection.query(
                "SELECT reference, amount_minor, currency, status FROM donations WHERE reference = $1", [reference])
            return try other.first.map { .contradicts(try Self.donation($0)) } ?? .unknown
        }
    }

    private static func donation(_ row: [String?]) throws -> StoredDonation {
        guard row.count == 4, let reference = row[0], let minor = row[1].flatMap(Int.init), let currency = row[2],
            let status = row[3]
        else { throw DatabaseError(code: .refused(sqlState: "XX001"), message: "a donation has an unexpected shape") }
        return StoredDonation(
            reference: reference, amount: Amount(minor: minor).description, currency: currency, status: status)
    }
}
