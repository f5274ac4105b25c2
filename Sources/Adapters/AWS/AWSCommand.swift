// Runs the aws program and gives its JSON.

internal import Foundation
package import Infrastructure
package import Shell

/// One call of `aws`: its arguments without the global ones, and the IAM action that it needs.
package struct AWSCall: Hashable, Sendable {
    /// `ce get-cost-and-usage --granularity DAILY …`.
    package var arguments: [String]
    /// `ce:GetCostAndUsage`.
    package var action: String

    /// A call.
    package init(_ arguments: [String], action: String) {
        self.arguments = arguments
        self.action = action
    }
}

/// Runs calls of `aws`.
package struct AWSCommand: Sendable {
    private let runner: any CommandRunner
    private let program: String
    private let region: String
    private let endpoint: String?
    private let environment: [String: String]
    private let wait: @Sendable (Duration) async throws -> Void

    /// Runs `program` for a region, with `environment` (usually ours whole: credentials are aws's own business).
    /// `endpoint` replaces AWS for tests. `clock` waits when AWS throttles.
    package init(
        runner: any CommandRunner, program: String = "aws", region: String, endpoint: String? = nil,
        environment: [String: String], clock: some Clock<Duration>
    ) {
        self.runner = runner
        self.program = program
        self.region = region
        self.endpoint = endpoint
        self.environment = Self.quiet(environment)
        wait = { try await clock.sleep(for: $0) }
    }

    /// The environment without a pager. `--no-cli-pager` would say the same, but version 1 of aws refuses it.
    package static func quiet(_ environment: [String: String]) -> [String: String] {
        environment.merging(["AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off"]) { $1 }
    }

    /// The whole command line.
    package static func line(program: String, _ call: AWSCall, region: String, endpoint: String?) -> [String] {
        var line = [program] + call.arguments + ["--region", region, "--output", "json"]
        if let endpoint { line += ["--endpoint-url", endpoint] }
        return line
    }

    /// The answer as JSON. Throws `AWSError`, or `ShellError` if aws is missing or does not end. Throttled calls are
    /// tried again after 1, 2 and 4 seconds.
    package func json(_ call: AWSCall) async throws -> JSONValue {
        let line = Self.line(program: program, call, region: region, endpoint: endpoint)
        var pause = AWSLimits.firstWait
        for attempt in 1... {
            let result = try await runner.run(
                line, environment: environment, workingDirectory: nil, timeout: AWSLimits.call,
                outputLimit: AWSLimits.answer)
            guard result.exitCode != 0 else { return try Self.parse(result.standardOutput, line) }
            let error = AWSError.of(
                line, exitCode: result.exitCode, said: result.standardError, action: call.action)
            guard error.code == .throttled, attempt < AWSLimits.tries else { throw error }
            try await wait(pause)
            pause = pause * 2
        }
        preconditionFailure("the last try returns or throws")
    }

    private static func parse(_ text: String, _ line: [String]) throws -> JSONValue {
        do {
            var reader = JSONReader(Array(text.utf8))
            let value = try reader.value()
            try reader.end()
            return value
        } catch {
            throw AWSError(
                .answer, message: "\(line.joined(separator: " ")) gave no JSON: \(error)",
                hint: "Run the command by hand and see what it writes.")
        }
    }
}
