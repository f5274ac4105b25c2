// Command lines, environment, and what a failing aws means.

import AWS
import Core
import Foundation
import Infrastructure
import Shell
import Testing

@Suite(.timeLimit(.minutes(1))) struct AWSCommandTests {
    private let call = AWSCall(["ce", "get-cost-and-usage"], action: "ce:GetCostAndUsage")

    private func command(_ runner: ScriptedRunner, _ clock: ImpatientClock = ImpatientClock()) -> AWSCommand {
        AWSCommand(
            runner: runner, region: "us-east-1", endpoint: "http://127.0.0.1:5000", environment: ["HOME": "/h"],
            clock: clock)
    }

    private func failure(_ said: String, times: Int = 1, clock: ImpatientClock = ImpatientClock()) async -> AWSError? {
        let runner = ScriptedRunner(Array(repeating: .failed(said), count: times))
        do { _ = try await command(runner, clock).json(call) } catch { return error as? AWSError }
        return nil
    }

    @Test func `the line is whole, the environment has no pager`() async throws {
        let runner = ScriptedRunner([.said("{\"a\": 1}")])
        #expect(try await command(runner).json(call)["a"]?.number == 1)
        #expect(
            runner.calls.map(\.command) == [
                [
                    "aws", "ce", "get-cost-and-usage", "--region", "us-east-1", "--output", "json",
                    "--endpoint-url", "http://127.0.0.1:5000",
                ]
            ])
        #expect(runner.calls[0].environment == ["HOME": "/h", "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off"])
        #expect(!AWSCommand.line(program: "aws", call, region: "r", endpoint: nil).contains("--endpoint-url"))
    }

    /// What aws 1.45 and 2 write.
    @Test(
        arguments: [
            (
                "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
                AWSError.Code.credentials, "aws sso login"
            ),
            ("aws: [ERROR]: The config profile (shop) could not be found", .credentials, "AWS_PROFILE"),
            (
                "An error occurred (ExpiredTokenException) when calling the GetCostAndUsage operation: The security token included in the request is expired",
                .credentials, "expired"
            ),
            (
                "An error occurred (UnrecognizedClientException) when calling the X operation: The security token included in the request is invalid.",
                .credentials, "get-caller-identity"
            ),
            (
                "An error occurred (AccessDeniedException) when calling the GetCostAndUsage operation: User: arn:aws:iam::1:user/x is not authorized to perform: ce:GetCostAndUsage",
                .denied, "ce:GetCostAndUsage"
            ),
            (
                "An error occurred (ValidationException) when calling the GetCostAndUsage operation: Start date is after end date",
                .failed, "by hand"
            ),
        ] as [(String, AWSError.Code, String)])
    func `a failure says what to do`(said: String, code: AWSError.Code, word: String) async throws {
        let error = try #require(await failure(said))
        #expect(error.code == code && error.hint.contains(word), "\(error)")
        #expect(error.message.contains("aws ce get-cost-and-usage") && error.message.contains(said.prefix(40)))
    }

    @Test(arguments: [1, 3, 4]) func `throttling is tried again, each wait twice the last`(times: Int) async {
        let said = "An error occurred (ThrottlingException) when calling the GetCostAndUsage operation: Rate exceeded"
        let clock = ImpatientClock()
        let runner = ScriptedRunner(Array(repeating: .failed(said), count: times) + [.said("{}")])
        do {
            _ = try await command(runner, clock).json(call)
            #expect(times < 4)
        } catch {
            #expect((error as? AWSError)?.code == .throttled && times == 4)
        }
        #expect(clock.slept == Array([.seconds(1), .seconds(2), .seconds(4)].prefix(times)))
    }

    @Test func `what is not throttled is not tried again`() async {
        let clock = ImpatientClock()
        #expect(await failure("An error occurred (AccessDenied) when calling", times: 3, clock: clock)?.code == .denied)
        #expect(clock.slept.isEmpty)
    }

    @Test func `a missing program is the shell's error, no JSON is ours`() async {
        await #expect(throws: ShellError.self) { try await command(ScriptedRunner([])).json(call) }
        let error = await #expect(throws: AWSError.self) {
            try await command(ScriptedRunner([.said("<html>")])).json(call)
        }
        #expect(error?.code == .answer)
    }

    @Test func `the questions are what aws understands`() throws {
        let costs = AWSArguments.costs(
            from: CalendarDay(number: 20_000), to: CalendarDay(number: 20_001),
            tag: AWSArguments.Tag(value: "shop \"x\""), page: "p2")
        #expect(
            costs.arguments == [
                "ce", "get-cost-and-usage", "--time-period", "Start=2024-10-04,End=2024-10-05", "--granularity",
                "DAILY", "--metrics", "UnblendedCost", "--group-by", "Type=DIMENSION,Key=SERVICE", "--filter",
                #"{"Tags":{"Key":"Service","Values":["shop \"x\""]}}"#, "--next-page-token", "p2",
            ])
        let query = MetricQuery(
            id: "m0a", namespace: "AWS/ECS", metric: "CPUUtilization", dimensions: [(name: "ServiceName", value: "s")],
            statistic: "Average")
        let metrics = AWSArguments.metrics([query], from: WallTime(second: 0), to: WallTime(second: 3600))
        #expect(metrics.arguments.contains("1970-01-01T01:00:00.000Z") && metrics.action == "cloudwatch:GetMetricData")
        let sent = try json(try #require(metrics.arguments.last))
        #expect(sent[0]?["MetricStat"]?["Period"]?.number == 3600)
        #expect(sent[0]?["MetricStat"]?["Metric"]?["Dimensions"]?[0]?["Value"]?.string == "s")
        #expect(
            AWSArguments.scaling(cluster: "c", service: "s").arguments.suffix(2) == ["--resource-ids", "service/c/s"])
    }
}
