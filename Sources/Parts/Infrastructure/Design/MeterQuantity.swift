// What a design uses in a month, and the seam through which it is priced.

package import Core

/// An amount of something that is billed, for one month of 730 hours.
package struct MeterQuantity: Codable, Hashable, Sendable {
    /// The meter's key, for example `fargate.arm.vcpu-hour`.
    package var meter: String
    /// How much in a month, 0 or more, after the free tier.
    package var quantity: Double
    /// What is counted, for example `vCPU-hour`.
    package var unit: String
    /// Where the amount comes from, for people.
    package var because: String

    /// An amount of `meter`.
    package init(meter: String, quantity: Double, unit: String, because: String) {
        self.meter = meter
        self.quantity = quantity
        self.unit = unit
        self.because = because
    }
}

/// Knows what meters cost: the price book, or a table in a test.
package protocol MeterPricing {
    /// The cost of a month's amount in USD. Throws if the meter has no price, or more than one.
    func monthly(_ quantity: MeterQuantity) throws -> Money

    /// How old the prices behind these amounts are, in a sentence; nil if that is not known.
    func age(_ quantities: [MeterQuantity]) -> String?
}

extension MeterPricing {
    /// Not known.
    package func age(_ quantities: [MeterQuantity]) -> String? { nil }
}
