// What a rollout sees of the world in one turn of the loop.

package import Core

/// One look at the world: the input of a rollout's decision.
package struct RolloutWorld: Sendable {
    /// The time of day.
    package var now: WallTime
    /// The new release's instances that are wanted.
    package var instances: [InstanceView]
    /// How many of them there must be.
    package var wanted: Int
    /// Every server of the data plane.
    package var servers: [ServerView]
    /// Seconds that are complete and were not judged yet, in order.
    package var ticks: [JudgeTick]
    /// Units of the whole flow per second lately; nil if not known.
    package var unitRate: Double?
    /// The last log lines of instances that are not well, by server name.
    package var logTails: [String: [String]]
    /// Why an instance could not be started; nil if all could.
    package var startFailure: String?

    /// A look at the world.
    package init(
        now: WallTime, instances: [InstanceView], wanted: Int, servers: [ServerView], ticks: [JudgeTick] = [],
        unitRate: Double? = nil, logTails: [String: [String]] = [:], startFailure: String? = nil
    ) {
        self.now = now
        self.instances = instances
        self.wanted = wanted
        self.servers = servers
        self.ticks = ticks
        self.unitRate = unitRate
        self.logTails = logTails
        self.startFailure = startFailure
    }
}

/// What happened in a turn, as it goes to the ledger.
package enum RolloutEvent: Sendable {
    /// It began, with all its settings.
    case started(Rollout)
    /// A share is intended: written before the data plane is touched.
    case shareIntended(share: Double, because: String)
    /// The data plane was read back and has it.
    case shareConfirmed(share: Double, servers: [ServerView])
    /// The judge looked.
    case judged(ticks: [JudgedTick], judgement: Judgement, share: Double, totals: ArmTotals)
    /// It goes home: written before the data plane is touched.
    case goingHome(HomeReason, evidence: JudgeEvidence)
    /// All traffic moves to the new release: written before the data plane is touched.
    case promoting(because: String)
    /// It is live.
    case promoted(seconds: Double, totals: ArmTotals)
    /// The data plane was read back: no share, no traffic.
    case home(HomeReason, seconds: Double, totals: ArmTotals)
    /// Going home takes longer than it may: somebody must look.
    case homeUnverified(servers: [ServerView])
}
