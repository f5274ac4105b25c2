// The donations service: a form, its donations in PostgreSQL, and the payment provider's notices.
// It is told everything by its environment; see README.md.
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

@main
struct Donations {
    /// EX_CONFIG of sysexits.h: whoever starts the service knows that trying again will not help.
    private static let configurationFault: Int32 = 78
    /// EX_UNAVAILABLE: something that is needed is not there, for example the port.
    private static let unavailable: Int32 = 69

    static func main() async {
        let settings: Settings
        do {
            settings = try Settings.read(environment: ProcessInfo.processInfo.environment)
        } catch {
            end(configurationFault, error.faults)
        }
        // A log reader that goes away must not take the service with it.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { _ in StructuredLog() }
        var logger = Logger(label: "donations")
        logger[metadataKey: "release"] = "\(settings.release.version)"
        if !settings.unit.isEmpty { logger[metadataKey: "unit"] = "\(settings.unit)" }
        do {
            try await serve(settings, logger)
        } catch {
            end(unavailable, ["cannot serve on \(settings.host):\(settings.port): \(error)"])
        }
    }

    private static func serve(_ settings: Settings, _ logger: Logger) async throws {
        let name = "donations \(settings.release.version)"
        let database = Database(url: settings.databaseURL, application: name)
        let healthDatabase = Database(url: settings.databaseURL, application: name + " health", connections: 1)
        let schema = Schema(database: database, logger: logger)
        let store = DonationStore(database: database, release: settings.release.version)
        let pages = Pages(app: settings.app)
        let faults = settings.release.faults

        let router = Router()
        router.add(middleware: RequestFrame(pages: pages))
        if faults.failEverything == true { router.add(middleware: FailEverything()) }
        DonationRoutes(store: store, app: settings.app, pages: pages, faults: faults).add(to: router)
        PaymentRoutes(store: store, key: settings.paymentKey).add(to: router)
        HealthRoute(database: healthDatabase, schema: schema, release: settings.release).add(to: router)

        let idle = TimeAmount.seconds(Limits.idleClient.components.seconds)
        let application = Application(
            router: router, server: .http1(configuration: .init(idleTimeout: idle)),
            configuration: .init(address: .hostname(settings.host, port: settings.port)),
            onServerRunning: { _ in faults.leakPortIfAsked(logger: logger) }, logger: logger)
        try await run(application, schema, faults, logger)
        try await database.close()
        try await healthDatabase.close()
    }

    /// Runs until SIGTERM or SIGINT: then no new connections, requests in flight end, and it is over.
    private static func run(
        _ application: some Service, _ schema: Schema, _ faults: BuiltInFaults, _ logger: Logger
    ) async throws {
        var services: [any Service] = [schema, application]
        if let seconds = faults.crashAfter { services.append(CrashLater(seconds: seconds, logger: logger)) }
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        if faults.hangOnShutdown == true {
            configuration.gracefulShutdownSignals = []
            signal(SIGTERM, SIG_IGN)
        }
        configuration.maximumGracefulShutdownDuration = Limits.shutdown
        try await ServiceGroup(configuration: configuration).run()
    }

    private static func end(_ status: Int32, _ reasons: [String]) -> Never {
        for reason in reasons { FileHandle.standardError.write(Data("donations: \(reason)\n".utf8)) }
        exit(status)
    }
}
