// Everything that the page shows and `GET /api/v1/flow` answers, as one value. The format is docs/formats/api.md.

package import Core

/// One flow in one environment, as of one moment.
package struct FlowSnapshot: Codable, Hashable, Sendable {
    /// The flow's name.
    package var flow: String
    /// The environment's name.
    package var environment: String
    /// The moment it describes.
    package var time: WallTime
    /// The release that takes the traffic, or most of it; nil if there is none.
    package var live: String?
    /// The objectives in the order of the specification.
    package var objectives: [ObjectiveView]
    /// Traffic over the last ten seconds.
    package var now: TrafficView
    /// Latency over the latency objective's window.
    package var window: LatencyView
    /// Where latency begins to matter.
    package var limits: LatencyLimits
    /// The last ten minutes in steps of five seconds: the total first, then each release while a rollout runs.
    package var series: [SeriesView]
    /// The releases known to this machine, live first.
    package var releases: [ReleaseView]
    /// The rollout that runs, or the last one; nil if there was none.
    package var rollout: RolloutView?
    /// Times in which requests were not counted.
    package var gaps: [GapView]
    /// What somebody should look at, one sentence each.
    package var warnings: [String]
    /// The last ledger entries, newest first, at most `HTTPLimits.ledgerLines`.
    package var ledger: [LedgerLine]

    /// A snapshot from all its parts.
    package init(
        flow: String, environment: String, time: WallTime, live: String?, objectives: [ObjectiveView],
        now: TrafficView, window: LatencyView, limits: LatencyLimits, series: [SeriesView], releases: [ReleaseView],
        rollout: RolloutView?, gaps: [GapView] = [], warnings: [String] = [], ledger: [LedgerLine] = []
    ) {
        self.flow = flow
        self.environment = environment
        self.time = time
        self.live = live
        self.objectives = objectives
        self.now = now
        self.window = window
        self.limits = limits
        self.series = series
        self.releases = releases
        self.rollout = rollout
        self.gaps = gaps
        self.warnings = warnings
        self.ledger = ledger
    }
}

/// An objective and how it stands.
package struct ObjectiveView: Codable, Hashable, Sendable {
    /// How an objective stands.
    package enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is kept.
        case good
        /// It is broken.
        case bad
        /// There is not enough data to say.
        case unknown
    }

    /// What is left of the error budget.
    package struct Budget: Codable, Hashable, Sendable {
        /// The share left, in percent: 100 for untouched, negative when overspent.
        package var leftPercent: Double
        /// How many more requests may fail or be slow, at the window's traffic; negative when overspent.
        package var leftRequests: Int
        /// When it is empty at the present rate, for people: `2 d 5 h`, `not at this rate`; nil if unknown.
        package var emptyIn: String?

        /// A budget.
        package init(leftPercent: Double, leftRequests: Int, emptyIn: String?) {
            self.leftPercent = leftPercent
            self.leftRequests = leftRequests
            self.emptyIn = emptyIn
        }
    }

    /// `availability`, `latency`.
    package var name: String
    /// What is promised, for people: `99.95% succeed`, `95% below 8s`.
    package var target: String
    /// The rolling window, for example `30d`.
    package var window: String
    /// Valid requests in the window that kept the promise.
    package var good: Int
    /// Valid requests in the window.
    package var valid: Int
    /// The share of good requests, 0 … 100; nil without valid requests.
    package var percent: Double?
    /// What is left of the error budget; nil if it cannot be said.
    package var budget: Budget?
    /// How it stands.
    package var state: State
    /// Why, in one sentence.
    package var because: String

    /// An objective and how it stands.
    package init(
        name: String, target: String, window: String, good: Int, valid: Int, percent: Double?, budget: Budget?,
        state: State, because: String
    ) {
        self.name = name
        self.target = target
        self.window = window
        self.good = good
        self.valid = valid
        self.percent = percent
        self.budget = budget
        self.state = state
        self.because = because
    }
}

/// A time in which requests were not counted, or not all.
package struct GapView: Codable, Hashable, Sendable {
    /// Its first moment.
    package var from: WallTime
    /// The moment after its last; nil if it goes on.
    package var to: WallTime?
    /// Why.
    package var reason: String
    /// How many requests were not counted; nil if that is not known.
    package var lost: Int?

    /// A gap.
    package init(from: WallTime, to: WallTime?, reason: String, lost: Int?) {
        self.from = from
        self.to = to
        self.reason = reason
        self.lost = lost
    }
}

/// A ledger entry in one line.
package struct LedgerLine: Codable, Hashable, Sendable {
    /// Its id, for example `L-000123`.
    package var id: String
    /// When it was written.
    package var time: WallTime
    /// What happened, for example `rollout.promoted`.
    package var kind: String
    /// Who did it.
    package var actor: String
    /// What it is about.
    package var subject: String
    /// The facts, for people, in one sentence.
    package var summary: String

    /// A line.
    package init(id: String, time: WallTime, kind: String, actor: String, subject: String, summary: String) {
        self.id = id
        self.time = time
        self.kind = kind
        self.actor = actor
        self.subject = subject
        self.summary = summary
    }
}
