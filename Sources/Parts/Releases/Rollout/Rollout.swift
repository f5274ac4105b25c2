// One rollout: everything that must survive a crash.

package import Core

/// What a rollout was started with. Later changes of the specification do not touch it.
package struct RolloutSettings: Codable, Hashable, Sendable {
    /// The judge's limits and error rates.
    package var policy: JudgePolicy
    /// How the share grows.
    package var ramp: RampPolicy
    /// How long new instances may take to become healthy.
    package var startWithin: Duration
    /// How long requests in flight have to finish, and instances to end.
    package var stopWithin: Duration
    /// How long the old release stays warm after promotion.
    package var watch: Duration
    /// How long the control plane may be away before what it knew counts as stale.
    package var lease: Duration
    /// The digest of the specification's text.
    package var specification: Digest

    /// Settings.
    package init(
        policy: JudgePolicy, ramp: RampPolicy, startWithin: Duration, stopWithin: Duration, watch: Duration,
        lease: Duration, specification: Digest
    ) {
        self.policy = policy
        self.ramp = ramp
        self.startWithin = startWithin
        self.stopWithin = stopWithin
        self.watch = watch
        self.lease = lease
        self.specification = specification
    }
}

/// Why a rollout goes home.
package struct HomeReason: Codable, Hashable, Sendable {
    /// The kind of reason.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// The judge found harm.
        case evidence
        /// Instances did not become healthy in time.
        case neverHealthy = "never-healthy"
        /// An instance ended or stopped answering.
        case crashed
        /// An instance could not be started.
        case notStarted = "not-started"
        /// A person said so.
        case aborted
        /// The limit of harm was reached before the evidence was.
        case harm
        /// There was not enough evidence within the time limit.
        case cannotProve = "cannot-prove"
        /// The control plane was away longer than its lease.
        case leaseLost = "lease-lost"
        /// A return that was begun for an ill release, which is well again.
        case notNeeded = "not-needed"
    }

    /// The kind.
    package var kind: Kind
    /// One sentence for people, with numbers.
    package var because: String
    /// The last lines of the instance concerned; empty if it is about none.
    package var logTail: [String]

    /// A reason.
    package init(_ kind: Kind, because: String, logTail: [String] = []) {
        self.kind = kind
        self.because = because
        self.logTail = logTail
    }
}

/// A wish to end a rollout.
package struct StopRequest: Codable, Hashable, Sendable {
    /// Who: `user:alice`.
    package var actor: String
    /// Why.
    package var reason: String

    /// A wish.
    package init(actor: String, reason: String) {
        self.actor = actor
        self.reason = reason
    }
}

/// One rollout of a release, or one return to an earlier release.
package struct Rollout: Codable, Hashable, Sendable {
    /// What it is for.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// A new release, moved by evidence.
        case release
        /// Back to a release that was good before: no judge, at once.
        case `return`
    }

    /// Where it stands.
    package enum Phase: String, Codable, Hashable, Sendable, CaseIterable {
        /// New instances start and become healthy; no traffic yet.
        case preparing
        /// They carry a share, and the judge looks each second.
        case judging
        /// All traffic moves to them; the old release drains.
        case promoting
        /// All traffic moves back; the new release drains.
        case goingHome = "going-home"
        /// Finished: the new release is live.
        case promoted
        /// Finished: the old release is live, the new one carries nothing.
        case home
    }

    /// Its id.
    package var id: String
    /// The flow.
    package var flow: String
    /// What it is for.
    package var kind: Kind
    /// The release that was live; nil for the first ever.
    package var from: String?
    /// The release that is to be.
    package var to: String
    /// Who started it, and why.
    package var startedBy: StopRequest
    /// When.
    package var started: WallTime
    /// What it was started with.
    package var settings: RolloutSettings
    /// Where it stands.
    package var phase: Phase
    /// Since when.
    package var since: WallTime
    /// The judge with all evidence so far.
    package var judge: Judge {
        get { keptJudge.value ?? Judge(policy: settings.policy) }
        set { keptJudge = KeptJudge(value: newValue) }
    }
    /// The judge as it is stored.
    var keptJudge: KeptJudge
    /// What the judge said last; nil before its first look.
    package var judgement: Judgement?
    /// The share of the new release that is intended now, 0 … 1.
    package var share: Double
    /// Since when the data plane has had that share, read back; nil until then.
    package var shareConfirmed: WallTime?
    /// The last second that was judged.
    package var lastSecond: Int
    /// Judged seconds that are not in the ledger yet.
    package var unwritten: [JudgedTick]
    /// Units of both arms so far.
    package var counts: ArmTotals
    /// The wish to end it, if there is one.
    package var stop: StopRequest?
    /// Why it goes or went home.
    package var reason: HomeReason?
    /// Requests that the new release's servers had served at the last look, to see that traffic has ended.
    package var lastTotal: Int?
    /// When the data plane was read back without a share and without traffic for the new release.
    package var trafficEnded: WallTime?
    /// When it was finished.
    package var finished: WallTime?
    /// Whether a return is given up once the live release is healthy again.
    package var endsIfLiveRecovers: Bool?

    /// Whether it is over.
    package var isFinished: Bool { phase == .promoted || phase == .home }
}

/// A judge in the store. One that another version wrote in another shape is read as none: its evidence is dropped and
/// gathered anew, which delays a decision and never makes a wrong one.
struct KeptJudge: Codable, Hashable, Sendable {
    var value: Judge?

    init(value: Judge?) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        do { value = try Judge(from: decoder) } catch is DecodingError { value = nil }
    }

    func encode(to encoder: any Encoder) throws {
        if let value { try value.encode(to: encoder) } else { try [String: Int]().encode(to: encoder) }
    }
}

/// A second as the judge took it.
package struct JudgedTick: Codable, Hashable, Sendable {
    /// The counts.
    package var tick: JudgeTick
    /// The share that was in force during the whole second; nil if it changed or was not confirmed.
    package var expectedShare: Double?

    /// A judged second.
    package init(tick: JudgeTick, expectedShare: Double?) {
        self.tick = tick
        self.expectedShare = expectedShare
    }
}

/// The totals of both arms.
package struct ArmTotals: Codable, Hashable, Sendable {
    /// The release that was live.
    package var control: ArmCounts
    /// The new release.
    package var canary: ArmCounts

    /// Totals; zero by default.
    package init(
        control: ArmCounts = ArmCounts(units: 0, bad: 0, slow: 0),
        canary: ArmCounts = ArmCounts(units: 0, bad: 0, slow: 0)
    ) {
        self.control = control
        self.canary = canary
    }

    /// Adds one second.
    package mutating func add(_ tick: JudgeTick) {
        if let more = tick.control { control = control + more }
        if let more = tick.canary { canary = canary + more }
    }
}

extension ArmCounts {
    /// The sum of two counts.
    package static func + (left: ArmCounts, right: ArmCounts) -> ArmCounts {
        ArmCounts(units: left.units + right.units, bad: left.bad + right.bad, slow: left.slow + right.slow)
    }
}
