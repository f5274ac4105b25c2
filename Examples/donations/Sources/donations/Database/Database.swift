// A bounded pool of connections: as many threads as connections, so a thread that runs always finds a free one.
// libpq blocks; these threads exist so that the event loops, which serve everybody, never do.
import NIOPosix
import Synchronization

/// The database behind the service. Connects when first used, and again after the server was away.
final class Database: Sendable {
    private let url: String
    private let application: String
    private let threads: NIOThreadPool
    private let slots: [Slot]
    /// The slots that no thread uses, the most recently used last.
    private let free: Mutex<[Int]>
    private let pending = Mutex(0)

    /// A place for one connection; empty until it is needed and after the connection broke.
    private final class Slot: Sendable {
        let connection = Mutex<Connection?>(nil)
    }

    /// A pool of at most `connections` to the database that `url` names. Nothing is connected yet.
    init(url: String, application: String, connections: Int = Limits.connections) {
        self.url = url
        self.application = application
        threads = NIOThreadPool(numberOfThreads: connections)
        threads.start()
        slots = (0..<connections).map { _ in Slot() }
        free = Mutex(Array(0..<connections))
    }

    /// Runs `body` with a connection of its own and returns its result; throws `DatabaseError`.
    ///
    /// If a connection that was open before turns out to be broken, `body` runs once more on a new one. Everything
    /// in this service may therefore happen twice without harm: inserts carry a key, updates name their final state.
    func run<Value: Sendable>(
        within limit: Duration = Limits.statementTimeout, _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        try enter()
        defer { leave() }
        return try await threads.runIfActive { [self] in
            guard ContinuousClock.now < deadline else {
                throw DatabaseError(code: .timeout, message: "no connection became free in time")
            }
            let index = free.withLock { $0.removeLast() }
            defer { free.withLock { $0.append(index) } }
            return try slots[index].connection.withLock { try work(&$0, deadline, body) }
        }
    }

    /// Closes all connections, after the work in hand.
    func close() async throws {
        try await threads.shutdownGracefully()
        for slot in slots { slot.connection.withLock { $0 = nil } }
    }

    private func work<Value>(
        _ slot: inout Connection?, _ deadline: ContinuousClock.Instant, _ body: (Connection) throws -> Value
    ) throws -> Value {
        if slot?.wasClosedByServer == true { slot = nil }
        let wasOpen = slot != nil
        do {
            return try attempt(&slot, deadline, body)
        } catch let error as DatabaseError where error.code == .connectionLost && wasOpen {
            return try attempt(&slot, deadline, body)
        }
    }

    private func attempt<Value>(
        _ slot: inout Connection?, _ deadline: ContinuousClock.Instant, _ body: (Connection) throws -> Value
    ) throws -> Value {
        let connection = try slot ?? Connection(url: url, application: application, deadline: deadline)
        connection.deadline = deadline
        defer { slot = connection.isUsable ? connection : nil }
        return try body(connection)
    }

    private func enter() throws {
        let admitted = pending.withLock { count in
            guard count < slots.count + Limits.waiting else { return false }
            count += 1
            return true
        }
        guard admitted else {
            throw DatabaseError(code: .overloaded, message: "\(Limits.waiting) statements are waiting already")
        }
    }

    private func leave() {
        pending.withLock { $0 -= 1 }
    }
}
