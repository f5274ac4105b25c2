// The loop of the driver: one turn a second, the lease renewed, the guard kept quiet, HAProxy's file kept current.

import Core
import Foundation
import HAProxy
import Logging
import Releases
import SQLiteStore
import ServiceLifecycle

/// Drives the flow's releases for as long as the control plane runs and holds its lease.
struct DriverService: Service {
    private let driver: FlowDriver
    private let database: StateDatabase
    private let lease: StateLease
    private let brief: GuardBriefWriter
    private let proxyFile: ProxyFile
    private let logger: Logger

    init(
        driver: FlowDriver, database: StateDatabase, lease: StateLease, brief: GuardBriefWriter, proxyFile: ProxyFile,
        logger: Logger
    ) {
        self.driver = driver
        self.database = database
        self.lease = lease
        self.brief = brief
        self.proxyFile = proxyFile
        self.logger = logger
    }

    /// Runs until the service group shuts down. Throws only when another control plane has taken over.
    func run() async throws {
        var lastRenewal = ContinuousClock.now
        var lastTurn: ContinuousClock.Instant?
        var complaint = ""
        for await _ in Ticker(every: RuntimeLimits.quickTurn).cancelOnGracefulShutdown() {
            let now = ContinuousClock.now
            if now - lastRenewal >= RuntimeLimits.leaseRenewal {
                try renew()
                lastRenewal = now
            }
            let isQuick = await driver.isMoving
            if !isQuick, let lastTurn, now - lastTurn < RuntimeLimits.turn - .milliseconds(20) { continue }
            lastTurn = now
            complaint = try await turn(complaint)
            let sight = await driver.sight()
            brief.beat(sight.state)
            proxyFile.update(sight.state)
        }
        let sight = await driver.sight()
        brief.last(sight.state)
        try database.release(lease)
    }

    /// One turn; the same complaint is logged once, not each second. Throws only when the lease is lost: whoever has
    /// been replaced must not move traffic any more.
    private func turn(_ before: String) async throws -> String {
        do {
            try database.verify(lease)
            try await driver.turn()
            let failure = await driver.sight().failure
            guard let failure else { return "" }
            if failure.description != before { logger.warning("\(failure)") }
            return failure.description
        } catch let error as SQLiteStoreError where error.code == .leaseLost {
            throw error
        } catch let error as ReleaseError where error.code == .leaseLost {
            throw error
        } catch {
            let text = "\(error)"
            if text != before { logger.error("\(text)") }
            return text
        }
    }

    /// A full disk must not end the control plane; a lost lease must.
    private func renew() throws {
        do {
            try database.renew(lease, for: RuntimeLimits.lease)
        } catch let error as SQLiteStoreError where error.code == .leaseLost {
            throw error
        } catch {
            logger.error("\(error)")
        }
    }
}

/// Writes the guard's brief.
final class GuardBriefWriter: Sendable {
    private let path: String
    private let flow: String
    private let lease: Duration
    private let beats = BeatCounter()
    private let logger: Logger

    init(path: String, flow: String, lease: Duration, logger: Logger) {
        self.path = path
        self.flow = flow
        self.lease = lease
        self.logger = logger
    }

    /// A sign of life.
    func beat(_ state: StoredState) {
        write(state, isOver: false)
    }

    /// The last sign of a control plane that ends in order. With a rollout running the guard stays on its watch.
    func last(_ state: StoredState) {
        write(state, isOver: state.rollout == nil)
    }

    private func write(_ state: StoredState, isOver: Bool) {
        let brief = GuardBrief(
            flow: flow, beat: beats.next(), writer: ProcessInfo.processInfo.processIdentifier,
            lease: state.rollout?.settings.lease ?? lease, lastGood: state.flow?.live, rollout: state.rollout?.id,
            isOver: isOver)
        do {
            try WholeFile.write(try CanonicalJSON.text(brief), to: path)
        } catch {
            logger.error("the guard's brief cannot be written, it may act: \(error)")
        }
    }
}
