// Objectives, budgets and states from counts in a store.

import Core
import Foundation
import ServiceLevels
import Statistics
import Telemetry
import TestKit
import Testing

@Suite struct ServiceLevelReportTests {
    private let now = 1_750_000_000

    private let objectives = Objective.all(
        of: ObjectivesSpec(
            availability: .init(target: Percent(microPercent: 99_900_000), window: .seconds(30 * 86_400)),
            latency: .init(percentile: 95, below: .seconds(8), warn: .seconds(6), window: .seconds(7 * 86_400))))

    /// A store whose last flush was just now, with `requests` requests at each of the ages in seconds.
    private func store(_ ages: [Int], requests: Int = 100, bad: Int = 0, slow: Int = 0) throws -> MemoryTelemetryStore {
        let store = MemoryTelemetryStore()
        try add(ages, requests: requests, bad: bad, slow: slow, to: store)
        return store
    }

    private func add(_ ages: [Int], requests: Int, bad: Int = 0, slow: Int = 0, to store: MemoryTelemetryStore) throws {
        let cells = ages.map { age in
            var statistics = RequestStatistics(
                counts: RequestCounts(requests: requests, bad: bad, slow: slow, warned: slow))
            statistics.latencies.add(milliseconds: 100, times: requests - slow)
            statistics.latencies.add(milliseconds: 9000, times: slow)
            return RollupCell(second: now - age, route: "POST /donations", release: "v1", statistics: statistics)
        }
        try store.add(TelemetryFlush(time: WallTime(second: now), cells: cells))
    }

    private func report(_ store: MemoryTelemetryStore, at second: Int? = nil) throws -> ServiceLevelReport {
        try ServiceLevelReport(
            flow: "donations", objectives: objectives, store: store, now: WallTime(second: second ?? now))
    }

    @Test func `an untouched budget is whole`() throws {
        let report = try report(try store([30, 3700, 86_400]))
        let status = report.objectives[0]
        #expect(status.name == "availability" && status.state == .good && report.state == .good)
        #expect(status.good == 300 && status.valid == 300 && status.ratio == 1)
        #expect(abs(status.budget.allowed - 0.3) < 1e-9 && status.budget.spent == 0)
        #expect(abs((status.budget.leftPercent ?? 0) - 100) < 1e-9 && status.budget.emptyInSeconds == nil)
        // 99.9 % of 300 requests allow less than one failure, and that is said.
        #expect(status.because.contains("single one would break it"))
    }

    @Test func `a budget half spent is empty after half the window at burn rate one`() throws {
        // 100,000 requests, 50 failed of 100 allowed; in the last hour 1 of 1,000 failed: burn rate 1.
        let store = try store([80_000], requests: 99_000, bad: 49)
        try add([1800], requests: 1000, bad: 1, to: store)
        let status = try report(store).objectives[0]
        #expect(status.state == .good && status.budget.spent == 50)
        #expect(abs((status.budget.leftPercent ?? 0) - 50) < 1e-6 && abs(status.budget.left - 50) < 1e-6)
        #expect(status.budget.rateOver == "1h")
        let seconds = try #require(status.budget.emptyInSeconds)
        #expect(abs(seconds - 15 * 86_400) <= 1)
        #expect(status.burn.map(\.window) == ["5m", "1h", "6h"])
        #expect(status.burn[0].rate == nil && abs((status.burn[1].rate ?? 0) - 1) < 1e-9)
    }

    /// From the table of budgets: at burn rates 14.4, 6, 3 and 1 a whole budget of 30 days lasts 2.08, 5, 10, 30 days.
    @Test(arguments: [(144, 2.0833), (60, 5), (30, 10), (10, 30)])
    func `a whole budget lasts a window divided by the burn rate`(_ badOfTenThousand: Int, _ days: Double) throws {
        let store = try store([20 * 86_400], requests: 2_000_000_000)
        try add([1800], requests: 10_000, bad: badOfTenThousand, to: store)
        let seconds = try #require(try report(store).objectives[0].budget.emptyInSeconds)
        #expect(abs(Double(seconds) / 86_400 - days) < days * 0.001)
    }

    @Test func `while counting is young the rate is that of the last five minutes`() throws {
        let status = try report(try store([100], requests: 10_000, bad: 5)).objectives[0]
        #expect(status.budget.rateOver == "5m")
        #expect(abs((status.burn[0].rate ?? 0) - 0.5) < 1e-9)
        #expect(abs((status.budget.emptyInSeconds ?? 0) - 30 * 86_400) <= 1)
    }

    @Test(arguments: [(1000, 1, ObjectiveState.good), (1000, 2, .bad), (999, 1, .bad), (2000, 2, .good)])
    func `the target itself is kept, one more failure breaks it`(
        _ requests: Int, _ bad: Int, _ state: ObjectiveState
    ) throws {
        let status = try report(try store([30], requests: requests, bad: bad)).objectives[0]
        #expect(status.state == state)
        if state == .bad {
            #expect(status.budget.emptyInSeconds == 0 && status.budget.left < 0)
            #expect((status.budget.leftPercent ?? 0) < 0)
        }
    }

    @Test func `slow requests spend the latency budget and no other`() throws {
        let report = try report(try store([30], requests: 100, slow: 6))
        #expect(report.objectives[1].state == .bad && report.objectives[0].state == .good && report.state == .bad)
        #expect(report.objectives[1].good == 94 && report.objectives[1].belowMilliseconds == 8000)
        #expect(report.objectives[1].target.description == "95%")
    }

    @Test func `quantiles are those of the last minute and of the window`() throws {
        let store = try store([3600], requests: 1000, slow: 100)
        try add([30], requests: 100, to: store)
        let report = try report(store)
        #expect(report.latencyNow.samples == 100 && report.latencyOverWindow.samples == 1100)
        #expect(abs((report.latencyNow.p99 ?? 0) - 100) <= 1)
        #expect(abs((report.latencyOverWindow.p95 ?? 0) - 9000) <= 90)
        #expect(abs((report.latencyOverWindow.p50 ?? 0) - 100) <= 1)
        #expect(report.lastMinute.requests == 100)
    }

    @Test func `a request of another path is no part of the flow`() throws {
        let store = try store([30])
        let cell = RollupCell(
            second: now - 30, route: RouteTable.other, release: "v1",
            statistics: RequestStatistics(counts: RequestCounts(requests: 1000, bad: 1000)))
        try store.add(TelemetryFlush(time: WallTime(second: now), cells: [cell]))
        let status = try report(store).objectives[0]
        #expect(status.valid == 100 && status.state == .good)
    }

    @Test func `without any count nothing is good`() throws {
        let never = try report(MemoryTelemetryStore())
        #expect(never.state == .unknown && never.objectives.allSatisfy { $0.state == .unknown && $0.ratio == nil })
        #expect(never.objectives[0].because == "nothing was ever counted" && never.lastCount == nil)
        #expect(never.latencyNow.p50 == nil && never.objectives[0].budget.leftPercent == nil)
        let silent = try report(try store([]))
        #expect(silent.state == .unknown && silent.objectives[0].because.contains("no request of the flow"))
    }

    @Test(arguments: [(200, ObjectiveState.good), (301, .unknown), (90_000, .unknown)])
    func `when counting has stopped the state becomes unknown`(_ age: Int, _ state: ObjectiveState) throws {
        // A day of counts, so that the gap up to now is no relevant share at first.
        let report = try report(try store([0, 86_400], requests: 10_000), at: now + age)
        #expect(report.state == state)
        if state == .unknown { #expect(report.objectives[0].because.contains("nothing was counted since")) }
        #expect(report.missing.unknownSeconds >= age)
    }

    @Test(
        arguments: [
            // 4 % and 6 % of the day in which there were counts
            (3456, nil, ObjectiveState.good), (5184, nil, .unknown),
            // a known number of lost requests counts by itself, however long it took
            (80_000, 0, .good), (80_000, 4000, .good), (10, 11_000, .unknown),
        ] as [(Int, Int?, ObjectiveState)])
    func `gaps make a state unknown from five percent on`(
        _ seconds: Int, _ lost: Int?, _ state: ObjectiveState
    ) throws {
        let store = try store([0, 86_400], requests: 100_000)
        try store.record(
            TelemetryGap(from: now - 80_001, to: now - 80_001 + seconds, lostLines: lost, reason: .controlPlaneDown))
        let status = try report(store).objectives[0]
        #expect(status.state == state)
        if state == .unknown { #expect(status.because.contains("counts are missing")) }
    }

    @Test(arguments: [(200, ObjectiveState.bad), (101, .unknown)])
    func `what is broken even if all that is missing was good stays bad`(_ bad: Int, _ state: ObjectiveState) throws {
        let store = try store([86_400], requests: 100_000, bad: bad)
        try store.add(TelemetryFlush(time: WallTime(second: now)))
        try store.record(
            TelemetryGap(from: now - 43_200, to: now - 4320, lostLines: nil, reason: .controlPlaneDown))
        #expect(try report(store).objectives[0].state == state)
    }

    @Test func `overlapping gaps count once, and those outside not at all`() throws {
        let store = try store([0, 1000], requests: 100)
        for (from, to) in [(900, 800), (850, 700), (900, 800), (5000, 4000)] {
            try store.record(
                TelemetryGap(from: now - from, to: now - to, lostLines: nil, reason: .linesLost))
        }
        let report = try report(store)
        #expect(report.missing.unknownSeconds == 200)
        #expect(abs(report.missing.share - 0.2) < 1e-9 && report.state == .unknown)
    }

    @Test func `a window that begins before the first count says what it really covers`() throws {
        let status = try report(try store([500])).objectives[0]
        #expect(status.from == now - 500 && status.to == now && status.windowSeconds == 30 * 86_400)
    }

    @Test func `a broken objective stays broken when another is unknown`() throws {
        let store = try store([20 * 86_400], requests: 1000, bad: 500)
        try store.add(TelemetryFlush(time: WallTime(second: now)))
        let report = try report(store)
        // The latency window of seven days holds nothing.
        #expect(report.objectives.map(\.state) == [.bad, .unknown] && report.state == .bad)
    }

    // MARK: - The shapes that others read

    private func example() throws -> ServiceLevelReport {
        let store = try store([80_000], requests: 99_000, bad: 49, slow: 900)
        try add([30, 1800], requests: 1000, bad: 1, slow: 70, to: store)
        try store.record(TelemetryGap(from: now - 700, to: now - 690, lostLines: 17, reason: .controlPlaneDown))
        try store.record(TelemetryGap(from: now - 500, to: now - 498, lostLines: nil, reason: .linesLost))
        return try report(store)
    }

    private func golden(_ name: String, _ text: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(try text == String(contentsOf: path, encoding: .utf8), "UPDATE_GOLDEN=1 writes it anew")
    }

    @Test func `the JSON keeps its shape`() throws {
        let report = try example()
        try golden("slo-status.json", try CanonicalJSON.pretty(report) + "\n")
        #expect(try CanonicalJSON.decode(ServiceLevelReport.self, from: CanonicalJSON.text(report)) == report)
        try golden("slo-status-empty.json", try CanonicalJSON.pretty(try self.report(MemoryTelemetryStore())) + "\n")
    }

    @Test func `the text is what people read`() throws {
        let text = try example().text
        try golden("slo-status.txt", text)
        try golden("slo-status-empty.txt", try report(MemoryTelemetryStore()).text)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
}
