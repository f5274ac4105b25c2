// The faults of the example's bad releases at work.
import Foundation
import Hummingbird
import Logging
import ServiceLifecycle

extension BuiltInFaults {
    /// What a donation suffers before it is looked at.
    func beforeDonation() async throws {
        if let share = failDonations, Double.random(in: 0..<1) < share { throw BuiltInFault() }
        if let slow = slowDonations, Double.random(in: 0..<1) < slow.share {
            try await Task.sleep(for: .seconds(slow.seconds))
        }
    }

    /// Lets a left-over process keep the port, as a service does that forks and forgets. Call while the port is open.
    func leakPortIfAsked(logger: Logger) {
        guard let seconds = leakPort else { return }
        let child = fork()
        guard child == 0 else {
            logger.warning(
                "fault: a left-over process keeps the port", metadata: ["pid": "\(child)", "seconds": "\(seconds)"])
            return
        }
        setsid()
        sleep(seconds)
        _exit(0)
    }
}

/// A failure that a release was built with.
struct BuiltInFault: Error, CustomStringConvertible {
    let description = "this release is built to fail"
}

/// Fails every request but the health check.
struct FailEverything<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path == "/healthz" else { throw BuiltInFault() }
        return try await next(request, context)
    }
}

/// Ends the process like a crash: at once, without goodbye.
struct CrashLater: Service {
    let seconds: Double
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await Task.sleep(for: .seconds(seconds))
            logger.critical("fault: crash")
            _exit(70)
        }
    }
}
