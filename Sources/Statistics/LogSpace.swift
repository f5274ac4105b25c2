// Sums of numbers that only exist as logarithms: likelihood ratios overflow a Double within minutes of traffic.

import Foundation

/// Arithmetic on natural logarithms.
package enum LogSpace {
    /// ln(e^a + e^b), exact to rounding for any finite pair; −∞ stands for zero.
    package static func add(_ a: Double, _ b: Double) -> Double {
        let high = max(a, b)
        if high == -.infinity { return high }
        return high + log1p(exp(min(a, b) - high))
    }

    /// ln Σ e^v; −∞ for an empty list.
    package static func sum(_ values: [Double]) -> Double {
        guard let high = values.max(), high > -.infinity else { return -.infinity }
        var total = 0.0
        for value in values { total += exp(value - high) }
        return high + log(total)
    }

    /// ln of the mean of e^v; −∞ for an empty list.
    package static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? -.infinity : sum(values) - log(Double(values.count))
    }

    /// ln Σ w·e^v. Weights are plain numbers, zero allowed, and pair with `values` by position.
    package static func sum(_ values: [Double], weights: [Double]) -> Double {
        var terms: [Double] = []
        for (value, weight) in zip(values, weights) where weight > 0 { terms.append(value + log(weight)) }
        return sum(terms)
    }
}
