// Removes what releases left behind and nothing will run again: the disk must not fill deployment by deployment.

import Core
import Hosts
import Logging
import Releases
import ServiceLifecycle

/// Keeps the artifacts of releases that run, that are kept warm, that are being rolled out, and those of the last
/// `RuntimeLimits.rolloutsKept` rollouts, which `rollback --to` may ask for; removes the others.
struct HousekeepingService: Service {
    private let driver: FlowDriver
    private let store: any ReleaseStore
    private let artifacts: ArtifactStore
    private let clock: any WallClock
    private let logger: Logger

    init(
        driver: FlowDriver, store: any ReleaseStore, artifacts: ArtifactStore, clock: any WallClock, logger: Logger
    ) {
        self.driver = driver
        self.store = store
        self.artifacts = artifacts
        self.clock = clock
        self.logger = logger
    }

    /// Runs until the service group shuts down. What cannot be removed now is tried again next time.
    func run() async throws {
        for await _ in Ticker(every: RuntimeLimits.housekeeping).cancelOnGracefulShutdown() {
            do {
                let removed = try await collect()
                if !removed.isEmpty { logger.info("\(removed.count) artifacts that nothing refers to were removed") }
            } catch {
                logger.error("artifacts could not be cleaned up: \(error)")
            }
        }
    }

    private func collect() async throws -> [Digest] {
        let state = await driver.sight().state
        let recent = try store.rollouts(flow: driver.flow, limit: RuntimeLimits.rolloutsKept)
        let kept = NeededArtifacts.of(state, recent: recent)
        return try artifacts.collect(keeping: kept, now: clock.now)
    }
}
