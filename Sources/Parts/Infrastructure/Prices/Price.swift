// One price with everything that is needed to believe it.

package import Core

/// One price of one meter in one range of use.
package struct Price: Codable, Hashable, Sendable {
    /// Where it comes from. A later one hides all earlier ones for a meter: tiers of two books are never mixed.
    package enum Layer: String, Codable, Hashable, Comparable, Sendable, CaseIterable {
        /// The table in this program.
        case builtIn = "built-in"
        /// AWS's price list, read by `steady prices update`.
        case updated
        /// The user's own, for example a negotiated price.
        case user

        /// Weaker before stronger.
        package static func < (left: Layer, right: Layer) -> Bool {
            guard let first = allCases.firstIndex(of: left), let second = allCases.firstIndex(of: right) else {
                return false
            }
            return first < second
        }
    }

    /// What is billed.
    package var meter: Meter
    /// US dollars per unit.
    package var amount: UnitPrice
    /// The region's code: `us-east-1`. Global services stand under the region whose book they are in.
    package var region: String
    /// Where the range of use begins, in units per month.
    package var from: Double
    /// Where it ends; nil if it does not.
    package var to: Double?
    /// The offer in AWS's price list, `AmazonECS`; empty if unknown.
    package var offer: String
    /// AWS's usage type; empty if unknown.
    package var usageType: String
    /// Whether the usage type was read somewhere, and not written from memory.
    package var isUsageTypeVerified: Bool
    /// Further attributes that tell the product from others: `databaseEngine`, `operation`, `productFamily`.
    package var attributes: [String: String]
    /// AWS's product number; nil if unknown.
    package var sku: String?
    /// The version of the offer; nil if unknown.
    package var version: String?
    /// When AWS published the offer; nil if unknown.
    package var published: WallTime?
    /// The day on which the price is known to have held; nil if unknown, which counts as too old for any proof.
    package var asOf: WallTime?
    /// The source's letters, `AB`; their texts are in `origin`.
    package var source: String
    /// Who said so: the texts of the source letters, or the address of the price list.
    package var origin: String
    /// The book that it stands in.
    package var layer: Layer

    /// What identifies the product: two prices with the same are tiers of one product.
    var product: String {
        let own = attributes.sorted { $0.key < $1.key }
        return ([offer, usageType, sku ?? ""] + own.map { "\($0.key)=\($0.value)" }).joined(separator: "|")
    }

    /// The one text that it is hashed as: the row of the table, with region and origin.
    package var canonicalText: String { "\(region) | \(PriceTable.row(self)) | \(origin)" }

    /// SHA-256 of the canonical text.
    package var digest: Digest { Digest(ofText: canonicalText) }

    /// For people: `$0.04048 per vcpu-hour (AmazonECS USE1-…, A, 2026-09-28, built-in)`.
    package var summary: String {
        let product = [offer, usageType].filter { !$0.isEmpty }.joined(separator: " ")
        let date = asOf.map { String($0.description.prefix(10)) } ?? "no date"
        let parts = [product, source, date, layer.rawValue].filter { !$0.isEmpty }
        return "\(meter) $\(amount) (\(parts.joined(separator: ", ")))"
    }
}

/// A quantity that AWS does not bill, once per account and month.
package struct FreeTier: Codable, Hashable, Sendable {
    /// The meters that it counts for: this one and all below it, together.
    package var meter: Meter
    /// How much, in the meters' unit.
    package var quantity: Double
    /// The unit.
    package var unit: String
    /// When that was known to hold; nil if unknown.
    package var asOf: WallTime?
    /// The source's letters.
    package var source: String
}

extension WallTime {
    /// Midnight UTC of a day written `2026-09-28`; nil for anything else.
    init?(day text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let yearOfEra = shifted % 400
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(second: (shifted / 400 * 146_097 + dayOfEra - 719_468) * 86_400)
        guard description.hasPrefix(text) else { return nil }
    }

    /// `2026-09-28`.
    var day: String { String(description.prefix(10)) }
}
