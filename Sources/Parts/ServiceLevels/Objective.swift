// What a flow promises, in the one form in which it is measured: a share of good requests over a rolling window.

package import Core
package import Telemetry

/// One objective of a flow.
package struct Objective: Hashable, Sendable {
    /// What is counted as good.
    package enum Kind: Hashable, Sendable {
        /// Requests whose user got a proper answer.
        case availability
        /// Requests faster than the limit.
        case latency(below: Duration, warn: Duration)
    }

    /// What is counted as good.
    package var kind: Kind
    /// The share of valid requests that must be good; below 100 %.
    package var target: Percent
    /// The rolling window.
    package var window: Duration

    /// An objective.
    package init(kind: Kind, target: Percent, window: Duration) {
        self.kind = kind
        self.target = target
        self.window = window
    }

    /// The objectives of a specification: availability, then latency.
    package static func all(of spec: ObjectivesSpec) -> [Objective] {
        let latency = spec.latency
        return [
            Objective(kind: .availability, target: spec.availability.target, window: spec.availability.window),
            Objective(
                kind: .latency(below: latency.below, warn: latency.warn),
                target: Percent(fraction: latency.percentile / 100), window: latency.window),
        ]
    }

    /// `availability` or `latency`.
    package var name: String {
        switch kind {
        case .availability: "availability"
        case .latency: "latency"
        }
    }

    /// The requests that were not good.
    package func spent(in counts: RequestCounts) -> Int {
        switch kind {
        case .availability: counts.bad
        case .latency: counts.slow
        }
    }

    /// The share that may fail, above 0.
    package var allowedShare: Double { Double(100_000_000 - target.microPercent) / 1e8 }

    /// Whether `spent` of `valid` requests are more than the objective allows; exact, without rounding.
    package func isBroken(spent: Int, of valid: Int) -> Bool {
        Int128(spent) * 100_000_000 > Int128(valid) * Int128(100_000_000 - target.microPercent)
    }
}
