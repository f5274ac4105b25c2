// How much of a meter is used in a month, and what it costs, as ranges: autoscaling and unknown values give no number.

package import Core

/// A quantity per month: at the least load or size, as expected, and at the most.
package struct Quantity: Codable, Hashable, Sendable {
    /// At the least.
    package var low: Double
    /// As expected.
    package var expected: Double
    /// At the most.
    package var high: Double

    /// A range.
    package init(low: Double, expected: Double, high: Double) {
        self.low = low
        self.expected = expected
        self.high = high
    }

    /// One number.
    package init(_ exact: Double) { self.init(low: exact, expected: exact, high: exact) }

    /// Every bound times a number.
    package func times(_ factor: Double) -> Quantity {
        Quantity(low: low * factor, expected: expected * factor, high: high * factor)
    }

    /// Every bound times the other's.
    package func times(_ other: Quantity) -> Quantity {
        Quantity(low: low * other.low, expected: expected * other.expected, high: high * other.high)
    }

    /// Bound by bound.
    package static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(low: left.low + right.low, expected: left.expected + right.expected, high: left.high + right.high)
    }

    /// Whether it is one number.
    package var isExact: Bool { low == high && low == expected }

    /// The bounds, in order.
    var bounds: [Double] { [low, expected, high] }
}

/// US dollars per month: at the least, as expected, at the most. Of a difference each bound is the difference of the
/// same bounds, so that `low` may be the larger one.
package struct CostRange: Codable, Hashable, Sendable {
    /// At the least.
    package var low: Money
    /// As expected.
    package var expected: Money
    /// At the most.
    package var high: Money

    /// A range in millionths of a dollar.
    package init(low: Int64, expected: Int64, high: Int64) {
        self.low = Money(micros: low, currency: "USD")
        self.expected = Money(micros: expected, currency: "USD")
        self.high = Money(micros: high, currency: "USD")
    }

    /// Nothing.
    package static let zero = CostRange(low: 0, expected: 0, high: 0)

    /// Bound by bound.
    package static func + (left: CostRange, right: CostRange) -> CostRange {
        CostRange(
            low: left.low.micros + right.low.micros, expected: left.expected.micros + right.expected.micros,
            high: left.high.micros + right.high.micros)
    }

    /// Bound by bound.
    package static func - (left: CostRange, right: CostRange) -> CostRange {
        CostRange(
            low: left.low.micros - right.low.micros, expected: left.expected.micros - right.expected.micros,
            high: left.high.micros - right.high.micros)
    }

    /// Whether it is one number.
    package var isExact: Bool { low == high && low == expected }
}

/// A use of one meter by one resource in a month.
package struct MeterUse: Codable, Hashable, Sendable {
    /// The resource, or whatever the use is told apart by.
    package var resource: String
    /// The meter.
    package var meter: Meter
    /// How much in a month, in the meter's unit.
    package var quantity: Quantity
    /// How the quantity comes about: `2 tasks of 0.25 vCPU for 730 h`.
    package var note: String

    /// A use.
    package init(resource: String, meter: Meter, quantity: Quantity, note: String = "") {
        self.resource = resource
        self.meter = meter
        self.quantity = quantity
        self.note = note
    }
}

/// The hours of a month as AWS's own calculator counts them: 365 days of 24 hours by twelve.
package let hoursPerMonth = 730.0
