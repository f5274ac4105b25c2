// What a person does with a flow: commands, and calls of the API.

import Core
import Foundation
import SQLiteStore
import Shell
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension FlowRig {
    /// Runs a command of the binary on this flow.
    func steady(
        _ arguments: [String], timeout: Duration = .seconds(60), environment own: [String: String]? = nil
    ) async throws -> CommandResult {
        try await runner.run(
            [Programs.steady] + arguments + ["--file", specification, "--state", state],
            environment: own ?? environment,
            workingDirectory: folder, timeout: timeout, outputLimit: 8 << 20)
    }

    /// Runs a command and decodes its `--json`; the exit code beside it.
    func json<Value: Decodable>(
        _ arguments: [String], as type: Value.Type = Value.self, timeout: Duration = .seconds(60)
    ) async throws -> (value: Value, exitCode: Int32) {
        let result = try await steady(arguments + ["--json"], timeout: timeout)
        do {
            return (try JSONDecoder().decode(Value.self, from: Data(result.standardOutput.utf8)), result.exitCode)
        } catch {
            throw DidNotHappen(
                what:
                    "\(arguments.joined(separator: " ")) prints JSON: \(result.standardOutput)\(result.standardError)",
                limit: .zero)
        }
    }

    /// Lays out a release of the stub and gives its folder.
    func layOut(_ version: String, _ faults: StubFaults = .init()) throws -> String {
        let place = "\(folder)/releases/\(version)"
        try StubService.layOut(version, faults: faults, in: place)
        return place
    }

    /// Deploys a release of the stub and waits for its end.
    func deploy(
        _ version: String, _ faults: StubFaults = .init(), timeout: Duration = .seconds(100)
    ) async throws -> (value: RolloutAnswer, exitCode: Int32) {
        try await json(["deploy", version, try layOut(version, faults), "--yes"], timeout: timeout)
    }

    /// Deploys a release of the stub and returns when its rollout has begun.
    func begin(_ version: String, _ faults: StubFaults = .init()) async throws -> RolloutAnswer {
        try await json(["deploy", version, try layOut(version, faults), "--yes", "--no-wait"]).value
    }

    /// Deploys `v1`, the first release, and waits until it is live.
    func deployFirst() async throws {
        let first = try await deploy("v1")
        try #require(first.value.outcome == "promoted", "v1 is not live: \(first.value)")
    }

    /// The rollout that runs, or the last one.
    func rollout() async throws -> RolloutAnswer { try await json(["rollout", "status"]).value }

    /// Waits until a rollout has ended.
    func ended(_ id: String, within limit: Duration) async throws -> RolloutAnswer {
        try await eventually("rollout \(id) ends", within: limit, every: .milliseconds(250)) {
            let answer = try await callIfUp("/api/v1/rollouts/\(id)", as: RolloutAnswer.self)
            return answer.flatMap { $0.outcome == nil ? nil : $0 }
        }
    }

    /// Waits until the canary of a rollout has served so many users.
    func canaryServes(_ units: Int, of id: String, within limit: Duration = .seconds(20)) async throws {
        try await eventually("the canary serves \(units) users", within: limit, every: .milliseconds(100)) {
            let answer = try await callIfUp("/api/v1/rollouts/\(id)", as: RolloutAnswer.self)
            if let outcome = answer?.outcome {
                throw DidNotHappen(what: "it runs: \(outcome) \(answer?.because ?? "")", limit: limit)
            }
            return answer?.canaryUnits ?? 0 >= units
        }
    }

    /// Waits for an entry of a kind that is newer than `after`.
    @discardableResult
    func entry(
        _ kind: String, after: Int = 0, subject: String? = nil, within limit: Duration = .seconds(30)
    ) async throws -> LedgerEntry {
        try await eventually("the ledger has \(kind)", within: limit, every: .milliseconds(10)) {
            try ledger().latest(40, subject: subject).first { $0.kind == kind && $0.sequence > after }
        }
    }

    /// Fails unless the ledger is intact.
    func ledgerIsIntact() async throws {
        let check = try await json(["ledger", "verify"], as: LedgerAnswer.self)
        #expect(check.value.intact && check.exitCode == 0)
    }

    // MARK: The API

    /// Calls the API with this flow's token (or `token`, empty for none); gives status and body.
    func call(_ path: String, token: String? = nil) async throws -> (status: Int, body: Data) {
        let file = try #require(control, "no control plane is running")
        var request = URLRequest(url: try #require(URL(string: "http://\(file.host):\(file.port)\(path)")))
        request.timeoutInterval = 10
        let given = token ?? read("token")?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        if !given.isEmpty { request.setValue("Bearer \(given)", forHTTPHeaderField: "Authorization") }
        let (body, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, body)
    }

    /// Calls the API; nil while nobody answers.
    func callIfUp<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value? {
        do {
            let (status, body) = try await call(path)
            guard status == 200 else { return nil }
            return try JSONDecoder().decode(Value.self, from: body)
        } catch is URLError {
            return nil
        }
    }

    /// The flow as the API shows it.
    func flow() async throws -> FlowAnswer {
        try await eventually("the API answers") { try await callIfUp("/api/v1/flow", as: FlowAnswer.self) }
    }
}
