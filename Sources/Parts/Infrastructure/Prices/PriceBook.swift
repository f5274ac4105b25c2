// All prices that are known, in layers: the user's own over AWS's list over the table in this program.

package import Core

/// Prices by meter and region. A lookup gives the tiers of exactly one product, or fails.
package struct PriceBook: Sendable {
    private var prices: [String: [Price]] = [:]
    /// What AWS does not bill, once per account.
    package private(set) var freeTiers: [FreeTier] = []

    /// An empty book.
    package init() {}

    /// The table in this program, parsed and validated once. Throws `malformed` only if the table is broken.
    package static func builtIn() throws(PriceError) -> PriceBook { try parsed.get() }

    private static let parsed: Result<PriceBook, PriceError> = {
        do throws(PriceError) {
            var book = PriceBook()
            book.add(try PriceTable.read(BuiltInPrices.usEast1, layer: .builtIn))
            return .success(book)
        } catch {
            return .failure(error)
        }
    }()

    /// Lays a table over the book. The table's layer decides what hides what, not the order of calls; of free tiers the
    /// last one added for a meter counts.
    package mutating func add(_ content: PriceTable.Content) {
        for price in content.prices { prices[Self.key(price.meter, price.region), default: []].append(price) }
        let meters = Set(content.freeTiers.map(\.meter))
        freeTiers = freeTiers.filter { !meters.contains($0.meter) } + content.freeTiers
    }

    /// Lays a table's text over the book: `updated` for a file of `steady prices update`, `user` for the user's own.
    package mutating func add(_ text: String, layer: Price.Layer) throws(PriceError) {
        add(try PriceTable.read(text, layer: layer))
    }

    /// All prices, by meter, region and tier, hidden ones included.
    package var all: [Price] {
        prices.values.joined().sorted {
            ($0.region, $0.meter, $0.layer, $0.product, $0.from) < ($1.region, $1.meter, $1.layer, $1.product, $1.from)
        }
    }

    /// The meters that have a price in a region, in no order.
    func meters(region: String) -> [Meter] {
        prices.values.compactMap { rows in rows.first.flatMap { $0.region == region ? $0.meter : nil } }
    }

    /// The price of a meter by tiers, from the strongest layer that knows it. Throws `none`, or `ambiguous` with the
    /// candidates if more than one product stands under the meter.
    package func ladder(_ meter: Meter, region: String) throws(PriceError) -> PriceLadder {
        let known = prices[Self.key(meter, region)] ?? []
        guard let layer = known.map(\.layer).max() else {
            let near = all.filter { $0.region == region && $0.meter.key.hasPrefix(Self.stem(meter)) }
            throw PriceError(
                .none, message: "no price is known for \(meter) in \(region)",
                hint: "Run `steady prices update`, or put a row for it into your own price table.",
                candidates: near.map(\.summary))
        }
        let own = known.filter { $0.layer == layer }.sorted { $0.from < $1.from }
        guard Set(own.map(\.product)).count == 1 else {
            throw PriceError(
                .ambiguous, message: "more than one price stands under \(meter) in \(region)",
                hint: "Decide with a row in your own price table, or run `steady prices update`.",
                candidates: own.map(\.summary))
        }
        guard zip(own, own.dropFirst()).allSatisfy({ $0.to == $1.from }) else {
            // Two tables of one layer, added one after the other.
            throw PriceError(
                .ambiguous, message: "the tiers of \(meter) in \(region) stand in the book twice",
                hint: "Add each table once.", candidates: own.map(\.summary))
        }
        return PriceLadder(tiers: own)
    }

    /// The one price of a meter without tiers. Throws `none`, or `ambiguous` if there are products or tiers to choose.
    package func price(_ meter: Meter, region: String) throws(PriceError) -> Price {
        let ladder = try ladder(meter, region: region)
        guard ladder.tiers.count == 1, let only = ladder.tiers.first else {
            throw PriceError(
                .ambiguous, message: "\(meter) in \(region) has \(ladder.tiers.count) tiers",
                hint: "Ask for its ladder and say how much is used.", candidates: ladder.tiers.map(\.summary))
        }
        return only
    }

    private static func key(_ meter: Meter, _ region: String) -> String { "\(region) \(meter)" }

    private static func stem(_ meter: Meter) -> String {
        meter.key.split(separator: ".").prefix(2).joined(separator: ".") + "."
    }
}

/// The price of one product by ranges of use.
package struct PriceLadder: Hashable, Sendable {
    /// The tiers from 0 on, without gaps; never empty.
    package let tiers: [Price]

    /// What a quantity costs, in ten-billionths of a dollar before rounding. Throws `beyondTiers` if the quantity is
    /// above the last tier that is known.
    package func cost(_ quantity: Double) throws(PriceError) -> Double {
        var total = 0.0
        for tier in tiers where quantity > tier.from {
            total += (min(quantity, tier.to ?? .infinity) - tier.from) * Double(tier.amount.tenBillionths)
        }
        if let last = tiers.last, let end = last.to, quantity > end {
            throw PriceError(
                .beyondTiers, message: "\(last.meter): the price above \(Int(end)) \(last.meter.unit) is not known",
                hint: "Run `steady prices update`.", candidates: [last.summary])
        }
        return total
    }
}

/// How old prices are, and what that means.
package struct PriceAge: Codable, Hashable, Sendable {
    /// What the age allows.
    package enum Standing: String, Codable, Hashable, Sendable {
        /// At most 90 days.
        case fresh
        /// More than 90 days: a warning.
        case aging
        /// More than 180 days, or of unknown age: no budget gate passes on it.
        case old
    }

    /// Whole days; nil if the price has no date.
    package var days: Int?

    /// The age of a price at a time. A date in the future is no age: it counts as unknown.
    package init(of price: Price, at time: WallTime) {
        let passed = price.asOf.map { Int(((time - $0).inSeconds / 86_400).rounded(.down)) }
        days = passed.flatMap { $0 < -1 ? nil : max(0, $0) }
    }

    /// What it allows.
    package var standing: Standing {
        guard let days, days <= PriceAge.oldDays else { return .old }
        return days > PriceAge.agingDays ? .aging : .fresh
    }

    /// Above this age prices warn (reference prices.md, section 5).
    package static let agingDays = 90
    /// Above this age no budget gate passes.
    package static let oldDays = 180
}

extension Price {
    /// How old it is.
    package func age(at time: WallTime) -> PriceAge { PriceAge(of: self, at: time) }
}

extension PriceBook {
    /// The age of the oldest price that lookups in a region can give; nil for an empty book.
    package func age(at time: WallTime, region: String) -> PriceAge? {
        let shown = Dictionary(grouping: all.filter { $0.region == region }, by: \.meter).values
            .flatMap { group in group.filter { $0.layer == group.map(\.layer).max() } }
        return shown.map { $0.age(at: time) }.max { ($0.days ?? .max) < ($1.days ?? .max) }
    }
}
