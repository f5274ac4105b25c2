// Releases and rollouts as the API gives them.

package import Core

/// A release on this machine.
package struct ReleaseView: Codable, Hashable, Sendable {
    /// What a release is for at present.
    package enum Role: String, Codable, Hashable, Sendable, CaseIterable {
        /// It takes the traffic.
        case live
        /// It takes a share, and is judged.
        case canary
        /// It runs without traffic, ready to take over again.
        case warm
        /// It no longer runs.
        case retired
    }

    /// Its name.
    package var name: String
    /// The artifact's digest.
    package var digest: String
    /// What it is for at present.
    package var role: Role
    /// Its instances.
    package var instances: [InstanceView]
    /// The share of traffic that the data plane gives it, 0 … 100, as read back.
    package var weightPercent: Double

    /// A release.
    package init(name: String, digest: String, role: Role, instances: [InstanceView], weightPercent: Double) {
        self.name = name
        self.digest = digest
        self.role = role
        self.instances = instances
        self.weightPercent = weightPercent
    }
}

/// An instance of a release.
package struct InstanceView: Codable, Hashable, Sendable {
    /// How an instance is.
    package enum Health: String, Codable, Hashable, Sendable, CaseIterable {
        /// Started, not healthy yet.
        case starting
        /// It can take traffic.
        case healthy
        /// It does not answer as it should.
        case unhealthy
        /// It finishes what it has begun and takes nothing new.
        case draining
        /// It runs without traffic, ready to take over again; its health is not asked for.
        case standby
        /// It does not run.
        case stopped
    }

    /// Its name in the data plane.
    package var name: String
    /// The port it listens on; nil if not known yet.
    package var port: Int?
    /// The process id; nil if it does not run, or runs in a container.
    package var pid: Int?
    /// How it is.
    package var health: Health

    /// An instance.
    package init(name: String, port: Int?, pid: Int?, health: Health) {
        self.name = name
        self.port = port
        self.pid = pid
        self.health = health
    }
}

/// A rollout: where it is, what speaks for and against the release, and what is still needed.
package struct RolloutView: Codable, Hashable, Sendable {
    /// What the judge says at present.
    package enum Decision: String, Codable, Hashable, Sendable, CaseIterable {
        /// Not enough evidence yet either way.
        case `continue`
        /// The release is good enough.
        case promote
        /// The release goes home.
        case rollback
        /// The input cannot be trusted, or there is none.
        case cannotProve = "cannot-prove"
    }

    /// How it ended.
    package enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
        /// The new release takes all traffic.
        case promoted
        /// The old release takes all traffic again: by evidence, harm, or a fault of the release.
        case rolledBack = "rolled-back"
        /// The old release takes all traffic again: somebody wanted it.
        case aborted
    }

    /// Its id, for example `R-7f3a91c2`.
    package var id: String
    /// The new release.
    package var release: String
    /// The old release; nil for the first deployment.
    package var from: String?
    /// Where it is, as one or two words: `starting`, `canary`, `going home`, `watching`, `done`.
    package var phase: String
    /// The share of traffic that the new release has, 0 … 100.
    package var sharePercent: Double
    /// Who started it.
    package var startedBy: String
    /// When it was started.
    package var startedAt: WallTime
    /// How long it has been running, or ran, in seconds.
    package var elapsedSeconds: Int
    /// What the judge says at present.
    package var decision: Decision
    /// Why, in one sentence.
    package var because: String
    /// The tests, each with how far its evidence has come.
    package var evidence: [EvidenceView]
    /// What is still needed for a decision, for people: `41 more requests or about 20 s`; nil if nothing is.
    package var stillNeeded: String?
    /// What was counted: the new release's arm first.
    package var counts: [ArmView]
    /// What it has cost users so far; nil before it has traffic.
    package var harm: HarmView?
    /// How it ended; nil while it runs.
    package var outcome: Outcome?
    /// The last lines that the new release logged, oldest first, where they explain the outcome; nil if they do not.
    package var logTail: [String]?
    /// Whether the specification changed after the rollout began: it goes on with the one it began with.
    package var specChanged: Bool

    /// A rollout.
    package init(
        id: String, release: String, from: String?, phase: String, sharePercent: Double, startedBy: String,
        startedAt: WallTime, elapsedSeconds: Int, decision: Decision, because: String, evidence: [EvidenceView] = [],
        stillNeeded: String? = nil, counts: [ArmView] = [], harm: HarmView? = nil, outcome: Outcome? = nil,
        logTail: [String]? = nil, specChanged: Bool = false
    ) {
        self.id = id
        self.release = release
        self.from = from
        self.phase = phase
        self.sharePercent = sharePercent
        self.startedBy = startedBy
        self.startedAt = startedAt
        self.elapsedSeconds = elapsedSeconds
        self.decision = decision
        self.because = because
        self.evidence = evidence
        self.stillNeeded = stillNeeded
        self.counts = counts
        self.harm = harm
        self.outcome = outcome
        self.logTail = logTail
        self.specChanged = specChanged
    }

    /// Whether it has not ended.
    package var isRunning: Bool { outcome == nil }
}

/// How far one test's evidence has come.
package struct EvidenceView: Codable, Hashable, Sendable {
    /// What the test speaks for.
    package enum Direction: String, Codable, Hashable, Sendable, CaseIterable {
        /// For promoting the release.
        case promote
        /// For sending it home.
        case rollback
    }

    /// The test's stable name, for example `failures-ratio`.
    package var test: String
    /// What it shows when it is full, for people: `fails more often than v1`.
    package var meaning: String
    /// What it speaks for.
    package var toward: Direction
    /// The evidence as odds, for people: `14,000 : 1`.
    package var odds: String
    /// How far it has come, 0 … 1; at 1 it decides.
    package var progress: Double

    /// One test's evidence.
    package init(test: String, meaning: String, toward: Direction, odds: String, progress: Double) {
        self.test = test
        self.meaning = meaning
        self.toward = toward
        self.odds = odds
        self.progress = progress
    }
}

/// What was counted for one arm of a rollout.
package struct ArmView: Codable, Hashable, Sendable {
    /// `canary` or `control`.
    package var arm: String
    /// The release behind it.
    package var release: String
    /// Units counted: sessions where there are any, else requests.
    package var units: Int
    /// Units that failed.
    package var bad: Int
    /// Units that were slow.
    package var slow: Int

    /// The counts of one arm.
    package init(arm: String, release: String, units: Int, bad: Int, slow: Int) {
        self.arm = arm
        self.release = release
        self.units = units
        self.bad = bad
        self.slow = slow
    }
}

/// What a rollout has cost users, against what it may.
package struct HarmView: Codable, Hashable, Sendable {
    /// Failed units of the new release.
    package var spent: Int
    /// Failed units after which it goes home whatever the evidence.
    package var limit: Int

    /// Harm spent and its limit.
    package init(spent: Int, limit: Int) {
        self.spent = spent
        self.limit = limit
    }
}
