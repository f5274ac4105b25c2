// What earlier work proved, as far as a review rests on it.

package import Core

/// Facts of the ledger that a review asks for.
package struct ReviewEvidence: Hashable, Sendable {
    /// A load test: what sizes were enough for which traffic.
    package struct LoadReport: Hashable, Sendable {
        /// Where it stands and how long it counts.
        package var evidence: Evidence
        /// The traffic that was carried, in flows per second.
        package var rate: Double
        /// The sizes with which it was: `aws_ecs_service.shop.desired_count` or `aws_ecs_service.desired_count` to a
        /// number. Sizes of machines by their name.
        package var sizes: [String: String]

        /// A load report.
        package init(evidence: Evidence, rate: Double, sizes: [String: String]) {
            self.evidence = evidence
            self.rate = rate
            self.sizes = sizes
        }
    }

    /// A restore drill.
    package struct RestoreDrill: Hashable, Sendable {
        /// Where it stands and how long it counts.
        package var evidence: Evidence
        /// Whether the data came back in time.
        package var isPassed: Bool

        /// A drill.
        package init(evidence: Evidence, isPassed: Bool) {
            self.evidence = evidence
            self.isPassed = isPassed
        }
    }

    /// The newest load report; nil if there is none.
    package var load: LoadReport?
    /// The newest restore drill; nil if there is none.
    package var drill: RestoreDrill?

    /// Evidence; none by default.
    package init(load: LoadReport? = nil, drill: RestoreDrill? = nil) {
        self.load = load
        self.drill = drill
    }
}
