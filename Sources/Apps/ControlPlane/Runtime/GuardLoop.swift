// `steady guard`: looks at the brief twice a second and, if the control plane is silent too long, sends traffic home.

import Core
import Foundation
import HAProxy
package import Logging
package import Releases
import SQLiteStore

/// The guard of one flow. It opens the database only to note what it has done, after it has done it.
package struct GuardLoop: Sendable {
    /// What the guard did, as it stands in the ledger under `guard.sent-home`.
    package struct Facts: Codable, Hashable, Sendable {
        /// The release that has all traffic now.
        package var lastGood: String
        /// The rollout that was running; nil if none.
        package var rollout: String?
        /// How long the control plane had been silent, in seconds.
        package var silentSeconds: Double
        /// What was changed.
        package var changes: [ServerChange]
        /// The servers as they were read back.
        package var servers: [ServerView]
    }

    private let folder: StateFolder
    private let logger: Logger

    /// The guard of the flow in a state folder.
    package init(folder: StateFolder, logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    /// Runs until its task is cancelled.
    package func run() async {
        var machine = GuardMachine()
        let start = ContinuousClock.now
        var pending: [Facts] = []
        for await _ in Ticker(every: RuntimeLimits.guardLook) {
            let order = machine.on(brief(), at: ContinuousClock.now - start)
            if case .sendHome(let lastGood, let rollout, let silence) = order {
                do {
                    let facts = try await sendHome(lastGood, rollout: rollout, silence: silence)
                    machine.sentHome()
                    if !facts.changes.isEmpty { pending.append(facts) }
                } catch {
                    logger.error("traffic could not be sent home, trying again: \(error)")
                }
            }
            pending = pending.filter { !note($0) }.suffix(10)
        }
    }

    private func brief() -> GuardBrief? {
        guard let text = WholeFile.read(folder.guardBrief) else { return nil }
        do { return try CanonicalJSON.decode(from: text) } catch {
            logger.error("\(folder.guardBrief) cannot be read: \(error)")
            return nil
        }
    }

    /// Sends traffic home and reads back that it is there; throws if it is not, then it is tried again.
    private func sendHome(_ lastGood: String, rollout: String?, silence: Duration) async throws -> Facts {
        let dataPlane = HAProxyDataPlane(socket: RuntimeSocket(path: folder.runtimeSocket))
        let changes = GuardMachine.changes(lastGood: lastGood, servers: try await dataPlane.read())
        for change in changes { try await dataPlane.perform(change) }
        let servers = try await dataPlane.read()
        guard GuardMachine.changes(lastGood: lastGood, servers: servers).isEmpty else {
            throw ControlError(
                .unavailable, "HAProxy does not show what it was told", hint: "Look at show servers state")
        }
        if !changes.isEmpty {
            logger.warning("the control plane is silent for \(silence.spoken): all traffic is with \(lastGood) now")
        }
        return Facts(
            lastGood: lastGood, rollout: rollout, silentSeconds: silence.inSeconds, changes: changes, servers: servers)
    }

    /// Notes it in the ledger; false to try again later (the disk may be full).
    private func note(_ facts: Facts) -> Bool {
        do {
            let database = try StateDatabase(path: folder.stateFile, clock: SystemWallClock(), create: false)
            let draft = try LedgerDraft(
                kind: "guard.sent-home", actor: "guard", subject: facts.rollout ?? facts.lastGood, facts: facts)
            try SQLiteLedger(database).append(draft)
            return true
        } catch {
            logger.error("what the guard did is not in the ledger yet: \(error)")
            return false
        }
    }
}
