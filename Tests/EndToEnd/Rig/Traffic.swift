// Users: open-loop traffic that goes on whatever happens to the flow.

import Core
import Foundation
import HTTPTraffic
import LoadTesting

/// Traffic that runs until it is ended.
final class Traffic: Sendable {
    private let run: LoadRun<ContinuousClock>
    private let client: HTTPLoadClient
    private let task: Task<LoadReport, Never>

    /// Begins at once: `perSecond` sessions (Poisson arrivals) of `journey` to `base`.
    init(_ journey: Journey, to base: String, perSecond: Double, seed: UInt64 = 20_261_124) throws {
        client = HTTPLoadClient(base: base)
        let run = LoadRun(
            journey: journey, schedule: try ArrivalSchedule([.init(.seconds(600), at: Rate(perSecond: perSecond))]),
            seed: seed, client: client, clock: ContinuousClock())
        self.run = run
        task = Task { await run.run() }
    }

    /// One request to the stub.
    static func stub() throws -> Journey {
        try Journey(steps: [.init("work", "GET", Template(StubService.route), timeout: .seconds(10))])
    }

    /// A donor of the example: form, donation, payment notice.
    static func donor() throws -> Journey {
        try Journey(
            variables: ["amount": .oneOf(["5", "12.50", "100"]), "donor": .hexadecimal(digits: 8)],
            steps: [
                .init(
                    "form", "GET", "/donate", headers: [.init("Accept", "text/html")],
                    extracts: [.init("key", after: "name=idempotencyKey value=\"", before: "\"")]),
                .init(
                    "donate", "POST", "/donations",
                    headers: [
                        .init("Accept", "text/html"), .init("Content-Type", "application/x-www-form-urlencoded"),
                    ],
                    body:
                        "amount={{amount|form}}&currency=EUR&email={{donor}}%40example.org&idempotencyKey={{key|form}}",
                    expects: 200...201,
                    extracts: [.init("reference", after: "<code id=\"reference\">", before: "</code>")]),
                .init(
                    "payment", "POST", "/webhooks/payment", headers: [.init("Content-Type", "application/json")],
                    body: #"{"reference":"{{reference}}","status":"paid"}"#, usesCookies: false, expects: 200...200),
            ])
    }

    /// What users have seen so far.
    var soFar: LoadReport { run.report }

    /// Ends it when those under way are done; gives what users saw. The first call counts.
    @discardableResult
    func end() async throws -> LoadReport {
        run.finish()
        let report = await task.value
        try await client.shutDown()
        return report
    }

    /// Ends it at once.
    func cut() async {
        run.finish()
        task.cancel()
        _ = await task.value
        do { try await client.shutDown() } catch { return }
    }
}
