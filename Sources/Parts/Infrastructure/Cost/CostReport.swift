// What something costs in a month: by resource, by meter, with the prices and assumptions behind it.

package import Core

/// A monthly cost, before and after a change.
package struct CostReport: Codable, Hashable, Sendable {
    /// One use of one meter with its cost.
    package struct Line: Codable, Hashable, Sendable {
        /// The resource.
        package var resource: String
        /// The meter.
        package var meter: Meter
        /// How much in a month.
        package var quantity: Quantity
        /// What that costs.
        package var cost: CostRange
        /// How the quantity comes about.
        package var note: String
        /// Whether the price is not in the book, but computed from a related one.
        package var isDerived: Bool
    }

    /// One resource.
    package struct Resource: Codable, Hashable, Sendable {
        /// Its address.
        package var address: String
        /// What happens to it, `create`; empty for a list of meters.
        package var action: String
        /// Its cost before the change.
        package var before: CostRange
        /// Its cost after it.
        package var after: CostRange
        /// The difference.
        package var delta: CostRange
        /// What it is made of after the change.
        package var lines: [Line]
    }

    /// One meter over all resources, after the change.
    package struct MeterTotal: Codable, Hashable, Sendable {
        /// The meter.
        package var meter: Meter
        /// How much in a month.
        package var quantity: Quantity
        /// What that costs.
        package var cost: CostRange
    }

    /// Something that costs, and nobody knows how much. It is never counted as $0.
    package struct Gap: Codable, Hashable, Sendable {
        /// The resource.
        package var resource: String
        /// What of it has no price, and why.
        package var what: String
        /// What would give one.
        package var hint: String
        /// What it costs at the least, in a month; nil if not even that is known.
        package var atLeast: Money?
    }

    /// A price that was used.
    package struct UsedPrice: Codable, Hashable, Sendable {
        /// The price with its source.
        package var price: Price
        /// Its digest.
        package var digest: Digest
        /// How old it is.
        package var age: PriceAge
        /// Whether the age allows a proof.
        package var standing: PriceAge.Standing
    }

    /// The region whose prices were used.
    package var region: String
    /// When it was computed.
    package var time: WallTime
    /// The cost before the change.
    package var before: CostRange
    /// The cost after it.
    package var after: CostRange
    /// The difference, bound by bound.
    package var delta: CostRange
    /// By resource, dearest first.
    package var resources: [Resource]
    /// By meter, dearest first.
    package var meters: [MeterTotal]
    /// What has no price after the change.
    package var gaps: [Gap]
    /// What had no price before the change.
    package var gapsBefore: [Gap] = []
    /// How many resources are known to cost nothing by themselves, by type.
    package var free: [String: Int]
    /// The prices used.
    package var prices: [UsedPrice]
    /// The assumptions about use.
    package var assumptions: [UsageAssumption]
    /// Further things that the numbers rest on, in sentences.
    package var notes: [String]

    /// The prices of unknown age or older than half a year that something costs money by.
    package var oldPrices: [UsedPrice] { prices.filter { $0.standing == .old && $0.price.amount.tenBillionths > 0 } }

    /// What of the expected cost rests on prices that are too old, in dollars.
    package var oldShare: Money {
        let meters = Set(oldPrices.map(\.price.meter))
        let lines = resources.flatMap(\.lines).filter { meters.contains($0.meter) }
        return Money(micros: lines.map(\.cost.expected.micros).reduce(0, +), currency: "USD")
    }

    /// What the gaps cost together at the least.
    package var gapsAtLeast: Money { Self.atLeast(gaps) }

    /// What the gaps before the change cost together at the least.
    package var gapsBeforeAtLeast: Money { Self.atLeast(gapsBefore) }

    private static func atLeast(_ gaps: [Gap]) -> Money {
        Money(micros: gaps.compactMap(\.atLeast?.micros).reduce(0, +), currency: "USD")
    }

    /// Lines whose price is computed from a related one.
    package var derivedLines: [Line] { resources.flatMap(\.lines).filter(\.isDerived) }

    /// The age of the oldest price used; nil if none was.
    package var oldestAge: PriceAge? { prices.map(\.age).max { ($0.days ?? .max) < ($1.days ?? .max) } }

    /// One line about the age of prices.
    package var ageLine: String {
        guard let oldest = oldestAge else { return "Prices: none was used." }
        let dated = prices.compactMap(\.age.days)
        let undated = prices.count - dated.count
        var parts = dated.isEmpty ? [] : ["\(dated.min() ?? 0) to \(dated.max() ?? 0) days old"]
        if undated > 0 { parts.append("\(undated) of unknown age") }
        let old = prices.count { $0.standing == .old }
        let limit = PriceAge.oldDays
        let verdict =
            old > 0
            ? "; \(old) too old to pass a budget gate (over \(limit) days or unknown): run `steady prices update`"
            : oldest.standing == .aging ? "; some over \(PriceAge.agingDays) days: run `steady prices update`" : ""
        return "Prices: \(prices.count), list prices of \(region) in USD, \(parts.joined(separator: ", "))\(verdict)."
    }
}
