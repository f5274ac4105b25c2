// Answers of Cost Explorer: amounts to the digit, pages, and what is refused.

import AWS
import Core
import Foundation
import Infrastructure
import Testing

@Suite(.timeLimit(.minutes(1))) struct CostExplorerTests {
    /// Decimals as Cost Explorer writes them, in ten-billionths of a dollar.
    @Test(
        arguments: [
            ("0.0000045", 45_000), ("12.5", 125_000_000_000), ("0", 0), ("-0.0000045", -45_000), ("1.2E-7", 1_200),
            ("1E-12", 0), ("0.1", 1_000_000_000), ("3", 30_000_000_000), ("0.00000000019", 1),
            ("1.5e2", 1_500_000_000_000),
            // 0.07 + 0.01 and 1.005 are where binary fractions go wrong.
            ("1.005", 10_050_000_000), ("12345678.0123456789", 123_456_780_123_456_789), (".5", 5_000_000_000),
            ("100000000000", nil), ("", nil), (".", nil), ("1,5", nil), ("--1", nil), ("1e", nil), ("1e999", nil),
            ("NaN", nil), ("0x10", nil), ("1.2.3", nil), ("+1", nil), ("²", nil),
        ] as [(String, Int64?)])
    func `amounts are read digit by digit`(text: String, value: Int64?) {
        #expect(CostExplorer.tenBillionths(text) == value)
    }

    private func group(_ name: String, _ amount: String, _ unit: String = "USD") -> String {
        #"{"Keys":["\#(name)"],"Metrics":{"UnblendedCost":{"Amount":"\#(amount)","Unit":"\#(unit)"}}}"#
    }

    private func page(_ groups: [String], next: String? = nil, day: String = "2026-11-01", estimated: Bool = true)
        -> String
    {
        let token = next.map { #""NextPageToken":"\#($0)","# } ?? ""
        return """
            {\(token)"GroupDefinitions":[{"Type":"DIMENSION","Key":"SERVICE"}],"ResultsByTime":[{"TimePeriod":
            {"Start":"\(day)","End":"2026-11-02"},"Total":{},"Groups":[\(groups.joined(separator: ","))],
            "Estimated":\(estimated)}],"DimensionValueAttributes":[]}
            """
    }

    private let now = WallTime(second: 1_793_793_600)

    private func read(_ pages: [String]) async throws -> (ActualCost, ScriptedRunner) {
        let runner = ScriptedRunner(pages.map { .said($0) })
        let aws = AWSCommand(runner: runner, region: "us-east-1", environment: [:], clock: ImpatientClock())
        let cost = try await CostExplorer(aws).costs(from: CalendarDay(of: now), tag: nil, now: now)
        return (cost, runner)
    }

    @Test func `pages are followed, a day that they share is added up`() async throws {
        let (cost, runner) = try await read([
            page([group("Amazon RDS", "1.25"), group("AmazonCloudWatch", "0.0000045")], next: "t1"),
            page([group("Amazon ECS", "-0.5")], day: "2026-11-01"), page([group("never", "1")]),
        ])
        #expect(cost.days.count == 1)
        #expect(
            cost.days[0].services == ["Amazon RDS": 1_250_000, "AmazonCloudWatch": 5, "Amazon ECS": -500_000])
        #expect(cost.days[0].isEstimated && cost.days[0].day.description == "2026-11-01")
        #expect(runner.calls.count == 2)
        #expect(runner.calls[1].command.contains("t1") && !runner.calls[0].command.contains("--next-page-token"))
    }

    @Test func `days without groups are days without cost, flags are kept`() throws {
        let answer = try CostExplorer.page(try json(page([], estimated: false)))
        #expect(answer.days == [ActualCost.Day(day: answer.days[0].day, isEstimated: false, services: [:])])
    }

    @Test func `endless pages end`() async {
        await #expect(throws: AWSError.self) {
            _ = try await read(Array(repeating: page([], next: "again"), count: AWSLimits.pages + 5))
        }
    }

    @Test(arguments: [
        (#"{"Groups":[]}"#, "no ResultsByTime"), (#"{"ResultsByTime":[{"Groups":[]}]}"#, "without a day"),
        (
            #"{"ResultsByTime":[{"TimePeriod":{"Start":"2026-11-01"},"Groups":[{"Keys":["a"],"Metrics":{}}]}]}"#,
            "without name"
        ),
    ])
    func `an answer that is not understood whole is refused`(text: String, word: String) throws {
        let error = #expect(throws: AWSError.self) { try CostExplorer.page(try json(text)) }
        #expect(error?.code == .answer && error?.message.contains(word) == true, "\(String(describing: error))")
    }

    @Test(arguments: [("5.0", "EUR", "not in USD"), ("5.0", "N/A", "not in USD"), ("five", "USD", "no number")])
    func `other currencies and other than numbers are refused`(amount: String, unit: String, word: String) throws {
        let error = #expect(throws: AWSError.self) {
            try CostExplorer.page(try json(page([group("Amazon RDS", amount, unit)])))
        }
        #expect(error?.message.contains(word) == true && error?.message.contains("Amazon RDS") == true)
    }

    @Test func `a status starts two months before`() {
        #expect(CostExplorer.start(now).description == "2026-09-01")
    }
}
