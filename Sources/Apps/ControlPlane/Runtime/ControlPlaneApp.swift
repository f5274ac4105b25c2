// The control plane put together: stores, adapters, parts and HTTP in one service group.

import Core
import Foundation
import HAProxy
import Hosts
package import Logging
import Releases
import SQLiteStore
import ServiceLifecycle
import Shell
import Synchronization
import Telemetry
import UnixSignals

/// The control plane of one flow on this machine.
package struct ControlPlaneApp: Sendable {
    /// What it is started with.
    package struct Options: Sendable {
        /// The specification's file.
        package var specification: String
        /// The state folder.
        package var state: StateFolder
        /// Where its API and page listen.
        package var server: ServerSettings
        /// Whether HAProxy also writes its log to standard output.
        package var logsToOutput: Bool

        /// Options.
        package init(specification: String, state: StateFolder, server: ServerSettings, logsToOutput: Bool) {
            self.specification = specification
            self.state = state
            self.server = server
            self.logsToOutput = logsToOutput
        }
    }

    private let options: Options
    private let logger: Logger
    private let environment: [String: String]

    /// A control plane; nothing is opened yet. `environment` is the process's own.
    package init(options: Options, environment: [String: String], logger: Logger) {
        self.options = options
        self.environment = environment
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT. `onReady` gets the link that logs a browser in, once connections are accepted, and
    /// whether its token is new. Throws what keeps it from starting, with what to do.
    package func run(onReady: @escaping @Sendable (String, _ isNew: Bool) -> Void) async throws {
        let folder = options.state
        try folder.create()
        let loaded = try LoadedSpecification.load(options.specification)
        let parts = try await assemble(loaded)
        let token = try TokenFile(path: folder.tokenFile).loadOrCreate(randomBytes: SystemIDs.randomBytes)
        let server = try ControlServer(
            desk: parts.desk, token: token.token, settings: options.server, clock: ContinuousClock(),
            wallClock: SystemWallClock(), logger: logger)
        let host = options.server.host
        let application = server.application { port in
            let link = ControlServer.loginLink(host: host, port: port, token: token.token)
            do {
                try ControlAddress(host: host, port: port, pid: ProcessInfo.processInfo.processIdentifier)
                    .write(to: folder.controlFile)
            } catch {
                logger.error("\(error)")
            }
            onReady(link, token.created)
        }
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: parts.telemetry, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: parts.driver, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: parts.housekeeping, failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(service: application, failureTerminationBehavior: .gracefullyShutdownGroup),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = RuntimeLimits.ownStop
        try await ServiceGroup(configuration: configuration).run()
    }

    private struct Parts {
        var desk: RunningDesk
        var telemetry: TelemetryService
        var driver: DriverService
        var housekeeping: HousekeepingService
    }

    private func assemble(_ loaded: LoadedSpecification) async throws -> Parts {
        let folder = options.state
        let clock = SystemWallClock()
        let ids = SystemIDs()
        let flow = loaded.spec.flow
        guard let environmentSpec = loaded.environment else {
            throw ControlError(
                .refused, "\(loaded.path) has no environment with target: hosts",
                hint: "Add one under environments, for example `production: { target: hosts }`")
        }
        let settings = try LocalSettings.loadOrCreate(in: folder, listen: environmentSpec.listen)
        let database = try StateDatabase(path: folder.stateFile, clock: clock)
        let holder = "control-plane \(ids.next("P")) (process \(ProcessInfo.processInfo.processIdentifier))"
        let lease = try await acquireLease(database, flow: flow, holder: holder)
        let store = SQLiteReleaseStore(database, lease: lease)
        let dataPlane = HAProxyDataPlane(socket: RuntimeSocket(path: folder.runtimeSocket))
        let units = SharedUnitCounter(
            routes: RouteTable(loaded.spec.routes), limits: .init(loaded.spec.objectives.latency))
        let host = LocalHost(
            secrets: SecretFiles(root: folder.secrets), runner: SystemCommandRunner(), inherited: environment,
            podmanOptions: environment["STEADY_PODMAN_OPTIONS"]?.split(separator: " ").map(String.init) ?? [],
            firstPort: folder.firstPort)
        let driver = try FlowDriver(
            flow: flow, store: store, dataPlane: dataPlane, host: host, units: units, clock: clock, ids: ids,
            logDirectory: folder.logs)
        if let lastSeen = lease.lastSeen { try await driver.resume(away: clock.now - lastSeen) }
        let proxyFile = ProxyFile(
            path: folder.proxyConfiguration, template: configuration(loaded, settings: settings), logger: logger)
        await proxyFile.update(driver.sight().state)
        return try await parts(
            loaded, database: database, lease: lease, store: store, dataPlane: dataPlane, units: units, driver: driver,
            proxyFile: proxyFile)
    }

    private func parts(
        _ loaded: LoadedSpecification, database: StateDatabase, lease: StateLease, store: SQLiteReleaseStore,
        dataPlane: HAProxyDataPlane, units: SharedUnitCounter, driver: FlowDriver, proxyFile: ProxyFile
    ) async throws -> Parts {
        let folder = options.state
        let clock = SystemWallClock()
        let telemetry = try SQLiteTelemetryStore(path: folder.telemetryFile)
        try telemetry.open(at: clock.now)
        let pipeline = LogLinePipeline(
            parser: RequestLogParser(),
            counter: ObservationCounter(
                routes: RouteTable(loaded.spec.routes), limits: .init(loaded.spec.objectives.latency)),
            resuming: try telemetry.lastFlush()?.checkpoint)
        let factory = ReleaseUnitFactory(
            artifacts: try ArtifactStore(root: folder.artifacts, runner: SystemCommandRunner()),
            secrets: SecretFiles(root: folder.secrets), ids: SystemIDs(),
            specificationFolder: URL(fileURLWithPath: loaded.path).deletingLastPathComponent().path)
        return Parts(
            desk: RunningDesk(
                driver: driver, store: store, journal: SQLiteLedger(database), telemetry: telemetry,
                pipeline: pipeline, specification: SpecificationKeeper(loaded), units: factory, clock: clock),
            telemetry: TelemetryService(
                pipeline: pipeline, store: telemetry, units: units, source: LogReceiver(path: folder.logSocket),
                dataPlane: dataPlane, clock: clock, logger: logger),
            driver: DriverService(
                driver: driver, database: database, lease: lease,
                brief: GuardBriefWriter(
                    path: folder.guardBrief, flow: loaded.spec.flow, lease: loaded.spec.rollout.lease, logger: logger),
                proxyFile: proxyFile, logger: logger),
            housekeeping: HousekeepingService(
                driver: driver, store: store, artifacts: factory.artifacts, clock: clock, logger: logger))
    }

    /// Takes the lease; after a kill -9 the one before may have some seconds to run, and those are waited for.
    private func acquireLease(_ database: StateDatabase, flow: String, holder: String) async throws -> StateLease {
        let previous = WholeFile.read(options.state.controlFile).flatMap {
            try? CanonicalJSON.decode(ControlAddress.self, from: $0)
        }
        if let previous, !previous.isAlive { try database.breakLease(flow, heldByProcess: previous.pid) }
        return try database.acquireLease(flow, holder: holder, for: RuntimeLimits.lease)
    }

    private func configuration(_ loaded: LoadedSpecification, settings: LocalSettings) -> HAProxyConfiguration {
        let service = loaded.spec.service
        return HAProxyConfiguration(
            listen: settings.listen, runtimeSocket: options.state.runtimeSocket, logSocket: options.state.logSocket,
            logsToOutput: options.logsToOutput, healthPath: service.health, sessionCookie: service.sessionCookie,
            cookieKey: settings.cookieKey,
            serverTimeout: max(.seconds(30), loaded.spec.objectives.latency.below * 3), servers: [])
    }
}
