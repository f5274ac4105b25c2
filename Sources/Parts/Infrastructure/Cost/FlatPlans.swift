// CloudFront's flat plans: one price a month for distribution, firewall, zone and logs, without overage.

internal import Core

/// Whether a flat plan would be cheaper than what a report counts by use.
enum FlatPlans {
    /// What a plan includes per distribution and month (shared/reference/prices.md, note a; since 2025-11-18).
    private static let plans: [(name: String, requests: Double, gigabytes: Double)] = [
        ("free", 1e6, 100), ("pro", 10e6, 50_000), ("business", 125e6, 50_000), ("premium", 500e6, 50_000),
    ]

    /// A sentence on the cheapest plan that includes the expected use, if it saves money; nil if none does. A plan
    /// throttles what is above it and has no continuous deployment, so this is advice and never a price.
    static func advice(_ lines: [CostReport.Line], book: PriceBook, region: String) -> String? {
        let covered = lines.filter { $0.meter.isWithin("cloudfront") || $0.meter.isWithin("waf") }
        let distributions = Set(lines.filter { $0.meter.isWithin("cloudfront.out") }.map(\.resource)).count
        guard distributions > 0 else { return nil }
        func used(_ meter: Meter) -> Double {
            lines.filter { $0.meter.isWithin(meter) }.map(\.quantity.expected).reduce(0, +) / Double(distributions)
        }
        let requests = used("cloudfront.https") + used("cloudfront.http")
        let gigabytes = used("cloudfront.out")
        let cost = covered.map(\.cost.expected.micros).reduce(0, +)
        guard let plan = plans.first(where: { $0.requests >= requests && $0.gigabytes >= gigabytes }) else {
            return nil
        }
        do throws(PriceError) {
            let price = try book.price(Meter("cloudfront.flat.\(plan.name).month"), region: region)
            let flat = price.amount.tenBillionths / 10_000 * Int64(distributions)
            guard flat < cost else { return nil }
            let amounts = [cost, flat].map { CostText.cents(Money(micros: $0, currency: "USD")) }
            return "CloudFront and WAF cost \(amounts[0]) USD by use; CloudFront's flat plan '\(plan.name)' would be "
                + "\(amounts[1]) USD, without continuous deployment, and throttles above its limits."
        } catch {
            // Advice needs a price; without one there is none to give.
            return nil
        }
    }
}
