// The limits of the running control plane.

/// Named limits of the control plane's loops.
package enum RuntimeLimits {
    /// How often lines are taken in.
    package static let intake: Duration = .milliseconds(100)
    /// Intakes between two flushes to the store: one second.
    package static let intakesPerFlush = 10
    /// Intakes between two clean-ups of the store: one minute.
    package static let intakesPerPrune = 600
    /// How often artifacts that are not needed any more are removed.
    package static let housekeeping: Duration = .seconds(600)
    /// Rollouts whose releases stay stored, so that traffic can go back to them.
    package static let rolloutsKept = 20
    /// How often the driver turns.
    package static let turn: Duration = .seconds(1)
    /// How often it turns while traffic is being moved, so that an abort is read back soon.
    package static let quickTurn: Duration = .milliseconds(250)
    /// How often the lease is renewed.
    package static let leaseRenewal: Duration = .seconds(5)
    /// How long the lease lasts: a control plane that was killed is replaced at once by one of the same machine.
    package static let lease: Duration = .seconds(15)
    /// How often the guard looks.
    package static let guardLook: Duration = .milliseconds(500)
    /// How often `steady up` looks after its processes.
    package static let supervision: Duration = .milliseconds(300)
    /// How often `steady up` looks after the database that it started.
    package static let databaseLook: Duration = .seconds(3)
    /// Deaths of one of our processes in a row, each after a life of at most `quickLife`, after which what ails it is
    /// taken to be there to stay.
    package static let quickDeaths = 5
    /// A shorter life than this is a failed start.
    package static let quickLife: Duration = .seconds(5)
    /// The longest pause before a process that died is started again.
    package static let restartPause: Duration = .seconds(30)
    /// A process that has run so long counts as one that starts well.
    package static let provenRun: Duration = .seconds(60)
    /// How long our own processes have to end in order.
    package static let ownStop: Duration = .seconds(10)
    /// Releases without instances that the page lists; the ledger has all of them.
    package static let retiredShown = 5
    /// The last ten minutes are shown, in steps of five seconds.
    package static let chartSeconds = 600
    /// The width of a step of the charts, in seconds.
    package static let chartStep = 5
}

/// Gives an element at once and then one after each pause. Ends when its task is cancelled.
struct Ticker: AsyncSequence, Sendable {
    let pause: Duration

    init(every pause: Duration) {
        self.pause = pause
    }

    struct Iterator: AsyncIteratorProtocol {
        let pause: Duration
        var isFirst = true

        mutating func next() async -> Void? {
            guard !isFirst else {
                isFirst = false
                return ()
            }
            do { try await ContinuousClock().sleep(for: pause) } catch { return nil }
            return ()
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(pause: pause) }
}
