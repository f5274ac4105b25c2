// Counts requests: log lines in, units to the judge at once, rollups to the store each second.

import Core
import HAProxy
import Logging
import Releases
import ServiceLifecycle
import Telemetry

/// Receives HAProxy's log lines for as long as the control plane runs.
struct TelemetryService: Service {
    private let pipeline: LogLinePipeline
    private let store: any TelemetryStore
    private let units: SharedUnitCounter
    private let source: any LineSource
    private let dataPlane: HAProxyDataPlane
    private let clock: any WallClock
    private let logger: Logger

    init(
        pipeline: LogLinePipeline, store: any TelemetryStore, units: SharedUnitCounter, source: any LineSource,
        dataPlane: HAProxyDataPlane, clock: any WallClock, logger: Logger
    ) {
        self.pipeline = pipeline
        self.store = store
        self.units = units
        self.source = source
        self.dataPlane = dataPlane
        self.clock = clock
        self.logger = logger
    }

    /// Runs until the service group shuts down; the last counts are flushed and the store closed in order.
    func run() async throws {
        try source.start { [pipeline] in pipeline.receive($0) }
        defer { source.stop() }
        var beats = 0
        for await _ in Ticker(every: RuntimeLimits.intake).cancelOnGracefulShutdown() {
            takeIn()
            beats += 1
            guard beats % RuntimeLimits.intakesPerFlush == 0 else { continue }
            await compareCounters()
            flush()
            if beats % RuntimeLimits.intakesPerPrune == 0 { prune() }
        }
        source.stop()
        takeIn()
        flush()
        do { try store.close(at: clock.now) } catch { logger.error("telemetry: \(error)") }
    }

    private func takeIn() {
        for (observation, _) in pipeline.process(now: clock.now) { units.add(observation) }
    }

    private func compareCounters() async {
        do { pipeline.compare(try await dataPlane.counters()) } catch { logger.debug("telemetry: \(error)") }
    }

    private func flush() {
        let flush = pipeline.flush(now: clock.now)
        do {
            try store.add(flush)
        } catch {
            // Kept and tried again with the next flush: a full disk costs nothing until it has been full for long.
            pipeline.giveBack(flush)
            logger.error("telemetry: \(error)")
        }
    }

    private func prune() {
        do { try store.prune(now: clock.now) } catch { logger.error("telemetry: \(error)") }
    }
}
