// Whether this instance can take traffic.
import HTTPTypes
import Hummingbird

/// `GET /healthz`: 200 only while the schema is in place and the database answers within a second.
struct HealthRoute: Sendable {
    /// A pool of its own: a busy service is not an unhealthy one.
    let database: Database
    let schema: Schema
    let release: Release

    private struct Health: Encodable {
        let status = "ok"
        let release: String
    }

    func add(to router: Router<some RequestContext>) {
        router.get("healthz") { _, _ in
            try await check()
            return try Response.json(Health(release: release.version))
        }
    }

    private func check() async throws {
        if release.faults.neverHealthy == true { throw unhealthy("This release is never healthy.") }
        do {
            try await database.run(within: Limits.healthTimeout) { _ = try $0.query("SELECT 1") }
        } catch {
            throw unhealthy("The database does not answer.", cause: "\(error)")
        }
        guard schema.isReady else { throw unhealthy("The schema is not up to date yet.") }
    }

    private func unhealthy(_ message: String, cause: String? = nil) -> Refusal {
        Refusal(status: .serviceUnavailable, code: "unhealthy", message: message, cause: cause ?? message)
    }
}
