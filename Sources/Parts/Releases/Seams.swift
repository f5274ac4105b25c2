// What this part asks of the outside world. Adapters conform; Tests/TestKit has Memory and Faulty implementations.

package import Core

/// What the data plane says of one server.
package struct ServerView: Codable, Hashable, Sendable {
    /// Whether it takes new requests.
    package enum Mode: String, Codable, Hashable, Sendable {
        /// It takes its share.
        case ready
        /// It takes no new sessions, only those that stick to it.
        case drain
        /// It takes no new requests at all.
        case maintenance
    }

    /// Its name, `RELEASE.INDEX`.
    package var name: String
    /// Its loopback port.
    package var port: Int
    /// Its weight, 0 … 256.
    package var weight: Int
    /// Whether it takes new requests.
    package var mode: Mode
    /// Whether its health check passes now.
    package var isHealthy: Bool
    /// What the last check said, for people: `L7OK/200`.
    package var check: String
    /// Requests being served.
    package var sessions: Int
    /// Requests ever served, since it was added.
    package var total: Int
    /// Connection attempts that failed, since it was added.
    package var connectionErrors: Int

    /// A view.
    package init(
        name: String, port: Int, weight: Int, mode: Mode, isHealthy: Bool, check: String = "", sessions: Int = 0,
        total: Int = 0, connectionErrors: Int = 0
    ) {
        self.name = name
        self.port = port
        self.weight = weight
        self.mode = mode
        self.isHealthy = isHealthy
        self.check = check
        self.sessions = sessions
        self.total = total
        self.connectionErrors = connectionErrors
    }

    /// The release that it runs: the name up to the last dot.
    package var release: String {
        guard let dot = name.lastIndex(of: ".") else { return name }
        return String(name[..<dot])
    }
}

/// One change of the data plane. Each is idempotent: repeating it changes nothing more.
package enum ServerChange: Codable, Hashable, Sendable {
    /// Adds a server with weight 0 whose health is checked; it takes no traffic yet.
    case add(name: String, port: Int, healthPath: String)
    /// Sets weight and mode together.
    case set(name: String, weight: Int, mode: ServerView.Mode)
    /// Cuts the requests that it still serves.
    case cutSessions(name: String)
    /// Removes a server in maintenance without sessions.
    case remove(name: String)
}

/// The load balancer in front of the flow.
package protocol DataPlane: Sendable {
    /// All servers as they are now: the truth about where traffic goes.
    func read() async throws -> [ServerView]
    /// Carries out one change; throws if it was refused or not answered.
    func perform(_ change: ServerChange) async throws
}

/// Where instances run.
package protocol InstanceHost: Sendable {
    /// A loopback port that nothing listens on and that is none of `taken`.
    func freePort(notIn taken: Set<Int>) async throws -> Int
    /// Starts an instance and gives the handle by which it is known. Throws if it cannot be started at all.
    func start(_ record: InstanceRecord, of unit: ReleaseUnit) async throws -> String
    /// The handle of an instance that was started but whose handle was never stored; nil if there is none.
    func find(_ record: InstanceRecord) async throws -> String?
    /// Whether the instance is alive, its forgotten children included.
    func isAlive(_ record: InstanceRecord) async -> Bool
    /// Asks it to end, or ends it with its children if `force`.
    func stop(_ record: InstanceRecord, force: Bool) async throws
    /// The last lines of its log.
    func logTail(_ record: InstanceRecord, lines: Int) async -> [String]
}

/// A change of state and the ledger entries that belong to it: stored in one transaction, or not at all.
package struct StateChange: Sendable {
    /// The flow's new state, if it changes.
    package var flow: FlowState?
    /// The rollout's new state, if it changes.
    package var rollout: Rollout?
    /// New or changed instances.
    package var instances: [InstanceRecord]
    /// A new release.
    package var release: ReleaseUnit?
    /// What happened.
    package var entries: [LedgerDraft]

    /// A change; nothing by default.
    package init(
        flow: FlowState? = nil, rollout: Rollout? = nil, instances: [InstanceRecord] = [],
        release: ReleaseUnit? = nil, entries: [LedgerDraft] = []
    ) {
        self.flow = flow
        self.rollout = rollout
        self.instances = instances
        self.release = release
        self.entries = entries
    }

    /// Whether there is nothing to store.
    package var isEmpty: Bool {
        flow == nil && rollout == nil && instances.isEmpty && release == nil && entries.isEmpty
    }
}

/// Everything stored about one flow's releases, as read at a start.
package struct StoredState: Sendable {
    /// The flow's state; nil before the first release.
    package var flow: FlowState?
    /// The rollout that is not finished; nil if there is none.
    package var rollout: Rollout?
    /// Instances that may be running.
    package var instances: [InstanceRecord]
    /// Every release by name.
    package var releases: [String: ReleaseUnit]

    /// A stored state; nothing by default.
    package init(
        flow: FlowState? = nil, rollout: Rollout? = nil, instances: [InstanceRecord] = [],
        releases: [String: ReleaseUnit] = [:]
    ) {
        self.flow = flow
        self.rollout = rollout
        self.instances = instances
        self.releases = releases
    }
}

/// Where state is kept, together with the ledger.
package protocol ReleaseStore: Sendable {
    /// Everything about the flow.
    func load(flow: String) throws -> StoredState
    /// Stores a change with its entries durably, in one transaction. If it throws nothing was stored; a lost lease is a
    /// `ReleaseError` with the code `leaseLost`.
    @discardableResult
    func commit(_ change: StateChange, flow: String) throws -> [LedgerEntry]
    /// One rollout, finished or not; nil if there is none with this id.
    func rollout(id: String) throws -> Rollout?
    /// The newest rollouts first, at most `limit`.
    func rollouts(flow: String, limit: Int) throws -> [Rollout]
}
