// Puts prices to uses. Tiers and free quantities are the account's: they are taken once, over all resources together.

internal import Core

/// Prices uses of meters.
struct Pricer {
    let book: PriceBook
    let region: String
    let now: WallTime
    let countsFreeTiers: Bool

    /// What pricing gives: a line for each use with a price, and a gap for each without.
    struct Outcome {
        var lines: [CostReport.Line] = []
        var gaps: [CostReport.Gap] = []
        var prices: [Meter: [Price]] = [:]
        /// Regions of resources that are priced as if they stood in the book's region.
        var elsewhere: [String: String] = [:]

        /// Notes which resources stand in other regions: their prices are no more than a stand-in.
        mutating func markElsewhere(_ regions: [String: String]) {
            elsewhere = regions
            for index in lines.indices where regions[lines[index].resource] != nil { lines[index].isDerived = true }
        }
    }

    /// The price of a meter at the three bounds.
    private struct Rate {
        var tiers: [Price]
        /// Ten-billionths of a dollar per unit, as a mean over the tiers that the total reaches.
        var perUnit: [Double]
        var isDerived = false
    }

    func price(_ uses: [MeterUse]) -> Outcome {
        var outcome = Outcome()
        let totals = Dictionary(grouping: uses, by: \.meter).mapValues { $0.map(\.quantity).reduce(Quantity(0), +) }
        let billed = countsFreeTiers ? withoutFree(totals) : totals
        var rates: [Meter: Result<Rate, PriceError>] = [:]
        for (meter, total) in totals { rates[meter] = rate(meter, total: total, billed: billed[meter] ?? total) }
        for use in uses {
            switch rates[use.meter] {
            case .success(let rate):
                outcome.lines.append(line(use, rate))
                outcome.prices[use.meter] = rate.tiers
            case .failure(let error):
                outcome.gaps.append(
                    CostReport.Gap(
                        resource: use.resource, what: "\(error.message) (\(use.note))", hint: error.hint,
                        atLeast: floor(use)))
            case nil: break
            }
        }
        return outcome
    }

    // MARK: Rates

    private func rate(_ meter: Meter, total: Quantity, billed: Quantity) -> Result<Rate, PriceError> {
        do throws(PriceError) {
            let ladder = try book.ladder(meter, region: region)
            var perUnit: [Double] = []
            for (all, paid) in zip(total.bounds, billed.bounds) {
                perUnit.append(all > 0 ? try ladder.cost(paid) / all : 0)
            }
            return .success(Rate(tiers: ladder.tiers, perUnit: perUnit))
        } catch {
            guard error.code == .none, let derived = derived(meter) else { return .failure(error) }
            return .success(derived)
        }
    }

    /// A price from those of other sizes or deployments; nil if there is none. Only a stand-in: no budget gate passes
    /// on it.
    private func derived(_ meter: Meter) -> Rate? {
        guard let found = DerivedPrice.find(meter, book: book, region: region) else { return nil }
        let (least, most) = (max(0, found.perUnit - found.error), found.perUnit + found.error)
        return Rate(tiers: [found.source], perUnit: [least, found.perUnit, most], isDerived: true)
    }

    /// What a use without a price costs at the least; nil if nothing is known.
    private func floor(_ use: MeterUse) -> Money? {
        guard let perHour = MachineFloor.perHour(use.meter, book: book, region: region) else { return nil }
        return Money(micros: Int64((perHour * use.quantity.low / 10_000).rounded(.down)), currency: "USD")
    }

    private func withoutFree(_ totals: [Meter: Quantity]) -> [Meter: Quantity] {
        var left = totals
        for free in book.freeTiers {
            var rest = Quantity(free.quantity)
            for meter in totals.keys.sorted() where meter.isWithin(free.meter) && meter.unit == free.unit {
                guard let total = left[meter] else { continue }
                let used = Quantity(
                    low: min(total.low, rest.low), expected: min(total.expected, rest.expected),
                    high: min(total.high, rest.high))
                left[meter] = total + used.times(-1)
                rest = rest + used.times(-1)
            }
        }
        return left
    }

    // MARK: Lines

    private func line(_ use: MeterUse, _ rate: Rate) -> CostReport.Line {
        let micros = zip(use.quantity.bounds, rate.perUnit).map { Int64(($0 * $1 / 10_000).rounded()) }
        return CostReport.Line(
            resource: use.resource, meter: use.meter, quantity: use.quantity,
            cost: CostRange(low: micros[0], expected: micros[1], high: micros[2]), note: use.note,
            isDerived: rate.isDerived)
    }
}
