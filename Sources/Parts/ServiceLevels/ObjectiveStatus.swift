// How an objective stands: the answer of `steady slo status`. docs/formats/slo-status.md documents the JSON.

package import Core

/// Whether an objective is kept.
package enum ObjectiveState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Kept over its window.
    case good
    /// Broken over its window.
    case bad
    /// There is not enough data to say. Never shown as good.
    case unknown
}

/// The error budget of an objective over its window.
package struct ErrorBudget: Codable, Hashable, Sendable {
    /// Requests that may fail at the traffic counted in the window.
    package var allowed: Double
    /// Requests that did fail.
    package var spent: Int
    /// Requests that may still fail; negative when overspent.
    package var left: Double
    /// The part of the budget left, in percent: 100 when untouched, negative when overspent; nil without traffic.
    package var leftPercent: Double?
    /// Seconds until it is empty if failures go on as they do now, without counting what becomes free as old failures
    /// leave the window; 0 when it is empty; nil if nothing fails now or nothing is known.
    package var emptyInSeconds: Int?
    /// What "now" means for `emptyInSeconds`: `1h`, or `5m` while counting is younger than an hour.
    package var rateOver: String
}

/// How fast the budget is being spent.
package struct BurnRate: Codable, Hashable, Sendable {
    /// The window: `5m`, `1h`, `6h`.
    package var window: String
    /// Requests that count in it.
    package var valid: Int
    /// Of these, those that were not good.
    package var spent: Int
    /// 1 spends exactly the budget over the objective's window; nil without traffic.
    package var rate: Double?
}

/// How one objective stands.
package struct ObjectiveStatus: Codable, Hashable, Sendable {
    /// `availability` or `latency`.
    package var name: String
    /// The share that must be good.
    package var target: Percent
    /// The limit of a good request's time, in milliseconds; latency only.
    package var belowMilliseconds: Int64?
    /// The window in seconds.
    package var windowSeconds: Int
    /// The first second really counted, since 1970: the window's start, to the width kept there, or the first count.
    package var from: Int
    /// The second after the last one counted.
    package var to: Int
    /// Good requests.
    package var good: Int
    /// Requests that count.
    package var valid: Int
    /// The share of good ones, 0 … 1; nil without traffic.
    package var ratio: Double?
    /// Whether it is kept.
    package var state: ObjectiveState
    /// Why, in one sentence.
    package var because: String
    /// The error budget.
    package var budget: ErrorBudget
    /// How fast it is being spent, shortest window first.
    package var burn: [BurnRate]
}

/// Quantiles of total times.
package struct LatencyQuantiles: Codable, Hashable, Sendable {
    /// Requests measured.
    package var samples: Int
    /// Half were faster, in milliseconds, within 1 %; nil without samples.
    package var p50: Double?
    /// 95 of 100 were faster.
    package var p95: Double?
    /// 99 of 100 were faster.
    package var p99: Double?
}

/// What is known to be missing.
package struct MissingCounts: Codable, Hashable, Sendable {
    /// Seconds for which nobody knows what was missed.
    package var unknownSeconds: Int
    /// Requests known to be missed.
    package var lostRequests: Int
    /// The larger of both shares: of the seconds, and of the requests; 0 … 1.
    package var share: Double
}
