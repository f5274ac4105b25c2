// What the demo found: the shape of `steady demo --json`, documented in docs/formats/demo.md.

import Core

/// The summary of a demo.
struct DemoSummary: Codable, Sendable {
    /// One release's rollout.
    struct Release: Codable, Sendable {
        /// Its name.
        var name: String
        /// `promoted` or `rolled-back`.
        var expected: String
        /// `promoted`, `rolled-back`, or `undecided`.
        var outcome: String
        /// From the order to the end of the rollout, in seconds.
        var seconds: Double
        /// From its first request to the decision to send it home or to promote it; nil if it had no traffic.
        var decisionSeconds: Double?
        /// From its first request to the end of its last one, for a release that went home; nil if it had no traffic.
        var canarySeconds: Double?
        /// User requests that failed while it was rolled out, by HAProxy's own log.
        var failedRequests: Int
        /// User requests slower than the objective meanwhile, by HAProxy's own log.
        var slowRequests: Int
        /// User requests that it served.
        var requests: Int
        /// Why it ended so.
        var because: String

        /// Whether it ended as it should.
        var isRight: Bool { outcome == expected }
    }

    /// What the death of the control plane cost.
    struct Killed: Codable, Sendable {
        /// The release that was being rolled out.
        var during: String
        /// User requests that failed from the kill until ten seconds after the control plane was back.
        var failedRequests: Int
        /// Seconds until it answered again.
        var backAfterSeconds: Double
    }

    /// The ledger at the end.
    struct Ledger: Codable, Sendable {
        var entries: Int
        var intact: Bool
    }

    /// Whether every outcome was the right one and the ledger is intact.
    var ok: Bool
    /// The rollouts in order.
    var releases: [Release]
    /// The control plane's death; nil if it could not be killed in time.
    var controlPlaneKilled: Killed?
    /// The ledger at the end.
    var ledger: Ledger
    /// All user requests, by HAProxy's own log.
    var requests: Int
    /// All failed user requests, by HAProxy's own log.
    var failedRequests: Int
    /// The share of the availability budget that is left, in percent; nil if nothing was counted.
    var budgetLeftPercent: Double?
    /// Sessions that the traffic driver began late: it kept up if this is 0.
    var lateSessions: Int
    /// The page's address, with the token.
    var page: String
    /// How long all of it took.
    var seconds: Double
}
